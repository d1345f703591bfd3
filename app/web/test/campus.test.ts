import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCampuses, search } from '../src/engine/campus.ts'
import { campusColumns, campuses, schools } from './data.ts'
import { budget, Dice, seed } from './dice.ts'

const day = '2022-09-15'
const found = (text: string, limit = 5000) => search(campuses, text, day, limit).map(c => c.code)

test('a campus is read with its code of ten digits, its province and its city', () => {
  assert.equal(campuses.length, schools.length)
  for (const [i, { code, name, province, location, initials }] of schools.entries())
    assert.deepEqual(campuses[i], { code, name, province, location, initials, former: [], from: 0, to: 0 })
})

test('any part of any name, any beginning of initials or code finds the campus, as a plain scan does', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  for (let i = 0; i < 300 * budget; i++) {
    const school = dice.pick(schools)
    const whole = dice.pick([school.name, school.initials, school.code])
    const from = whole === school.name ? dice.below(whole.length) : 0
    const text = whole.slice(from, from + 1 + dice.below(6))
    const hits = schools.filter(
      s => s.name.toLowerCase().includes(text) || s.initials.startsWith(text) || s.code.startsWith(text),
    )
    const [begin, rest] = [hits.filter(s => s.name.startsWith(text)), hits.filter(s => !s.name.startsWith(text))]
    assert.deepEqual(
      found(text),
      [...begin, ...rest].map(s => s.code),
      text,
    )
    assert.ok(found(text).includes(school.code), text)
  }
})

test('the best hits come first and no more than asked for', () => {
  const hits = search(campuses, '北京', day, 3)
  assert.equal(hits.length, 3)
  assert.ok(hits.every(c => c.name.startsWith('北京')))
  assert.deepEqual(found('北京', 0), [])
  assert.deepEqual(found('没有这样的学校'), [])
})

test('capitals and spaces around make no difference, and an empty text takes all', () => {
  const { initials } = campuses[100] ?? { initials: '' }
  assert.ok(initials)
  assert.deepEqual(found(` ${initials.toUpperCase()} `), found(initials))
  assert.equal(found('  ').length, campuses.length)
})

test('a former name finds the school under its present one, and only while the school stands', () => {
  const two = schools.slice(0, 2)
  const list = makeCampuses({
    ...campusColumns(two),
    days: [[1, 20200601, 20220101]],
    former: [
      { row: 0, name: '旧名学院', until: 20210101 },
      { row: 0, name: '旧名大学', until: 20220101 },
    ],
  })
  const on = (text: string, at: string) => search(list, text, at, 9).map(c => c.name)
  assert.deepEqual(on('旧名', day), [two[0]?.name])
  assert.deepEqual(on('大学', day).includes(two[0]?.name ?? ''), true)
  assert.deepEqual(on(two[1]?.code ?? '', '2020-05-31'), [])
  assert.deepEqual(on(two[1]?.code ?? '', '2020-06-01'), [two[1]?.name])
  assert.deepEqual(on(two[1]?.code ?? '', '2021-12-31'), [two[1]?.name])
  assert.deepEqual(on(two[1]?.code ?? '', '2022-01-01'), [])
})
