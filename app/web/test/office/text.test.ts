import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { json, root } from '../data.ts'

/* The office's words: a pair of files a page, whose keys begin with the file's name. */
const folder = (lang: string) => new URL(`app/web/src/office/text/${lang}/`, root)
const names = readdirSync(folder('zh')).toSorted()
const tables = (lang: string) =>
  new Map(names.map(name => [name, json<Record<string, string>>(`app/web/src/office/text/${lang}/${name}`)]))
const [zh, en] = [tables('zh'), tables('en')]
const all = Object.assign({}, ...zh.values()) as Record<string, string>
const phone = json<Record<string, string>>('app/web/src/text/zh.json')

const sources = readdirSync(new URL('app/web/src/office/', root), { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(ts|vue)$/.test(name))
  .map(name => readFileSync(new URL(`app/web/src/office/${name}`, root), 'utf8'))
  .join('\n')
const quoted = [...sources.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+|\.?\$\{[^}]*\})+)['"`]/g)].map(([, s = '']) => s)

/** The places of a message, sorted. */
const shape = (message = '') => [...new Set(message.match(/\.[A-Z]\w*/g))].toSorted()

test('both languages have the same files and the same keys, sorted, one a line, with the same places', () => {
  assert.deepEqual(readdirSync(folder('en')).toSorted(), names)
  for (const [lang, files] of [
    ['zh', zh],
    ['en', en],
  ] as const)
    for (const [name, table] of files) {
      assert.deepEqual(Object.keys(table), Object.keys(table).toSorted(), `${lang}/${name}`)
      const raw = readFileSync(new URL(name, folder(lang)), 'utf8')
      assert.equal(raw, `${JSON.stringify(table, null, 2)}\n`, `${lang}/${name}`)
    }
  for (const [name, table] of zh) {
    const other = en.get(name) ?? {}
    assert.deepEqual(Object.keys(table), Object.keys(other), name)
    for (const key of Object.keys(table)) {
      assert.deepEqual(shape(table[key]), shape(other[key]), key)
      assert.ok(table[key]?.trim() && other[key]?.trim(), `${key} is empty`)
    }
  }
})

test('a key begins with the name of its file, those of the frame with one of three', () => {
  for (const [name, table] of zh)
    for (const key of Object.keys(table)) {
      const file = name.replace('.json', '')
      assert.ok(file === 'frame' ? /^(frame|nav|sign)\./.test(key) : key.startsWith(`${file}.`), `${name}: ${key}`)
    }
})

test('every text that the office names exists', () => {
  const named = [...sources.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map(([, key = '']) => key)
  assert.ok(named.length > 50)
  assert.deepEqual([...new Set(named.filter(key => !(key in all) && !(key in phone)))], [])
})

test('every text of the office is named somewhere', () => {
  const exact = new Set(quoted.filter(s => !s.includes('$')))
  const begun = quoted
    .filter(s => s.includes('$'))
    .map(s => new RegExp(`^${s.replaceAll('.', String.raw`\.`).replaceAll(/\$\{[^}]*\}/g, '.+')}$`))
  const unused = Object.keys(all).filter(key => !exact.has(key) && !begun.some(pattern => pattern.test(key)))
  assert.deepEqual(unused, [])
})
