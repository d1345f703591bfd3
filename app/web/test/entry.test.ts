import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readNumber, Unreadable } from '../src/engine/entry.ts'

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
