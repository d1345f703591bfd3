import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentIn } from '../../src/office/percent.ts'
import { dayAfter, isDay } from '../../src/office/period.ts'

/* Days and shares, at their edges. */

test('a day is one that the calendar has, written as addresses have it', () => {
  for (const day of ['2022-09-15', '2024-02-29', '2020-01-01', '9999-12-31']) assert.ok(isDay(day), day)
  for (const text of ['', 'abc', '2022-02-30', '2023-02-29', '2022-13-45', '20221-11-05', '2022-9-5', '+011005-02'])
    assert.ok(!isDay(text), text)
})

test('what is no day stays as it was typed, whatever is added to it', () => {
  assert.equal(dayAfter('2022-12-31'), '2023-01-01')
  assert.equal(dayAfter('2022-01-01', -1), '2021-12-31')
  for (const text of ['abc', '2022-99-05', '20221-11-05']) assert.equal(dayAfter(text, -1), text)
})

const format = (rate: number) => `${(rate * 100).toFixed(1)}%`

test('a share is never told as nothing while there is some, nor as all while some is missing', () => {
  for (const [rate, told] of [
    [0, '0.0%'],
    [1 / 2847, '<0.1%'],
    [0.0005, '0.1%'],
    [0.5, '50.0%'],
    [0.9994, '99.9%'],
    [2846 / 2847, '>99.9%'],
    [1, '100.0%'],
  ] as const)
    assert.equal(percentIn(format, rate), told)
})
