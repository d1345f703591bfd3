import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromLocal, toLocal } from '../src/engine/local.ts'

test('local times are Beijing times, there and back', () => {
  assert.equal(toLocal('2022-09-14T16:30:00Z'), '2022-09-15T00:30')
  assert.equal(fromLocal('2022-09-15T00:30'), '2022-09-14T16:30:00Z')
  assert.equal(toLocal(undefined), '')
  assert.equal(fromLocal(''), undefined)
  assert.equal(fromLocal('2022-09'), undefined)
})
