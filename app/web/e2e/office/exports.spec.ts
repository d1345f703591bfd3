import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import type { Wire } from '../../src/engine/activity.ts'
import { cellsOf } from './csv.ts'
import { expect, test, type Desk } from './desk.ts'

/* Exports at a desk: asked for, watched, fetched, called off, run again, kept, and read by a spreadsheet program. */

const september = 'from=2022-09-01&to=2022-10-01&status=approved'
const list = `/exports?report=r1&format=csv&${september}`

const jobs = (desk: Desk): Locator => desk.page.getByRole('article')
const begin = (desk: Desk) => desk.page.getByRole('button', { name: '开始导出', exact: true }).first().click()

async function total(desk: Desk): Promise<number> {
  const page = await desk.person.ask<Wire['PageActivity']>('GET', `/activities?${september}&limit=1`)
  return page.total
}

test('an export is watched and fetched, and holds the rows that the list counts', async ({ desk }) => {
  await desk.open(list, 'guangdong')
  await begin(desk)
  await expect(desk.told).toHaveText('已开始：R1 活动明细表')
  const job = jobs(desk).first()
  await expect(job.locator('.mark')).toHaveText('完成')
  await expect(job).toContainText('2022年9月；状态：已审核')
  const rows = await total(desk)
  expect(rows).toBeGreaterThan(10)
  await expect(job).toContainText(`${rows.toLocaleString('zh')} 行`)
  const [file] = await Promise.all([
    desk.page.waitForEvent('download'),
    job.getByRole('link', { name: '下载' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^R1 活动明细表-.*\.csv$/)
  const cells = cellsOf(await readFile(await file.path(), 'utf8'))
  expect(cells.length).toBe(rows + 1)
  const { items } = await desk.person.ask<Wire['PageActivity']>('GET', `/activities?${september}&limit=500`)
  const id = cells[0]?.indexOf('编号') ?? -1
  expect(
    cells
      .slice(1)
      .map(row => row[id])
      .toSorted(),
  ).toEqual(items.map(item => item.id).toSorted())
})

test('an export tells how far it is, and one behind it is called off', async ({ desk }) => {
  await desk.open('/board', 'manager')
  // Past the network of the tests, which hands on whole answers only: events are heard as they are sent.
  await desk.page.goto(`${desk.world.ledger.base}/office#/exports?report=all`)
  await desk.world.ledger.slowly(async () => {
    await begin(desk)
    const bar = desk.page.getByRole('progressbar', { name: '宣教台账报表全集' })
    await expect(jobs(desk).filter({ has: bar, hasText: /[\d,]+ \/ [\d,]+ 行/ })).toBeVisible()
    await begin(desk)
    await expect(jobs(desk)).toHaveCount(2)
    const job = jobs(desk).first()
    await job.getByRole('button', { name: '取消' }).click()
    await expect(job.locator('.mark')).toHaveText('已取消')
  })
  const { items } = await desk.person.ask<Wire['Exports']>('GET', '/exports')
  expect(items[0]?.state).toBe('cancelled')
  await jobs(desk).first().getByRole('button', { name: '移除' }).click()
  await expect(jobs(desk)).toHaveCount(1)
  await expect(jobs(desk).locator('.mark')).toHaveText('完成')
})

test('a finished export is run again, and a changed one begins from its settings', async ({ desk }) => {
  await desk.open(list, 'guangdong')
  await begin(desk)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('完成')
  await jobs(desk).first().getByRole('button', { name: '再做一次' }).click()
  await expect(jobs(desk)).toHaveCount(2)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('完成')
  await desk.go('/exports')
  await jobs(desk).first().getByRole('link', { name: '改条件再做' }).click()
  await expect(desk.page.getByRole('button', { name: '时间：2022年9月' })).toBeVisible()
  await expect(desk.page.getByLabel('格式')).toHaveValue('csv')
})

test('a second click on the same button begins nothing twice', async ({ desk }) => {
  const { page } = desk
  await desk.open(list, 'guangdong')
  await page.getByRole('button', { name: '保存这些设置' }).click()
  await page.getByLabel('名称').fill('广东九月')
  await page.getByRole('dialog').getByRole('button', { name: '保存这些设置' }).click()
  await begin(desk)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('完成')
  const asked: string[] = []
  page.on('request', request => request.method() === 'POST' && asked.push(new URL(request.url()).pathname))
  await jobs(desk).first().getByRole('button', { name: '再做一次' }).dblclick()
  await expect(jobs(desk)).toHaveCount(2)
  await desk.settled()
  expect(asked).toHaveLength(1)
  await page.getByRole('button', { name: '开始导出 广东九月' }).dblclick()
  await expect(jobs(desk)).toHaveCount(3)
  await desk.settled()
  expect(asked).toHaveLength(2)
})

test('an export that failed says why', async ({ desk }) => {
  await desk.open(list, 'guangdong')
  await begin(desk)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('完成')
  const fault = { code: 'unavailable', title: '暂时不可用', detail: '存储没有应答，请稍后再试。' }
  await desk.page.route('**/api/v1/exports', async route => {
    const answer = await route.fetch()
    const { items } = (await answer.json()) as Wire['Exports']
    await route.fulfill({ response: answer, json: { items: items.map(job => ({ ...job, state: 'failed', fault })) } })
  })
  await desk.go('/records')
  await desk.go('/exports')
  await expect(jobs(desk).first()).toContainText(fault.detail)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('未完成')
  await expect(jobs(desk).first().getByRole('link', { name: '下载' })).toHaveCount(0)
})

test('kept settings have an address that a token opens, told once and good for nothing else', async ({ desk }) => {
  const { page } = desk
  await desk.open(list, 'guangdong')
  await page.getByRole('button', { name: '保存这些设置' }).click()
  await page.getByLabel('名称').fill('广东九月')
  await page.getByRole('dialog').getByRole('button', { name: '保存这些设置' }).click()
  await page.getByRole('button', { name: '固定地址 广东九月' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem')).toContainText(['数据 → 获取数据', '基本', '加载'])
  const address = await dialog.getByLabel('固定地址', { exact: true }).inputValue()
  await dialog.getByRole('button', { name: '生成令牌' }).click()
  const secret = await dialog.getByLabel('令牌（当作密码）', { exact: true }).inputValue()
  const read = (token: string) =>
    fetch(address, { headers: { Authorization: `Basic ${Buffer.from(`excel:${token}`).toString('base64')}` } })
  const answer = await read(secret)
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(cellsOf(await answer.text()).length).toBe((await total(desk)) + 1)
  expect((await read('wrong')).status).toBe(401)
  const elsewhere = new URL(address).origin + '/api/v1/session'
  expect((await fetch(elsewhere, { headers: { Authorization: `Bearer ${secret}` } })).status).toBe(401)

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '固定地址 广东九月' }).click()
  await expect(dialog.getByText('到期')).toBeVisible()
  expect(await page.content()).not.toContain(secret)
  await dialog.getByRole('button', { name: /^停用/ }).click()
  await expect(dialog.getByText('还没有令牌')).toBeVisible()
  expect((await read(secret)).status).toBe(401)
})

test('nobody sees the exports of another province, nor their files', async ({ desk }) => {
  await desk.open(list, 'manager')
  await begin(desk)
  await expect(jobs(desk).first().locator('.mark')).toHaveText('完成')
  const { items } = await desk.person.ask<Wire['Exports']>('GET', '/exports')
  await desk.open('/exports', 'guangdong')
  await expect(jobs(desk)).toHaveCount(0)
  for (const path of ['', '/file', '/events']) {
    const status = await desk.page.evaluate(
      async to => (await fetch(to)).status,
      `/api/v1/exports/${items[0]?.id}${path}`,
    )
    expect(status, path).toBe(404)
  }
})
