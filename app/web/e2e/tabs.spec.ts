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
