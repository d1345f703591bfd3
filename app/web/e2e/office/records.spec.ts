import type { Locator } from '@playwright/test'
import type { Wire } from '../../src/engine/activity.ts'
import { rowsOf } from './book.ts'
import { expect, test, type Desk } from './desk.ts'
import { measure } from './fit.ts'

/* The records list: what every number elsewhere leads to. */

const number = new Intl.NumberFormat('zh')

/** What the API gives for the same question. */
const listed = (desk: Desk, search: string) =>
  desk.person.ask<Wire['PageActivity']>('GET', `/activities?${search}${search && '&'}limit=500`)

const found = (desk: Desk) => desk.page.locator('.records-found')
const links = (desk: Desk) => desk.page.locator('.table tbody a[href^="#/record/"]')
const actions = (desk: Desk, name: string | RegExp): Locator =>
  desk.page.locator('.page-actions').getByRole('button', { name })

/** The page's count and first rows are those of the API. */
async function sameAsTheAPI(desk: Desk, search: string): Promise<Wire['PageActivity']> {
  const page = await listed(desk, search)
  await expect(found(desk), search).toHaveText(`共 ${number.format(page.total)} 条记录`)
  const shown = await links(desk).evaluateAll(list => list.map(a => a.getAttribute('href')))
  expect(shown, search).toEqual(page.items.slice(0, 50).map(({ id }) => `#/record/${id}`))
  return page
}

test('every filter in the address gives the rows and the count of the API', async ({ desk }) => {
  await desk.open('/records')
  const { items } = await sameAsTheAPI(desk, '')
  const drive = (await listed(desk, 'kind=drive&status=approved')).items[0]!
  const one = items.find(({ title, topics }) => title && topics?.length)!
  const lead = (await listed(desk, '')).items.flatMap(({ organisations = [] }) => organisations).find(o => o.code)
  const searches = [
    'from=2022-03-01&to=2022-04-01',
    'area=440000',
    `area=${one.area}`,
    'programme=bluevest',
    'kind=visit,drive',
    'status=submitted,returned',
    'status=void',
    'delivery=online',
    `form=${one.form}`,
    `venue=${one.venue}`,
    `topic=${one.topics?.[0]}`,
    'audience=elderly',
    `campus=${drive.drive?.campus}`,
    'basis=estimated',
    `author=${one.author}`,
    `q=${encodeURIComponent(one.title!.slice(0, 6))}`,
    'fit=false',
    ...(lead ? [`organisation=${lead.code}`] : []),
    'programme=xinghai&status=approved&delivery=in_person&fit=true&from=2022-01-01&to=2023-01-01',
  ]
  for (const search of searches) {
    await desk.go(`/records?${search}`)
    const { total } = await sameAsTheAPI(desk, search)
    expect(total, search).toBeGreaterThan(0)
  }
})

test('a figure of the statistics and the list that it leads to agree, and so do the sums above it', async ({
  desk,
}) => {
  await desk.open('/records?programme=xinghai&from=2022-01-01&to=2023-01-01')
  const stats = await desk.person.ask<Wire['Statistics']>(
    'GET',
    '/stats?programme=xinghai&from=2022-01-01&to=2023-01-01&measure=activities,attendance',
  )
  const sums = desk.page.locator('.records-sums dd')
  await expect(sums.nth(0)).toHaveText(number.format(stats.totals['activities']!))
  await expect(sums.nth(1)).toHaveText(number.format(stats.totals['attendance']!))
  await sums.nth(0).getByRole('link').click()
  await desk.settled()
  await expect(found(desk)).toHaveText(`共 ${number.format(stats.totals['activities']!)} 条记录`)
  expect(stats.totals['activities']).toBeGreaterThan(0)
})

test('filters set by hand are asked once, and an earlier question is called off', async ({ desk }) => {
  await desk.open('/records?from=2022-01-01&to=2023-01-01')
  const { page } = desk
  const asked: string[] = []
  page.on('request', request => {
    if (/\/activities\?/.test(request.url())) asked.push(decodeURIComponent(request.url().split('?')[1]!))
  })
  await page.getByRole('button', { name: '状态' }).click()
  await page.getByLabel('已提交').or(page.getByLabel('待审核')).first().check()
  await desk.settled()
  expect(asked).toEqual(['from=2022-01-01&to=2023-01-01&status=submitted&limit=50'])
  await sameAsTheAPI(desk, 'from=2022-01-01&to=2023-01-01&status=submitted')

  const gone: string[] = []
  page.on('requestfailed', request => gone.push(request.url()))
  let slow = (): void => undefined
  await page.route(/\/activities\?.*kind=visit/, async route => {
    await new Promise<void>(done => (slow = done))
    await route.continue().catch(() => undefined)
  })
  await page.evaluate(() => (location.hash = '/records?kind=visit'))
  await expect(page.locator('.state[aria-busy=true]').first()).toBeVisible()
  await page.evaluate(() => (location.hash = '/records?kind=drive&area=440000'))
  await sameAsTheAPI(desk, 'kind=drive&area=440000')
  slow()
  expect(gone.filter(url => url.includes('/activities?'))).toHaveLength(1)
  await sameAsTheAPI(desk, 'kind=drive&area=440000')
})

test('a part of a title, a person and a university are found by name', async ({ desk }) => {
  await desk.open('/records')
  const { page } = desk
  await page.getByRole('button', { name: '标题或地点' }).click()
  await page.getByRole('searchbox').fill('理性借贷')
  await page.getByRole('searchbox').press('Enter')
  await desk.settled()
  await sameAsTheAPI(desk, `q=${encodeURIComponent('理性借贷')}`)
  const person = page.locator('.records-author').first()
  const name = await person.innerText()
  await person.click()
  await desk.settled()
  await expect(page.getByRole('button', { name: `填报人：${name}` })).toBeVisible()
  expect(new Set(await page.locator('.records-author').allInnerTexts())).toEqual(new Set([name]))
  const school = (await listed(desk, 'kind=drive&status=approved')).items[0]!.drive!
  await desk.go('/records')
  await page.getByRole('button', { name: '更多筛选' }).click()
  await page.getByRole('button', { name: '高校', exact: true }).click()
  await page.getByRole('searchbox').fill(school.campus!)
  await page.locator('.campus-finder .menu-item').click()
  await desk.settled()
  await sameAsTheAPI(desk, `campus=${school.campus}`)
})

test('what meets nothing says what to loosen', async ({ desk }) => {
  await desk.open('/records?area=440000&q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84')
  await expect(found(desk)).toHaveText('共 0 条记录')
  await expect(desk.page.getByRole('button', { name: '去掉“地区：广东省”' })).toBeVisible()
  await desk.page.getByRole('button', { name: /去掉“标题或地点/ }).click()
  await desk.settled()
  await sameAsTheAPI(desk, 'area=440000')
})

test('columns are chosen, stay chosen on the device, and one always stays', async ({ desk }) => {
  await desk.open('/records?area=440000')
  const { page } = desk
  const heads = page.locator('.table thead th')
  await actions(desk, /^列/).click()
  const dialog = page.getByRole('dialog')
  for (const label of await dialog.locator('label:has(:checked)').allInnerTexts())
    if (label.trim() !== '活动名称') await dialog.getByLabel(label.trim(), { exact: true }).uncheck()
  await dialog.getByLabel('其中老年人', { exact: true }).check()
  await dialog.getByLabel('审核人', { exact: true }).check()
  await dialog.getByRole('button', { name: '完成' }).click()
  await expect(heads).toHaveText(['活动名称', '其中老年人', '审核人'])
  await page.reload()
  await desk.settled()
  await expect(heads).toHaveText(['活动名称', '其中老年人', '审核人'])
  const { items } = await listed(desk, 'area=440000')
  const cells = await page
    .locator('.table tbody tr')
    .evaluateAll(rows => rows.map(r => r.lastElementChild?.textContent))
  expect(cells.map(c => c?.trim())).toEqual(items.slice(0, 50).map(i => i.decided_by_name ?? ''))
  await actions(desk, /^列/).click()
  for (const name of ['活动名称', '其中老年人']) await dialog.getByLabel(name, { exact: true }).uncheck()
  await dialog.getByLabel('审核人', { exact: true }).click()
  await expect(dialog.getByLabel('审核人', { exact: true })).toBeChecked()
  await dialog.getByRole('button', { name: '恢复默认' }).click()
  await dialog.getByRole('button', { name: '完成' }).click()
  await expect(heads).toContainText(['活动日期', '审核状态', '是否计入'])
})

test('a filter is saved with its columns, opened elsewhere, renamed, opened by default, deleted', async ({ desk }) => {
  const search = 'area=440000&status=approved&fit=true'
  await desk.open(`/records?${search}`)
  const { page } = desk
  const dialog = page.getByRole('dialog')
  await actions(desk, /^列/).click()
  await dialog.getByLabel('备注', { exact: true }).check()
  await dialog.getByRole('button', { name: '完成' }).click()
  await actions(desk, '保存的筛选').click()
  await page.getByRole('button', { name: '保存当前筛选…' }).click()
  await dialog.getByLabel('名称').fill('广东 𠀀')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(desk.told).toHaveText('已保存“广东 𠀀”。')

  await page.evaluate(() => localStorage.clear())
  await desk.open('/records')
  await expect(page.locator('.table thead th', { hasText: '备注' })).toHaveCount(0)
  await actions(desk, '保存的筛选').click()
  await page.getByRole('link', { name: '广东 𠀀' }).click()
  await desk.settled()
  expect(await page.evaluate(() => location.hash)).toBe(`#/records?${search}`)
  await expect(page.locator('.table thead th', { hasText: '备注' })).toHaveCount(1)
  await sameAsTheAPI(desk, search)

  await actions(desk, '保存的筛选').click()
  await page.getByRole('button', { name: '管理…' }).click()
  await dialog.getByLabel('名称').fill('广东已审核')
  await dialog.getByRole('button', { name: '改名' }).click()
  await expect(dialog.getByRole('status')).toHaveText('已改名。')
  await dialog.getByRole('button', { name: '默认打开' }).click()
  await expect(dialog.getByRole('button', { name: '默认打开' })).toHaveAttribute('aria-pressed', 'true')
  const asked: string[] = []
  page.on('request', request => {
    if (/\/activities(\?|$)/.test(request.url())) asked.push(request.url().split('?')[1]!)
  })
  await desk.open('/records')
  await sameAsTheAPI(desk, search)
  expect(asked).toEqual([`${search}&limit=50`])

  await actions(desk, '保存的筛选').click()
  await expect(page.getByRole('link', { name: '广东已审核（默认）' })).toBeVisible()
  await page.getByRole('button', { name: '管理…' }).click()
  await dialog.getByRole('button', { name: '删除' }).click()
  await expect(dialog.getByRole('status')).toContainText('广东已审核')
  await expect(dialog.getByLabel('名称')).toHaveCount(0)
  await desk.open('/records')
  await sameAsTheAPI(desk, '')
})

test('what is exported is what shows: the same rows, columns and order, as workbook and as CSV', async ({ desk }) => {
  const search = 'area=440000&status=approved&from=2022-01-01&to=2023-01-01'
  await desk.open(`/records?${search}`)
  const { page, person } = desk
  const { items, total } = await sameAsTheAPI(desk, search)
  expect(total).toBeGreaterThan(3)
  await actions(desk, '导出').click()
  const csv = await page.getByRole('link', { name: /^CSV/ }).getAttribute('href')
  const begun = page.waitForResponse(r => r.url().endsWith('/exports') && r.request().method() === 'POST')
  await page.getByRole('button', { name: /^Excel/ }).click()
  const { id } = (await (await begun).json()) as Wire['Export']
  await expect(page.locator('#records-told')).toContainText(`已开始导出 ${total} 条记录`)
  await expect(page.locator('#records-told').getByRole('link')).toHaveAttribute('href', '#/exports')
  await expect.poll(async () => (await person.ask<Wire['Export']>('GET', `/exports/${id}`)).state).toBe('done')
  const made = await person.ask<Wire['Export']>('GET', `/exports/${id}`)
  expect(made.file?.rows).toBe(total)

  const book = rowsOf(Buffer.from(await (await person.raw('GET', `/exports/${id}/file`)).arrayBuffer()))
  const heads = await page.locator('.table thead th').allInnerTexts()
  expect(book[0]).toEqual(heads.map(h => h.trim()))
  const title = heads.indexOf('活动名称')
  const heard = heads.indexOf('参与人次')
  const by = heads.indexOf('填报人')
  const want = items.map(i => [i.title, String(i.attendance), i.author_name])
  expect(book.slice(1).map(row => [row[title], row[heard], row[by]])).toEqual(want)

  const lines = (await (await fetch(`${person.base}${csv}`, { headers: { Cookie: person.cookie } })).text())
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(total + 1)
  expect(lines[0]?.replace('\ufeff', '').split(',')).toEqual(book[0])
})

test('a manager of one province sees only its records, whatever is asked for', async ({ desk }) => {
  await desk.open('/records', 'guangdong')
  const { total } = await sameAsTheAPI(desk, '')
  await desk.go('/records?area=440000')
  expect((await sameAsTheAPI(desk, 'area=440000')).total).toBe(total)
  expect(new Set(await desk.page.locator('.table tbody tr td', { hasText: /省$/ }).allInnerTexts())).toEqual(
    new Set(['广东省']),
  )
  await desk.go('/records?area=330000')
  await expect(found(desk)).toHaveText('共 0 条记录')
})

test('further records come by and by, and going back finds the list as it was left', async ({ desk }) => {
  await desk.open('/records?programme=xinghai')
  const { page } = desk
  const { items, total } = await listed(desk, 'programme=xinghai')
  await page.getByRole('button', { name: '再显示一些' }).click()
  await expect(links(desk)).toHaveCount(150)
  await expect(page.locator('.pager')).toContainText(`${number.format(total)}`)
  const shown = await links(desk).evaluateAll(list => list.map(a => a.getAttribute('href')))
  expect(shown).toEqual(items.slice(0, 150).map(({ id }) => `#/record/${id}`))
  const far = links(desk).nth(120)
  await far.hover()
  const scroll = await page.evaluate(() => scrollY)
  expect(scroll).toBeGreaterThan(1000)
  await far.click()
  await expect(page).toHaveURL(/#\/record\//)
  await page.goBack()
  await expect(links(desk)).toHaveCount(150)
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(scroll)
  await expect(far).toBeInViewport()
})

test('on a phone each record stands for itself and nothing scrolls sideways', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 320, height: 640 })
  await desk.open('/records?area=440000')
  await sameAsTheAPI(desk, 'area=440000')
  await expect(desk.page.getByRole('columnheader')).toHaveCount(0)
  await expect(desk.page.locator('td[data-label="活动日期"]').first()).toBeVisible()
  expect(await desk.page.evaluate(measure)).toMatchObject({ over: [] })
})
