import { workerReady } from './chrome.ts'
import { expect, signedIn, test } from './world.ts'

test('the network of the tests can be cut, healed and told what to lose', async ({ context, page, world }) => {
  const who = await signedIn(context, world)
  await page.goto('/')
  // Its script must not be on its way when the network is cut.
  await workerReady(page)
  const ask = () =>
    page.evaluate(() =>
      fetch('/api/v1/session').then(
        r => r.status,
        () => 0,
      ),
    )
  expect(await ask()).toBe(200)
  world.proxy.cut()
  expect(await ask()).toBe(0)
  world.proxy.heal()
  world.proxy.fate = s => (s.path.startsWith('/api/v1/session') ? 'lose answer' : 'pass')
  expect(await ask()).toBe(0)
  expect(world.proxy.requests('GET', '/api/v1/session').at(-1)?.status).toBe(200)
  world.proxy.heal()
  await world.ledger.kill()
  expect(await ask()).toBe(0)
  await world.ledger.start()
  expect(await ask()).toBe(200)
  await who.endSessions()
  expect(await ask()).toBe(401)
})
