import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { makeKeeper } from '../src/part/keeper.ts'

/** Lets what is ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

/** A keeper whose saves end when the test says so. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const saves: { end(): void; fail(e: Error): void }[] = []
  const dirty: boolean[] = []
  const save = () => new Promise<void>((end, fail) => saves.push({ end, fail }))
  const keeper = makeKeeper(
    save,
    () => 42,
    on => dirty.push(on),
  )
  return { keeper, saves, dirty, tick: (ms: number) => t.mock.timers.tick(ms) }
}

test('a change is kept after a moment, with what came since', async t => {
  const { keeper, saves, dirty, tick } = setUp(t)
  keeper.changed()
  tick(200)
  keeper.changed()
  tick(40)
  await settle()
  assert.equal(saves.length, 0)
  tick(10)
  await settle()
  assert.equal(saves.length, 1)
  assert.equal(keeper.kept.state, 'saving')
  saves[0]?.end()
  await settle()
  assert.deepEqual({ ...keeper.kept }, { state: 'saved', at: 42, why: '' })
  assert.deepEqual(dirty, [true, true, false])
})

test('a change made while saving is not called kept by that save', async t => {
  const { keeper, saves, tick } = setUp(t)
  keeper.changed()
  tick(300)
  await settle()
  keeper.changed()
  saves[0]?.end()
  await settle()
  assert.equal(keeper.kept.state, 'saving')
  tick(300)
  await settle()
  saves[1]?.end()
  await settle()
  assert.equal(keeper.kept.state, 'saved')
})

test('a flush keeps at once, and nothing when there is nothing', async t => {
  const { keeper, saves } = setUp(t)
  await keeper.flush()
  assert.equal(saves.length, 0)
  keeper.changed()
  const flushed = keeper.flush()
  await settle()
  saves[0]?.end()
  await flushed
  assert.equal(keeper.kept.state, 'saved')
})

test('a save that fails says why, and the next change tries again', async t => {
  const { keeper, saves, dirty, tick } = setUp(t)
  keeper.changed()
  tick(300)
  await settle()
  saves[0]?.fail(new Error('no space'))
  await settle()
  assert.deepEqual({ ...keeper.kept }, { state: 'failed', at: 0, why: 'no space' })
  assert.equal(dirty.at(-1), true)
  keeper.changed()
  tick(300)
  await settle()
  saves[1]?.end()
  await settle()
  assert.equal(keeper.kept.state, 'saved')
})

test('after the end nothing is kept: a draft that was handed over does not come back', async t => {
  const { keeper, saves, dirty, tick } = setUp(t)
  keeper.changed()
  keeper.close()
  tick(300)
  keeper.changed()
  tick(300)
  await keeper.flush()
  await settle()
  assert.equal(saves.length, 0)
  assert.equal(dirty.at(-1), false)
})
