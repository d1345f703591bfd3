import type { Wire } from '../../src/engine/activity.ts'
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
  const guess = () =>
    fetch(address, { method: 'POST', headers, body: JSON.stringify({ login: 'author', password: 'wrong' }) })
  await guess()
  await desk.open('/system', 'admin')
  const { page } = desk
  await expect(page.getByRole('region', part('存储'))).toContainText('SQLite')
  const counted = page.getByRole('region', part('登录')).getByRole('link')
  await expect(counted).toHaveText('1')
  // One that comes after the count is none of those counted: number and list agree all the same.
  await guess()
  await counted.click()
  await desk.settled()
  const shown = page.getByRole('status').filter({ hasText: '共' })
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await expect(page.locator('tbody tr')).toContainText('登录 · 被拒绝')
  await page.getByRole('button', { name: /^不只看.*至/ }).click()
  await desk.settled()
  await expect(page.locator('tbody tr')).toHaveCount(2)
  await expect(shown).toContainText('2')
})

test('why the store is shut for writing is told as the server says it', async ({ desk }) => {
  await desk.open('/system', 'admin')
  const { page } = desk
  await page.route('**/api/v1/system', async route => {
    const answer = await route.fetch()
    const system = (await answer.json()) as Wire['System']
    const fault = { code: 'unavailable', title: '暂时不能写入', detail: '磁盘已满' }
    await route.fulfill({ response: answer, json: { ...system, store: { ...system.store, writable: false, fault } } })
  })
  await page.getByRole('button', { name: '刷新' }).click()
  await expect(page.getByRole('region', part('存储'))).toContainText('磁盘已满')
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
