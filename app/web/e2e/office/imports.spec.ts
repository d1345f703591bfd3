import { readFile } from 'node:fs/promises'
import type { Activity, Wire } from '../../src/engine/activity.ts'
import { cellsOf, csvOf } from './csv.ts'
import { expect, test, type Desk } from './desk.ts'

/* Imports at a desk: what an edited export would change is shown, and that alone is written. */

const month = 'from=2022-09-01&to=2022-10-01'

/** The approved activities of a month as cells, as an export gives them, and a way to set a cell of a row. */
async function exported(desk: Desk) {
  const person = await desk.someone('guangdong')
  const rows = cellsOf(await (await person.raw('GET', `/exports/r1.csv?${month}&status=approved`)).text())
  const column = (heading: string) => rows[0]?.indexOf(heading) ?? -1
  const at = (row: number, heading: string) => rows[row]?.[column(heading)] ?? ''
  function set(row: number, heading: string, value: string): void {
    const line = rows[row]
    if (line) line[column(heading)] = value
  }
  return { rows, at, set }
}

async function send(desk: Desk, name: string, body: Buffer): Promise<void> {
  await desk.page.getByLabel('选择文件').setInputFiles({ name, mimeType: 'text/csv', buffer: body })
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText(`导入：${name}`)
}

const tab = (desk: Desk, name: string | RegExp) => desk.page.getByRole('tab', { name })
const mark = (desk: Desk) => desk.page.locator('main .mark').first()

/** Every record of the month with its revision. */
async function held(desk: Desk): Promise<Map<string, Activity>> {
  const person = await desk.someone('guangdong')
  const { items } = await person.ask<Wire['PageActivity']>('GET', `/activities?${month}&limit=500`)
  return new Map(items.map(item => [item.id, item]))
}

test('an edited export shows just what changes, and just that is written', async ({ desk }) => {
  const { page } = desk
  const { rows, at, set } = await exported(desk)
  set(1, '活动名称', '改过的名字𠮷')
  set(2, '时长(分钟)', '77')
  set(3, '时长(分钟)', '许久')
  rows.push([...(rows.find((row, i) => i > 3 && row.includes('教育课堂')) ?? [])])
  set(rows.length - 1, '编号', '')
  set(rows.length - 1, '修订号', '')
  set(rows.length - 1, '审核状态', '已提交')
  set(rows.length - 1, '活动名称', '新的一场')
  const before = await held(desk)

  await desk.open('/imports', 'guangdong')
  await send(desk, '九月.csv', csvOf(rows))
  await expect(mark(desk)).toHaveText('等你确认')
  await expect(page.getByRole('tab')).toHaveText(['新增 1', '修改 2', `相同 ${rows.length - 5}`, '不能写入 1'])
  const shown = page.getByRole('tabpanel').getByRole('row')
  await tab(desk, /^修改/).click()
  const [first, second] = [1, 2].map(row => before.get(at(row, '编号')))
  await expect(shown.nth(1).getByRole('listitem')).toHaveText([
    `活动名称：${first?.title} → 改过的名字𠮷`,
    '审核状态：已审核 → 已提交',
  ])
  await expect(shown.nth(2).getByRole('listitem').first()).toHaveText(`时长(分钟)：${second?.minutes} → 77`)
  await tab(desk, /^修改/).press('ArrowRight')
  await tab(desk, /^相同/).press('ArrowRight')
  await expect(tab(desk, /^不能写入/)).toHaveAttribute('aria-selected', 'true')
  await expect(shown.nth(1)).toContainText(/H4\s*时长\(分钟\)/)
  await expect(shown.nth(1)).toContainText('许久')

  await page.getByRole('button', { name: '写入 3 行' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('新增 1 条，修改 2 条；不能写入的 1 行略过')
  await dialog.getByRole('button', { name: '写入 3 行' }).click()
  await expect(page.getByText('已写入：新增 1 条，修改 2 条。')).toBeVisible()
  await tab(desk, /^不能写入/).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载这些行' }).click(),
  ])
  expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe('PK')

  const after = await held(desk)
  expect(after.size).toBe(before.size + 1)
  for (const [id, record] of after) {
    const was = before.get(id)
    if (id === at(1, '编号')) expect([record.title, record.minutes]).toEqual(['改过的名字𠮷', was?.minutes])
    else if (id === at(2, '编号')) expect([record.title, record.minutes]).toEqual([was?.title, 77])
    else if (was) expect(record).toEqual(was)
    else expect(record.title).toBe('新的一场')
  }
  await desk.go('/imports')
  await expect(page.getByRole('row', { name: /九月\.csv/ })).toContainText('新增 1、修改 2')
})

test('unknown headings are said once, and known the next time', async ({ desk }) => {
  const { page } = desk
  const { rows, set } = await exported(desk)
  set(0, '活动名称', '叫什么')
  set(1, '叫什么', '改过的名字')
  await desk.open('/imports', 'guangdong')
  await send(desk, '伙伴.csv', csvOf(rows))
  await expect(page.getByText('没有认出表头')).toBeVisible()
  await page.getByRole('button', { name: '重新比对' }).click()
  await expect(page.getByRole('alert')).toHaveText('请指出哪一列是活动名称。')
  await page.getByLabel('F 叫什么').selectOption({ label: '活动名称' })
  await page.getByLabel('以后同样的表也这样读').check()
  await page.getByLabel('名称', { exact: true }).fill('伙伴的表')
  await page.getByRole('button', { name: '重新比对' }).click()
  await expect(tab(desk, '修改 1')).toBeVisible()

  await desk.go('/imports')
  await send(desk, '伙伴二.csv', csvOf(rows))
  await expect(tab(desk, '修改 1')).toBeVisible()
  await expect(page.getByText('用了保存的对应关系')).toBeVisible()
})

test('a wrong file gets a clear sentence, and nothing is written', async ({ desk }) => {
  const before = await held(desk)
  await desk.open('/imports', 'guangdong')
  await send(desk, '说明.csv', Buffer.from('%PDF-1.7 no table at all'))
  await expect(mark(desk)).toHaveText('未完成')
  await expect(desk.page.getByText('只能读取 xlsx 或 csv，这个文件是 PDF')).toBeVisible()
  await expect(desk.page.getByRole('button', { name: /^写入/ })).toHaveCount(0)
  expect(await held(desk)).toEqual(before)
  await desk.page.getByRole('button', { name: '移除' }).click()
  await expect(desk.page.getByText('还没有导入')).toBeVisible()
})

test('a file that did not go through stays, and is sent again', async ({ desk }) => {
  const { rows } = await exported(desk)
  await desk.open('/imports', 'guangdong')
  let lost = true
  desk.world.proxy.fate = ({ method, path }) =>
    method === 'POST' && path.includes('/imports') && lost ? 'lose request' : 'pass'
  await desk.page.getByLabel('选择文件').setInputFiles({ name: '九月.csv', mimeType: 'text/csv', buffer: csvOf(rows) })
  await expect(desk.page.getByRole('alert')).toContainText('连不上服务器')
  lost = false
  await desk.page.getByRole('button', { name: '再传一次 九月.csv' }).click()
  await expect(mark(desk)).toHaveText('等你确认')
  await expect(tab(desk, /^相同/)).toHaveText(`相同 ${rows.length - 1}`)
})

test('an apply that is cut off goes on by itself, and writes nothing twice', async ({ desk }) => {
  const { rows, set } = await exported(desk)
  for (let row = 1; row < rows.length; row++) set(row, '备注', `第${row}行核对过`)
  await desk.open('/imports', 'guangdong')
  await send(desk, '九月.csv', csvOf(rows))
  await desk.page.getByRole('button', { name: `写入 ${rows.length - 1} 行` }).click()
  await desk.page.getByRole('dialog').getByRole('button', { name: /^写入/ }).click()
  await expect(desk.page.getByText('正在写入')).toBeVisible()
  await desk.world.ledger.kill()
  await desk.world.ledger.start()
  await expect(desk.page.getByText(`已写入：新增 0 条，修改 ${rows.length - 1} 条。`)).toBeVisible({ timeout: 30_000 })
  for (const record of (await held(desk)).values())
    if (record.notes?.endsWith('行核对过')) expect(record.revision).toBeLessThanOrEqual(5)
})

test('nobody sees an import of another', async ({ desk }) => {
  const { rows } = await exported(desk)
  await desk.open('/imports', 'guangdong')
  await send(desk, '广东.csv', csvOf(rows))
  await expect(mark(desk)).toHaveText('等你确认')
  const id = new URL(desk.page.url()).hash.split('/').at(-1) ?? ''
  await desk.open(`/imports/${id}`, 'manager')
  await expect(desk.page.getByRole('alert')).toBeVisible()
  expect(await desk.page.content()).not.toContain('广东.csv')
  for (const path of ['', '/rows', '/refused.xlsx']) {
    const status = await desk.page.evaluate(async to => (await fetch(to)).status, `/api/v1/imports/${id}${path}`)
    expect(status, path).toBe(404)
  }
  await desk.go('/imports')
  await expect(desk.page.getByText('还没有导入')).toBeVisible()
})

test('that an import has ended is said on the list too', async ({ desk }) => {
  const { page } = desk
  const { rows } = await exported(desk)
  await desk.open('/imports', 'guangdong')
  await send(desk, '九月.csv', csvOf(rows))
  await expect(mark(desk)).toHaveText('等你确认')
  // The list as it was a moment before the end; what follows is the ledger's own.
  const before = (list: Wire['Imports']) => ({ items: list.items.map(job => ({ ...job, state: 'running' })) })
  await page.route(
    '**/api/v1/imports',
    async route => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: before((await answer.json()) as Wire['Imports']) })
    },
    { times: 1 },
  )
  await desk.go('/imports')
  await expect(desk.told).toHaveText('九月.csv：等你确认')
  await expect(page.getByRole('row', { name: /九月\.csv/ }).locator('.mark')).toHaveText('等你确认')
})

test('what another window has had compared anew is shown before anything is written', async ({ desk }) => {
  const { page } = desk
  const { rows, set } = await exported(desk)
  set(1, '活动名称', '改过的名字')
  set(2, '时长(分钟)', '77')
  const before = await held(desk)
  await desk.open('/imports', 'guangdong')
  await send(desk, '九月.csv', csvOf(rows))
  await expect(tab(desk, '修改 2')).toBeVisible()

  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByText('表头对应').click()
  await other.getByLabel('H 时长(分钟)').selectOption('')
  await other.getByRole('button', { name: '重新比对' }).click()
  await expect(other.getByRole('tab', { name: '修改 1' })).toBeVisible()

  await page.getByRole('button', { name: '写入 2 行' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '写入 2 行' }).click()
  await expect(page.getByRole('alert')).toContainText('这份预览又变了')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(tab(desk, '修改 1')).toBeVisible()
  expect(await held(desk)).toEqual(before)

  await page.getByRole('button', { name: '写入 1 行' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '写入 1 行' }).click()
  await expect(page.getByText('已写入：新增 0 条，修改 1 条。')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})
