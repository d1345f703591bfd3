import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Content } from '../src/engine/activity.ts'
import { blocking, checkContent, type Judges, type Rule } from '../src/engine/quality.ts'
import { makeText } from '../src/engine/text.ts'
import { campuses, catalogue, copy, gazetteer, json, vectors } from './data.ts'
import { budget, Dice, seed } from './dice.ts'

const judges: Judges = { catalogue, gazetteer, campuses, today: vectors.today }
const messages = json<Record<string, string>>('configs/messages/zh.json')
const text = makeText('zh', [messages])

/** Sets a value by JSON Pointer as the server's own run of the vectors does: null removes. */
function setAt(node: unknown, [step, ...rest]: string[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(node)) {
    node[Number(step)] = setAt(node[Number(step)], rest, value)
    return node
  }
  const map = (typeof node === 'object' && node !== null ? node : {}) as Record<string, unknown>
  if (value === null && rest.length === 0) delete map[step]
  else map[step] = setAt(map[step], rest, value)
  return map
}

function patched(base: Content, set: Record<string, unknown>): Content {
  return Object.entries(set).reduce<unknown>(
    (node, [pointer, value]) => setAt(node, pointer.split('/').slice(1), value),
    copy(base),
  ) as Content
}

for (const { name, base, set, expect } of vectors.vectors)
  test(`vector: ${name}`, () => {
    const found = checkContent(patched(vectors.bases[base], set), judges)
    assert.deepEqual(
      found.map(({ rule, pointer }) => ({ rule, pointer })),
      expect,
    )
    for (const { rule, grade, key, params } of found) {
      assert.deepEqual([grade, key], ['B', `rule.${rule}`])
      assert.doesNotMatch(text.t(key, params), /\{\{|undefined|^rule/)
      const named = [...(messages[key] ?? '').matchAll(/\.([A-Z]\w*)/g)].map(([, param]) => param ?? '')
      for (const param of named) assert.ok(param in params, `${key} needs ${param}`)
    }
  })

const rulesOf = (content: Content, by: Partial<Judges> = {}) =>
  checkContent(content, { ...judges, ...by }).map(f => `${f.rule} ${f.pointer}`)

test('every rule that a record alone can break is broken by a vector', () => {
  const broken = new Set(vectors.vectors.flatMap(v => v.expect.map(e => e.rule)))
  const rules = json<Rule[]>('configs/data/rules.json').map(rule => rule.no)
  // Rule 53 is about who reviews.
  assert.deepEqual(
    rules.filter(no => !broken.has(no)),
    [53],
  )
})

test('a rule that is off finds nothing, and one of a weaker grade does not block', () => {
  const rules: Rule[] = [
    { no: 1, grade: 'B', off: true },
    { no: 5, grade: 'W' },
  ]
  const found = checkContent({ kind: 'session' }, { ...judges, rules })
  assert.deepEqual(
    found.map(f => [f.rule, f.grade]),
    [[5, 'W']],
  )
  assert.deepEqual(blocking(found), [])
  assert.equal(blocking(checkContent({ kind: 'session' }, judges)).length > 5, true)
})

test('what is not loaded yet is not asked', () => {
  const drive = patched(vectors.bases.drive, { '/drive/campus': '9999999999', '/area': '999999' })
  assert.deepEqual(rulesOf(drive), ['10 /area', '6 /drive/campus'])
  assert.deepEqual(rulesOf(drive, { campuses: null }), ['10 /area'])
  assert.deepEqual(rulesOf(drive, { campuses: undefined, gazetteer: null }), [])
})

test('a code is asked for on the day of the record, else today', () => {
  const old = copy(catalogue)
  const lecture = old.vocabularies.find(v => v.name === 'form')?.terms?.find(t => t.code === 'lecture')
  assert.ok(lecture)
  lecture.valid_to = '2022-09-16'
  const on = (date: string | null) => rulesOf(patched(vectors.bases.session, { '/date': date }), { catalogue: old })
  assert.deepEqual(on('2022-09-15'), [])
  assert.deepEqual(on('2022-09-16'), ['6 /form'])
  assert.deepEqual(on(null), ['1 /date', '6 /form'])
})

test('limits come with the rules, at their fields and with the server words', () => {
  const content = patched(vectors.bases.session, { '/title': '长'.repeat(201), '/attendance': 0, '/audiences': null })
  const found = checkContent(content, judges)
  assert.deepEqual(
    found.map(f => [f.pointer, text.t(f.key, f.params)]),
    [
      ['/attendance', '已举办的活动参与人次不能为 0。'],
      ['/title', '最多 200 个字符。'],
    ],
  )
})

test('personal data is found beside rare characters and named by kind, never repeated', () => {
  const content = patched(vectors.bases.visit, { '/notes': '\u{20BB7}联系人：李四，王大爷家 13912345678' })
  const [finding] = checkContent(content, judges)
  assert.ok(finding)
  assert.equal(text.t(finding.key, finding.params), '文字中疑有个人信息（手机号），请删除。')
  assert.doesNotMatch(JSON.stringify(finding), /李四|139/)
  const texts = ['/title', '/place', '/venue_text', '/visit/street', '/visit/community', '/organisations/0/name']
  for (const pointer of texts)
    assert.deepEqual(rulesOf(patched(vectors.bases.visit, { [pointer]: '户主：王五' })), [`63 ${pointer}`])
})

test('keys of counts stand in their list and are escaped in pointers', () => {
  const visit = patched(vectors.bases.visit, { '/visit/help': { consulted: 2, 'a/b~': 1 }, '/audiences': { no: 1 } })
  assert.deepEqual(rulesOf(visit), ['6 /audiences/no', '6 /visit/help/a~1b~0'])
})

test('rule 6: an organisation is named only on its days', () => {
  const gone = { code: 'gone', zh: '某行', en: 'Some bank', valid_to: '2022-09-01' }
  const on = (date: string) => {
    const led = patched(vectors.bases.session, { '/date': date, '/organisations': [{ code: 'gone', role: 'lead' }] })
    const organisations = [...catalogue.organisations, gone]
    return checkContent(led, { ...judges, catalogue: { ...catalogue, organisations } }).map(f => f.pointer)
  }
  assert.deepEqual(on('2022-08-31'), [])
  assert.deepEqual(on('2022-09-01'), ['/organisations/0/code'])
})

test('counts are never negative wherever they stand; positions and means may be', () => {
  const content = patched(vectors.bases.session, {
    '/location': { lat: -33.9, lon: -70.6 },
    '/volunteers': [{ code: 'v1', minutes: -1 }],
    '/online': [{ platform: 'weibo', metric: 'reads', value: -1, as_of: '2022-09-20T00:00:00Z' }],
    '/session/quiz/pre_mean': -1,
  })
  assert.deepEqual(rulesOf(content), ['4 /online/0/value', '65 /session/quiz/pre_mean', '4 /volunteers/0/minutes'])
})

test('any record, however broken, is judged in order, and each thing is told once', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  const sets = vectors.vectors.filter(v => v.expect.length > 0)
  for (let i = 0; i < 300 * budget; i++) {
    const kind = dice.pick(['session', 'visit', 'drive'] as const)
    const chosen = Array.from({ length: 1 + dice.below(5) }, () => dice.pick(sets)).filter(v => v.base === kind)
    const content = chosen.reduce((c, v) => patched(c, v.set), copy(vectors.bases[kind]))
    // Two vectors may leave a hole in the list, which JSON cannot hold.
    content.organisations = content.organisations?.filter(Boolean)
    const before = JSON.stringify(content)
    const found = checkContent(content, judges)
    assert.equal(JSON.stringify(content), before, 'the record is only read')
    const keys = found.map(f => `${f.pointer} ${String(f.rule).padStart(3, '0')}`)
    assert.equal(new Set(keys).size, keys.length, before)
    for (const [j, f] of found.entries()) {
      const last = found[j - 1]
      assert.ok(!last || last.pointer < f.pointer || (last.pointer === f.pointer && last.rule < f.rule), before)
    }
    const single = new Set(chosen.flatMap(v => v.expect.map(e => e.rule)))
    if (chosen.length === 1) assert.deepEqual(new Set(found.map(f => f.rule)), single)
  }
})
