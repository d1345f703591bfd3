import type { Wire } from '../../src/engine/activity.ts'
import { expect, test, type Desk } from './desk.ts'

/* Closing a month, what it refuses, opening it again, and what moved afterwards. */

const cell = (desk: Desk, area: string, month = '2022年9月') =>
  desk.page.getByRole('button', { name: new RegExp(`^${month} · ${area}：`) })

/** Closes or opens a month of an area on the page. */
async function turn(desk: Desk, area: string, reason: string, act: '关账' | '重开'): Promise<void> {
  await cell(desk, area).click()
  const dialog = desk.page.getByRole('dialog')
  await dialog.getByLabel(`${act}原因`).fill(reason)
  await dialog.getByRole('button', { name: act, exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** An approved record of September 2022 in Guangdong. */
async function record(desk: Desk): Promise<Wire['Activity']> {
  const query = 'status=approved&fit=true&area=440000&from=2022-09-01&to=2022-10-01&limit=1'
  const { items } = await desk.world.manager.ask<Wire['PageActivity']>('GET', `/activities?${query}`)
  return items[0]!
}

test('a month is closed for an area with a reason, refuses changes, and is opened again', async ({ desk }) => {
  const found = await record(desk)
  await desk.open('/closing?year=2022', 'manager')
  await turn(desk, '广东省', '三季度结清', '关账')
  await expect(desk.told).toContainText('已关账')
  await expect(cell(desk, '广东省')).toHaveText('已关账')
  await expect(cell(desk, '全国')).not.toHaveText('已关账')
  const refused = await desk.world.manager
    .ask('POST', `/activities/${found.id}/void`, { reason: 'mistake' })
    .catch((e: Error) => e)
  expect(String(refused)).toContain('409')

  await turn(desk, '广东省', '补录一场', '重开')
  const table = desk.page.getByRole('region', { name: '关账记录' })
  await expect(table).toContainText('演示项目主管（全国）')
  await expect(table).toContainText('三季度结清')
  await expect(table).toContainText('补录一场')

  await desk.world.manager.ask('POST', `/activities/${found.id}/void`, { reason: 'mistake' })
  await desk.page.reload()
  await desk.settled()
  const after = desk.page.getByRole('region', { name: '关账之后的变动' }).locator('tbody tr')
  await expect(after).toHaveCount(1)
  await expect(after).toContainText('误填')
  await expect(after).toContainText(`参与人次 −${new Intl.NumberFormat('zh').format(found.attendance ?? 0)}`)
  await expect(after.getByRole('link')).toHaveAttribute('href', `#/record/${found.id}`)
})

test('a reason is needed, and what closes everywhere shows in every area', async ({ desk }) => {
  await desk.open('/closing?year=2022', 'manager')
  await cell(desk, '全国').click()
  const dialog = desk.page.getByRole('dialog')
  await dialog.getByRole('button', { name: '关账', exact: true }).click()
  await expect(dialog).toBeVisible()
  await expect(dialog.getByLabel('关账原因')).toBeFocused()
  await desk.page.keyboard.press('Escape')
  await expect(cell(desk, '全国')).toBeFocused()
  await turn(desk, '全国', '年度结清', '关账')
  await expect(cell(desk, '广东省')).toHaveText('随上级')
  await cell(desk, '广东省').click()
  await expect(dialog).toContainText('年度结清')
  await expect(dialog.getByLabel('关账原因')).toHaveCount(0)
})

test('a manager of one province sees and closes that one, in English', async ({ desk }) => {
  await desk.open('/closing?year=2022', 'guangdong')
  await desk.language('en')
  await expect(desk.page.getByRole('rowheader')).toHaveText(['广东省'])
  const guangdong = await desk.someone('guangdong')
  const refused = await guangdong
    .raw('POST', '/closings', { area: '330000', month: '2022-09', reason: 'not mine' })
    .then(answer => answer.status)
    .catch((e: Error) => String(e))
  expect(String(refused)).toContain('403')
  await desk.page.getByRole('button', { name: /^Sep 2022 · 广东省: / }).click()
  const dialog = desk.page.getByRole('dialog')
  await dialog.getByLabel('Reason to close').fill('done')
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(desk.told).toContainText('Closed: Sep 2022')
})

test('a manager of a city sees what waits in that city', async ({ desk }) => {
  const admin = await desk.someone('admin')
  const manager = await desk.someone('manager')
  const query = 'status=submitted&fit=true&from=2022-01-01&to=2023-01-01&delivery=in_person,online&limit=500'
  const { items } = await manager.ask<Wire['PageActivity']>('GET', `/activities?${query}`)
  const cityOf = (a: (typeof items)[number]) => `${a.area?.slice(0, 4)}00`
  const city = cityOf(items.find(a => /^44(?!90)/.test(a.area ?? ''))!)
  const { user } = await desk.someone('guangdong')
  const held = await admin.raw('GET', `/users/${user.id}`)
  const { login, name } = user
  const changed = { login, name, grants: [{ role: 'manager', areas: [city] }] }
  await admin.ask('PUT', `/users/${user.id}`, changed, { 'If-Match': held.headers.get('ETag') ?? '' })
  await desk.open('/closing?year=2022', 'guangdong')
  await expect(desk.page.getByRole('main').getByRole('rowheader').first()).toBeVisible()
  for (let month = 1; month <= 12; month++) {
    const waiting = items.filter(a => cityOf(a) === city && Number(a.date?.slice(5, 7)) === month).length
    await expect(desk.page.locator('.closing-grid tbody td').nth(month - 1)).toHaveText(
      waiting ? `待审 ${waiting}` : '未关',
    )
  }
})
