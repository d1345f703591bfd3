import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fill, setup, submitted } from './host.ts'

test("nobody sees another's work on a shared phone, and finds the own again", async () => {
  const { page, ledger } = await setup()
  await ledger.save(fill(ledger.newDraft('session')))
  await ledger.signOut('keep')
  assert.deepEqual([ledger.phase, ledger.user, ledger.drafts], ['signedOut', null, []])
  await ledger.signIn('bob', 'right')
  await page.rest()
  assert.deepEqual(ledger.drafts, [])
  await ledger.signIn('ann', 'right')
  assert.equal(ledger.drafts.length, 1)
  await ledger.signOut('drop')
  await ledger.signIn('ann', 'right')
  assert.deepEqual(ledger.drafts, [])
})

test('who signs out while something is on its way leaves nothing behind', async () => {
  const { host, browser, page, ledger } = await setup()
  host.server.pace = () => new Promise(done => setTimeout(done, 20))
  const draft = fill(ledger.newDraft('session'))
  await ledger.submit(draft)
  await ledger.signOut('drop')
  await new Promise(done => setTimeout(done, 80))
  await page.rest()
  assert.deepEqual(browser.faults, [])
  assert.deepEqual(await browser.disk?.databases(), [])
})

test('who signs out without network is not signed in by the next start', async () => {
  const { host, browser, ledger } = await setup()
  host.down = true
  await ledger.signOut('keep')
  assert.equal((await browser.open()).ledger.phase, 'signedOut')
  host.down = false
  const next = await browser.open()
  assert.equal(next.ledger.phase, 'signedOut')
  assert.equal(host.who, null, 'the session is ended as soon as there is network')
})

test('the next person begins nowhere near the last one', async () => {
  const { page, ledger } = await setup()
  await submitted(page)
  assert.ok(ledger.newDraft('session').content.area)
  await ledger.signOut('keep')
  await ledger.signIn('bob', 'right')
  assert.equal(ledger.newDraft('session').content.area, undefined)
})

test('a person who is remembered and whose session has ended works on', async () => {
  const { host, browser } = await setup()
  host.who = null
  const { ledger } = await browser.open()
  assert.equal(ledger.phase, 'ready')
  assert.equal(ledger.needsSignIn, true)
})

test('an ended session keeps everything, asks for a sign-in and then goes on', async () => {
  const { host, page, ledger } = await setup()
  host.who = null
  const id = await submitted(page)
  assert.equal(ledger.needsSignIn, true)
  assert.equal(ledger.phase, 'ready')
  assert.equal(ledger.rows[0]?.trouble, 'queue.sign_in')
  const before = host.asked.length
  await page.pass(600_000)
  assert.equal(host.asked.length, before, 'it does not knock again')
  await ledger.signIn('ann', 'right')
  await page.rest()
  assert.equal(ledger.needsSignIn, false)
  assert.deepEqual([...host.server.records.keys()], [id])
})
