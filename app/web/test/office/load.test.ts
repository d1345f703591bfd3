import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectScope, nextTick, ref } from 'vue'
import { Offline } from '../../src/engine/client.ts'
import { useLoad } from '../../src/office/load.ts'

/* What a page shows while it waits, and what it must not show. */

const rest = async () => {
  await nextTick()
  await new Promise(done => setImmediate(done))
}

/** A page that asks about `question`; the test gives the answers, in the order that they were asked for. */
function page() {
  const question = ref('2022')
  const asked: { of: string; stop: AbortSignal; answer(value: string): void; fail(error: Error): void }[] = []
  const scope = effectScope()
  const loaded = scope.run(() =>
    useLoad(
      stop => new Promise<string>((answer, fail) => asked.push({ of: question.value, stop, answer, fail })),
      question,
    ),
  )!
  return { question, asked, loaded, stop: () => scope.stop() }
}

test('an answer stays while the next is waited for, and gives way to it', async () => {
  const { question, asked, loaded } = page()
  asked[0]?.answer('400')
  await rest()
  assert.deepEqual([loaded.value, loaded.busy], ['400', false])
  question.value = '2021'
  await rest()
  assert.deepEqual([loaded.value, loaded.busy, asked[1]?.of], ['400', true, '2021'])
  asked[1]?.answer('12')
  await rest()
  assert.deepEqual([loaded.value, loaded.busy], ['12', false])
})

test('where another question fails, the answer to the earlier one is not left in its place', async () => {
  const { question, asked, loaded } = page()
  asked[0]?.answer('400')
  await rest()
  question.value = '2021'
  await rest()
  asked[1]?.fail(new Offline('no answer'))
  await rest()
  assert.equal(loaded.value, undefined)
  assert.ok(loaded.error instanceof Offline)
  void loaded.again()
  asked[2]?.answer('12')
  await rest()
  assert.deepEqual([loaded.value, loaded.error], ['12', null])
})

test('where the same question fails when asked again, its answer stays beside the reason', async () => {
  const { asked, loaded } = page()
  asked[0]?.answer('400')
  await rest()
  void loaded.again()
  asked[1]?.fail(new Offline('no answer'))
  await rest()
  assert.equal(loaded.value, '400')
  assert.ok(loaded.error instanceof Offline)
})

test('a question asked again before its first answer failed is still another one', async () => {
  const { question, asked, loaded } = page()
  asked[0]?.answer('400')
  await rest()
  question.value = '2021'
  await rest()
  void loaded.again()
  assert.equal(asked[1]?.stop.aborted, true)
  asked[2]?.fail(new Offline('no answer'))
  await rest()
  assert.equal(loaded.value, undefined)
})

test('an earlier question’s late answer never shows, and a page that is left waits for none', async () => {
  const { question, asked, loaded, stop } = page()
  question.value = '2021'
  await rest()
  asked[1]?.answer('12')
  asked[0]?.answer('400')
  await rest()
  assert.equal(loaded.value, '12')
  question.value = '2020'
  await rest()
  stop()
  assert.equal(asked[2]?.stop.aborted, true)
})
