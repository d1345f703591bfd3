import { readFile } from 'node:fs/promises'
import type { Wire } from '../../src/engine/activity.ts'
import { Phone } from '../phone.ts'
import { say } from '../seed.ts'
import { signedIn, test } from '../world.ts'
import { cellsOf } from './csv.ts'
import { Desk, expect } from './desk.ts'

/* One record's way: sent from a phone, returned at a field, mended, approved; then the same number on the board, in
   the list behind it, in the workbook, and in the author's sentence. */

const first = 96
const mended = 87

test('what a volunteer sends is returned, mended, approved, and the same number stands everywhere', async ({
  browser,
  world,
}) => {
  test.setTimeout(180_000)
  const open = () => browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })

  // A volunteer sends.
  const field = await open()
  await signedIn(field, world)
  const phone = new Phone(await field.newPage())
  await phone.open('/')
  await expect(phone.repeat).toBeVisible()
  await phone.submitAgain(first)
  await expect.poll(async () => (await world.volunteer.made()).map(a => a.attendance)).toEqual([first])
  const [sent] = await world.volunteer.made()
  if (!sent) throw new Error('nothing was sent')

  // A manager returns it at its field.
  const room = await open()
  await room.grantPermissions(['clipboard-read', 'clipboard-write'])
  const desk = new Desk(await room.newPage(), world)
  const { page } = desk
  const today = world.volunteer.today
  const days = `from=${today}`
  const queue = `/review?${days}&author=${world.volunteer.user.id}`
  const record = page.locator('.review-record')
  await desk.open(queue, 'manager')
  await record.getByRole('button', { name: '退回', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').selectOption('definition')
  await dialog.getByLabel('退回的字段').selectOption('/attendance')
  await dialog.getByLabel('说明').fill('人次含线上观众')
  await dialog.getByRole('button', { name: '退回', exact: true }).click()
  await expect(page.getByText('没有等待您审核的记录')).toBeVisible()
  expect((await world.volunteer.activity(sent.id))?.status).toBe('returned')

  // The volunteer reads why, at the field, and sends it again.
  await phone.open(`/record/${sent.id}`)
  await expect(phone.page.getByText('人次含线上观众').first()).toBeVisible()
  await phone.page.getByRole('button', { name: '修改后重发' }).click()
  await expect(phone.heads).toHaveValue(String(first))
  await expect(phone.heads).toHaveAccessibleDescription(/人次含线上观众/)
  await phone.heads.fill(String(mended))
  await phone.submit.click()
  await expect.poll(async () => (await world.volunteer.activity(sent.id))?.status).toBe('submitted')

  // The manager sees the change and approves.
  await desk.go('/board')
  await desk.go(queue)
  await expect(record).toContainText(String(first))
  await record.getByRole('button', { name: '通过', exact: true }).click()
  await expect(page.getByText('没有等待您审核的记录')).toBeVisible()
  expect(await world.volunteer.activity(sent.id)).toMatchObject({
    status: 'approved',
    attendance: mended,
    counts: true,
  })

  // The board, and the list behind its number.
  const area = sent.area
  const question = `${days}&area=${area}&programme=${sent.programme}`
  await desk.go(`/board?${question}`)
  const heads = page.locator('[data-measure=attendance]').first()
  await expect(heads).toHaveText(String(mended))
  await expect(page.locator('[data-measure=activities]').first()).toHaveText('1')
  await heads.click()
  await desk.settled()
  await expect(page.locator('.records-found')).toHaveText('共 1 条记录')
  await expect(page.locator('.records-sums')).toContainText(String(mended))
  await expect(page.getByRole('link', { name: sent.title ?? '' })).toHaveAttribute('href', `#/record/${sent.id}`)

  // The workbook's rows.
  await desk.go(`/exports?report=r1&format=csv&${question}&status=approved`)
  await page.getByRole('button', { name: '开始导出', exact: true }).first().click()
  const job = page.getByRole('article').first()
  await expect(job.locator('.mark')).toHaveText('完成')
  const [file] = await Promise.all([page.waitForEvent('download'), job.getByRole('link', { name: '下载' }).click()])
  const [heading = [], ...rows] = cellsOf(await readFile(await file.path(), 'utf8'))
  expect(rows.map(row => row[heading.indexOf('编号')])).toEqual([sent.id])
  expect(rows.map(row => row[heading.indexOf('参与人次')])).toEqual([String(mended)])

  // The author's sentence.
  await desk.open(`/statistics?measure=activities,attendance&${question}`, 'author')
  const sentence = page.getByText(new RegExp(`^.+${mended}人次。$`)).first()
  await expect(sentence).toBeVisible()
  const totals = (await desk.person.ask<Wire['Statistics']>('GET', `/stats?${question}&measure=activities,attendance`))
    .totals
  expect(totals).toEqual({ activities: 1, attendance: mended })
  say(
    `  one record: sent ${first}, returned, sent ${mended}; board ${mended}, list 1, workbook ${rows.length} row of ${mended}, /stats ${JSON.stringify(totals)}, “${await sentence.textContent()}”`,
  )
  await field.close()
  await room.close()
})
