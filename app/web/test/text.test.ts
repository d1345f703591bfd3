import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cutTexts } from '../build/release.ts'
import { limits } from '../src/engine/limit.ts'
import type { Rule } from '../src/engine/quality.ts'
import { label, makeText } from '../src/engine/text.ts'
import { json, root } from './data.ts'

const langs = ['zh', 'en'] as const
const table = (path: string) => json<Record<string, string>>(path)
const own = { zh: table('app/web/src/text/zh.json'), en: table('app/web/src/text/en.json') }
const server = { zh: table('configs/messages/zh.json'), en: table('configs/messages/en.json') }
const say = (template: string, params?: Record<string, string | number>) =>
  makeText('zh', [{ m: template }]).t('m', params)

test('places are filled by name; what is not given leaves nothing', () => {
  assert.equal(say('{{.A}}大于{{.B}}', { A: 3, B: 'x' }), '3大于x')
  assert.equal(say('a{{.A}}b{{ .B }}c', { B: 0 }), 'ab0c')
  assert.equal(say('{{or .A .B}}', { B: 'second' }), 'second')
  assert.equal(say('{{or .A .B}}', { A: 'first', B: 'second' }), 'first')
  assert.equal(say('no places { } here'), 'no places { } here')
})

test('what fills a place is never read as a template', () => {
  assert.equal(say('{{.A}}{{.B}}', { A: '{{.B}}', B: '{{if .A}}' }), '{{.B}}{{if .A}}')
})

test('only num groups digits', () => {
  assert.equal(say('{{num .N}} {{.N}}', { N: 1234567 }), '1,234,567 1234567')
  assert.equal(say('{{num .N}}', { N: 0 }), '0')
})

test('conditions choose one branch, by value, by number and by presence', () => {
  const which = '{{if eq .K "a"}}A{{else if eq .K "b"}}B{{else}}C{{end}}!'
  assert.deepEqual(
    ['a', 'b', 'c', ''].map(K => say(which, { K })),
    ['A!', 'B!', 'C!', 'C!'],
  )
  assert.equal(say('{{if ne .N "0"}}some{{end}}', { N: 0 }), '')
  assert.equal(say('{{if ne .N "0"}}some{{end}}', { N: 2 }), 'some')
  assert.equal(say('{{if eq .N 0}}none{{else}}{{.N}}{{end}}', { N: 0 }), 'none')
  assert.deepEqual(
    ['x', '', 0].map(A => say('{{if .A}}yes{{else}}no{{end}}', { A })),
    ['yes', 'no', 'no'],
  )
  assert.equal(say('{{if .A}}yes{{else}}no{{end}}'), 'no')
})

test('a condition inside a branch that is not taken prints nothing', () => {
  const nested = '{{if .A}}a{{if .B}}b{{else}}c{{end}}d{{else}}{{if .B}}e{{end}}f{{end}}g'
  assert.equal(say(nested, { A: 1, B: 1 }), 'abdg')
  assert.equal(say(nested, { A: 1 }), 'acdg')
  assert.equal(say(nested, { B: 1 }), 'efg')
  assert.equal(say(nested), 'fg')
})

test('an unknown key comes back as it is, also one that every object has', () => {
  const text = makeText('en', [{ a: 'first' }, { b: 'second' }])
  assert.deepEqual([text.t('a'), text.t('b'), text.t('c.d'), text.lang], ['first', 'second', 'c.d', 'en'])
  assert.deepEqual([text.has('a'), text.has('c.d'), text.has('toString')], [true, false, false])
  assert.equal(text.t('toString'), 'toString')
})

test('a name without English is told in Chinese', () => {
  assert.equal(label('en', { zh: '讲座', en: 'Lecture' }), 'Lecture')
  assert.equal(label('zh', { zh: '讲座', en: 'Lecture' }), '讲座')
  assert.equal(label('en', { zh: '讲座', en: '' }), '讲座')
})

/** Every text a template can print, its conditions taken both ways, by a reader of its own. */
function ways(template: string): string[] {
  const at = template.lastIndexOf('{{if ')
  if (at < 0) return [template]
  const end = template.indexOf('{{end}}', at)
  const branches = template.slice(template.indexOf('}}', at) + 2, end).split(/\{\{else[^}]*\}\}/)
  if (!template.slice(at, end).includes('{{else}}')) branches.push('')
  return branches.flatMap(branch => ways(template.slice(0, at) + branch + template.slice(end + 7)))
}

/** Parameters that a template names, each as itself, and the values its conditions ask for. */
function paramsOf(template: string): Record<string, string | number>[] {
  const names = [...template.matchAll(/\{\{[^}]*\}\}/g)].flatMap(([place]) => place.match(/(?<=\.)\w+/g) ?? [])
  const whole = Object.fromEntries(names.map(name => [name, `<${name}>`]))
  const asked = [...template.matchAll(/(?:eq|ne) \.(\w+) "?(\w+)"?/g)].map(([, name = '', value = '']) => {
    return { ...whole, [name]: value }
  })
  return [whole, Object.fromEntries(names.map(name => [name, ''])), ...asked]
}

for (const lang of langs)
  test(`every message of the server and of the app can be said in ${lang}`, () => {
    const messages = Object.entries({ ...server[lang], ...own[lang] })
    assert.ok(messages.length > 700)
    for (const [key, template] of messages) {
      const text = makeText(lang, [{ [key]: template }])
      const told = paramsOf(template).map(params => text.t(key, params))
      for (const sentence of told) assert.doesNotMatch(sentence, /\{\{|\}\}|undefined|NaN: /, key)
      if (template.includes('num ')) continue
      const expected = ways(template).map(way => {
        const filled = (value: (name: string) => string) =>
          way.replaceAll(/\{\{(?:or )?\.(\w+)[^}]*\}\}/g, (_, n) => value(n))
        return [filled(name => `<${name}>`), filled(() => '')]
      })
      const whole = new Set(expected.flat())
      assert.ok(whole.has(told[0] ?? ''), `${key}: ${told[0]} is none of ${[...whole].join(' | ')}`)
      assert.ok(whole.has(told[1] ?? ''), `${key}: ${told[1]} is none of ${[...whole].join(' | ')}`)
    }
  })

test('of the server, the app carries the messages that rules and limits say, and no others', () => {
  const plugin = cutTexts()
  const load = plugin.load as (id: string) => string | null
  const said = new Set([
    ...json<Rule[]>('configs/data/rules.json').map(rule => `rule.${rule.no}`),
    ...['date', 'max', 'max_items', 'max_length', 'required'].map(name => `fault.${name}`),
  ])
  assert.ok(limits.size > 0)
  for (const lang of langs) {
    const cut = JSON.parse(load(new URL(`configs/messages/${lang}.json`, root).pathname) ?? '{}')
    assert.deepEqual(new Set(Object.keys(cut)), said)
    for (const key of said) assert.equal(cut[key], server[lang][key])
  }
  assert.equal(load('/elsewhere/zh.json'), null)
})

/** The places of a message, sorted. */
const shape = (message = '') => [...new Set(message.match(/\.[A-Z]\w*/g))].toSorted()

/** Sources of the phone's app, whole; the office has texts of its own. */
const sources = readdirSync(new URL('app/web/src/', root), { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(ts|vue)$/.test(name) && !name.endsWith('api.d.ts') && !name.startsWith('office/'))
  .map(name => readFileSync(new URL(`app/web/src/${name}`, root), 'utf8'))
  .join('\n')
const quoted = [...sources.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+|\.?\$\{[^}]*\})+)['"`]/g)].map(([, s = '']) => s)

/** What a module brings with it, itself first. */
function brought(name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return []
  seen.add(name)
  const code = readFileSync(new URL(name, root), 'utf8')
  const imports = [...code.matchAll(/^(?:import|export) (?!type )[^']*?from '(\.[^']+\.(?:ts|vue))'/gm)]
  const below = imports.flatMap(([, path = '']) => {
    return brought(new URL(path, new URL(name, root)).href.slice(root.href.length), seen)
  })
  return [code, ...below]
}

test('every text that the first form says comes with the app, and what only other pages say does not', () => {
  const load = cutTexts().load as (id: string) => string | { code: string } | null
  const cut = (part: string): Record<string, string> => {
    const loaded = load(new URL(`app/web/src/text/zh.json?${part}`, root).href.replace('file://', ''))
    assert.ok(loaded && typeof loaded === 'object')
    return JSON.parse(loaded.code.replace('export default ', ''))
  }
  const [first, later] = [cut('first'), cut('later')]
  assert.deepEqual({ ...later, ...first }, own.zh)
  assert.equal(Object.keys(first).length + Object.keys(later).length, Object.keys(own.zh).length)
  const modules = brought('app/web/src/main.ts')
  assert.ok(modules.length > 40)
  const named = modules.flatMap(code => [...code.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map(([, key = '']) => key))
  assert.deepEqual(
    named.filter(key => key in later),
    [],
  )
})

test('both languages say the same things, sorted, one a line', () => {
  assert.deepEqual(Object.keys(own.zh), Object.keys(own.en))
  for (const lang of langs) {
    const raw = readFileSync(new URL(`app/web/src/text/${lang}.json`, root), 'utf8')
    const keys = Object.keys(own[lang])
    assert.deepEqual(keys, keys.toSorted())
    assert.equal(raw, `${JSON.stringify(own[lang], null, 2)}\n`)
  }
  for (const key of Object.keys(own.zh)) assert.deepEqual(shape(own.zh[key]), shape(own.en[key]), key)
})

test('every text that the app names exists', () => {
  const named = [...sources.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map(([, key = '']) => key)
  assert.ok(named.length > 100)
  const missing = new Set(named.filter(key => !(key in own.zh) && !(key in server.zh)))
  assert.deepEqual([...missing], [])
})

test('every text of the app is named somewhere', () => {
  const exact = new Set(quoted.filter(s => !s.includes('$')))
  const begun = quoted
    .filter(s => s.includes('$'))
    .map(s => new RegExp(`^${s.replaceAll('.', String.raw`\.`).replaceAll(/\$\{[^}]*\}/g, '.+')}$`))
  const unused = Object.keys(own.zh).filter(key => !exact.has(key) && !begun.some(pattern => pattern.test(key)))
  assert.deepEqual(unused, [])
})
