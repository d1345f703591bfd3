import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelOf, term, terms } from '../src/engine/catalogue.ts'
import { covers, dayOf } from '../src/engine/date.ts'
import { makeID } from '../src/engine/id.ts'
import { catalogue, copy } from './data.ts'
import { budget, Dice, seed } from './dice.ts'

const of = (byte: number) => makeID(0x0123456789ab, n => new Uint8Array(n).fill(byte))
const span = (day: string) => covers('2022-03-01', '2022-03-08', day)

test('a day ends at midnight in Shanghai, wherever the phone is', () => {
  assert.equal(dayOf(Date.parse('2022-09-15T15:59:59.999Z')), '2022-09-15')
  assert.equal(dayOf(Date.parse('2022-09-15T16:00:00Z')), '2022-09-16')
  assert.equal(dayOf(Date.parse('2024-02-28T23:00:00+08:00')), '2024-02-28')
  assert.equal(dayOf(Date.parse('2024-02-29T00:00:00+08:00')), '2024-02-29')
})

test('any instant is of the day that Intl says of Shanghai', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  const format = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' })
  for (let i = 0; i < 500 * budget; i++) {
    const at = Date.UTC(2000, 0, 1) + dice.below(100 * 366) * 86_400_000 + dice.below(86_400_000)
    assert.equal(dayOf(at), format.format(at))
  }
})

test('a span holds its first day and not its last, and has no bound that is not given', () => {
  assert.deepEqual(['2022-02-28', '2022-03-01', '2022-03-07', '2022-03-08'].map(span), [false, true, true, false])
  assert.equal(covers(undefined, '2022-03-08', '1999-01-01'), true)
  assert.equal(covers('2022-03-01', undefined, '2099-01-01'), true)
  assert.equal(covers(undefined, '', '2022-03-01'), true)
})

test('terms are those in use on the day, in printed order; a name is told whether or not in use', () => {
  const changed = copy(catalogue)
  const list = changed.vocabularies.find(v => v.name === 'role')?.terms
  assert.ok(list?.[0] && list[1])
  list[0].valid_to = '2022-09-15'
  list[1].valid_from = '2022-09-15'
  const codes = (day: string) => terms(changed, 'role', day).map(t => t.code)
  const all = list.map(t => t.code)
  assert.deepEqual(
    codes('2022-09-14'),
    all.filter(c => c !== list[1]?.code),
  )
  assert.deepEqual(codes('2022-09-15'), all.slice(1))
  assert.equal(labelOf(changed, 'role', 'lead', 'zh'), '主办')
  assert.equal(labelOf(changed, 'role', 'lead', 'en'), list[0].en)
  assert.equal(labelOf(changed, 'role', 'unheard', 'zh'), 'unheard')
  assert.equal(labelOf(changed, 'unheard', 'lead', 'zh'), 'lead')
  assert.equal(term(changed, 'venue', 'other')?.needs_text, true)
  assert.equal(term(changed, 'venue', undefined), undefined)
})

test('an id is a UUID of version 7 that sorts by its time', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  const random = (n: number) => Uint8Array.from({ length: n }, () => dice.below(256))
  const made = Array.from({ length: 200 * budget }, (_, i) => makeID(1_600_000_000_000 + i * 977, random))
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual(made.toSorted(), made)
  assert.equal(new Set(Array.from({ length: 200 }, () => makeID(1, random))).size, 200)
})

test('an id holds its milliseconds and all the randomness it was given', () => {
  assert.equal(of(0xff), '01234567-89ab-7fff-bfff-ffffffffffff')
  assert.equal(of(0), '01234567-89ab-7000-8000-000000000000')
})
