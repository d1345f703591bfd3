import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Content } from '../src/engine/activity.ts'
import { contentOf, sameContent } from '../src/engine/content.ts'
import { contentWith, draftOf, Phone, photoOf, textOf, type Tab } from './phone.ts'
import { Server, type Fate } from './server.ts'

async function handOver(
  tab: Tab,
  phone: Phone,
  id: string,
  content: Content,
  photos = [] as ReturnType<typeof photoOf>[],
) {
  await tab.store.save(draftOf(id, content), photos)
  await tab.store.enqueue(draftOf(id, content), phone.clock.now)
}

async function setup(): Promise<{ server: Server; phone: Phone; tab: Tab }> {
  const server = new Server()
  const phone = new Phone(server)
  return { server, phone, tab: await phone.open() }
}

/** Answers each request in turn with the fates given, then well. */
function inTurn(server: Server, ...fates: Fate[]): void {
  server.fate = () => fates.shift() ?? 'pass'
}

test('photos go first, then the record that names them, and nothing stays on the phone but the record', async () => {
  const { server, phone, tab } = await setup()
  const photos = [photoOf('one'), photoOf('two')]
  await handOver(tab, phone, 'a', contentWith(9, photos), photos)
  await tab.queue.flush()
  const [first, second] = photos.map(p => p.sha256)
  assert.deepEqual(server.log, [`PUT /photos/${first} 204`, `PUT /photos/${second} 204`, 'PUT /activities/a 201'])
  assert.equal(textOf(server.photos.get(first ?? '')), 'one')
  assert.deepEqual(await tab.store.rows(), [])
  assert.deepEqual(await tab.store.drafts(), [])
  assert.equal(await tab.store.photo(first ?? ''), undefined)
  assert.equal((await tab.store.records())[0]?.revision, 1)
})

test('a photo that another draft names stays', async () => {
  const { phone, tab } = await setup()
  const photo = photoOf('both')
  await tab.store.save(draftOf('b', contentWith(1, [photo])), [photo])
  await handOver(tab, phone, 'a', contentWith(9, [photo]))
  await tab.queue.flush()
  assert.equal(textOf((await tab.store.photo(photo.sha256))?.bytes), 'both')
  await tab.store.discard('b')
  assert.equal(await tab.store.photo(photo.sha256), undefined)
})

test('a photo the server has acknowledged is not sent again after a failure', async () => {
  const { server, phone, tab } = await setup()
  const photos = [photoOf('one'), photoOf('two')]
  await handOver(tab, phone, 'a', contentWith(9, photos), photos)
  inTurn(server, 'pass', 'lose request')
  await tab.queue.flush()
  assert.deepEqual((await tab.store.rows())[0]?.photos, [photos[1]?.sha256])
  await tab.queue.flush(true)
  assert.equal(server.log.filter(line => line.includes(photos[0]?.sha256 ?? '-')).length, 1)
  assert.equal(server.records.size, 1)
})

for (const fate of ['lose request', 'lose answer', 'hotel', 'half', { status: 500 }, { status: 408 }] as Fate[]) {
  test(`after ${JSON.stringify(fate)} the row waits, longer each time, and is sent once`, async () => {
    const { server, phone, tab } = await setup()
    await handOver(tab, phone, 'a', contentWith(9))
    inTurn(server, fate, fate, fate)
    const waits: number[] = []
    for (let i = 0; i < 3; i++) {
      await tab.queue.flush()
      const [row] = await tab.store.rows()
      assert.equal(row?.tries, i + 1)
      assert.notEqual(row.trouble, '')
      assert.equal(row.refused, null)
      waits.push(row.nextAt - phone.clock.now)
      assert.equal(await tab.queue.next(), row.nextAt)
      const before = server.log.length
      await tab.queue.flush()
      assert.equal(server.log.length, before, 'it was tried before its time')
      phone.clock.now = row.nextAt
    }
    assert.deepEqual(waits, [2000, 4000, 8000])
    await tab.queue.flush()
    assert.deepEqual(await tab.store.rows(), [])
    assert.equal(server.records.get('a')?.versions.length, 1)
    assert.equal(await tab.queue.next(), undefined)
  })
}

test('the wait is at most five minutes, with chance in it', async () => {
  const server = new Server()
  const phone = new Phone(server)
  server.fate = () => 'lose request'
  for (const [chance, first] of [
    [0, 1500],
    [0.999, 2499],
  ] as const) {
    const tab = await phone.open(Infinity, () => chance)
    await handOver(tab, phone, `a${chance}`, contentWith(9))
    await tab.queue.flush(true)
    const [row] = await tab.store.rows()
    assert.ok(row)
    assert.equal(Math.round(row.nextAt - phone.clock.now), first)
    for (let i = 0; i < 12; i++) await tab.queue.flush(true)
    const [last] = await tab.store.rows()
    assert.equal((last?.nextAt ?? 0) - phone.clock.now, 300_000)
    await tab.store.takeBack(row.id, 0)
  }
})

test('a clock that was set back does not hold a row for longer than a wait', async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(9))
  inTurn(server, 'lose request')
  await tab.queue.flush()
  phone.clock.now -= 86_400_000
  await tab.queue.flush()
  assert.equal(server.records.size, 1)
})

test('Retry-After is obeyed, by every row and by the button', async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(1))
  await handOver(tab, phone, 'b', contentWith(2))
  inTurn(server, { status: 429, wait: '60' })
  await tab.queue.flush()
  await tab.queue.flush(true)
  assert.deepEqual(server.log, [])
  assert.equal(await tab.queue.next(), phone.clock.now + 60_000)
  phone.clock.now += 60_000
  await tab.queue.flush()
  assert.equal(server.records.size, 2)
})

test('an ended session stops everything, asks to sign in and keeps everything', async () => {
  const { server, phone, tab } = await setup()
  const photo = photoOf('one')
  await handOver(tab, phone, 'a', contentWith(1, [photo]), [photo])
  await handOver(tab, phone, 'b', contentWith(2))
  server.signedIn = false
  await tab.queue.flush(true)
  assert.equal(tab.asked, 1)
  assert.deepEqual(server.log, [`PUT /photos/${photo.sha256} 401`])
  const rows = await tab.store.rows()
  assert.deepEqual(
    rows.map(row => [row.id, row.refused, row.tries]),
    [
      ['a', null, 0],
      ['b', null, 0],
    ],
  )
  server.signedIn = true
  await tab.queue.flush()
  assert.equal(server.records.size, 2)
})

test('a refusal waits for the person with the words at the fields and holds nobody else up', async () => {
  const { server, phone, tab } = await setup()
  server.rule = c => (c.attendance === 1 ? [{ pointer: '/attendance', code: 'rule.1', message: 'too few' }] : [])
  await handOver(tab, phone, 'a', contentWith(1))
  await handOver(tab, phone, 'b', contentWith(2))
  await tab.queue.flush()
  assert.deepEqual([...server.records.keys()], ['b'])
  const [row] = await tab.store.rows()
  assert.deepEqual(row?.refused, [{ pointer: '/attendance', message: 'too few' }])
  await tab.queue.flush(true)
  assert.equal(server.log.length, 2, 'a refused row is not sent again by itself')
  assert.equal(await tab.queue.next(), undefined)
  const draft = await tab.store.takeBack('a', phone.clock.now)
  assert.deepEqual(draft?.faults, row?.refused)
  await tab.store.enqueue({ ...draft!, content: contentWith(3) }, phone.clock.now)
  await tab.queue.flush()
  assert.equal(server.records.get('a')?.record.attendance, 3)
})

for (const [status, code] of [
  [400, 'malformed'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'period_closed'],
  [410, 'gone'],
  [413, 'too_large'],
  [428, 'precondition_required'],
] as const) {
  test(`${status} ${code} is a refusal of the whole record, in the server's sentence`, async () => {
    const { server, phone, tab } = await setup()
    await handOver(tab, phone, 'a', contentWith(1))
    inTurn(server, { status })
    await tab.queue.flush()
    const [row] = await tab.store.rows()
    assert.deepEqual(row?.refused, [{ pointer: '', message: `told ${status}` }])
  })
}

test('a refused photo is told at its place in the record', async () => {
  const { server, phone, tab } = await setup()
  const photos = [photoOf('good'), photoOf('bad')]
  server.photoRule = bytes =>
    textOf(bytes) === 'bad' ? { code: 'unsupported_media', detail: 'no JPEG', status: 415 } : undefined
  await handOver(tab, phone, 'a', contentWith(1, photos), photos)
  await tab.queue.flush()
  const [row] = await tab.store.rows()
  assert.deepEqual(row?.refused, [{ pointer: '/evidence/1/sha256', message: 'no JPEG' }])
  assert.equal(server.records.size, 0)
  assert.equal(textOf((await tab.store.photo(photos[1]?.sha256 ?? ''))?.bytes), 'bad')
})

test('a photo the server lost is sent again once; one nobody has is a refusal', async () => {
  const { server, phone, tab } = await setup()
  const photo = photoOf('lost')
  await handOver(tab, phone, 'a', contentWith(1, [photo]), [photo])
  inTurn(server, 'pass', 'lose request')
  await tab.queue.flush()
  server.photos.clear()
  await tab.queue.flush(true)
  assert.equal(server.records.size, 1)
  assert.equal(textOf(server.photos.get(photo.sha256)), 'lost')
  await handOver(tab, phone, 'b', contentWith(1, [photoOf('nowhere')]))
  await tab.queue.flush()
  assert.deepEqual((await tab.store.rows())[0]?.refused, [{ pointer: '/evidence/0/sha256', message: 'absent' }])
})

test('a change of what may have reached the server is no conflict with oneself', async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(1))
  inTurn(server, 'lose answer')
  await tab.queue.flush()
  const draft = await tab.store.takeBack('a', phone.clock.now)
  assert.deepEqual(draft?.attempted, [contentWith(1)])
  await tab.store.enqueue({ ...draft!, content: contentWith(2) }, phone.clock.now)
  await tab.queue.flush(true)
  assert.deepEqual(await tab.store.rows(), [])
  assert.equal(server.records.get('a')?.record.attendance, 2)
  assert.equal(server.records.get('a')?.versions.length, 2)
})

test("a reviewer's change is a conflict to be looked at, and what was typed stays", async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(1))
  await tab.queue.flush()
  server.review('a', 'returned', { attendance: 50 })
  await tab.store.enqueue({ ...draftOf('a', contentWith(2)), base: 1 }, phone.clock.now)
  await tab.queue.flush()
  const [row] = await tab.store.rows()
  assert.deepEqual(row?.refused, [{ pointer: '', message: 'changed meanwhile' }])
  assert.equal(row?.content.attendance, 2)
  assert.equal(row?.base, 2, 'the next attempt is on top of what the server holds')
  assert.equal((await tab.store.records())[0]?.attendance, 50)
  const draft = await tab.store.takeBack('a', phone.clock.now)
  await tab.store.enqueue(draft!, phone.clock.now + 1)
  await tab.queue.flush()
  assert.equal(server.records.get('a')?.record.attendance, 2)
})

test('a record taken back while it is on its way is not lost, nor sent twice', async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(1))
  const other = await phone.open()
  const plain = server.fetch
  Object.assign(server, {
    fetch: async (input: string, init: RequestInit) => {
      const answer = await plain(input, init)
      Object.assign(server, { fetch: plain })
      const draft = await other.store.takeBack('a', phone.clock.now)
      await other.store.enqueue({ ...draft!, content: contentWith(2) }, phone.clock.now + 1)
      return answer
    },
  })
  await tab.queue.flush()
  assert.deepEqual(await tab.store.rows(), [])
  const { record, versions } = server.records.get('a') ?? {}
  assert.ok(record && sameContent(contentOf(record), contentWith(2)))
  assert.equal(versions?.length, 2)
})

test('two tabs take turns and send nothing twice', async () => {
  const { server, phone, tab } = await setup()
  const other = await phone.open()
  for (let i = 0; i < 10; i++) await handOver(i % 2 ? tab : other, phone, `r${i}`, contentWith(i + 1))
  await Promise.all([tab.queue.flush(true), other.queue.flush(true), tab.queue.flush(), other.queue.flush(true)])
  assert.equal(server.records.size, 10)
  assert.equal(server.log.length, 10)
  assert.equal(server.most, 1, 'two requests were under way at once')
})

test('what is handed over while the queue is at work goes with it', async () => {
  const { server, phone, tab } = await setup()
  await handOver(tab, phone, 'a', contentWith(1))
  const flushed = tab.queue.flush()
  await handOver(tab, phone, 'b', contentWith(2))
  await Promise.all([flushed, tab.queue.flush()])
  assert.equal(server.records.size, 2)
})
