import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Wire } from '../../src/engine/activity.ts'
import { Refusal } from '../../src/engine/client.ts'
import { makeOffice, type Env } from '../../src/office/office.ts'

/* Who is here: coming in, staying, and giving way to another. */

type Reply = { status: number; body: unknown }

const session = (id: string) =>
  ({
    user: { id, login: id, name: id, grants: [] },
    roles: ['manager'],
    today: '2022-09-15',
    build: 'b1',
  }) as unknown as Wire['Session']
const catalogue = { programmes: [] }

/** A server that answers by method and path, in turn; what is not foreseen is 404. */
function server(replies: Record<string, Reply[]>) {
  const calls: string[] = []
  let reloads = 0
  const env = {
    fetch: async (input: string, init?: RequestInit) => {
      const call = `${init?.method ?? 'GET'} ${input.replace('/api/v1', '')}`
      calls.push(call)
      const { status, body } = replies[call]?.shift() ?? { status: 404, body: { code: 'not_found' } }
      return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
    },
    request: () => assert.fail('nothing is uploaded'),
    now: () => 0,
    build: 'b1',
    reload: () => void reloads++,
    keep: () => undefined,
    kept: () => null,
  } as unknown as Env
  const office = makeOffice(env, { lang: 'zh', use: async () => undefined })
  return { office, calls, reloads: () => reloads }
}
const ok = (body: unknown): Reply => ({ status: 200, body })
const refused = (status: number): Reply => ({ status, body: { code: 'x', title: 'no' } })
const rest = () => new Promise(done => setImmediate(done))

test('who is known comes in; who is not is asked to sign in', async () => {
  const known = server({ 'GET /session': [ok(session('ann'))], 'GET /catalogue': [ok(catalogue)] })
  await known.office.start()
  assert.deepEqual([known.office.phase, known.office.user?.id], ['ready', 'ann'])
  const unknown = server({ 'GET /session': [refused(401)], 'GET /catalogue': [refused(401)] })
  await unknown.office.start()
  assert.deepEqual([unknown.office.phase, unknown.office.trouble], ['signedOut', null])
})

test('a server that is busy or down is told, not taken for somebody unknown', async () => {
  for (const status of [429, 500, 503]) {
    const { office } = server({ 'GET /session': [refused(status)], 'GET /catalogue': [refused(status)] })
    await office.start()
    assert.ok(office.trouble instanceof Refusal, String(status))
    assert.notEqual(office.phase, 'signedOut')
  }
})

test('after signing in again the same person’s call is made again, once', async () => {
  const { office, calls, reloads } = server({
    'GET /session': [ok(session('ann'))],
    'GET /catalogue': [ok(catalogue)],
    'POST /activities/1/review': [refused(401), ok({ id: '1' })],
    'POST /session': [ok(session('ann'))],
  })
  await office.start()
  const answer = office.api.post('/activities/1/review', { decision: 'approve' }, 1)
  await rest()
  assert.equal(office.lapsed, true)
  await office.signIn('ann', 'a')
  assert.deepEqual(await answer, { id: '1' })
  assert.equal(office.lapsed, false)
  assert.equal(reloads(), 0)
  assert.equal(calls.filter(call => call === 'POST /activities/1/review').length, 2)
})

test('a window that somebody else has signed in beside begins anew, and no other does', async () => {
  for (const [answer, reloads] of [
    [ok(session('ann')), 0],
    [refused(401), 0],
    [refused(503), 0],
    [ok(session('bob')), 1],
  ] as const) {
    const there = server({ 'GET /session': [ok(session('ann')), answer], 'GET /catalogue': [ok(catalogue)] })
    await there.office.start()
    await there.office.recheck()
    assert.equal(there.reloads(), reloads)
  }
})

test('nothing that one person began is sent when another signs in', async () => {
  const { office, calls, reloads } = server({
    'GET /session': [ok(session('ann'))],
    'GET /catalogue': [ok(catalogue)],
    'POST /activities/1/review': [refused(401), ok({ id: '1' })],
    'POST /session': [ok(session('bob'))],
  })
  await office.start()
  let answered = false
  void office.api.post('/activities/1/review', { decision: 'approve' }, 1).finally(() => (answered = true))
  await rest()
  await office.signIn('bob', 'b')
  await rest()
  assert.deepEqual([reloads(), answered, office.user?.id], [1, false, 'ann'])
  assert.equal(calls.filter(call => call === 'POST /activities/1/review').length, 1)
})

/** Universities by name, in columns as they are answered. */
const list = (names: string[]) => ({
  status: 200,
  body: {
    names,
    steps: names.map(() => 1),
    provinces: names.map(() => 44),
    initials: names,
    locations: names,
    former: [],
    days: [],
  },
})

test('the universities are asked for once, and again after the catalogue was changed', async () => {
  const { office, calls } = server({
    'GET /catalogue/campuses': [list(['一']), list(['一', '二'])],
    'GET /catalogue': [{ status: 200, body: catalogue }],
  })
  await office.schools()
  await office.schools()
  assert.equal(calls.length, 1)
  await office.renew()
  assert.deepEqual(
    (await office.schools()).map(({ name }) => name),
    ['一', '二'],
  )
})

test('what is gone already is taken away; another refusal is told', async () => {
  const { office } = server({ 'DELETE /imports/2': [{ status: 409, body: { code: 'conflict' } }] })
  await office.api.drop('/imports/1')
  await assert.rejects(office.api.drop('/imports/2'), Refusal)
})
