import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenOf, showable, tableOf, usual, type Offered, type Row } from '../../src/office/records/columns.ts'
import { measures, sumsOf } from '../../src/office/records/list.ts'
import { addressOf, keptOf } from '../../src/office/filter.ts'
import { openingOf, savedOf } from '../../src/office/records/saved.ts'
import type { Words } from '../../src/engine/words.ts'
import { json } from '../data.ts'

/* What the report of records offers, by the keys of its headings. */
const keys =
  'no id kind programme campaign title date minutes province city county area place form venue delivery topics audiences attendance elderly basis method materials volunteers lead partners photos status counts because revision notes lecturer language visit_mode street community knocked opened talked refused campus school police officers students staff pledges entrants approval_no recorded_by recorded_on changed_on submitted_on decided_by decided_on'.split(
    ' ',
  )
const whole = new Set(['attendance', 'elderly', 'minutes', 'knocked'])
const offered: Offered[] = keys.map(key => ({
  key,
  title: key.toUpperCase(),
  form: whole.has(key) ? 'whole' : 'text',
  width: key === 'title' ? 36 : 12,
}))

/** Words that say what they were asked. */
const words: Words = {
  lang: 'en',
  t: (key, params = {}) => [key, ...Object.values(params)].join('|'),
  has: () => true,
  term: (list, code) => (code ? `${list}:${code}` : ''),
  programme: code => `programme:${code}`,
  campaign: code => code && `campaign:${code}`,
  organisation: code => `organisation:${code}`,
  campus: code => code,
  area: code => code,
  number: String,
  day: value => `day:${value}`,
  instant: value => `at:${value}`,
  list: entries => entries.join('; '),
}

const row = {
  id: '01900000-0000-7000-8000-000000000001',
  kind: 'visit',
  title: '入户 𠀀',
  programme: 'xinghai',
  date: '2022-09-15',
  area: '440303',
  area_name: '罗湖区',
  city: '440300',
  province: '440000',
  attendance: 45,
  audiences: { elderly: 20, youth: 30, minor: 20 },
  visit: { elderly: 25, households: { knocked: 9 } },
  venue: 'other',
  venue_text: '桥头',
  organisations: [
    { code: 'zjp', role: 'lead' },
    { name: '居委会', role: 'joint' },
    { code: 'pol', role: 'police' },
  ],
  status: 'returned',
  counts: false,
  not_counted_because: ['status', 'minutes'],
  author: 'u1',
  author_name: '林',
  decided_by: 'u2',
  created_at: '2022-09-15T02:00:00Z',
  updated_at: '2022-09-15T03:00:00Z',
  revision: 2,
} as unknown as Row

const levels = ['province', 'city', 'county']
const way = () =>
  ['广东省', '深圳市', '罗湖区'].map((name, i) => ({ code: String(i), name, level: levels[i] })) as never

const heads = (list: string[]) =>
  tableOf(list, offered, { words, gazetteer: null }).flatMap(({ key, head }) => (head ? [key] : []))

const preset = (id: string, more: object) =>
  ({ id, kind: 'view', name: id, changed_at: '', revision: 1, ...more }) as never

test('every column that the report offers can show, but for the running number', () => {
  assert.deepEqual(
    showable(offered).map(({ key }) => key),
    keys.slice(1),
  )
})

test('the words of every column of the report are those of the server', () => {
  const messages = json<Record<string, string>>('configs/messages/en.json')
  for (const key of keys) assert.ok(messages[`report.col.${key}`], key)
})

test('cells say what the record says, in words', () => {
  const told = Object.fromEntries(
    tableOf(keys, offered, { words, gazetteer: { way } }).map(({ key, of }) => [key, of?.(row)]),
  )
  for (const [key, want] of Object.entries({
    kind: 'kind:visit',
    programme: 'programme:xinghai',
    campaign: '',
    date: 'day:2022-09-15',
    province: '广东省',
    city: '深圳市',
    county: '罗湖区',
    venue: 'records.about|venue:other|桥头',
    audiences: 'audience:youth 30; audience:elderly 20; audience:minor 20',
    elderly: 25,
    minutes: 0,
    lead: 'organisation:zjp',
    partners: '居委会; records.about|organisation:pol|role:police',
    counts: 'records.counts.false',
    because: 'not_counted:status; not_counted:minutes',
    knocked: 9,
    talked: 0,
    officers: undefined,
    recorded_by: '林',
    decided_by: 'u2',
    decided_on: undefined,
    changed_on: 'at:2022-09-15T03:00:00Z',
  }))
    assert.equal(told[key], want, key)
})

test('without the list of areas, places above the county are told by their codes', () => {
  const [province, city] = tableOf(['province', 'city'], offered, { words, gazetteer: null })
  assert.equal(province?.of?.(row), '440000')
  assert.equal(city?.of?.(row), '440300')
})

test('a city without counties has none', () => {
  const [county] = tableOf(['county'], offered, { words, gazetteer: null })
  assert.equal(county?.of?.({ ...row, area: '441900', city: '441900', area_name: '东莞市' }), undefined)
})

test('the title names the rows, and the first column where no title shows', () => {
  assert.deepEqual(heads(['date', 'title']), ['title'])
  assert.deepEqual(heads(['date', 'status']), ['date'])
})

test('numbers stand at the end, long texts have room', () => {
  const by = new Map(tableOf(keys, offered, { words, gazetteer: null }).map(c => [c.key, c]))
  assert.equal(by.get('attendance')?.num, true)
  assert.equal(by.get('title')?.num, false)
  assert.equal(by.get('title')?.wide, true)
  assert.equal(by.get('date')?.wide, false)
})

test('a choice stands in the report’s order, without what is not offered; of nothing it is the usual one', () => {
  assert.deepEqual(chosenOf(['title', 'nonsense', 'date', 'no'], offered), ['title', 'date'])
  assert.deepEqual(chosenOf(null, offered).toSorted(), [...usual].toSorted())
  assert.deepEqual(chosenOf(['gone'], offered), chosenOf(null, offered))
})

test('a filter comes back from what is kept as it was', () => {
  const filter = {
    from: '2022-01-01',
    to: '2023-01-01',
    area: '440000,330000',
    status: 'approved',
    author: 'u1',
    q: '金融, 教育 𠀀',
    fit: 'false',
  }
  const kept = keptOf(filter)
  assert.deepEqual(kept, {
    from: '2022-01-01',
    to: '2023-01-01',
    area: ['440000', '330000'],
    status: ['approved'],
    author: 'u1',
    q: '金融, 教育 𠀀',
    fit: false,
  })
  assert.deepEqual(addressOf(kept), filter)
  assert.deepEqual(addressOf(keptOf({})), {})
})

test('of what somebody keeps, only views of the records are saved filters; at most one opens by itself', () => {
  const list = savedOf([
    preset('a', { view: { page: 'coverage', default: true } }),
    preset('b', { kind: 'export', export: { report: 'r1' } }),
    preset('c', { view: { page: 'records' } }),
    preset('d', { view: { page: 'records', default: true } }),
  ])
  assert.deepEqual(
    list.map(({ id }) => id),
    ['c', 'd'],
  )
  assert.equal(openingOf(list)?.id, 'd')
  assert.equal(openingOf(list.slice(0, 1)), undefined)
})

test('sums are asked for what figures may count, and not at all where they count none of it', () => {
  assert.deepEqual(sumsOf({ area: '440000' }), { area: '440000' })
  assert.deepEqual(sumsOf({ status: 'approved,void' }), { status: 'approved' })
  assert.equal(sumsOf({ status: 'void' }), null)
  assert.equal(sumsOf({ fit: 'false' }), null)
  const names = json<{ name: string; terms: { code: string }[] }[]>('configs/data/vocabularies.json')
  const known = names.find(({ name }) => name === 'measure')?.terms.map(({ code }) => code)
  for (const measure of measures) assert.ok(known?.includes(measure), measure)
})

const direct = () =>
  [
    { code: '500000', name: '重庆市', level: 'province' },
    { code: '500235', name: '云阳县', level: 'county' },
  ] as never

test('a county directly below its province is in no city', () => {
  const [province, city] = tableOf(['province', 'city'], offered, { words, gazetteer: { way: direct } })
  const there = { ...row, area: '500235', province: '500000', city: undefined } as unknown as Row
  assert.deepEqual([province?.of?.(there), city?.of?.(there)], ['重庆市', undefined])
})
