import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Content } from '../src/engine/activity.ts'
import { fieldsBelow } from '../src/engine/field.ts'
import { excesses, limits } from '../src/engine/limit.ts'
import { write } from '../src/engine/pointer.ts'
import { copy, root, vectors } from './data.ts'

/** The fields of the server's record: type, name on the wire and the tags it is held to. */
interface Field {
  type: string
  name: string
  tags: string[]
}

/** The structs of the server's record, out of its source. */
const structs = new Map(
  [...source().matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => [
    name,
    [...body.matchAll(/^\t\w+\s+(\S+)\s+`json:"([\w]+)[^"]*"(?: validate:"([^"]*)")?`/gm)].map(
      ([, type = '', field = '', tags = '']): Field => ({ type, name: field, tags: tags.split(',') }),
    ),
  ]),
)

function source(): string {
  return readFileSync(new URL('domain/activity.go', root), 'utf8')
}

/** Every `max` of a struct and of what lies below it, by path. */
function tagged(struct: string, path = ''): [string, number][] {
  return (structs.get(struct) ?? []).flatMap(({ type, name, tags }): [string, number][] => {
    const at = `${path}/${name}`
    const dive = tags.indexOf('dive')
    const own = tags.slice(0, dive < 0 ? undefined : dive)
    const below = dive < 0 || tags.includes('keys') ? [] : tags.slice(dive + 1)
    const inner = type.replace(/^(\*|\[\]|map\[string\])/, '')
    return [
      ...max(at, own),
      ...max(`${at}/*`, below),
      ...tagged(structs.has(inner) ? inner : '', type.startsWith('[]') ? `${at}/*` : at),
    ]
  })
}

function max(path: string, tags: string[]): [string, number][] {
  return tags.filter(tag => tag.startsWith('max=')).map(tag => [path, Number(tag.slice(4))])
}

/** A content with a value at a path, * being the first place of a list or the key "k". */
function having(path: string, value: unknown): Content {
  const content = copy(vectors.bases.session)
  Object.assign(content, { visit: {}, drive: {}, organisations: [{ role: 'lead' }], volunteers: [{ code: 'v1' }] })
  Object.assign(content, { online: [{}], evidence: [{}] })
  write(content, path.replace('*', '0'), value)
  return content
}

const keys = (day: string) => found({ kind: 'visit', date: day, end_date: day }).map(e => `${e.pointer} ${e.key}`)
const found = (content: Content) => excesses(fieldsBelow(content))
const many = (n: number) => Array.from({ length: n }, (_, i) => `c${i}`)

test('the limits are those of the server', () => {
  // A position is rounded into its bounds before it is written.
  const server = new Map(tagged('Content').filter(([path]) => !path.startsWith('/location/')))
  assert.ok(server.size > 40, 'the source was read')
  assert.deepEqual([...limits].toSorted(), [...server].toSorted())
})

test('every text, list and number may be as large as its limit and no larger', () => {
  const rows: Record<string, (n: number) => unknown> = {
    '/topics': many,
    '/evidence': n => many(n).map(() => ({ kind: 'photo' })),
    '/organisations': n => many(n).map(name => ({ name, role: 'co' })),
    '/online': n => many(n).map(() => ({ value: 1 })),
    '/volunteers': n => many(n).map(code => ({ code })),
  }
  const numbers =
    /attendance|materials|minutes|staff|officers|students|pledges|entrants|sitting|questions|elderly|value$/
  for (const [path, limit] of limits) {
    const maps = path === '/audiences' || path === '/visit/help'
    const sized = (n: number): [value: unknown, key: string] => {
      if (maps) return [Object.fromEntries(many(n).map(code => [code, 1])), 'fault.max_items']
      if (path in rows) return [rows[path]?.(n), 'fault.max_items']
      return numbers.test(path) ? [n, 'fault.max'] : ['字'.repeat(n), 'fault.max_length']
    }
    assert.deepEqual(found(having(path, sized(limit)[0])), [], `${path} of ${limit}`)
    const [value, key] = sized(limit + 1)
    const pointer = path.replace('*', '0')
    assert.deepEqual(found(having(path, value)), [{ pointer, key, limit: String(limit) }], `${path} of ${limit + 1}`)
  }
})

test('characters are counted, not halves of them', () => {
  const rare = '\u{20BB7}'
  assert.equal(rare.length, 2)
  assert.deepEqual(found(having('/title', rare.repeat(200))), [])
  assert.deepEqual(
    found(having('/title', rare.repeat(201))).map(e => e.key),
    ['fault.max_length'],
  )
})

test('a row of a list says what the server needs of it', () => {
  const content: Content = { kind: 'session', organisations: [{ role: '' }], volunteers: [{ code: '', minutes: 3 }] }
  assert.deepEqual(found(content), [
    { pointer: '/organisations/0/role', key: 'fault.required', limit: '' },
    { pointer: '/volunteers/0/code', key: 'fault.required', limit: '' },
  ])
})

test('a day is one that a ledger can speak of', () => {
  for (const day of ['1949-01-01', '1999-12-31', '2022-09-15', '2099-12-31', '']) assert.deepEqual(keys(day), [], day)
  for (const day of ['1948-12-31', '0202-09-15', '2100-01-01', '12022-09-15', '2022-13-01', 'soon'])
    assert.deepEqual(keys(day), ['/date fault.date', '/end_date fault.date'], day)
})
