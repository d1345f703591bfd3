import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import type { Wire } from '../../src/engine/activity.ts'
import { print, type FigureWords, type RoundingWord } from '../../src/office/figure.ts'
import type { Person } from '../api.ts'
import { expect, test, type Desk } from './desk.ts'

/* Statistics for authors: the numbers are the ledger's, the words hold, and what is taken along says the same. */

const year = 'from=2022-01-01&to=2023-01-01'
const xinghai = `programme=xinghai&${year}&measure=provinces,counties,activities`
const page = (query: string) => `/statistics?${query}`
const stats = (person: Person, query: string) => person.ask<Wire['Statistics']>('GET', `/stats?${query}`)
const num = (n: number) => n.toLocaleString('zh')

/** A figure's card by its measure. */
const card = (desk: Desk, name: string) =>
  desk.page.getByRole('listitem').filter({ has: desk.page.getByRole('heading', { name, exact: true }) })

/** One of the texts to take along. */
const text = (desk: Desk, label: string) => desk.page.locator('.copy').filter({ hasText: label }).locator('[lang]')

const words = JSON.parse(
  readFileSync(new URL('../../../../configs/data/figures.json', import.meta.url), 'utf8'),
) as Record<'zh' | 'en', FigureWords>

/** A number in print. */
const read = (n: number, word: RoundingWord, step: number, lang: 'zh' | 'en' = 'zh') =>
  print(words[lang], n, word, step).text ?? 'nothing'

test('a common question is told in sentences with the numbers that the ledger answers', async ({ desk }) => {
  await desk.open('/statistics', 'author')
  await desk.page.getByRole('link', { name: '星海计划：2022年' }).click()
  await desk.settled()
  const { totals } = await stats(desk.person, xinghai)
  const { provinces = 0, counties = 0, activities = 0 } = totals
  expect(activities).toBeGreaterThan(100)
  await expect(card(desk, '活动场次').getByRole('link')).toHaveText(num(activities))
  await expect(text(desk, '中文 · 句子')).toHaveText(
    `星海计划：2022年走进${provinces}省${counties}个县级行政区、${read(activities, 'over_step', 100)}场。`,
  )
  await expect(text(desk, '中文 · 注')).toContainText(
    `精确值：覆盖省份数${provinces}、覆盖县数${counties}、活动场次${num(activities)}。`,
  )
  await expect(text(desk, 'English · 句子')).toHaveText(
    `Xinghai Plan: ${provinces} provinces, ${counties} county-level divisions and ${read(activities, 'over_step', 100, 'en')} sessions in 2022.`,
  )
  const { reached, denominator } = await desk.person.ask<Wire['Coverage']>(
    'GET',
    `/coverage?level=county&programme=xinghai&${year}`,
  )
  await desk.page.getByLabel('句子里写上分母').check()
  await expect(text(desk, '中文 · 句子')).toContainText(
    `县级行政区${num(denominator.count ?? 0)}个，覆盖${num(reached)}个`,
  )
  await expect(text(desk, '中文 · 句子')).toContainText('名单日期2022年12月31日')
})

test('since launch, the days begin where the programme began', async ({ desk }) => {
  await desk.open(
    page('programme=bluevest&span=launch&to=2023-01-01&measure=cities,elderly&print=cities..1,elderly..1'),
    'author',
  )
  const { totals } = await stats(desk.person, 'programme=bluevest&from=2020-01-01&to=2023-01-01&measure=cities,elderly')
  await expect(text(desk, '中文 · 句子')).toHaveText(
    `蓝马甲：自启动至2022年12月31日累计走进${totals.cities}个城市、老年人${num(totals.elderly ?? 0)}人次。`,
  )
  await desk.page.getByRole('button', { name: /^口径/ }).click()
  await desk.page.getByLabel('截至某日累计').check()
  await desk.settled()
  await expect(text(desk, '中文 · 句子')).toContainText('截至2022年12月31日累计')
})

/** A figure that no hundred fits, so that cutting it needs a word. */
async function uneven(desk: Desk): Promise<number> {
  const n = (await stats(desk.person, `${year}&measure=attendance`)).totals.attendance ?? 0
  expect(n % 100).toBeGreaterThan(0)
  return n
}

test('a word is chosen with its step; one that would not hold is told and the sentence keeps to the number', async ({
  desk,
}) => {
  await desk.open(page(`${year}&measure=attendance`), 'author')
  const n = await uneven(desk)
  const figure = card(desk, '参与人次')
  const told = text(desk, '中文 · 句子')
  await figure.getByLabel('修约用语').selectOption({ label: '超' })
  await figure.getByLabel('印到').selectOption({ label: read(n, 'over', 100) })
  await expect(told).toHaveText(`全部项目：2022年共${read(n, 'over', 100)}人次。`)
  await expect(figure.getByRole('status')).toHaveText('')

  await figure.getByText('核对已写的数字').click()
  const written = async (said: string) => {
    await figure.getByLabel('已写的数字').fill(said)
    await figure.getByRole('button', { name: '核对' }).click()
  }
  await written(`${num(n - (n % 1000))}余人次`)
  await expect(figure.getByRole('status')).toHaveText('成立。')
  await expect(told).toContainText(`共${read(n, 'over_step', 1000)}人次。`)
  await written(`${num(n - (n % 100) + 200)}余`)
  await expect(figure.getByRole('status')).toContainText(`不成立：精确值是${num(n)}`)
  await expect(told).toContainText(`共${read(n, '', 1)}人次。`)
  await figure.getByRole('button', { name: /^改为/ }).click()
  await expect(figure.getByRole('status')).not.toContainText('不成立')
  await written('很多')
  await expect(figure.getByLabel('已写的数字')).toHaveAccessibleDescription(/读不懂/)
})

test('a permanent link shows the same again, and warns once the printed number has become untrue', async ({
  desk,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const query = `${year}&measure=counties,attendance&by=province&order=-attendance&draw=attendance`
  await desk.open(page(`${query}&print=attendance.over_step.100`), 'author')
  const table = desk.page.getByRole('region', { name: /按省份$/ }).locator('table')
  const before = await table.innerText()
  await desk.page.getByRole('button', { name: '复制永久链接' }).click()
  await expect(desk.told).toHaveText('已复制。')
  const link = await desk.page.evaluate(() => navigator.clipboard.readText())
  const n = await uneven(desk)
  const kept = n - (n % 100)
  expect(link).toContain(`attendance.over_step.100.${kept}`)

  await desk.page.goto('about:blank')
  await desk.page.goto(link)
  await desk.settled()
  expect(await table.innerText()).toBe(before)
  await expect(desk.page.getByLabel('图中指标')).toHaveValue('attendance')
  await expect(card(desk, '参与人次').getByRole('status')).toHaveText('')

  // As if records had been voided since: the same link with a greater number.
  await desk.page.goto('about:blank')
  await desk.page.goto(link.replace(`.100.${kept}`, `.100.${kept + 100}`))
  await desk.settled()
  await expect(card(desk, '参与人次').getByRole('status')).toContainText(
    `“${read(kept + 101, 'over_step', 100)}”不成立`,
  )
  // Another question is another number: what was printed is dropped with its warning.
  await desk.page.getByRole('button', { name: /^项目/ }).click()
  await desk.page.getByRole('checkbox', { name: '星海计划' }).check()
  await desk.settled()
  await expect(card(desk, '参与人次').getByRole('status')).toHaveText('')
})

test('a sentence is copied; where the browser does not let us, it is selected', async ({ desk, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await desk.open(page(xinghai), 'author')
  const sentence = await text(desk, '中文 · 句子').innerText()
  await desk.page.getByRole('button', { name: '复制 中文 · 句子' }).click()
  await expect(desk.told).toHaveText('已复制。')
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe(sentence)

  await desk.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  const told = await text(desk, 'English · 注').innerText()
  await desk.page.getByRole('button', { name: '复制 English · 注' }).click()
  await expect(desk.told).toContainText('文字已选中')
  expect(await desk.page.evaluate(() => String(getSelection()))).toBe(told)
})

test('the files hold the table that is shown, to the last number', async ({ desk }) => {
  const query = `${xinghai},attendance&by=county,kind`
  await desk.open(page(query), 'author')
  const answer = await stats(desk.person, query)
  const measures = ['provinces', 'counties', 'activities', 'attendance']
  const lines = [...answer.rows, answer.totals].map(row => measures.map(m => String(row[m])))
  expect(lines.length).toBeGreaterThan(20)

  const csv = readFileSync(await saved(desk, '下载 CSV'), 'utf8').replace(/^\uFEFF/, '')
  const rows = csv
    .trim()
    .split('\r\n')
    .map(line => line.split(','))
  expect(rows.slice(1).map(row => row.slice(-4))).toEqual(lines)
  expect(rows[0]?.slice(-4)).toEqual(['覆盖省份数', '覆盖县数', '活动场次', '参与人次'])
  expect(rows.slice(1, -1).map(row => row[4])).toEqual(answer.rows.map(row => row.county))

  const sheet = sheetOf(readFileSync(await saved(desk, '下载 XLSX')), '参与人次')
  expect(
    sheet
      .filter(row => row.length > 3)
      .slice(-lines.length)
      .map(row => row.slice(-4)),
  ).toEqual(lines)
})

test('each number leads to its records, which are as many', async ({ desk }) => {
  await desk.open(page(`${year}&measure=activities&by=quarter,programme`), 'author')
  const links = desk.page.getByRole('region', { name: /按季度/ }).locator('tbody a, tfoot a')
  const all = await links.evaluateAll(found =>
    found.map(a => ({ to: a.getAttribute('href') ?? '', n: Number(a.textContent?.replaceAll(',', '')) })),
  )
  expect(all.length).toBeGreaterThan(8)
  for (const { to, n } of [...all.slice(0, 6), ...all.slice(-1)]) {
    const { total } = await desk.person.ask<Wire['PageActivity']>(
      'GET',
      to.replace('#/records', '/activities') + '&limit=1',
    )
    expect(total, to).toBe(n)
  }
})

test('audiences have no total, and say why; a cut that makes no clear chart has none', async ({ desk }) => {
  await desk.open(page(`${year}&measure=attendance&by=audience`), 'author')
  const table = desk.page.getByRole('region', { name: /按受众$/ })
  await expect(table.locator('tbody tr').first()).toBeVisible()
  await expect(table.locator('tfoot')).toHaveCount(0)
  await expect(desk.page.getByText('受众是其中项')).toBeVisible()
  await expect(desk.page.locator('figure')).toHaveCount(1)
  await desk.go(page(`${year}&measure=attendance&by=province,kind`))
  await expect(desk.page.getByText('画不成清楚的图')).toBeVisible()
  await expect(desk.page.locator('figure')).toHaveCount(0)
})

test('a manager of one province sees the figures of that province alone', async ({ desk }) => {
  const query = `${year}&measure=activities&by=province`
  await desk.open(page(query), 'guangdong')
  const own = await stats(desk.person, query)
  const whole = await stats(await desk.someone('author'), query)
  expect(own.totals.activities).toBeLessThan(whole.totals.activities ?? 0)
  await expect(desk.page.getByRole('region', { name: /按省份$/ }).locator('tbody tr')).toHaveText([/^广东省/])
  await expect(card(desk, '活动场次').getByRole('link')).toHaveText(num(own.totals.activities ?? 0))
})

test('the question is put together by hand, in English too', async ({ desk }) => {
  await desk.open('/statistics', 'author')
  await desk.language('en')
  await desk.page.getByRole('button', { name: /^Measures/ }).click()
  await desk.page.getByRole('checkbox', { name: 'Attendance (person-times)' }).uncheck()
  await desk.page.getByRole('checkbox', { name: 'Universities reached' }).check()
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('button', { name: /^Cut by/ }).click()
  await desk.page.getByLabel('Level 1').selectOption({ label: 'Month' })
  await desk.page.getByLabel('Level 2').selectOption({ label: 'Programme' })
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('button', { name: /^Basis/ }).click()
  await desk.page.getByRole('button', { name: '2022', exact: true }).click()
  await desk.settled()
  expect(new URL(desk.page.url()).hash).toContain(
    'measure=activities,campuses&by=month,programme&from=2022-01-01&to=2023-01-01',
  )
  const { totals } = await stats(desk.person, `${year}&measure=campuses,activities`)
  await expect(text(desk, 'English · Sentence')).toContainText(`All programmes: ${totals.campuses} universities and `)
})

/** Where a file that a link gives was saved. */
async function saved(desk: Desk, name: string): Promise<string> {
  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('link', { name, exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^统计表-\d{4}-\d\d-\d\d\.(csv|xlsx)$/)
  return download.path()
}

/** The rows of cells of a workbook's sheet that has a heading: texts as they are, numbers as they are stored. */
function sheetOf(book: Buffer, heading: string): string[][] {
  const parts = unzipped(book)
  const unescape = (s: string) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const texts = (xml: string) => [...xml.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, s = '']) => unescape(s)).join('')
  const shared = [...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = '']) =>
    texts(si),
  )
  const sheets = [...parts]
    .filter(([name]) => name.startsWith('xl/worksheets/sheet'))
    .map(([, xml]) =>
      [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
        [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, head = '', body = '']) => {
          const value = /<v>([^<]*)<\/v>/.exec(body)?.[1] ?? ''
          if (/t="s"/.test(head)) return shared[Number(value)] ?? ''
          return body.includes('<is>') ? texts(body) : unescape(value)
        }),
      ),
    )
  return sheets.find(rows => rows[0]?.includes(heading)) ?? []
}

/** The parts of a ZIP archive as texts, by name, from its directory (PKWARE APPNOTE 4.3.12). */
function unzipped(file: Buffer): Map<string, string> {
  const parts = new Map<string, string>()
  let at = file.readUInt32LE(file.lastIndexOf('PK\u0005\u0006', undefined, 'latin1') + 16)
  while (file.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment] = [at + 20, at + 28, at + 30, at + 32].map((p, i) =>
      i ? file.readUInt16LE(p) : file.readUInt32LE(p),
    )
    const local = file.readUInt32LE(at + 42)
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const bytes = file.subarray(start, start + (size ?? 0))
    const packed = file.readUInt16LE(at + 10) === 8
    const title = file.toString('utf8', at + 46, at + 46 + (name ?? 0))
    parts.set(title, (packed ? inflateRawSync(bytes) : bytes).toString('utf8'))
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return parts
}
