import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grid, row, type Place } from '../../src/office/chart/rove.ts'
import { along, bounds, every, shadeOf, shades, ticks, widthOf } from '../../src/office/chart/scale.ts'
import { areas, json } from '../data.ts'

const tiles = json<(Place & { code: string })[]>('app/web/src/office/data/tiles.json')
const at = (code: string) => tiles.findIndex(t => t.code === code)

test('an axis runs from 0 past the greatest value by steps that are easily read', () => {
  assert.deepEqual(ticks(8537), [0, 5000, 10000])
  assert.deepEqual(ticks(390), [0, 100, 200, 300, 400])
  assert.deepEqual(ticks(400), [0, 100, 200, 300, 400])
  assert.deepEqual(ticks(401), [0, 200, 400, 600])
  assert.deepEqual(ticks(3), [0, 1, 2, 3])
  assert.deepEqual(ticks(0.31, 4, false), [0, 0.1, 0.2, 0.3, 0.4])
})

test('an axis of nothing, and of what is no number, is one that can be drawn', () => {
  for (const most of [0, -4, Number.NaN, Number.POSITIVE_INFINITY]) assert.deepEqual(ticks(most), [0, 1])
})

test('every greatest value is within its axis, whose steps are even', () => {
  for (let most = 1; most < 1e9; most = Math.ceil(most * 1.37)) {
    const marks = ticks(most)
    const step = marks[1] ?? 0
    assert.ok(marks.at(-1)! >= most && marks.at(-1)! - step < most, `${most}: ${marks}`)
    assert.ok(marks.length <= 7 && marks.every((mark, i) => mark === i * step), `${most}: ${marks}`)
  }
})

test('a value never lies outside the axis', () => {
  assert.deepEqual([along(5, 10, 300), along(-1, 10, 300), along(11, 10, 300), along(5, 0, 300)], [150, 0, 300, 0])
})

test('only nothing has no shade; what lies on an end belongs below it', () => {
  assert.deepEqual(
    [0, null, Number.NaN].map(value => shadeOf(value, 0.4)),
    [0, 0, 0],
  )
  assert.deepEqual(
    [0.0001, 0.1, 0.1001, 0.3, 0.4, 1].map(value => shadeOf(value, 0.4)),
    [1, 1, 2, 3, 4, 4],
  )
  assert.deepEqual(bounds(0.4), [0.1, 0.2, 0.3, 0.4])
  for (const [i, end] of bounds(0.7).entries()) assert.equal(shadeOf(end, 0.7), i + 1)
  assert.equal(bounds(1).length, shades)
})

test('labels are thinned where they would touch, ideographs being wider', () => {
  assert.equal(widthOf('覆盖'), 2)
  assert.ok(widthOf('𠮷2022') < widthOf('二〇二二年'))
  assert.deepEqual([every(12, 40, 600), every(12, 40, 240), every(36, 40, 300)], [1, 2, 5])
})

test('the grid holds each of the 34 provinces once, no two on one place', () => {
  const provinces = areas.filter(a => a.level === 'province' && !a.valid_to).map(a => a.code)
  assert.deepEqual(tiles.map(t => t.code).sort(), provinces.sort())
  assert.equal(provinces.length, 34)
  assert.equal(new Set(tiles.map(t => `${t.row} ${t.column}`)).size, 34)
})

test('arrows lead the way they point, and by them alone every tile is reached from every other', () => {
  const lead = grid(() => tiles)
  const arrows = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']
  for (const start of tiles.keys()) {
    const seen = new Set([start])
    for (const from of seen) for (const key of arrows) seen.add(lead(from, key) ?? -1)
    assert.equal(seen.size, 34)
  }
  const go = (code: string, key: string) => tiles[lead(at(code), key) ?? -1]?.code
  assert.deepEqual(
    arrows.map(key => go('440000', key)),
    ['430000', '820000', '450000', '350000'],
  )
  assert.equal(go('310000', 'ArrowRight'), '310000')
  assert.equal(go('440000', 'a'), undefined)
  assert.deepEqual([lead(9, 'Home'), lead(9, 'End')], [0, 33])
})

test('along a row the ends are not passed', () => {
  const lead = row(() => 3)
  assert.deepEqual(
    [lead(0, 'ArrowLeft'), lead(0, 'ArrowDown'), lead(2, 'ArrowRight'), lead(0, 'End'), lead(2, 'Home'), lead(1, 'x')],
    [0, 1, 2, 2, 0, undefined],
  )
})
