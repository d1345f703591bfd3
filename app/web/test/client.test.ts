import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeClient, Offline, Refusal } from '../src/engine/client.ts'
import { contentWith, photoOf } from './phone.ts'

const noon = Date.UTC(2022, 8, 15, 12)

/** A client whose server answers what the test says; what was asked is noted. */
function setup(answer: (init: RequestInit) => Promise<Response>, lang = 'zh') {
  const asked: { path: string; init: RequestInit; headers: Headers }[] = []
  const timers: { ms: number; run: () => void; off: boolean }[] = []
  const heard: boolean[] = []
  const client = makeClient({
    fetch: async (input, init = {}) => {
      asked.push({ path: String(input), init, headers: new Headers(init.headers) })
      return answer(init)
    },
    now: () => noon,
    after(ms, run) {
      const timer = { ms, run, off: false }
      timers.push(timer)
      return () => (timer.off = true)
    },
    lang: () => lang,
    reached: yes => heard.push(yes),
  })
  return { client, asked, timers, heard }
}

/** What a person reads of a refusal. */
async function saying(body: object): Promise<string> {
  const { client } = setup(async () => problem(body))
  return client.get('/x').then(
    () => '',
    (error: unknown) => (error as Error).message,
  )
}

const problem = (body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status: 429,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8', ...headers },
  })

test('a record is put with its status, the language and the revision it was made from', async () => {
  for (const [lang, header] of [
    ['zh', 'zh-CN'],
    ['en', 'en'],
  ] as const) {
    const { client, asked } = setup(async () => Response.json({ id: 'a', revision: 5 }), lang)
    assert.equal((await client.putActivity('a', contentWith(3), 4)).revision, 5)
    const [one] = asked
    assert.equal(one?.path, '/api/v1/activities/a')
    assert.equal(one.init.method, 'PUT')
    assert.equal(one.headers.get('If-Match'), '"4"')
    assert.equal(one.headers.get('Accept-Language'), header)
    assert.equal(one.headers.get('Content-Type'), 'application/json')
    assert.deepEqual(JSON.parse(String(one.init.body)), { ...contentWith(3), status: 'submitted' })
  }
})

test('a new record names no revision', async () => {
  const { client, asked } = setup(async () => Response.json({ id: 'a', revision: 1 }))
  await client.putActivity('a', contentWith(3), 0)
  assert.equal(asked[0]?.headers.get('If-Match'), null)
})

test('an answer about another record is no answer', async () => {
  const { client } = setup(async () => Response.json({ id: 'b' }))
  await assert.rejects(client.putActivity('a', contentWith(3), 0), Offline)
})

test('a photo goes as its bytes', async () => {
  const photo = photoOf('bytes')
  const { client, asked } = setup(async () => new Response(null, { status: 204 }))
  await client.putPhoto(photo)
  assert.equal(asked[0]?.path, `/api/v1/photos/${photo.sha256}`)
  assert.equal(asked[0].headers.get('Content-Type'), 'image/jpeg')
  assert.equal(asked[0].init.body, photo.bytes)
})

test('what does not come in time is given up; a photo has time by its size', async () => {
  const { client, timers, heard } = setup(
    ({ signal }) =>
      new Promise((_, no) => signal?.addEventListener('abort', () => no(new DOMException('late', 'AbortError')))),
  )
  const got = client.get('/session')
  timers[0]?.run()
  await assert.rejects(got, Offline)
  const put = client.putPhoto({ ...photoOf(''), bytes: new ArrayBuffer(200_000) })
  timers[1]?.run()
  await assert.rejects(put, Offline)
  assert.deepEqual(
    timers.map(timer => timer.ms),
    [15_000, 55_000],
  )
  assert.deepEqual(heard, [false, false])
})

test('an answer in time calls the end of patience off', async () => {
  const { client, timers, heard } = setup(async () => Response.json({ today: '2022-09-15' }))
  assert.deepEqual(await client.first('/session'), { today: '2022-09-15' })
  assert.equal(timers[0]?.off, true)
  assert.deepEqual(heard, [true])
})

test('a refusal carries the words, the fields and the wait the server asked for', async () => {
  const errors = [{ pointer: '/title', code: 'rule.1', message: 'needed' }]
  for (const [header, wait] of [
    [undefined, 0],
    ['30', 30_000],
    ['Thu, 15 Sep 2022 12:01:00 GMT', 60_000],
    ['Thu, 15 Sep 2022 11:00:00 GMT', 0],
    ['soon', 0],
  ] as const) {
    const body = { status: 429, code: 'rate_limited', title: 'Slow', detail: 'Slower', errors }
    const { client, heard } = setup(async () => problem(body, header ? { 'Retry-After': header } : {}))
    await assert.rejects(client.send('POST', '/session', { login: 'x' }), (error: unknown) => {
      assert.ok(error instanceof Refusal)
      assert.deepEqual(
        [error.status, error.code, error.message, error.wait, error.passing],
        [429, 'rate_limited', 'Slower', wait, true],
      )
      assert.deepEqual(error.faults, [{ pointer: '/title', message: 'needed' }])
      return true
    })
    assert.deepEqual(heard, [true])
  }
})

test('a refusal without a sentence still says something', async () => {
  assert.equal(await saying({ title: 'Title', code: 'code' }), 'Title')
  assert.equal(await saying({ code: 'code' }), 'code')
  assert.equal(await saying({}), '429')
})

for (const status of [400, 403, 404, 409, 410, 413, 415, 422, 428]) {
  test(`${status} is about what was sent, not about the moment`, () => {
    assert.equal(new Refusal(status, {}, 0).passing, false)
  })
}

test('what is not JSON of the ledger is no answer, whatever its status', async () => {
  const page = { headers: { 'Content-Type': 'text/html' } }
  for (const answer of [
    new Response('<p>', page),
    new Response('<p>', { ...page, status: 403 }),
    new Response('{"id":', { headers: { 'Content-Type': 'application/json' } }),
    new Response('x', { headers: {} }),
  ]) {
    const { client, heard } = setup(async () => answer)
    await assert.rejects(client.get('/session'), Offline)
    assert.deepEqual(heard, [false])
  }
})
