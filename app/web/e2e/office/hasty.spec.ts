import type { Activity } from '../../src/engine/activity.ts'
import { accounts } from '../api.ts'
import { lesson, makeID } from '../content.ts'
import { expect, test } from './desk.ts'
import { queueOf, record, sent, stateOf } from './waiting.ts'

/* Reviewing in haste, by two at once, and on a network that fails: nothing is decided that nobody decided. */

const heading = (desk: Parameters<typeof record>[0]) => record(desk).getByRole('heading', { level: 2 })

test('a key that is held and a second click decide one record, not the next', async ({ desk }) => {
  const list = await sent(desk, 4)
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.down('a')
  await expect(heading(desk)).toHaveText('第 1 场')
  for (let i = 0; i < 5; i++) await page.keyboard.down('a')
  await page.keyboard.up('a')
  await desk.settled()
  await expect(page.getByText('3 条等待您审核')).toBeVisible()
  const approve = record(desk).getByRole('button', { name: '通过', exact: true })
  await approve.dispatchEvent('click', { detail: 1 })
  await expect(heading(desk)).toHaveText('第 2 场')
  await approve.dispatchEvent('click', { detail: 2 })
  await desk.settled()
  const states = await Promise.all(list.map(one => stateOf(desk.person, one)))
  expect(states).toEqual(['approved', 'approved', 'submitted', 'submitted'])
})

test('what was chosen stays chosen while records are looked at and decided', async ({ desk }) => {
  await sent(desk, 4)
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await expect(page.getByText('3 条等待您审核')).toBeVisible()
  await expect(page.getByRole('button', { name: '通过所选 2 条' })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: '选中 第 0 场' })).toBeChecked()
})

test('a neighbour of one record is never offered as the original of the next', async ({ desk }) => {
  await sent(desk, 2, i => (i ? { area: '110101' } : {}))
  const { page, world } = desk
  const today = { title: '邻场', place: '第 0 社区' }
  await world.manager.put(makeID(), lesson(world.volunteer.today, today))
  await desk.open(queueOf(desk))
  await expect(record(desk).locator('.beside-row')).toContainText('邻场')
  await page.route('**/beside', route => route.abort())
  await page.keyboard.press('j')
  await expect(heading(desk)).toHaveText('第 1 场')
  await expect(record(desk).getByRole('alert')).toBeVisible()
  await expect(record(desk).locator('.beside-row')).toHaveCount(0)
  await record(desk).getByRole('button', { name: '标为重复' }).click()
  await expect(page.getByRole('dialog').getByLabel('记录编号')).toHaveValue('')
})

test('what a rule finds after a record was opened is asked about with its words', async ({ desk }) => {
  const [one] = (await sent(desk, 1, () => ({ place: '同一处' }))) as [Activity]
  await desk.open(queueOf(desk))
  const { page, world } = desk
  await expect(record(desk).getByText('没有同日同地的记录').or(record(desk).locator('.beside'))).toBeVisible()
  await world.volunteer.put(makeID(), lesson(world.volunteer.today, { title: '又一场', place: '同一处' }))
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem')).toContainText('可能重复')
  expect(await stateOf(desk.person, one)).toBe('submitted')
  await dialog.getByLabel('仍要通过的理由').fill('各有签到表')
  await dialog.getByRole('button', { name: '通过' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(() => stateOf(desk.person, one)).toBe('approved')
})

test('where the answer to a decision is lost, it is not known, and the record as it is says more', async ({ desk }) => {
  const [one] = (await sent(desk, 2)) as [Activity]
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.route('**/review', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    return route.abort()
  })
  await page.keyboard.press('a')
  await expect(record(desk).getByText('这一步可能已经生效')).toBeVisible()
  expect(await stateOf(desk.person, one)).toBe('approved')
  await page.unroute('**/review')
  await record(desk).getByRole('button', { name: '查看现在的版本' }).click()
  await expect(heading(desk)).toHaveText('第 1 场')
  await expect(page.getByText('1 条等待您审核')).toBeVisible()
})

test('what one record was refused for does not stand over the next', async ({ desk }) => {
  await sent(desk, 2)
  await desk.open(queueOf(desk))
  const { page } = desk
  let fail: () => void = () => undefined
  await page.route('**/review', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    await new Promise<void>(done => (fail = done))
    return route.abort()
  })
  await page.keyboard.press('a')
  await page.keyboard.press('j')
  await expect(heading(desk)).toHaveText('第 1 场')
  fail()
  await expect(desk.told).toContainText('第 0 场')
  await expect(record(desk).getByRole('alert')).toHaveCount(0)
})

test('an undo that met no network can be tried again', async ({ desk }) => {
  const [one] = (await sent(desk, 2)) as [Activity]
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.press('a')
  await expect(page.getByText('1 条等待您审核')).toBeVisible()
  await page.context().setOffline(true)
  await page.keyboard.press('u')
  await expect(desk.told).toContainText('连不上')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await expect(page.getByText('2 条等待您审核')).toBeVisible()
  expect(await stateOf(desk.person, one)).toBe('submitted')
})

test('an address finds its record beyond the first page, and no other stands in its place', async ({ desk }) => {
  const list = await sent(desk, 54)
  await desk.open(`${queueOf(desk)}&order=age&record=${list[53]?.id}`)
  await expect(heading(desk)).toHaveText('第 53 场')
  const { page } = desk
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('第 53 场')
  await page.route('**/review?*cursor*', route => route.abort())
  await page.goBack()
  await expect(page.locator('.review-list').getByRole('alert')).toBeVisible()
  await expect(record(desk)).toHaveCount(0)
  await page.unroute('**/review?*cursor*')
  await page.locator('.review-list').getByRole('button', { name: '再试一次' }).click()
  await expect(heading(desk)).toHaveText('第 53 场')
})

test('on a phone going back leads from the record to its row', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 360, height: 740 })
  await sent(desk, 2)
  await desk.open(queueOf(desk))
  const { page } = desk
  const row = page.getByRole('button', { name: /^第 1 场/ })
  await row.click()
  await expect(heading(desk)).toBeFocused()
  await page.goBack()
  await expect(page.locator('.queue-title')).toHaveText(['第 0 场', '第 1 场'])
  await row.click()
  await page.getByRole('button', { name: '回到列表' }).click()
  await expect(row).toBeFocused()
})

test('a decision begun by one person is never sent in the name of another', async ({ desk }) => {
  const [one] = (await sent(desk, 1)) as [Activity]
  await desk.open(queueOf(desk))
  const { page } = desk
  await desk.person.endSessions()
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog', { name: '请重新登录' })
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('账号').fill('guangdong')
  await dialog.getByLabel('密码').fill(accounts.guangdong)
  const asked: string[] = []
  page.on('request', request => request.method() === 'POST' && asked.push(new URL(request.url()).pathname))
  await dialog.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('button', { name: '演示项目主管（广东）' })).toBeVisible()
  await desk.settled()
  expect(asked).toEqual(['/api/v1/session'])
  expect(await stateOf(desk.world.manager, one).catch(() => stateOf(desk.world.volunteer, one))).toBe('submitted')
})
