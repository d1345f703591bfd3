import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Wire } from '../../src/engine/activity.ts'
import { rowsOf as areaRows } from '../../src/engine/area.ts'
import { chosen, dayText, rowsOf, standingOf, type Sources } from '../../src/office/entries.ts'
import {
  copyOf,
  differences,
  faultsAt,
  fieldsOf,
  freshEntry,
  lists,
  merged,
  moved,
  pointersOf,
  put,
  same,
  shownAt,
  type EditedList,
  type Entry,
} from '../../src/office/entry.ts'
import { campuses, catalogue, json } from '../data.ts'

const edited = lists.filter(list => list !== 'areas') as EditedList[]
const term = (code: string, more: Entry = {}): Entry => ({ code, zh: `中${code}`, en: `E ${code}`, ...more })

test('an entry goes to its fields and back without losing what no field shows', () => {
  for (const list of ['programmes', 'campaigns', 'organisations', 'vocabularies'] as const)
    for (const entry of catalogue[list] as unknown as Entry[]) {
      const whole = { ...entry, later: { of: 'another version' } }
      const back = copyOf(whole)
      for (const { member, kind } of fieldsOf(list, true)) {
        const simple = ['text', 'lines', 'day', 'last', 'number'].includes(kind)
        put(back, `/${member}`, kind, simple ? shownAt(back, `/${member}`, kind) : back[member])
      }
      assert.deepEqual(back, whole)
    }
})

test('a last day is shown as the day before the one that the API writes', () => {
  const entry: Entry = { to: '2023-01-01' }
  assert.equal(shownAt(entry, '/to', 'last'), '2022-12-31')
  put(entry, '/to', 'last', '2022-02-28')
  assert.equal(entry.to, '2022-03-01')
  put(entry, '/to', 'last', '')
  assert.deepEqual(entry, {})
})

test('what is emptied is left out, and rows are written in place', () => {
  const entry: Entry = { kinds: ['visit'], min_minutes: 20, external: true, terms: [term('a'), term('b')] }
  put(entry, '/kinds', 'choices', [])
  put(entry, '/min_minutes', 'number', '45')
  put(entry, '/external', 'yes', false)
  put(entry, '/terms/1/valid_to', 'last', '2022-08-31')
  assert.deepEqual(entry, { min_minutes: 45, terms: [term('a'), term('b', { valid_to: '2022-09-01' })] })
  put(entry, '/min_minutes', 'number', '')
  assert.ok(!('min_minutes' in entry))
})

test('a code is a field of a new entry only', () => {
  for (const list of edited) {
    const [first] = fieldsOf(list, true)
    assert.ok(first?.once)
    assert.ok(fieldsOf(list, false).every(field => !field.once))
    assert.ok((first?.member ?? '') in freshEntry(list))
  }
})

test('faults go to the nearest field, and what has none is told apart', () => {
  const entry: Entry = { terms: [term('a')], former: [{ name: 'x' }] }
  assert.ok(pointersOf('vocabularies', entry, false).includes('/terms/0/valid_to'))
  assert.ok(pointersOf('campuses', entry, false).includes('/former/0/until'))
  const faults = [
    { pointer: '/kinds/1', message: '甲' },
    { pointer: '/kinds/2', message: '乙' },
    { pointer: '/terms/0/zh', message: '丙' },
    { pointer: '/terms', message: '丁' },
    { pointer: '/kindsmen', message: '戊' },
    { pointer: '', message: '己' },
  ]
  assert.deepEqual(faultsAt(faults, ['/kinds', '/terms', '/terms/0/zh']), {
    at: { '/kinds': '甲 乙', '/terms/0/zh': '丙', '/terms': '丁' },
    rest: ['戊', '己'],
  })
})

test('an item moves by one place and never out of the list', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 0, 1), ['b', 'a', 'c'])
  assert.deepEqual(moved(['a', 'b', 'c'], 2, -1), ['a', 'c', 'b'])
  assert.deepEqual(moved(['a', 'b', 'c'], 0, -1), ['a', 'b', 'c'])
  assert.deepEqual(moved(['a', 'b', 'c'], 2, 1), ['a', 'b', 'c'])
})

test('entries are the same whatever the order of their members, never of their lists', () => {
  assert.ok(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }))
  assert.ok(!same({ b: [1, 2] }, { b: [2, 1] }))
  assert.ok(!same({ a: 1 }, {}))
  assert.ok(!same([1], { 0: 1 }))
})

test('a change of somebody else is taken over where nothing was typed, and what was typed stays', () => {
  const base = { zh: '甲', en: 'A', slogan: 'old', gone: 1 }
  const mine = { zh: '甲', en: 'Mine', slogan: 'old', gone: 1 }
  const theirs = { zh: '乙', en: 'Theirs', slogan: 'old' }
  const both = merged(base, mine, theirs)
  assert.deepEqual(both, { zh: '乙', en: 'Mine', slogan: 'old' })
  assert.deepEqual(differences(both, theirs), [{ member: 'en', mine: 'Mine', theirs: 'Theirs' }])
})

test('terms of two versions are matched by code: additions of both stay, and the order of whoever changed it', () => {
  const base = { terms: [term('a'), term('b')] }
  const mine = { terms: [term('b'), term('a', { en: 'Mine' }), term('m')] }
  const theirs = { terms: [term('a', { zh: '改' }), term('b'), term('t')] }
  const both = merged(base, mine, theirs)
  assert.deepEqual(both, { terms: [term('b'), term('a', { zh: '改', en: 'Mine' }), term('m'), term('t')] })
  assert.deepEqual(
    differences(both, theirs).map(d => [d.term, d.member]),
    [
      ['a', 'en'],
      ['m', 'code'],
      ['m', 'zh'],
      ['m', 'en'],
    ],
  )
  assert.deepEqual(merged(base, base, theirs), theirs)
  const turned = { terms: [term('b'), term('a')] }
  assert.deepEqual(differences(turned, base), [{ member: 'order', mine: undefined, theirs: undefined }])
})

const areas = areaRows({
  start: '2019-12-31',
  steps: [440000, 300, 3, 0],
  names: ['广东省', '深圳市', '罗湖区', '新罗湖区'],
  days: [
    [2, 0, 20220101],
    [3, 20220101, 0],
  ],
  parents: [],
  levels: [],
} as Wire['AreaHistory'])
const sources: Sources = { catalogue, campuses, areas, lang: 'zh', listName: name => `名${name}` }

test('every list has a row an entry, found by name, code, other name and what it holds', () => {
  assert.equal(rowsOf('programmes', sources).length, catalogue.programmes.length)
  assert.equal(rowsOf('campuses', sources).length, campuses.length)
  const hit = (list: (typeof lists)[number], text: string) =>
    chosen(rowsOf(list, sources), text, 'all', '2022-01-01').map(row => row.code)
  assert.deepEqual(hit('programmes', 'XINGHAI plan'), ['xinghai'])
  assert.deepEqual(hit('vocabularies', 'tour bus'), ['form'])
  assert.ok(hit('campuses', 'bjdx').includes('4111010001'))
  assert.deepEqual(hit('areas', '罗湖'), ['440303', '440303'])
  assert.deepEqual(rowsOf('programmes', { ...sources, catalogue: null }), [])
  const keys = rowsOf('areas', sources).map(row => row.key)
  assert.equal(new Set(keys).size, keys.length)
})

test('rows stand before, in and after their days', () => {
  const row = { from: '2022-01-01', to: '2023-01-01' }
  assert.equal(standingOf(row, '2021-12-31'), 'coming')
  assert.equal(standingOf(row, '2022-01-01'), 'on')
  assert.equal(standingOf(row, '2023-01-01'), 'ended')
  const [on, ended] = (['on', 'ended'] as const).map(s => chosen(rowsOf('areas', sources), '罗湖', s, '2022-06-01'))
  assert.deepEqual([on?.[0]?.name, ended?.[0]?.name], ['新罗湖区', '罗湖区'])
  assert.equal(dayText(20220101), '2022-01-01')
  assert.equal(dayText(0), '')
})

test('the fields of an entry are members that the API knows', () => {
  const schemas = json<{ components: { schemas: Record<string, { properties: object }> } }>('app/api/openapi.json')
  const nouns = {
    programmes: 'Programme',
    campaigns: 'Campaign',
    organisations: 'Organisation',
    campuses: 'Campus',
    vocabularies: 'Vocabulary',
  }
  for (const list of edited)
    for (const { member } of fieldsOf(list, true))
      assert.ok(member in (schemas.components.schemas[nouns[list]]?.properties ?? {}), `${list}: ${member}`)
})
