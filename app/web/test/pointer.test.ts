import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escape, read, steps, within, write } from '../src/engine/pointer.ts'

test('reads through objects and lists, and finds nothing beyond a leaf', () => {
  const tree = { a: { b: [{ c: 7 }] }, n: null }
  assert.equal(read(tree, '/a/b/0/c'), 7)
  assert.equal(read(tree, '/a/b/1/c'), undefined)
  assert.equal(read(tree, '/a/b/0/c/d'), undefined)
  assert.equal(read(tree, '/n/x'), undefined)
  assert.equal(read(tree, ''), tree)
})

test('writes make the objects on the way, and an empty value takes itself away', () => {
  const tree: Record<string, unknown> = { list: [{ minutes: 3 }] }
  write(tree, '/visit/households/knocked', 4)
  write(tree, '/list/0/minutes', 5)
  assert.deepEqual(tree, { list: [{ minutes: 5 }], visit: { households: { knocked: 4 } } })
  write(tree, '/visit/households/knocked', undefined)
  write(tree, '/list/0/minutes', '')
  assert.deepEqual(tree, { list: [{}], visit: { households: {} } })
  assert.throws(() => write(tree, '', 1), RangeError)
})

test('keys with slashes and tildes survive a pointer', () => {
  const key = 'a/b~c~1'
  assert.deepEqual(steps(`/audiences/${escape(key)}`), ['audiences', key])
})

test('a branch holds itself and what is below it, not what only begins alike', () => {
  assert.equal(within('/visit/mode', ['/visit']), true)
  assert.equal(within('/visit', ['/visit']), true)
  assert.equal(within('/visitors', ['/visit']), false)
  assert.equal(within('/visit', []), false)
})
