import { accounts } from '../api.ts'
import { expect, test, type Desk } from './desk.ts'

/* A number never stands beside a question that it does not answer: not while the answer is on its way, not after it failed. */

const year = 'from=2022-01-01&to=2023-01-01'
const sentence = ({ page }: Desk) => page.locator('.copy').filter({ hasText: '中文 · 句子' }).locator('[lang]')

/** Chooses another programme in the bar. */
async function choose({ page }: Desk, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `项目：${from}` }).click()
  await page.getByLabel(to, { exact: true }).check()
  await page.getByLabel(from, { exact: true }).uncheck()
  await page.keyboard.press('Escape')
}

test('statistics: while another answer is waited for, the sentence keeps its own question; where it fails, it goes', async ({
  desk,
}) => {
  await desk.open(`/statistics?programme=xinghai&${year}&measure=activities,counties`, 'author')
  const { page } = desk
  const before = (await sentence(desk).textContent()) ?? ''
  expect(before).toContain('星海计划')
  let fail = (): void => undefined
  await page.route('**/api/v1/stats?*bluevest*', async route => {
    await new Promise<void>(done => (fail = done))
    return route.abort()
  })
  await choose(desk, '星海计划', '蓝马甲')
  await expect(page.getByRole('button', { name: '项目：蓝马甲' })).toBeVisible()
  await expect(sentence(desk)).toHaveText(before)
  await expect(page.getByRole('button', { name: '复制永久链接' })).toHaveAttribute('aria-disabled', 'true')
  fail()
  await expect(page.locator('main').getByRole('alert').first()).toBeVisible()
  await expect(page.locator('.copy')).toHaveCount(0)
  await page.unroute('**/api/v1/stats?*bluevest*')
  await page.getByRole('button', { name: '再试一次' }).first().click()
  await expect(sentence(desk)).toContainText('蓝马甲')
})

test('board and records: where another question fails, no number of the earlier one is left', async ({ desk }) => {
  for (const address of [`/board?programme=xinghai&${year}`, `/records?programme=xinghai&${year}`]) {
    await desk.open(address)
    const { page } = desk
    await expect(page.locator('main table tbody tr').first()).toBeVisible()
    const rest = /api\/v1\/(board|stats|activities)\?.*bluevest/
    await page.route(rest, route => route.abort())
    await choose(desk, '星海计划', '蓝马甲')
    await expect(page.locator('main').getByRole('alert').first()).toBeVisible()
    await expect(page.locator('main table tbody tr')).toHaveCount(0)
    await page.unroute(rest)
  }
})

test('records: sums that did not come are asked for again, and those of another filter do not stand in', async ({
  desk,
}) => {
  await desk.open(`/records?programme=xinghai&${year}`)
  const { page } = desk
  await expect(page.locator('.records-sums')).toBeVisible()
  await page.route('**/api/v1/stats?*bluevest*', route => route.abort())
  await choose(desk, '星海计划', '蓝马甲')
  await expect(page.locator('.records').getByRole('alert')).toBeVisible()
  await expect(page.locator('.records-sums')).toHaveCount(0)
  await page.unroute('**/api/v1/stats?*bluevest*')
  await page.locator('.records').getByRole('button', { name: '再试一次' }).click()
  await expect(page.locator('.records-sums').getByRole('link').first()).toHaveAttribute('href', /bluevest/)
})

test('who works in one province is told its shares, and the sentence says so', async ({ desk }) => {
  await desk.open(`/statistics?measure=provinces,counties,campuses&${year}&wholes=true`, 'guangdong')
  await expect(sentence(desk)).toContainText('广东省')
  await expect(sentence(desk)).toContainText('县级行政区122个')
  await expect(sentence(desk)).not.toContainText('2,843')
  await expect(sentence(desk)).not.toContainText('普通高等学校')
  await desk.open(`/statistics?area=110000&measure=provinces,cities,counties&${year}&wholes=true`)
  await expect(sentence(desk)).toContainText('北京市')
  await expect(desk.page.locator('.copy').first()).not.toContainText('0个，覆盖')
})

test('a check of a printed number holds for that number and that text only', async ({ desk }) => {
  await desk.open(`/statistics?${year}&measure=activities`, 'author')
  const { page } = desk
  const exact = Number((await page.locator('.figure-exact a').textContent())?.replaceAll(',', ''))
  await page.getByText('核对已写的数字').click()
  const field = page.locator('.figure-typed').getByRole('textbox')
  await field.fill(`${Math.floor(exact / 100) * 100}余`)
  await page.getByRole('button', { name: '核对', exact: true }).click()
  await expect(page.locator('.figure-verdict')).toHaveText('成立。')
  await field.press('End')
  await field.press('0')
  await expect(page.locator('.figure-verdict')).not.toHaveText('成立。')
})

test('a number once printed is held to its records however they are cut', async ({ desk }) => {
  await desk.open(`/statistics?${year}&measure=activities&print=activities.over_step.100.900&by=month`, 'author')
  await expect(desk.page.locator('.figure-verdict')).toContainText('900余')
  await desk.page.getByRole('button', { name: /^分组/ }).click()
  await desk.page.getByLabel('第1层').selectOption('province')
  await desk.settled()
  await expect(desk.page.locator('.figure-verdict')).toContainText('900余')
})

test('a municipality has no prefectures, which is another thing than not being counted', async ({ desk }) => {
  await desk.open(`/board?level=city&${year}`)
  const tile = (code: string) => desk.page.locator(`.chart-tile[data-code="${code}"]`)
  await expect(tile('110000')).toHaveAccessibleName('北京市：无地级行政区')
  await expect(tile('710000')).toHaveAccessibleName(/不在统计口径/)
  await expect(desk.page.locator('.board-table tr', { hasText: '北京市' })).toContainText('无地级行政区')
})

test('a day that is none leaves the page in use and says what is wrong', async ({ desk }) => {
  for (const page of ['board', 'records', 'statistics']) {
    await desk.open(`/${page}?to=2022-13-45`)
    await expect(desk.page.locator('main').getByRole('alert').first()).toBeVisible()
    if (page === 'statistics') {
      await desk.page.getByRole('button', { name: '口径：截至2022-13-45' }).click()
      await desk.page.getByRole('button', { name: '2022年', exact: true }).click()
    } else await desk.page.getByRole('button', { name: '清除筛选' }).click()
    await desk.settled()
    await expect(desk.page.locator('main').getByRole('alert')).toHaveCount(0)
  }
})

test('a file is taken once the person has signed in again', async ({ desk }) => {
  await desk.open(`/statistics?${year}&measure=activities`, 'author')
  const { page } = desk
  await desk.person.endSessions()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载 CSV' }).click()
  const dialog = page.getByRole('dialog', { name: '请重新登录' })
  await dialog.getByLabel('密码').fill(accounts.author)
  await dialog.getByRole('button', { name: '登录' }).click()
  expect((await file).suggestedFilename()).toMatch(/\.csv$/)
})

test('on a narrow screen every menu opens inside it, in both languages', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 360, height: 740 })
  await desk.open(`/records?programme=xinghai&${year}`)
  const { page } = desk
  for (const lang of ['zh', 'en'] as const) {
    await desk.language(lang)
    await desk.settled()
    for (const button of await page.locator('main .menu-button').all()) {
      await button.click()
      const box = await page.locator('main .menu-panel').boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
      await page.keyboard.press('Escape')
    }
  }
})
