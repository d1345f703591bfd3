import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromLocal, readNumber, roundFix, toLocal, Unreadable } from '../src/engine/entry.ts'

test('digits of both widths and grouped thousands are numbers', () => {
  for (const [typed, value] of [
    ['42', 42],
    ['４２', 42],
    [' 7 ', 7],
    ['1,234', 1234],
    ['１，２３４', 1234],
    ['0', 0],
    ['', undefined],
    ['  ', undefined],
  ] as const)
    assert.equal(readNumber(typed), value, typed)
})

test('what is no whole number is refused, not dropped', () => {
  for (const typed of ['五十', '50人', '-3', '1.5', '1,2', '1e3', '0x10', '99999999999999999999', '5 0'])
    assert.throws(() => readNumber(typed), Unreadable, typed)
})

test('means may have decimals', () => {
  assert.equal(readNumber('78.5', true), 78.5)
  assert.equal(readNumber('７８．５', true), 78.5)
  for (const typed of ['.', '78.', '7.8.5', '-1', 'NaN', 'Infinity'])
    assert.throws(() => readNumber(typed, true), Unreadable, typed)
})

test('a check-in point keeps three decimals and owns up to its blur', () => {
  assert.deepEqual(roundFix({ latitude: 22.5431234, longitude: 114.0578651, accuracy: 12.3 }), {
    lat: 22.543,
    lon: 114.058,
    accuracy_m: 100,
  })
  assert.equal(roundFix({ latitude: -1, longitude: 0, accuracy: 812.2 }).accuracy_m, 813)
  assert.equal(roundFix({ latitude: 0, longitude: 0, accuracy: 1e9 }).accuracy_m, 100_000)
})

test('local times are Beijing times, there and back', () => {
  assert.equal(toLocal('2022-09-14T16:30:00Z'), '2022-09-15T00:30')
  assert.equal(fromLocal('2022-09-15T00:30'), '2022-09-14T16:30:00Z')
  assert.equal(toLocal(undefined), '')
  assert.equal(fromLocal(''), undefined)
  assert.equal(fromLocal('2022-09'), undefined)
})
