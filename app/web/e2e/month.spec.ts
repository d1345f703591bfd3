import type { Wire } from '../src/engine/activity.ts'
import { lesson, makeID } from './content.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

test('the month on the home page is what the server counts, and says what is not yet counted', async ({
  context,
  page,
  world,
}) => {
  const { volunteer, manager } = world
  const { today } = volunteer
  const from = `${today.slice(0, 7)}-01`
  const make = async (heads: number, over = {}) => {
    const id = makeID()
    await volunteer.put(id, lesson(today, { attendance: heads, title: `${heads} 人`, ...over }))
    return id
  }
  const approve = (id: string) => manager.ask('POST', `/activities/${id}/review`, { decision: 'approve', text: '看过' })
  for (const heads of [1001, 202]) await approve(await make(heads))
  await approve(await make(9, { minutes: 10 }))
  await make(33)
  const returned = await make(44)
  const back = { decision: 'return', reason: 'evidence', text: '缺照片' }
  await manager.ask('POST', `/activities/${returned}/review`, back)

  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: '本月' }) })
  await expect(card).toContainText('1,203')
  const stats = await volunteer.ask<Wire['Statistics']>(
    'GET',
    `/stats?measure=activities,attendance&from=${from}&author=${volunteer.user.id}&status=approved`,
  )
  const summary = await volunteer.ask<Wire['Summary']>(
    'GET',
    `/activities/summary?author=${volunteer.user.id}&from=${from}`,
  )
  expect(stats.totals).toMatchObject({ activities: 2, attendance: 1203 })
  expect(summary).toMatchObject({ activities: 2, attendance: 1203 })
  await expect(card).toContainText(/2 场.*1,203 人次/)
  await expect(card).toContainText(/另有 3 场/)

  await context.setOffline(true)
  await phone.submitAgain(55)
  await expect(card).toContainText(/2 场.*1,203 人次/)
  await expect(card).toContainText(/另有 4 场/)
})
