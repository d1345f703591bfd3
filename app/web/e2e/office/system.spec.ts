import { expect, test } from './desk.ts'

/* The system page: what each part says, a check that is run, a backup that is noted, and who may not look. */

const part = (name: string) => ({ name, exact: true }) as const

test('a check is run and its result stays', async ({ desk }) => {
  await desk.open('/system', 'admin')
  const { page } = desk
  const check = page.getByRole('region', part('核对'))
  await expect(check).toContainText('还没有核对过')
  await check.getByRole('button', { name: '现在核对' }).click()
  await expect(check).toContainText('没有问题', { timeout: 30_000 })
  await expect(desk.told).toContainText('核对完成')
  await page.reload()
  await desk.settled()
  await expect(check).toContainText('演示管理员')
  await expect(check.locator('.mark')).toHaveText('正常')
})

test('a backup is noted with where it lies; without that it is refused', async ({ desk }) => {
  await desk.open('/system', 'admin')
  await desk.language('en')
  const { page } = desk
  const backup = page.getByRole('region', part('Backup'))
  await backup.getByRole('button', { name: 'Note a backup' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Note it' }).click()
  await expect(dialog.getByLabel('Where it lies')).toBeFocused()
  await dialog.getByLabel('Where it lies').fill('Cabinet 2, disk B')
  await dialog.getByLabel('It was restored elsewhere and checked').check()
  await dialog.getByRole('button', { name: 'Note it' }).click()
  await expect(backup).toContainText('Cabinet 2, disk B')
  await expect(backup.locator('.mark')).toHaveText('Well')
})

test('the page tells of the store and of refused sign-ins', async ({ desk }) => {
  const address = `${desk.world.ledger.base}/api/v1/session`
  const headers = { 'Content-Type': 'application/json' }
  await fetch(address, { method: 'POST', headers, body: JSON.stringify({ login: 'author', password: 'wrong' }) })
  await desk.open('/system', 'admin')
  await expect(desk.page.getByRole('region', part('存储'))).toContainText('SQLite')
  await expect(desk.page.getByRole('region', part('登录')).getByRole('link')).toHaveText('1')
})

test('a manager has no system page and no answer either', async ({ desk }) => {
  await desk.open('/system', 'manager')
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('没有查看权限')
  for (const [method, path] of [
    ['GET', '/system'],
    ['POST', '/system/check'],
  ] as const) {
    const answer = await desk.world.manager.raw(method, path).catch((e: Error & { status?: number }) => e)
    expect(answer.status).toBe(403)
  }
})
