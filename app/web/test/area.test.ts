import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeGazetteer, type Area } from '../src/engine/area.ts'
import { areas, columns, gazetteer, shortColumns } from './data.ts'
import { budget, Dice, seed } from './dice.ts'

type Row = (typeof areas)[number]

// The plain way: look through the whole list for every question.
const stands = (row: Row, day: string) => row.valid_from <= day && (row.valid_to === '' || day < row.valid_to)
const codes = (list: Area[]) => list.map(area => area.code)
const on = (day: string) => areas.filter(row => stands(row, day))
const scanned = (row: Row, day: string): Area => ({
  code: row.code,
  name: row.name,
  level: row.level as Area['level'],
  ...(row.parent && { parent: row.parent }),
  leaf: row.level === 'county' || (row.level === 'city' && !on(day).some(below => below.parent === row.code)),
})
const names = (code: string, day: string): string[] => {
  const row = on(day).find(area => area.code === code)
  return row ? [...names(row.parent, day), row.name] : []
}

const changes = [...new Set(areas.flatMap(row => [row.valid_from, row.valid_to]))].filter(day => day > '2019-12-31')
const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
const someDay = (dice: Dice) =>
  dice.happens(0.5)
    ? dice.pick(changes.flatMap(day => [day, dayBefore(day)]))
    : new Date(Date.UTC(2020, 0, 1 + dice.below(2500))).toISOString().slice(0, 10)

test('any area on any day is what a plain scan of the list finds', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  const hidden = new Set<boolean>()
  for (let i = 0; i < 1500 * budget; i++) {
    const day = someDay(dice)
    const { code } = dice.pick(areas)
    const row = on(day).find(area => area.code === code)
    const told = gazetteer.at(code, day)
    assert.deepEqual(told, row && scanned(row, day), `${code} on ${day}`)
    assert.deepEqual(gazetteer.place(code, day), told?.leaf ? told : undefined, `place ${code} on ${day}`)
    assert.deepEqual(gazetteer.path(code, day), names(code, day), `path ${code} on ${day}`)
    hidden.add(row === undefined)
  }
  assert.equal(hidden.size, 2, 'the days tell standing areas from others')
})

test('the choice below every province and city is what a plain scan finds, in the order of codes', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed + 1)
  for (const day of [...changes.slice(-4), ...Array.from({ length: 4 * budget }, () => someDay(dice))]) {
    const standing = on(day)
    const below = (code: string) => standing.filter(row => row.parent === code).map(row => row.code)
    assert.deepEqual(codes(gazetteer.provinces(day)), below(''), day)
    for (const { code, level } of standing)
      if (level !== 'county') assert.deepEqual(codes(gazetteer.children(code, day)), below(code), `${code} on ${day}`)
  }
})

test('every county and every city without counties can be reached from its province, and nothing else is a place', () => {
  const day = '2022-09-15'
  const reached: string[] = []
  const walk = (list: Area[]) => {
    for (const area of list) {
      if (area.leaf) reached.push(area.code)
      walk(gazetteer.children(area.code, day))
    }
  }
  walk(gazetteer.provinces(day))
  const places = on(day).filter(row => scanned(row, day).leaf)
  assert.deepEqual(reached.toSorted(), places.map(row => row.code).toSorted())
})

test('counties right under a province come among its cities; a city without counties is itself the place', () => {
  const day = '2022-09-15'
  const hubei = gazetteer.children('420000', day)
  assert.ok(hubei.some(a => a.code === '420100' && a.level === 'city' && !a.leaf))
  assert.ok(hubei.some(a => a.code === '429004' && a.level === 'county' && a.leaf))
  assert.deepEqual(
    gazetteer.way('429004', day).map(a => a.code),
    ['420000', '429004'],
  )
  assert.equal(gazetteer.place('441900', day)?.level, 'city')
  assert.deepEqual(gazetteer.children('441900', day), [])
  assert.equal(gazetteer.place('440300', day), undefined)
  assert.equal(gazetteer.place('440000', day), undefined)
})

test('a county that was merged is a place until the day before', () => {
  const ended = areas.find(row => row.code === '330103')
  assert.ok(ended?.valid_to)
  assert.equal(gazetteer.place('330103', dayBefore(ended.valid_to))?.name, ended.name)
  assert.equal(gazetteer.place('330103', ended.valid_to), undefined)
  assert.deepEqual(gazetteer.path('330103', ended.valid_to), [])
})

test('the list answers for no day before its first, for no day at all and for no code it never had', () => {
  assert.equal(gazetteer.at('110101', '2019-12-30'), undefined)
  assert.ok(gazetteer.at('110101', '2019-12-31'))
  assert.equal(gazetteer.at('110101', ''), undefined)
  assert.equal(gazetteer.at('999999', '2022-09-15'), undefined)
  assert.equal(gazetteer.at('', '2022-09-15'), undefined)
})

test('what the digits of a code say need not be sent', () => {
  const [short, whole] = [shortColumns(areas), columns(areas)]
  assert.ok(short.parents.length < 100 && short.levels.length < 100, `${short.parents.length} ${short.levels.length}`)
  const other = makeGazetteer(whole)
  for (const { code } of areas)
    assert.deepEqual(other.at(code, '2021-06-01'), gazetteer.at(code, '2021-06-01'), `${code}`)
})
