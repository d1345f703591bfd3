import type { Activity, Wire } from '../../src/engine/activity.ts'
import { lesson, makeID } from '../content.ts'
import { sha256 } from '../photo.ts'
import { expect, test } from './desk.ts'
import { queueOf, record, sent, stateOf } from './waiting.ts'

/* Reviewing: by the keyboard alone, at a field, many at once, and back again. */

test('ten records are reviewed by the keyboard alone, and what was decided leaves the queue', async ({ desk }) => {
  const list = await sent(desk, 10)
  await desk.open(queueOf(desk))
  const { page } = desk
  await expect(page.getByText('10 条等待您审核')).toBeVisible()
  for (const [i, one] of list.entries()) {
    await expect(record(desk).getByRole('heading', { level: 2 })).toHaveText(one.title ?? '')
    if (i % 3 !== 1) {
      await page.keyboard.press('a')
    } else {
      await page.keyboard.press('r')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.getByLabel('原因').selectOption('evidence')
      await page.getByLabel('说明').fill('请补签到表')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    }
    if (i < 9) await expect(page.getByText(`${9 - i} 条等待您审核`)).toBeVisible()
  }
  await expect(page.getByText('没有等待您审核的记录')).toBeVisible()
  for (const [i, one] of list.entries())
    expect(await stateOf(desk.person, one), one.title).toBe(i % 3 === 1 ? 'returned' : 'approved')
  await page.keyboard.press('u')
  await expect(page.getByText('1 条等待您审核')).toBeVisible()
  await expect.poll(() => stateOf(desk.person, list[9] as Activity)).toBe('submitted')
})

test('a record is returned at a field, with a reason and words, and the volunteer is told so', async ({ desk }) => {
  const [one] = await sent(desk, 1)
  await desk.open(queueOf(desk))
  const { page } = desk
  await record(desk).getByRole('button', { name: '退回' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '退回' }).click()
  await expect(dialog.getByLabel('原因')).toHaveAccessibleDescription('请填写。')
  expect(await stateOf(desk.person, one as Activity)).toBe('submitted')
  await dialog.getByLabel('原因').selectOption('definition')
  await dialog.getByLabel('退回的字段').selectOption('/attendance')
  await dialog.getByLabel('说明').fill('人次含线上观众')
  await dialog.getByRole('button', { name: '退回' }).click()
  await expect(dialog).toBeHidden()
  const after = await desk.world.volunteer.activity((one as Activity).id)
  expect(after).toMatchObject({
    status: 'returned',
    reason: 'definition',
    field: '/attendance',
    text: '人次含线上观众',
  })
  await desk.go(`/record/${after?.id}`)
  const line = page.locator('.facts-line', { hasText: '参与人次' })
  await expect(line).toContainText('口径不符 · 人次含线上观众')
})

test('a decision is undone from its notice, returns to its place, and stays in the history', async ({ desk }) => {
  const list = await sent(desk, 3)
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.press('j')
  await expect(record(desk).getByRole('heading', { level: 2 })).toHaveText('第 1 场')
  await record(desk).getByRole('button', { name: '通过', exact: true }).click()
  await expect(page.getByText('2 条等待您审核')).toBeVisible()
  expect(await stateOf(desk.person, list[1] as Activity)).toBe('approved')
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await expect(page.getByText('3 条等待您审核')).toBeVisible()
  await expect(page.locator('.queue-title')).toHaveText(['第 0 场', '第 1 场', '第 2 场'])
  await expect(record(desk).getByRole('heading', { level: 2 })).toHaveText('第 1 场')
  expect(await stateOf(desk.person, list[1] as Activity)).toBe('submitted')
  await expect(record(desk).locator('.history-step strong')).toHaveText(['撤销审核', '通过', '填报'])
})

test('many are approved once their number is typed; the rest say why not', async ({ desk }) => {
  const list = await sent(desk, 6, i =>
    i === 4 ? { attendance: 5000, count_basis: 'estimated', count_method: 'headcount' } : {},
  )
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.getByRole('button', { name: '全选这 6 条' }).click()
  await page.getByRole('checkbox', { name: '选中 第 0 场' }).uncheck()
  const changed = list[2] as Activity
  await desk.world.volunteer.put(changed.id, lesson(desk.world.volunteer.today, { attendance: 46 }), changed.revision)
  await page.getByRole('button', { name: '通过所选 5 条' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading')).toHaveText('通过 5 条记录？')
  await dialog.getByLabel('请输入条数').fill('4')
  await dialog.getByRole('button', { name: '通过所选 5 条' }).click()
  await expect(dialog.getByLabel('请输入条数')).toHaveAccessibleDescription(/所选是 5 条/)
  expect(await stateOf(desk.person, list[1] as Activity)).toBe('submitted')
  await dialog.getByLabel('请输入条数').fill('5')
  await dialog.getByRole('button', { name: '通过所选 5 条' }).click()
  await expect(dialog.getByText('已通过 3 条，2 条未通过')).toBeVisible()
  await expect(dialog.getByRole('listitem')).toHaveText([/第 2 场.*修订/, /第 4 场.*估算/])
  await dialog.locator('.dialog-actions').getByRole('button', { name: '关闭' }).click()
  await expect(page.getByText('3 条等待您审核')).toBeVisible()
  const states = await Promise.all(list.map(one => stateOf(desk.person, one)))
  expect(states).toEqual(['submitted', 'approved', 'submitted', 'approved', 'submitted', 'approved'])
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await expect(page.getByText('6 条等待您审核')).toBeVisible()
  expect(await stateOf(desk.person, list[1] as Activity)).toBe('submitted')
})

test('shortcuts are switched off, stay off, and rest while somebody types', async ({ desk }) => {
  const [one] = await sent(desk, 2)
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('term')).toHaveText(['j', 'k', 'a', 'r', 'o', 'u', 'x', 'A', '?'])
  await page.keyboard.press('a')
  await dialog.getByLabel('使用单键快捷键').uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await page.reload()
  await desk.settled()
  await page.keyboard.press('a')
  await page.getByRole('button', { name: '快捷键' }).click()
  await dialog.getByLabel('使用单键快捷键').check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '标题或地点' }).click()
  await page.getByLabel('标题或地点里的字').press('a')
  expect(await stateOf(desk.person, one as Activity)).toBe('submitted')
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await expect(page.getByText('1 条等待您审核')).toBeVisible()
})

test('a record that changed meanwhile says so, and what was typed is still there', async ({ desk }) => {
  const [one] = (await sent(desk, 1)) as [Activity]
  await desk.open(queueOf(desk))
  const { page } = desk
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').selectOption('incomplete')
  await dialog.getByLabel('说明').fill('请写明讲师')
  await desk.world.volunteer.put(one.id, lesson(desk.world.volunteer.today, { attendance: 46 }), one.revision)
  await dialog.getByRole('button', { name: '退回' }).click()
  await expect(dialog.getByRole('alert')).toContainText('修订')
  await dialog.getByRole('button', { name: '查看现在的版本' }).click()
  await expect(dialog.getByRole('alert')).toBeHidden()
  await expect(dialog.getByLabel('说明')).toHaveValue('请写明讲师')
  await expect(page.locator('.facts-line', { hasText: '参与人次' })).toContainText('46')
  await dialog.getByRole('button', { name: '退回' }).click()
  await expect(dialog).toBeHidden()
  expect(await desk.person.activity(one.id)).toMatchObject({ status: 'returned', attendance: 46, text: '请写明讲师' })
})

test('what a rule stops is approved with a reason, or marked as a duplicate', async ({ desk }) => {
  const [first, second] = (await sent(desk, 2, () => ({ place: '同一处' }))) as [Activity, Activity]
  await desk.open(queueOf(desk))
  const { page } = desk
  await expect(record(desk).locator('.beside-row')).toContainText('可能是同一场')
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem')).toContainText('可能重复')
  await dialog.getByRole('button', { name: '通过' }).click()
  await expect(dialog.getByLabel('仍要通过的理由')).toHaveAccessibleDescription('请填写。')
  await dialog.getByLabel('仍要通过的理由').fill('这一场有签到表')
  await dialog.getByRole('button', { name: '通过' }).click()
  await expect(dialog).toBeHidden()
  await expect(record(desk).locator('.beside-row')).toContainText('第 0 场')
  await record(desk).getByRole('button', { name: '标为重复' }).click()
  await dialog.getByRole('button', { name: '标为重复' }).click()
  await expect(dialog).toBeHidden()
  expect(await desk.person.activity(first.id)).toMatchObject({ counts: true })
  expect(await desk.person.activity(second.id)).toMatchObject({ counts: false, duplicate_of: first.id })
})

test('a manager of one province sees its rows only; own records are told apart and not decidable', async ({ desk }) => {
  const { world } = desk
  await sent(desk, 2, i => (i ? { area: '110101' } : {}))
  const person = await desk.someone('guangdong')
  const own = await person.put(makeID(), lesson(person.today, { title: '自己的一场', place: '别处' }))
  const whole = await world.manager.ask<Wire['Queue']>('GET', `/review?from=${world.volunteer.today}`)
  await desk.open(`/review?from=${world.volunteer.today}`, 'guangdong')
  await expect(desk.page.locator('.queue-title')).toHaveText(['第 0 场'])
  await expect(desk.page.getByText('您自己的 1 条由他人审核')).toBeVisible()
  expect(whole.total).toBe(3)
  await desk.go(`/record/${own.id}`)
  await expect(desk.page.getByText('这是您自己的记录')).toBeVisible()
  await expect(desk.page.getByRole('button', { name: '通过', exact: true })).toHaveCount(0)
  const refused = await person
    .raw('POST', `/activities/${own.id}/review`, { decision: 'approve' })
    .catch((e: unknown) => e)
  expect(String(refused)).toContain('403')
})

test('photos open large and turn by the arrow keys', async ({ desk }) => {
  const { page, world } = desk
  await desk.open('/board')
  const evidence: { sha256: string; kind: string }[] = []
  for (const hue of [10, 200]) {
    const address = await page.evaluate(h => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
      const c = canvas.getContext('2d')
      if (c) c.fillStyle = `hsl(${h} 60% 40%)`
      c?.fillRect(0, 0, 640, 480)
      return canvas.toDataURL('image/jpeg', 0.8)
    }, hue)
    const body = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
    const name = sha256(body)
    const headers = { Cookie: world.volunteer.cookie, 'Content-Type': 'image/jpeg' }
    const answer = await fetch(`${world.ledger.base}/api/v1/photos/${name}`, { method: 'PUT', headers, body })
    expect(answer.status).toBe(201)
    evidence.push({ sha256: name, kind: 'photo' })
  }
  const [one] = (await sent(desk, 1, () => ({ evidence }))) as [Activity]
  await desk.go(`/record/${one.id}`)
  const small = page.locator('.photos-open img')
  await expect(small).toHaveCount(2)
  await small.first().scrollIntoViewIfNeeded()
  await expect.poll(() => small.first().evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(320)
  await page.locator('.photos-open').first().press('Enter')
  const dialog = page.getByRole('dialog')
  const heading = dialog.getByRole('heading')
  await expect(heading).toHaveText(/ 1$/)
  await expect.poll(() => dialog.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(640)
  await page.keyboard.press('ArrowRight')
  await expect(heading).toHaveText(/ 2$/)
  await page.keyboard.press('ArrowRight')
  await expect(heading).toHaveText(/ 1$/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.locator('.photos-open').first()).toBeFocused()
})

test('on a phone the list and the record stand one after the other', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 360, height: 740 })
  await sent(desk, 2)
  await desk.open(queueOf(desk))
  const { page } = desk
  await expect(record(desk)).toBeHidden()
  await page.getByRole('button', { name: /^第 1 场/ }).click()
  await expect(record(desk).getByRole('heading', { level: 2 })).toHaveText('第 1 场')
  await expect(page.locator('.review-list')).toBeHidden()
  await page.getByRole('button', { name: '回到列表' }).click()
  await expect(page.locator('.queue-title')).toHaveText(['第 0 场', '第 1 场'])
})
