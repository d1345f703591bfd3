import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity, Content, Wire } from '../../src/engine/activity.ts'
import { Refusal } from '../../src/engine/client.ts'
import type { Api } from '../../src/office/api.ts'
import { actsFor, decide, hinders } from '../../src/office/part/record/decision.ts'
import { isAbout, sectionsOf } from '../../src/office/part/record/sections.ts'
import type { Words } from '../../src/engine/words.ts'

/* What may be done with a record, and how a record is told in sections. */

const now = Date.parse('2022-12-31T04:00:00Z')

function user(...grants: Partial<Wire['Grant']>[]): Wire['User'] {
  return { id: 'erin', grants: grants.map(grant => ({ role: 'manager', ...grant })) } as Wire['User']
}

function record(over: Partial<Activity> = {}): Activity {
  const base = { id: 'r', author: 'chelsea', status: 'submitted', revision: 3, programme: 'xinghai' }
  return { ...base, area: '440303', city: '440300', province: '440000', ...over } as Activity
}

const graded = (grade: string) => hinders({ grade } as Wire['Finding'])

const line = (pointer: string) => ({ pointer, label: '', value: '' })

test('a manager over place and programme decides what others have sent in', () => {
  for (const grant of [{}, { areas: ['440000'] }, { areas: ['110000', '440300'] }, { programmes: ['xinghai'] }])
    assert.deepEqual(actsFor(record(), user(grant), now), ['approve', 'return', 'duplicate', 'void'])
  for (const grant of [
    { areas: ['110000'] },
    { programmes: ['campus'] },
    { role: 'author' as const },
    { role: 'admin' as const },
  ])
    assert.deepEqual(actsFor(record(), user(grant), now), [], JSON.stringify(grant))
})

test('nobody decides a record of their own; they may void one that was never approved', () => {
  const own = { author: 'erin' }
  assert.deepEqual(actsFor(record(own), user({}), now), ['void'])
  assert.deepEqual(actsFor(record(own), user({ role: 'volunteer' }), now), ['void'])
  assert.deepEqual(actsFor(record({ ...own, standing: 2 }), user({ role: 'volunteer' }), now), [])
})

test('a decision of one’s own can be undone for half an hour', () => {
  const decided = (minutes: number, by = 'erin') =>
    record({ status: 'approved', decided_by: by, decided_at: new Date(now - minutes * 60_000).toISOString() })
  assert.deepEqual(actsFor(decided(29), user({}), now), ['undo', 'void'])
  assert.deepEqual(actsFor(decided(31), user({}), now), ['void'])
  assert.deepEqual(actsFor(decided(1, 'bob'), user({}), now), ['void'])
  assert.deepEqual(actsFor(record({ status: 'void' }), user({}), now), [])
})

test('a decision goes to its own address, with the revision that was looked at and nothing empty', async () => {
  const calls: unknown[] = []
  const api = { post: (...call: unknown[]) => Promise.resolve(calls.push(call)) } as unknown as Api
  await decide(api, record(), { act: 'return', reason: 'evidence', text: '', field: '/evidence' })
  await decide(api, record(), { act: 'duplicate', duplicate_of: 'x' })
  await decide(api, record(), { act: 'void', reason: 'mistake' })
  await decide(api, record(), { act: 'undo' })
  assert.deepEqual(calls, [
    ['/activities/r/review', { decision: 'return', reason: 'evidence', field: '/evidence' }, 3],
    ['/activities/r/review', { decision: 'approve', duplicate_of: 'x' }, 3],
    ['/activities/r/void', { reason: 'mistake' }, 3],
    ['/activities/r/review', { decision: 'undo' }, 3],
  ])
  const no = { post: () => Promise.reject(new Refusal(409, {} as Wire['Problem'], 0)) } as unknown as Api
  await assert.rejects(() => decide(no, record(), { act: 'approve' }), Refusal)
})

test('grades A and B want a reason before an approval, the others do not', () => {
  assert.deepEqual(['B', 'A', 'W', 'I'].map(graded), [true, true, false, false])
})

test('every filled field stands under one heading, and messages find the field they are about', () => {
  const words = {
    t: (key: string) => key,
    has: (key: string) => key.startsWith('field.'),
    number: String,
    day: String,
  } as unknown as Words
  const told = {
    ...words,
    term: (_: string, code: string) => code,
    programme: String,
    area: String,
    list: (l: string[]) => l.join(),
  }
  const content = {
    kind: 'drive',
    programme: 'campus',
    date: '2022-09-06',
    attendance: 40,
    audiences: { minor: 3 },
    drive: { students: 38, campus: '4111010001' },
    notes: 'n',
  } as unknown as Content
  const sections = sectionsOf(content, { ...told, campus: String } as unknown as Words)
  assert.deepEqual(
    sections.map(({ name, lines }) => [name, ...lines.map(({ pointer }) => pointer)]),
    [
      ['what', '/kind', '/programme'],
      ['where', '/date'],
      ['heads', '/attendance', '/audiences'],
      ['drive', '/drive/campus', '/drive/students'],
      ['more', '/notes'],
    ],
  )
  assert.equal(isAbout('/audiences/minor', line('/audiences')), true)
  assert.equal(isAbout('/drive', line('/drive/campus')), true)
  assert.equal(isAbout('', line('/audiences')), false)
  assert.equal(isAbout('/date', line('/end_date')), false)
})
