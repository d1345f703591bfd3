import type { Wire } from '../src/engine/activity.ts'
import { lesson, makeID } from './content.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

test('a returned record shows the reason at its field and is sent again', async ({ context, page, world }) => {
  const id = makeID()
  await world.volunteer.put(id, lesson(world.volunteer.today, { title: '退回的一场' }))
  await world.manager.ask('POST', `/activities/${id}/review`, {
    decision: 'return',
    reason: 'definition',
    text: '人次包括了线上',
    field: '/attendance',
  })
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/records/fix')
  await page.getByRole('link', { name: '退回的一场' }).click()
  await expect(page.getByRole('heading', { name: '退回的一场' })).toBeVisible()
  await expect(page.getByText('需修改', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: '为什么需要修改' })).toContainText('人次包括了线上')
  await page.getByRole('button', { name: '修改后重发' }).click()
  await expect(phone.heads).toHaveValue('45')
  await expect(phone.heads).toHaveAccessibleDescription(/人次包括了线上/)
  await phone.heads.fill('40')
  await phone.submit.click()
  await expect.poll(async () => (await world.volunteer.activity(id))?.status).toBe('submitted')
  expect((await world.volunteer.activity(id))?.attendance).toBe(40)
  const { items } = await world.volunteer.ask<Wire['Steps']>('GET', `/activities/${id}/history`)
  expect(items.map(s => s.revision)).toEqual([1, 2, 3])
  await phone.go(`/record/${id}`)
  await page.getByText('修改与审核经过').click()
  const history = page.getByRole('list').filter({ hasText: '填报人' })
  await expect(history).toContainText('人次包括了线上')
  await expect(history).toContainText('参与人次：45 → 40')
})

test('what the server refuses waits for the person with the words of the server', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await expect(phone.repeat).toBeVisible()
  const month = world.volunteer.today.slice(0, 7)
  await world.manager.ask('POST', '/closings', { month, reason: '月报已出' })
  await phone.submitAgain(64)
  await phone.expectCount('需修改', 1)
  await page.getByRole('link', { name: '需修改' }).click()
  await expect(page.getByRole('main')).toContainText('关账')
  expect(await world.volunteer.made()).toHaveLength(0)

  await world.manager.ask('POST', '/closings/reopen', { month, reason: '补报' })
  await phone.newest.click()
  await page.getByRole('button', { name: '修改后重发' }).click()
  await expect(phone.heads).toHaveValue('64')
  await phone.submit.click()
  await expect.poll(async () => (await world.volunteer.made()).map(a => a.attendance)).toEqual([64])
})
