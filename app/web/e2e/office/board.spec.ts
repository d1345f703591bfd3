import { readFileSync } from 'node:fs'
import type { Wire } from '../../src/engine/activity.ts'
import { expect, test, type Desk } from './desk.ts'

/* The board: its numbers are those of the API, and every one of them leads to the records behind it. */
const xinghai = 'programme=xinghai&from=2022-01-01&to=2023-01-01'
const levels = new Set(['province', 'city', 'county', 'region', 'campus'])

/** A number that links to records, as the page shows it. */
interface Told {
  number: number
  query: string
  measure: string
}

const get = <T>(desk: Desk, path: string) => desk.person.ask<T>('GET', path)
const board = (desk: Desk, query: string) => get<Wire['Board']>(desk, `/board?${query}`)
const num = (n: number | undefined) => (n ?? -1).toLocaleString('en')
const card = (desk: Desk, name: string) => desk.page.locator('.board-card').filter({ hasText: name })
const table = (desk: Desk) => desk.page.locator('.table-region').first()
const row = (desk: Desk, name: string) => table(desk).getByRole('row').filter({ hasText: name })
const tile = (desk: Desk, code: string) => desk.page.locator(`[data-code="${code}"]`)

/** What is drawn on a tile. */
const words = (desk: Desk, code: string) => desk.page.locator(`[data-words="${code}"]`)

/** Every number on the page that leads to records; those of charts are told by their tables. */
function numbers(desk: Desk): Promise<Told[]> {
  return desk.page.locator('main a[href^="#/records"]:not(svg a)').evaluateAll(links =>
    links.map(link => ({
      number: Number((link.textContent ?? '').replaceAll(',', '')),
      query: (link.getAttribute('href') ?? '').split('?')[1] ?? '',
      measure: (link as HTMLElement).dataset.measure ?? 'activities',
    })),
  )
}

/** What the API says of the records that a link leads to. */
async function behind(desk: Desk, { query, measure }: Told): Promise<number | undefined> {
  if (measure === 'attendance') {
    const { totals } = await get<Wire['Statistics']>(desk, `/stats?measure=attendance&${query}`)
    return totals.attendance
  }
  if (levels.has(measure)) {
    const level = measure === 'region' ? 'county&regions=true' : measure
    return (await get<Wire['Coverage']>(desk, `/coverage?only=reached&level=${level}&${query}`)).reached
  }
  return (await get<Wire['PageActivity']>(desk, `/activities?limit=1&${query}`)).total
}

test('the figures of the API stand on the board, each over the list of its day', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  const answer = await board(desk, xinghai)
  const [provinces, cities, counties, regions] = answer.levels
  const total = await get<Wire['Statistics']>(desk, `/stats?${xinghai}&measure=activities,counties`)
  expect(total.totals).toEqual({ activities: answer.counts.activities, counties: counties?.reached })
  await expect(card(desk, '省级行政区')).toContainText(`${provinces?.reached} / 31`)
  await expect(card(desk, '地级行政区')).toContainText(`${num(cities?.reached)} / 333`)
  await expect(card(desk, '县级行政区')).toContainText(`${counties?.reached} / 2,843`)
  await expect(card(desk, '县级行政区')).toContainText(`${((100 * (counties?.reached ?? 0)) / 2843).toFixed(1)}%`)
  await expect(card(desk, '县域')).toContainText(`${num(regions?.reached)} / 1,866`)
  await expect(card(desk, '活动场次')).toContainText(num(answer.counts.activities))
  await expect(desk.page.getByText('分母取自 2022年12月31日的行政区划名录')).toBeVisible()
})

for (const [name, address] of [
  ['in the whole country', xinghai],
  ['over all of time', ''],
  ['of prefectures', `${xinghai}&level=city`],
  ['in a province', 'area=440000&from=2022-03-15&to=2022-10-05'],
  ['in a city whose counties were merged', 'area=330100&level=region'],
  ['of one state', 'status=returned'],
  ['at universities', 'programme=campus&from=2022-01-01&to=2023-01-01&level=campus'],
] as const)
  test(`every number ${name} leads to as many records as it says`, async ({ desk }) => {
    await desk.open(`/board?${address}`)
    await desk.page.getByText('各月数据').click()
    const told = await numbers(desk)
    expect(told.length).toBeGreaterThan(20)
    expect(told.every(({ number }) => number > 0)).toBe(true)
    const wrong: (Told & { behind: number | undefined })[] = []
    for (const one of told) {
      const found = await behind(desk, one)
      if (found !== one.number) wrong.push({ ...one, behind: found })
    }
    expect(wrong).toEqual([])
  })

test('the total leads to a list that tells the same number', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  const { counts } = await board(desk, xinghai)
  await table(desk)
    .locator('tfoot')
    .getByRole('link', { name: num(counts.activities) })
    .click()
  await desk.settled()
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('记录')
  await expect(desk.page.getByRole('main')).toContainText(new RegExp(`共 ${num(counts.activities)} 条`))
})

test('points of the month line bear the numbers of their links', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  const points = desk.page.locator('svg a[href^="#/records"]')
  expect(await points.count()).toBeGreaterThan(11)
  for (const point of await points.all()) {
    const number = Number(((await point.getAttribute('aria-label')) ?? '').split(' ').at(-1)?.replaceAll(',', ''))
    const query = ((await point.getAttribute('href')) ?? '').split('?')[1] ?? ''
    expect(await behind(desk, { number, query, measure: 'activities' }), query).toBe(number)
  }
})

test('the way leads from provinces to counties and back, and keeps the filter', async ({ desk }) => {
  await desk.open('/board?programme=bluevest')
  await row(desk, '广东省').getByRole('link', { name: '广东省' }).click()
  await desk.settled()
  await row(desk, '深圳市').getByRole('link', { name: '深圳市' }).click()
  await desk.settled()
  expect(desk.page.url()).toContain('programme=bluevest&area=440300')
  await expect(table(desk).locator('tbody tr')).toHaveCount(9)
  await expect(row(desk, '罗湖区').getByRole('link', { name: '罗湖区' })).toHaveCount(0)
  const way = desk.page.getByRole('navigation', { name: '所在位置' })
  await expect(way.getByRole('listitem')).toHaveText(['全国', '广东省', '深圳市'])
  const answer = await board(desk, 'programme=bluevest&area=440300')
  await expect(table(desk).locator('tfoot')).toContainText(num(answer.counts.attendance))
  await way.getByRole('link', { name: '全国' }).click()
  await desk.settled()
  await expect(table(desk).locator('tbody tr')).toHaveCount(34)
  await expect(way).toHaveCount(0)
})

test('a card chooses what is counted, and the columns sort', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  await desk.page.getByRole('link', { name: '地级行政区', exact: true }).click()
  await desk.settled()
  const answer = await board(desk, `${xinghai}&level=city`)
  const most = answer.rows.toSorted((a, b) => b.reached - a.reached)[0]
  await table(desk).getByRole('button', { name: '已覆盖地级行政区' }).click()
  await expect(table(desk).locator('tbody tr').first()).toContainText(String(most?.reached))
  await expect(table(desk).locator('tfoot')).toContainText('333')
})

test('台湾, 香港 and 澳门 are drawn, and said to be outside the statistics, never as nothing', async ({ desk }) => {
  await desk.open('/board')
  await expect(desk.page.getByText('省级覆盖方格图（示意，不表示边界与面积）')).toBeVisible()
  await expect(desk.page.locator('[data-code]')).toHaveCount(34)
  await expect(desk.page.getByText('地图')).toHaveCount(0)
  for (const [code, name] of [
    ['710000', '台湾省'],
    ['810000', '香港特别行政区'],
    ['820000', '澳门特别行政区'],
  ] as const) {
    await expect(tile(desk, code)).toHaveAccessibleName(`${name}：不在统计口径`)
    await expect(words(desk, code)).not.toContainText('0')
    await expect(row(desk, name)).toContainText('不在统计口径')
    await expect(row(desk, name).locator('td').first()).toHaveText('—')
  }
  const guangdong = (await board(desk, '')).rows.find(r => r.code === '440000')
  await expect(words(desk, '440000')).toContainText(`${guangdong?.reached}/${guangdong?.listed}`)
})

test('what waits stands beside what counts, marked, and only for those who review', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  const { counts, submitted } = await board(desk, xinghai)
  expect(submitted.activities).toBeGreaterThan(0)
  const sums = card(desk, '活动场次')
  await expect(sums).toContainText(num(counts.activities))
  await expect(sums.locator('.board-beside')).toHaveText(new RegExp(`待审核\\s*${num(submitted.activities)}\\s*未计入`))
  await expect(table(desk).getByRole('columnheader', { name: '待审核（未计入）' })).toBeVisible()
  await desk.open(`/board?${xinghai}`, 'author')
  await expect(card(desk, '活动场次')).toContainText(num(counts.activities))
  await expect(desk.page.getByText('待审核')).toHaveCount(0)
})

test('a manager of one province begins there and sees nothing of another', async ({ desk }) => {
  await desk.open('/board', 'guangdong')
  const { counts } = await board(desk, 'area=440000')
  await expect(table(desk).locator('tfoot')).toContainText(num(counts.activities))
  await expect(row(desk, '深圳市')).toBeVisible()
  await expect(desk.page.getByText('湖北省')).toHaveCount(0)
  await desk.go('/board?area=420000')
  await expect(desk.page.getByText('这个范围内没有计入的记录')).toBeVisible()
})

test('the keyboard walks over the tiles with one stop of Tab, and opens a province', async ({ desk }) => {
  await desk.open('/board')
  const grid = desk.page.getByRole('group', { name: /^省级覆盖方格图/ })
  await expect(grid).toHaveAccessibleDescription(/方向键移动/)
  await expect(grid.locator('[tabindex="0"]')).toHaveCount(1)
  await tile(desk, '230000').focus()
  const press = async (key: string, code: string) => {
    await desk.page.keyboard.press(key)
    await expect(tile(desk, code)).toBeFocused()
  }
  await press('ArrowDown', '220000')
  await press('End', '810000')
  await press('ArrowUp', '350000')
  await press('ArrowLeft', '440000')
  await expect(grid.locator('[tabindex="0"]')).toHaveCount(1)
  await desk.page.keyboard.press('Enter')
  await desk.settled()
  await expect(row(desk, '深圳市')).toBeVisible()
})

test('blank areas are listed by province, as many as are missing, and can be taken along', async ({
  desk,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await desk.open(`/board?${xinghai}`)
  const { unreached, reached } = await get<Wire['Coverage']>(desk, `/coverage?only=unreached&${xinghai}`)
  expect(unreached).toHaveLength(2843 - reached)
  await desk.page.getByText(`尚未覆盖：${num(unreached.length)} 个县级行政区`).click()
  await desk.settled()
  const henan = desk.page.locator('.board-blanks details').filter({ hasText: '河南省' })
  await henan.locator('summary').click()
  await expect(henan.getByRole('listitem')).toHaveText(
    unreached.filter(({ code }) => code.startsWith('41')).map(({ name }) => name),
  )
  await desk.page.getByRole('button', { name: '复制名单' }).click()
  await expect(desk.told).toContainText(`已复制 ${num(unreached.length)} 行`)
  const copied = await desk.page.evaluate(() => navigator.clipboard.readText())
  expect(copied.split('\n')).toHaveLength(unreached.length)
  const download = desk.page.waitForEvent('download')
  await desk.page.getByRole('button', { name: '下载 CSV' }).click()
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines[0]).toBe('\uFEFF代码,名称,上级')
  expect(lines.slice(1).map(line => line.split(',')[0])).toEqual(unreached.map(({ code }) => code))
})

test('a period without records says so; one before the list says why it has no answer', async ({ desk }) => {
  await desk.open('/board?from=2026-01-01&to=2026-02-01')
  await expect(desk.page.getByText('这个范围内没有计入的记录')).toBeVisible()
  await expect(card(desk, '县级行政区')).toContainText('0 /')
  await desk.go('/board?from=2010-01-01&to=2011-01-01')
  await expect(desk.page.getByRole('alert')).toContainText('2019-12-31')
})

test('printed, the board has its figures, both tables and no controls', async ({ desk }) => {
  await desk.open(`/board?${xinghai}`)
  await desk.page.emulateMedia({ media: 'print' })
  await expect(table(desk).locator('tbody tr')).toHaveCount(34)
  const months = desk.page.getByRole('table', { name: '按月趋势' })
  await expect(months).toBeVisible()
  await expect(months.getByRole('row')).toHaveCount(13)
  await expect(desk.page.getByRole('group', { name: '筛选' })).toBeHidden()
  await expect(desk.page.locator('.filter-print')).toContainText('项目：星海计划')
  await expect(desk.page.locator('.filter-print')).toBeVisible()
})
