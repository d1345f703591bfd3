import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Offline, Refusal } from '../src/engine/client.ts'
import { vectors } from './data.ts'
import { Browser, fill, Host, setup, submitted } from './host.ts'
import { textOf } from './phone.ts'

test('the first visit asks at once for what the page preloads, without a header of its own', async () => {
  const host = new Host()
  const page = await new Browser(host).open()
  assert.deepEqual(
    host.asked.map(({ line }) => line),
    ['GET /catalogue', 'GET /session'],
  )
  for (const { headers } of host.asked) assert.deepEqual(headers, [])
  assert.equal(page.ledger.phase, 'signedOut')
  assert.equal(page.ledger.online, true)
})

test('without network and without anybody remembered there is nothing but the sign-in', async () => {
  const host = new Host()
  host.down = true
  const { ledger } = await new Browser(host).open()
  assert.equal(ledger.phase, 'signedOut')
  assert.equal(ledger.online, false)
  await assert.rejects(ledger.signIn('ann', 'right'), Offline)
})

test('signing in brings day, catalogue, areas, records and month', async () => {
  const { ledger } = await setup()
  assert.equal(ledger.phase, 'ready')
  assert.equal(ledger.user?.login, 'ann')
  assert.deepEqual(ledger.roles, ['volunteer'])
  assert.equal(ledger.today, '2022-09-15')
  assert.ok(ledger.catalogue && ledger.gazetteer && ledger.month)
  assert.equal(ledger.month.from, '2022-09-01')
  const before = ledger.campuses
  await ledger.needCampuses()
  assert.deepEqual([before, (ledger.campuses ?? []).length > 1000], [null, true])
})

test('a form alone does without records and month; once they are shown they come with every refresh', async () => {
  const host = new Host()
  host.who = 'ann'
  const { ledger } = await new Browser(host).open()
  const asked = () => host.asked.filter(({ line }) => line.startsWith('GET /activities')).length
  assert.deepEqual([asked(), ledger.phase, ledger.month], [0, 'ready', null])
  await ledger.needRecords()
  assert.equal(asked(), 3)
  await ledger.needRecords()
  assert.equal(asked(), 3)
  await ledger.refresh()
  assert.equal(asked(), 6)
  assert.equal((ledger.month as { total: number } | null)?.total, 0)
})

test('a wrong password is a refusal, and an invitation signs in', async () => {
  const host = new Host()
  const { ledger } = await new Browser(host).open()
  await assert.rejects(ledger.signIn('ann', 'wrong'), Refusal)
  assert.equal(ledger.phase, 'signedOut')
  await ledger.redeem('code', 'right')
  assert.equal(ledger.user?.login, 'ann')
})

test('the app opens without network with everything that was kept, and sends when there is network', async () => {
  const { host, browser, page } = await setup()
  await submitted(page)
  host.down = true
  const second = await browser.open()
  const { ledger } = second
  await ledger.needRecords()
  assert.equal(ledger.phase, 'ready')
  await second.pass(100)
  assert.equal(ledger.online, false)
  assert.equal(ledger.user?.name, 'ann')
  assert.ok(ledger.catalogue && ledger.gazetteer && ledger.month)
  assert.equal(ledger.records.length, 1)
  const draft = fill(ledger.newDraft('session'), { attendance: 77 })
  assert.deepEqual(await ledger.submit(draft), [])
  assert.equal(ledger.rows.length, 1)
  assert.equal(ledger.unsentCount, 1)
  assert.equal(ledger.message, 'queue.saved')
  host.down = false
  second.wake('online')
  await second.rest()
  assert.equal(ledger.rows.length, 0)
  assert.equal(ledger.message, 'queue.sent{"N":1}')
  assert.equal(ledger.online, true)
  assert.equal(host.server.records.size, 2)
  assert.equal(ledger.month?.total, 2, 'the month counts it')
})

test('a form can be begun before the phone has read anything, and is kept once it has', async () => {
  const { browser, page, ledger } = await setup()
  await submitted(page)
  const held: (() => void)[] = []
  const disk = browser.disk as unknown as IDBFactory
  const slow = {
    open(...args: Parameters<IDBFactory['open']>) {
      const request = new EventTarget() as IDBOpenDBRequest
      held.push(() => {
        const real = disk.open(...args)
        Object.defineProperty(request, 'result', { get: () => real.result })
        for (const event of ['success', 'error', 'upgradeneeded'])
          real.addEventListener(event, () => request.dispatchEvent(new Event(event)))
      })
      return request
    },
  }
  Object.assign(browser, { disk: slow })
  const second = browser.page()
  const starting = second.ledger.start()
  assert.equal(second.ledger.phase, 'starting')
  assert.deepEqual([second.ledger.user?.login, second.ledger.records.length], ['ann', 0])
  assert.ok(second.ledger.catalogue)
  const draft = second.ledger.newDraft('session')
  assert.equal(draft.content.area, ledger.records[0]?.area)
  const saved = second.ledger.save(draft)
  for (const letGo of held) letGo()
  await Promise.all([starting, saved])
  assert.equal(second.ledger.phase, 'ready')
  Object.assign(browser, { disk })
  assert.deepEqual((await browser.open()).ledger.drafts, [draft])
})

test('what was sent while the records were asked for stays among them', async () => {
  const { host, page, ledger } = await setup()
  await submitted(page)
  const refreshing = ledger.refresh()
  const id = await submitted(page)
  await refreshing
  await page.rest()
  assert.ok(ledger.records.some(record => record.id === id))
  host.server.records.delete(id)
  await ledger.refresh()
  await page.rest()
  assert.ok(!ledger.records.some(record => record.id === id), 'what the server no longer has is forgotten')
})

test('what the rules want keeps a record back, and nothing has happened', async () => {
  const { host, ledger } = await setup()
  const found = await ledger.submit(fill(ledger.newDraft('session'), { attendance: 0, audiences: {} }))
  assert.deepEqual(
    found.map(f => [f.rule, f.pointer]),
    [[5, '/attendance']],
  )
  assert.deepEqual([ledger.rows, ledger.drafts], [[], []])
  assert.equal(host.server.records.size, 0)
})

test('the browser is asked to spare the data when the first record is handed over', async () => {
  const { page, ledger } = await setup()
  assert.equal(ledger.storage, 'best-effort')
  await submitted(page)
  assert.equal(ledger.storage, 'persistent')
})

test('a browser that does not agree is not asked with every record, but by the button', async () => {
  const { browser, page, ledger } = await setup()
  browser.spares = false
  await submitted(page)
  await submitted(page)
  assert.equal(page.asks, 1)
  browser.spares = true
  await ledger.persist()
  assert.deepEqual([page.asks, ledger.storage], [2, 'persistent'])
})

test('a page of somebody else that answers everything is no network', async () => {
  const { host, page, ledger } = await setup()
  host.hotel = true
  await submitted(page)
  assert.equal(ledger.online, false)
  assert.equal(ledger.rows[0]?.trouble, 'queue.offline')
  host.hotel = false
  await ledger.flush()
  assert.equal(ledger.online, true)
  assert.equal(ledger.rows.length, 0)
})

test('a row waits for its time, and is sent by the clock alone', async () => {
  const { host, page, ledger } = await setup()
  host.server.fate = method => (method === 'PUT' ? 'lose request' : 'pass')
  await submitted(page)
  assert.equal(ledger.rows[0]?.trouble, 'queue.offline')
  host.server.fate = () => 'pass'
  await page.pass(1000)
  assert.equal(ledger.rows.length, 1)
  await page.pass(1000)
  assert.equal(ledger.rows.length, 0)
  assert.equal(host.server.records.size, 1)
})

test('without network and without anything to send the server is looked for now and then', async () => {
  const { host, page, ledger } = await setup()
  host.down = true
  page.wake('offline')
  assert.equal(ledger.online, false)
  await ledger.flush()
  await page.pass(30_000)
  assert.equal(ledger.online, false)
  host.down = false
  await page.pass(30_000)
  assert.equal(ledger.online, true)
})

test('a new draft is kept from its first save on, and begins where the last record was', async () => {
  const { page, ledger } = await setup()
  const begun = ledger.newDraft('session')
  assert.equal(begun.content.area, undefined)
  assert.equal(ledger.unsentCount, 0)
  assert.equal(await ledger.openDraft(begun.id), begun)
  await ledger.save(begun)
  assert.deepEqual(ledger.drafts, [begun])
  await ledger.discard(begun.id)
  assert.deepEqual(ledger.drafts, [])
  assert.equal(await ledger.openDraft(begun.id), undefined)
  await submitted(page)
  assert.equal(ledger.newDraft('session').content.area, vectors.bases.session.area)
})

test('the last record is carried over, from phone or server, of a kind or any', async () => {
  const { host, browser, page, ledger } = await setup()
  assert.equal(await ledger.repeatLast(), undefined)
  await submitted(page, { place: 'first' })
  host.down = true
  await submitted(page, { place: 'second' })
  assert.equal((await ledger.repeatLast())?.content.place, 'second')
  assert.equal((await ledger.repeatLast('session'))?.content.attendance, undefined)
  assert.equal(await ledger.repeatLast('drive'), undefined)
  host.down = false
  await ledger.flush()
  await page.rest()
  browser.remembered.clear()
  const other = await new Browser(host).open()
  assert.deepEqual(other.ledger.records, [])
  assert.equal((await other.ledger.repeatLast())?.content.place, 'second')
})

test('the record that was offered for repeating is carried over after the session has ended', async () => {
  const { host, browser, page } = await setup()
  const id = await submitted(page, { place: 'here' })
  browser.remembered.clear()
  const { ledger } = await new Browser(host).open()
  assert.equal((await ledger.repeatLast())?.content.place, 'here')
  host.who = null
  assert.equal((await ledger.repeatLast())?.content.place, 'here')
  assert.deepEqual(
    ledger.records.map(record => record.id),
    [id],
  )
})

test('a returned record opens with the reason at its field and is sent on top of the return', async () => {
  const { host, page, ledger } = await setup()
  const id = await submitted(page)
  host.server.review(id, 'returned')
  const held = host.server.records.get(id)
  Object.assign(held?.record ?? {}, { reason: 'heads', text: 'too many', field: '/attendance' })
  await ledger.refresh()
  await page.rest()
  const draft = await ledger.editRecord(id)
  assert.deepEqual(draft.faults, [{ pointer: '/attendance', message: 'heads · too many' }])
  assert.equal(ledger.unsentCount, 0, 'it is no draft before it is changed')
  assert.equal(await ledger.openDraft(id), draft)
  assert.deepEqual(await ledger.submit({ ...draft, content: { ...draft.content, attendance: 120 } }), [])
  await page.rest()
  assert.equal(held?.versions.length, 3)
  assert.equal(ledger.records.find(r => r.id === id)?.attendance, 120)
  assert.equal((await ledger.history(id)).length, 3)
})

test('a waiting or refused row opens as a draft with what was said', async () => {
  const { host, page, ledger } = await setup()
  host.server.rule = () => [{ pointer: '/title', code: 'rule.1', message: 'no' }]
  const id = await submitted(page)
  assert.equal(ledger.message, 'queue.refused{"N":1}')
  const draft = await ledger.editRecord(id)
  assert.deepEqual(draft.faults, [{ pointer: '/title', message: 'no' }])
  assert.deepEqual([ledger.rows.length, ledger.drafts.length], [0, 1])
})

test('a record is read from the server, and from the phone where that cannot be reached', async () => {
  const { host, page, ledger } = await setup()
  const id = await submitted(page)
  host.server.review(id, 'approved')
  assert.equal((await ledger.record(id)).status, 'approved')
  host.down = true
  assert.equal((await ledger.record(id)).id, id)
  await assert.rejects(ledger.record('nobody'), Offline)
  host.down = false
  await assert.rejects(ledger.record('nobody'), Refusal)
})

test('older records come by the page', async () => {
  const { host, page, ledger } = await setup()
  for (let i = 0; i < 60; i++) {
    const body = JSON.stringify({ ...vectors.bases.session, title: `${i}`, status: 'submitted' })
    await host.fetch(`/api/v1/activities/old${i}`, { method: 'PUT', body })
  }
  await ledger.refresh()
  await page.rest()
  assert.deepEqual([ledger.records.length, ledger.moreRecords], [50, true])
  await ledger.loadMore()
  assert.deepEqual([ledger.records.length, ledger.moreRecords], [60, false])
  const before = host.asked.length
  await ledger.loadMore()
  assert.equal(host.asked.length, before)
})

test('photos are kept with the draft, shown from the phone and sent with the record', async () => {
  const { host, page, ledger } = await setup()
  const draft = fill(ledger.newDraft('session'))
  const [one] = await ledger.addPhotos(draft, [new File(['picture'], 'a.png', { lastModified: 0 })])
  assert.ok(one?.sha256)
  assert.equal(one.taken_at, '1970-01-01T00:00:00.000Z')
  assert.equal(ledger.drafts[0]?.content.evidence?.length, 1)
  draft.content.evidence = [one]
  assert.deepEqual(await ledger.addPhotos(draft, [new Blob(['picture'])]), [], 'the same photo again')
  const [two] = await ledger.addPhotos(draft, [new Blob(['other'])])
  assert.match(await ledger.photoURL(two?.sha256 ?? ''), /^data:image\/jpeg;base64,/)
  await ledger.removePhoto({ ...draft, content: { ...draft.content, evidence: [one, two!] } }, two?.sha256 ?? '')
  assert.equal(await ledger.photoURL(two?.sha256 ?? ''), `/api/v1/photos/${two?.sha256}?size=thumb`)
  await ledger.submit(draft)
  await page.rest()
  assert.equal(textOf(host.server.photos.get(one.sha256)), 'picture')
  const address = `/api/v1/photos/${one.sha256}?size=thumb&activity=${draft.id}`
  assert.equal(await ledger.photoURL(one.sha256, draft.id), address)
})

test('without IndexedDB it says so and works as long as there is network', async () => {
  const { host, browser, page, ledger } = await setup(null)
  assert.equal(ledger.storage, 'none')
  const id = await submitted(page)
  assert.deepEqual([...host.server.records.keys()], [id])
  assert.equal(ledger.rows.length, 0)
  const again = await browser.open()
  assert.equal(again.ledger.phase, 'ready')
  assert.deepEqual(again.ledger.drafts, [])
})

test('another build waits while a form is dirty', async () => {
  const { page, ledger } = await setup()
  assert.equal(ledger.updateWaiting, false)
  page.wait()
  assert.equal(ledger.updateWaiting, true)
  ledger.dirty(true)
  await ledger.takeUpdate()
  assert.equal(page.taken, 0)
  ledger.dirty(false)
  await page.rest()
  assert.equal(page.taken, 1)
})

test("the server's build is heard of with every session", async () => {
  const { host, page, ledger } = await setup()
  assert.equal(page.heard, 'b1')
  host.build = 'b2'
  await ledger.refresh()
  assert.equal(page.heard, 'b2')
})

test('a form that becomes clean brings no update that nobody asked for', async () => {
  const { page, ledger } = await setup()
  page.wait()
  ledger.dirty(true)
  ledger.dirty(false)
  assert.equal(page.taken, 0)
})

test('language and text size are shown and remembered', async () => {
  const { browser, page, ledger } = await setup()
  assert.deepEqual([ledger.lang, ledger.size, page.spoken, page.size], ['zh', 18, 'zh', 18])
  ledger.lang = 'en'
  ledger.size = 30
  await page.rest()
  assert.deepEqual([page.spoken, page.size], ['en', 30])
  const again = await browser.open()
  assert.deepEqual([again.ledger.lang, again.ledger.size, again.spoken, again.size], ['en', 30, 'en', 30])
})

test('tabs tell each other what they did', async () => {
  const { browser, page, ledger } = await setup()
  const other = await browser.open()
  await submitted(page)
  await other.rest()
  assert.deepEqual(
    other.ledger.records.map(r => r.id),
    ledger.records.map(r => r.id),
  )
  assert.equal(ledger.records.length, 1)
})

test('a page that is looked at again asks anew, but not at every glance', async () => {
  const { host, page } = await setup()
  const sessions = () => host.asked.filter(({ line }) => line === 'GET /session').length
  const before = sessions()
  page.wake('visible')
  await page.rest()
  assert.equal(sessions(), before)
  await page.pass(300_001)
  page.wake('visible')
  await page.rest()
  assert.equal(sessions(), before + 1)
})

test('a backup of unsent work comes back on another phone of the same person', async () => {
  const { host, ledger } = await setup()
  host.down = true
  await ledger.submit(fill(ledger.newDraft('session'), { attendance: 31 }))
  await ledger.save(fill(ledger.newDraft('session'), { attendance: 32 }))
  const file = await ledger.backup()
  host.down = false
  const other = await new Browser(host).open()
  await other.ledger.signIn('ann', 'right')
  assert.equal(await other.ledger.restore(file), 2)
  await other.ledger.flush()
  assert.deepEqual([other.ledger.rows.length, other.ledger.drafts.length], [0, 1])
  assert.equal(host.server.records.size, 1)
  await other.ledger.signIn('bob', 'right')
  await assert.rejects(other.ledger.restore(file))
})
