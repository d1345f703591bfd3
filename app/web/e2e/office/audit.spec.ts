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

test('an entry of a person or of the catalogue shows what it changed', async ({ desk }) => {
  const { id } = (await desk.someone('guangdong')).user
  const admin = await desk.someone('admin')
  const { login, name, grants, revision } = await admin.ask<Wire['User']>('GET', `/users/${id}`)
  await admin.ask(
    'PUT',
    `/users/${id}`,
    { login, name: '改过的姓名', grants: [...grants, { role: 'author', areas: ['330000'] }], disabled: true },
    { 'If-Match': `"${revision}"` },
  )
  await admin.ask('PUT', '/programmes/new', {
    code: 'new',
    zh: '新项目',
    en: 'New programme',
    from: '2024-01-01',
    kinds: ['session'],
    min_minutes: 20,
  })
  await desk.open(`/audit?subject=user/${id}&action=user.put`, 'admin')
  const { page } = desk
  const dialog = page.getByRole('dialog')
  const first = page.getByRole('button', { name: /^查看第/ }).first()
  await first.click()
  const row = (field: string) => dialog.getByRole('row').filter({ hasText: field })
  await expect(row('姓名').getByRole('cell')).toHaveText([name, '改过的姓名'])
  await expect(row('授权').getByRole('cell').last()).toContainText('年报作者 · 浙江省 · 全部项目')
  await expect(row('状态').getByRole('cell')).toHaveText(['启用', '已停用'])

  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await desk.go('/audit?action=catalogue.put')
  await first.click()
  await expect(row('中文名称').getByRole('cell')).toHaveText(['—', '新项目'])
  await expect(row('最短时长').getByRole('cell')).toHaveText(['—', '20'])

  const csv = await (await admin.raw('GET', `/audit.csv?subject=user/${id}&action=user.put`)).text()
  const lines = csv.trim().split('\r\n').slice(1)
  expect(lines).not.toEqual([])
  for (const line of lines) {
    const entry = (/"(\{""seq.*\})"$/.exec(line)?.[1] ?? '').replaceAll('""', '"')
    expect(line).toContain(createHash('sha256').update(entry).digest('hex'))
  }
  expect(csv).toContain('改过的姓名')
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
