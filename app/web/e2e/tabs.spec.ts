import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

test('two tabs that send at once send each record once', async ({ context, world }) => {
  await signedIn(context, world)
  const first = new Phone(await context.newPage())
  const second = new Phone(await context.newPage())
  await first.open('/')
  await second.open('/')
  world.proxy.fate = s => (s.method === 'PUT' ? 'lose request' : 'pass')
  for (const heads of [11, 12, 13]) await first.submitAgain(heads)
  await first.expectCount('等待发送', 3)
  await second.expectCount('等待发送', 3)

  const puts = () => world.proxy.requests('PUT', '/api/v1/activities/')
  const from = puts().length
  let release = () => {}
  const held = new Promise<void>(done => (release = done))
  world.proxy.fate = async s => {
    if (s.method === 'PUT') await held
    return 'pass' as const
  }
  const send = (phone: Phone) => phone.page.getByRole('button', { name: /立即发送|正在发送/ })
  await Promise.all([first, second].map(phone => send(phone).evaluate((button: HTMLElement) => button.click())))
  await expect.poll(() => puts().length).toBe(from + 1)
  // The second tab has been asked to send and has answered another call since: it has not begun a second one.
  await second.page.evaluate(() => fetch('/api/v1/session').then(r => r.text()))
  await send(second).evaluate((button: HTMLElement) => button.click())
  expect(puts()).toHaveLength(from + 1)
  release()
  await first.expectCount('等待发送', 0)
  await second.expectCount('等待发送', 0)
  const sent = puts().slice(from)
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map(s => s.path)).size).toBe(3)
  for (const [i, s] of sent.entries()) if (i > 0) expect(s.began).toBeGreaterThanOrEqual(sent[i - 1]?.ended ?? 0)
  const made = await world.volunteer.made()
  expect(made.map(a => a.attendance).toSorted()).toEqual([11, 12, 13])
})

test('a change made after the answer was lost is no conflict with oneself', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.informed()
  world.proxy.fate = s => (s.method === 'PUT' ? 'lose answer' : 'pass')
  await phone.submitAgain(31)
  const puts = () => world.proxy.requests('PUT', '/api/v1/activities/')
  await expect.poll(() => puts().some(s => s.status === 201)).toBe(true)
  expect((await world.volunteer.made()).map(a => a.attendance)).toEqual([31])
  await phone.expectCount('等待发送', 1)
  await phone.newest.click()
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await phone.heads.fill('32')
  world.proxy.heal()
  await phone.submit.click()
  await phone.home()
  await phone.expectCount('等待发送', 0)
  await phone.expectCount('需修改', 0)
  expect((await world.volunteer.made()).map(a => [a.attendance, a.revision])).toEqual([[32, 2]])
})
