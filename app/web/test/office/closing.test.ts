import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closable, months, standing } from '../../src/office/closings.ts'
import { verdicts } from '../../src/office/health.ts'

const closings = [
  { month: '2022-09', area: '440000', by: 'a', opened_at: '2022-11-01T00:00:00Z' },
  { month: '2022-09', area: '440000', by: 'b' },
  { month: '2022-08', by: 'c' },
  { month: '2022-07', area: '440000', by: 'd', opened_at: '2022-11-01T00:00:00Z' },
]

test('a month stands closed by its own area first, then by what lies above, else open with its last closing', () => {
  assert.deepEqual(standing(closings, '2022-09', '440000', []), { closed: 'own', closing: closings[1] })
  assert.deepEqual(standing(closings, '2022-09', '440300', ['440000']), { closed: 'above', closing: closings[1] })
  assert.deepEqual(standing(closings, '2022-08', '330000', []), { closed: 'above', closing: closings[2] })
  assert.deepEqual(standing(closings, '2022-08', '', []), { closed: 'own', closing: closings[2] })
  assert.deepEqual(standing(closings, '2022-07', '440000', []), { closed: null, closing: closings[3] })
  assert.deepEqual(standing(closings, '2022-06', '440000', []), { closed: null })
  assert.equal(standing(closings, '2022-09', '', []).closed, null)
})

test('only grants of a manager for every programme let somebody close', () => {
  assert.deepEqual(closable([{ role: 'manager' }]), [''])
  assert.deepEqual(
    closable([
      { role: 'manager', areas: ['440000'] },
      { role: 'manager', areas: ['330000', '440000'] },
    ]),
    ['330000', '440000'],
  )
  assert.deepEqual(closable([{ role: 'manager', programmes: ['xinghai'] }, { role: 'admin' }, { role: 'author' }]), [])
  assert.deepEqual([months(2022)[0], months(2022).length, months(2022)[11]], ['2022-01', 12, '2022-12'])
})

const now = '2022-12-31T04:00:00Z'
const well = {
  version: '',
  go: '',
  build: '',
  now,
  started_at: now,
  uptime: 0,
  store: { engine: 'SQLite', version: '3', schema: 1, records: 1, bytes: 1, writable: true },
  jobs: [{ kind: 'export', waiting: 1, running: 1, ready: 1, failed: 0, oldest: '2022-12-31T03:50:00Z' }],
  sign_ins: { refused: 20, since: now },
  backup: { at: '2022-12-25T04:00:00Z', place: '', verified: true, by: '', told_at: now },
  check: { at: '2022-12-01T04:00:00Z', by: '', found: 0 },
}
const said = (patch: object) =>
  verdicts({ ...well, ...patch } as never)
    .filter(({ tone }) => tone !== 'good')
    .map(({ tone, say }) => `${tone} ${say}`)

test('what is well is said to be, and what is not, by its limits on the clock of the ledger', () => {
  assert.deepEqual(said({}), [])
  assert.deepEqual(said({ store: { ...well.store, writable: false } }), ['bad store_shut'])
  assert.deepEqual(said({ check: undefined }), ['warn check_none'])
  assert.deepEqual(said({ check: { ...well.check, found: 1 } }), ['bad check_found'])
  assert.deepEqual(said({ check: { ...well.check, at: '2022-11-29T04:00:00Z' } }), ['warn check_old'])
  assert.deepEqual(said({ backup: undefined }), ['warn backup_none'])
  assert.deepEqual(said({ backup: { ...well.backup, at: '2022-12-24T03:59:00Z' } }), ['warn backup_old'])
  assert.deepEqual(said({ backup: { ...well.backup, verified: false } }), ['warn backup_unverified'])
  assert.deepEqual(said({ jobs: [{ ...well.jobs[0], oldest: '2022-12-31T03:44:00Z' }] }), ['warn jobs_stuck'])
  assert.deepEqual(said({ jobs: [{ ...well.jobs[0], failed: 1 }] }), ['warn jobs_failed'])
  assert.deepEqual(said({ sign_ins: { refused: 21, since: now } }), ['warn sign_ins_many'])
})
