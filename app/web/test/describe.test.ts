import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity, Content, Draft, Row } from '../src/engine/activity.ts'
import { labelOf } from '../src/engine/catalogue.ts'
import { makeText } from '../src/engine/text.ts'
import { describe, labelAt, valueAt } from '../src/part/describe.ts'
import { entries } from '../src/part/entry.ts'
import { openKinds } from '../src/part/kinds.ts'
import type { Words } from '../src/engine/words.ts'
import { catalogue, json } from './data.ts'

const text = makeText('zh', [json('app/web/src/text/zh.json')])
const words: Words = {
  lang: 'zh',
  has: text.has,
  t: text.t,
  term: (list, code) => labelOf(catalogue, list, code, 'zh'),
  programme: code => catalogue.programmes.find(p => p.code === code)?.zh ?? code,
  campaign: code => code,
  organisation: code => code,
  campus: code => code,
  area: (code, day) => `${code}@${day}`,
  number: String,
  day: String,
  instant: String,
  list: parts => parts.join('|'),
}

const content: Content = {
  kind: 'visit',
  date: '2022-09-15',
  programme: 'bluevest',
  area: '440303',
  place: '老围社区𠮷',
  form: 'home_visit',
  topics: ['telecom_fraud', 'elder_fraud'],
  attendance: 0,
  audiences: { elderly: 12 },
  organisations: [{ code: 'x', role: 'lead' }, { name: '某某社区', role: 'co' }], // prettier-ignore
  visit: { households: { knocked: 9, answered: 5 }, help: { app_installs: 2 }, street: '' },
}

test('every filled field is told once, in words and in the order of the form', () => {
  const lines = describe(content, words).map(({ label, value }) => `${label} ${value}`)
  assert.deepEqual(lines, [
    '类型 入户走访',
    '日期 2022-09-15',
    '项目 蓝马甲',
    '地区 440303@2022-09-15',
    '地点 老围社区𠮷',
    '形式 入户走访',
    '主题 电信网络诈骗|养老诈骗',
    '参与人次 0',
    '其中受众 老年人（60岁及以上） 12',
    '机构 x 主办|某某社区 协办',
    '户数 敲门户数 9|应门户数 5',
    '帮助 协助安装反诈应用 2',
  ])
})

test('a field of history has a name wherever it lies', () => {
  assert.equal(labelAt('/attendance', words), '参与人次')
  assert.equal(labelAt('/audiences/elderly', words), '其中受众 · 老年人（60岁及以上）')
  assert.equal(labelAt('/organisations/0/role', words), '机构 · 1 · 角色')
  assert.equal(labelAt('/session/quiz/pre_n', words), '课前答题人数')
  assert.equal(labelAt('/topics/1', words), '主题 · 2')
  assert.equal(labelAt('/unheard', words), '/unheard')
})

test('a value of history is a word where it has one, and says that it is empty', () => {
  assert.equal(valueAt('/organisations/3/role', 'lead', '', words), '主办')
  assert.equal(valueAt('/topics/1', 'aml', '', words), '反洗钱')
  assert.equal(valueAt('/venue', 'not_a_code', '', words), 'not_a_code')
  assert.equal(valueAt('/notes', undefined, '', words), '（空）')
  assert.equal(valueAt('/attendance', 0, '', words), '0')
})

const draft = (id: string): Draft => ({ id, content, base: 0, changedAt: 5, faults: [], attempted: [] })
const row = (id: string, refused: Row['refused'], trouble = ''): Row => {
  return { id, content, base: 0, photos: [], enqueuedAt: 4, tries: 0, nextAt: 0, trouble, refused, attempted: [] }
}
const record = (id: string, status: string, date: string) =>
  ({ ...content, id, status, date, updated_at: '2022-10-01T00:00:00Z', reason: 'evidence', text: '少一张' }) as Activity

test('a record stands in the list once, as the phone has it where the phone is newer', () => {
  const found = entries(
    {
      drafts: [draft('a')],
      rows: [row('b', null, '没有网络'), row('c', [{ pointer: '/attendance', message: '不能为 0' }])],
      records: ['a', 'b', 'c'].map(id => record(id, 'approved', '2022-09-15')).concat([
        record('d', 'submitted', '2022-09-16'),
        record('e', 'returned', '2022-09-14'),
        record('f', 'void', '2022-09-13'),
      ]), // prettier-ignore
    },
    code => labelOf(catalogue, 'return_reason', code, 'zh'),
  )
  assert.deepEqual(
    found.map(({ id, state, said, to }) => [id, state, said, to]),
    [
      ['d', 'sent', '', '/record/d'],
      ['a', 'draft', '', '/draft/a'],
      ['b', 'waiting', '没有网络', '/record/b'],
      ['c', 'fix', '不能为 0', '/record/c'],
      ['e', 'fix', '证据不足 · 少一张', '/record/e'],
      ['f', 'void', '', '/record/f'],
    ],
  )
})

test('the kinds open to a person are those of running programmes that a grant to record names', () => {
  const programmes = [
    { code: 'p', zh: 'p', en: 'p', kinds: ['session' as const] },
    { code: 'q', zh: 'q', en: 'q', kinds: ['drive' as const, 'visit' as const], from: '2022-01-01', to: '2023-01-01' },
  ]
  const all = [{ role: 'volunteer' as const }]
  assert.deepEqual(openKinds(programmes, all, '2022-06-01'), ['session', 'visit', 'drive'])
  assert.deepEqual(openKinds(programmes, all, '2023-01-01'), ['session'])
  assert.deepEqual(openKinds(programmes, [{ role: 'manager', programmes: ['q'] }], '2022-12-31'), ['visit', 'drive'])
  assert.deepEqual(openKinds(programmes, [{ role: 'author' }], '2022-06-01'), [])
  assert.deepEqual(openKinds(programmes, [], '2022-06-01'), [])
})
