import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectScope, nextTick, ref } from 'vue'
import { useMore, type Listed, type Slice } from '../../src/office/more.ts'

interface Asked {
  question: string
  cursor: string | undefined
  stop: AbortSignal | undefined
  answer(page: Slice<string>): Promise<void>
  fail(error: Error): Promise<void>
}

/** A list whose answers the test gives, in whatever order it likes. */
function listed() {
  const question = ref('a')
  const asked: Asked[] = []
  const scope = effectScope()
  const list = scope.run(() =>
    useMore<string>(
      (cursor, stop) =>
        new Promise((done, fail) =>
          asked.push({
            question: question.value,
            cursor,
            stop,
            answer: async page => (done(page), new Promise(setImmediate)),
            fail: async error => (fail(error), new Promise(setImmediate)),
          }),
        ),
      question,
    ),
  ) as Listed<string>
  const last = () => asked.at(-1) as Asked
  async function ask(other: string): Promise<void> {
    question.value = other
    await nextTick()
  }
  return { list, scope, asked, last, ask }
}

test('pages follow one another, one question at a time', async () => {
  const { list, asked, last } = listed()
  await last().answer({ items: ['a1'], next: 'two', total: 2 })
  void list.more()
  void list.more()
  assert.deepEqual([asked.length, last().cursor, list.busy], [2, 'two', true])
  await last().answer({ items: ['a2'], total: 2 })
  assert.deepEqual(list.of.value, { items: ['a1', 'a2'], total: 2 })
  await list.more()
  assert.deepEqual([asked.length, list.busy], [2, false], 'there are no more')
})

test('a further page that comes late is no part of another question’s list', async () => {
  const { list, last, ask } = listed()
  await last().answer({ items: ['a1'], next: 'two' })
  void list.more()
  const late = last()
  await ask('b')
  assert.deepEqual([late.stop?.aborted, list.busy], [true, false])
  const first = last()
  await late.answer({ items: ['a2'], next: 'three' })
  assert.deepEqual(list.of.value, { items: ['a1'], next: 'two' }, 'nothing is added while b is asked for')
  await first.answer({ items: ['b1'] })
  assert.deepEqual(list.of.value, { items: ['b1'] })
})

test('why a further page did not come is not told below another question’s answer', async () => {
  const { list, last, ask } = listed()
  await last().answer({ items: ['a1'], next: 'two' })
  void list.more()
  await last().fail(new Error('no'))
  assert.equal((list.error as Error).message, 'no')
  await ask('b')
  assert.equal(list.error, null)
  await last().answer({ items: ['b1'], next: 'two' })
  void list.more()
  const late = last()
  await ask('c')
  await late.fail(new Error('called off'))
  assert.equal(list.error, null)
})

test('the next page of an older question is not asked for', async () => {
  const { list, asked, last, ask } = listed()
  await last().answer({ items: ['a1'], next: 'two' })
  await ask('b')
  await list.more()
  assert.deepEqual([asked.length, list.busy], [2, false])
  await last().answer({ items: ['b1'], next: 'b two' })
  void list.more()
  assert.deepEqual([last().question, last().cursor], ['b', 'b two'])
})

test('where the page is left, what is still open is called off', async () => {
  const { list, scope, asked, last } = listed()
  await last().answer({ items: ['a1'], next: 'two' })
  void list.more()
  scope.stop()
  assert.equal(asked[1]?.stop?.aborted, true)
})
