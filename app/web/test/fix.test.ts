import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundFix } from '../src/engine/fix.ts'

test('a check-in point keeps three decimals and owns up to its blur', () => {
  assert.deepEqual(roundFix({ latitude: 22.5431234, longitude: 114.0578651, accuracy: 12.3 }), {
    lat: 22.543,
    lon: 114.058,
    accuracy_m: 100,
  })
  assert.equal(roundFix({ latitude: -1, longitude: 0, accuracy: 812.2 }).accuracy_m, 813)
  assert.equal(roundFix({ latitude: 0, longitude: 0, accuracy: 1e9 }).accuracy_m, 100_000)
})
