import { accounts } from '../api.ts'
import { signedIn } from '../world.ts'
import { expect, test } from './desk.ts'

/* The frame of the office: who comes in, what each sees, and that nothing is lost when a session ends. */

test('a manager signs in and finds what a manager does; a wrong password is told at its field', async ({ desk }) => {
  const { page } = desk
  await page.goto('/office')
  await page.getByLabel('账号').fill('manager')
  await page.getByLabel('密码').fill('wrong')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByLabel('密码')).toHaveAccessibleDescription(/.+/)
  await expect(page.getByLabel('密码')).toBeFocused()
  await page.getByLabel('密码').fill(accounts.manager)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('navigation').getByRole('link')).toHaveText([
    '总览',
    '审核',
    '记录',
    '统计',
    '导出',
    '导入',
    '关账',
    '审计日志',
  ])
})

test('a page beyond the own roles says who it is for', async ({ desk }) => {
  await desk.open('/people', 'author')
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('没有查看权限')
  await expect(desk.page.getByText('系统管理员')).toBeVisible()
  await desk.open('/board', 'volunteer')
  await expect(desk.page.getByRole('main').getByRole('link', { name: '打开手机端' })).toBeVisible()
})

test('when the session ends in the middle, the password is asked for in place and the answer still comes', async ({
  desk,
}) => {
  await desk.open('/records', 'manager')
  await desk.person.endSessions()
  await desk.page.getByRole('navigation').getByRole('link', { name: '统计' }).click()
  const dialog = desk.page.getByRole('dialog', { name: '请重新登录' })
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('密码').fill(accounts.manager)
  await dialog.getByRole('button', { name: '登录' }).click()
  await expect(dialog).toBeHidden()
  await desk.settled()
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('统计')
  await expect(desk.page.getByRole('alert')).toHaveCount(0)
})

test('the language is kept, and every word of the frame follows it', async ({ desk }) => {
  await desk.open('/board', 'manager')
  await desk.language('en')
  await expect(desk.page).toHaveTitle('Board · Outreach Ledger')
  await desk.page.reload()
  await expect(desk.page.getByRole('link', { name: 'Review', exact: true })).toBeVisible()
})

test('on a phone the pages stand behind a button, and choosing one puts them away', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 360, height: 740 })
  await desk.open('/board', 'manager')
  const nav = desk.page.getByRole('navigation')
  await expect(nav).toBeHidden()
  await desk.page.getByRole('button', { name: '菜单' }).click()
  await nav.getByRole('link', { name: '记录' }).click()
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('记录')
  await expect(nav).toBeHidden()
})

test('the address with a slash behind it is the same page', async ({ desk, context }) => {
  await signedIn(context, desk.world, 'manager')
  await desk.page.goto('/office/#/records')
  await desk.settled()
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('记录')
})

test('where the areas did not come, choosing one says so and asks again', async ({ desk }) => {
  const { page } = desk
  const areas = '**/api/v1/catalogue/areas'
  await page.route(areas, route => route.abort())
  await desk.open('/records', 'manager')
  await page.getByRole('group', { name: '筛选' }).getByRole('button', { name: '地区', exact: true }).click()
  const picker = page.locator('.area-picker')
  await expect(picker.getByRole('alert')).toContainText('连不上服务器')
  await page.unroute(areas)
  await picker.getByRole('button', { name: '再试一次' }).click()
  await picker.getByLabel('省').selectOption({ label: '广东省' })
  await expect(page).toHaveURL(/area=440000/)
})

test('signing out where nothing answers says so, and the page stays', async ({ desk }) => {
  const { page } = desk
  const broken: Error[] = []
  page.on('pageerror', error => broken.push(error))
  await desk.open('/board', 'manager')
  const out = () => page.getByRole('button', { name: '退出登录' })
  await page.route('**/api/v1/session', route => route.abort())
  await page.locator('.bar .menu-button').click()
  await out().click()
  await expect(desk.told).toContainText('连不上服务器')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('总览')
  expect(broken).toEqual([])
  await page.unroute('**/api/v1/session')
  await out().click()
  await expect(page.getByLabel('密码')).toBeVisible()
})
