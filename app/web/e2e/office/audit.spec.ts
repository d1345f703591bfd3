import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Wire } from '../../src/engine/activity.ts'
import { expect, test } from './desk.ts'

/* The audit log: filtered, told in words, and taken along as a file that anybody can verify. */

test('the log is narrowed by what was done and by whom, and the address keeps it', async ({ desk }) => {
  await desk.open('/audit', 'admin')
  const { page } = desk
  await page.getByLabel('操作', { exact: true }).selectOption('activity.approve')
  await desk.settled()
  const rows = page.locator('tbody tr')
  await expect(rows.first()).toContainText('记录 · 通过')
  const all = await page.getByRole('status').filter({ hasText: '共' }).textContent()
  await rows.first().getByRole('button').first().click()
  await desk.settled()
  await expect(page.getByRole('button', { name: /^不只看/ })).toBeVisible()
  expect(await page.getByRole('status').filter({ hasText: '共' }).textContent()).not.toBe(all)
  expect(page.url()).toContain('action=activity.approve')
  const shown = await rows.count()
  await page.getByRole('button', { name: '再显示一些' }).click()
  await expect(rows).not.toHaveCount(shown)
  await page.getByRole('button', { name: '清除筛选' }).click()
  await expect(page.getByRole('button', { name: /^不只看/ })).toHaveCount(0)
})

test('an entry of a record shows what it changed', async ({ desk }) => {
  const { volunteer } = desk.world
  const { items } = await volunteer.ask<Wire['PageActivity']>('GET', '/activities?status=submitted&limit=1')
  const [mine] = items
  const content: Record<string, unknown> = { ...mine! }
  const names = [
    'kind',
    'programme',
    'title',
    'date',
    'minutes',
    'area',
    'place',
    'venue',
    'delivery',
    'form',
    'topics',
  ]
  const more = ['audiences', 'attendance', 'count_basis', 'count_method', 'organisations', 'session', 'visit', 'drive']
  const body = Object.fromEntries([...names, ...more].flatMap(n => (content[n] === undefined ? [] : [[n, content[n]]])))
  await volunteer.ask(
    'PUT',
    `/activities/${mine!.id}`,
    { ...body, place: '改过的地点', status: 'submitted' },
    { 'If-Match': `"${mine!.revision}"` },
  )
  await desk.open(`/audit?subject=activity/${mine!.id}`, 'admin')
  await desk.page
    .getByRole('button', { name: /^查看第/ })
    .first()
    .click()
  await expect(desk.page.getByRole('dialog')).toContainText('改过的地点')
})

test('the file is what the filter takes, and its hashes can be verified', async ({ desk }) => {
  await desk.open('/audit?action=month.close', 'admin')
  await desk.world.manager.ask('POST', '/closings', { area: '440000', month: '2022-08', reason: '结清，"八月"' })
  await desk.go('/audit?action=month.close&from=2020-01-01')
  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('link', { name: '下载 CSV' }).click(),
  ])
  const text = (await readFile(await download.path(), 'utf8')).replace('\uFEFF', '').trim()
  const [, line = '', ...rest] = text.split('\r\n')
  expect(rest).toEqual([])
  const entry = (/"(\{.*\})"$/.exec(line)?.[1] ?? '').replaceAll('""', '"')
  expect(line).toContain(createHash('sha256').update(entry).digest('hex'))
  expect(JSON.parse(entry)).toMatchObject({ action: 'month.close', note: '结清，"八月"' })
})

test('a manager of one province sees what lies there; an author has no log, in English', async ({ desk }) => {
  await desk.open('/audit', 'guangdong')
  const mine = await desk.person.ask<Wire['PageEvent']>('GET', '/audit')
  const all = await desk.world.manager.ask<Wire['PageEvent']>('GET', '/audit')
  expect(mine.total).toBeGreaterThan(0)
  expect(mine.total).toBeLessThan(all.total)
  expect(mine.items.every(e => e.placed?.province === '440000')).toBe(true)
  await desk.open('/audit', 'author')
  await desk.language('en')
  await expect(desk.page.getByRole('heading', { level: 1 })).not.toHaveText('Audit log')
  await expect(desk.person.raw('GET', '/audit')).rejects.toThrow('403')
})
