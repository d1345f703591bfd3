import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Wire } from '../src/engine/activity.ts'
import { monthLine } from '../src/engine/month.ts'
import { carriedLine } from '../src/engine/sentence.ts'
import { makeText } from '../src/engine/text.ts'
import { campuses, catalogue, copy, gazetteer, json, vectors } from './data.ts'

const names = { catalogue, gazetteer, campuses }
const words = {
  zh: makeText('zh', [json('app/web/src/text/zh.json')]),
  en: makeText('en', [json('app/web/src/text/en.json')]),
}

test('what is carried is told in one line, from the programme to the topic', () => {
  const { session, visit, drive } = vectors.bases
  assert.equal(
    carriedLine(session, names, 'zh'),
    '星海计划 · 广东省 深圳市 罗湖区 · 桂园街道老围社区 · 讲座 · 电信网络诈骗',
  )
  assert.equal(
    carriedLine(visit, names, 'en'),
    'Blue Vest · 浙江省 杭州市 西湖区 · 北山街道 · Home visit · Elder fraud'.replace(
      'Elder fraud',
      topic('elder_fraud'),
    ),
  )
  assert.match(carriedLine(drive, names, 'zh'), /大学体育馆 · 某大学 · 讲座/)
})

function topic(code: string): string {
  const topics = catalogue.vocabularies.find(v => v.name === 'topic')?.terms ?? []
  return topics.find(t => t.code === code)?.en ?? ''
}

test('more topics are counted, a campus is named, and what is not known or loaded is left out', () => {
  const drive = copy(vectors.bases.drive)
  drive.topics = ['telecom_fraud', 'aml', 'payment']
  const [campus] = campuses
  drive.drive = { campus: campus?.code }
  assert.match(carriedLine(drive, names, 'zh'), new RegExp(` · ${campus?.name} · 讲座 · 电信网络诈骗 \\+2$`))
  assert.equal(
    carriedLine(drive, { catalogue, gazetteer: null, campuses: null }, 'zh'),
    '无诈校园 · 大学体育馆 · 讲座 · 电信网络诈骗 +2',
  )
  assert.equal(carriedLine({ kind: 'session' }, names, 'zh'), '')
  assert.equal(carriedLine(drive, { catalogue: null }, 'zh'), '')
})

const summary = (rows: Partial<Wire['NotCountedRow']>[] = []): Wire['Summary'] => ({
  activities: 2,
  attendance: 1203,
  as_of: '2022-09-15T00:00:00Z',
  total: 2 + rows.length,
  not_counted: rows.map(row => ({ because: 'status', status: 'submitted', activities: 1, attendance: 9, ...row })),
})

test('a month in which all counts is told without a rest', () => {
  assert.equal(monthLine(summary(), 0, words.zh, catalogue), '2 场、1,203 人次。')
  assert.equal(monthLine(summary(), 0, words.en, catalogue), 'Activities: 2; person-times: 1,203.')
})

test('what does not count yet is told by reason, with what is still on the phone', () => {
  const rows = [
    { activities: 3 },
    { status: 'returned' },
    { because: 'minutes', status: 'approved', activities: 1200 },
    { because: 'status', status: 'draft' },
  ]
  assert.equal(
    monthLine(summary(rows), 4, words.zh, catalogue),
    '2 场、1,203 人次，另有 1,209 场未计入：3 场待审核、1 场退回待改、1,200 场时长不足、1 场草稿、4 场未发送。',
  )
  assert.equal(
    monthLine(summary(rows.slice(0, 1)), 1, words.en, catalogue),
    'Activities: 2; person-times: 1,203. Not counted yet: 4 (3 awaiting review, 1 not sent).',
  )
})

test('a reason without its name is told by its code', () => {
  const rows = [{ because: 'new_reason', status: 'approved' }]
  assert.match(monthLine(summary(rows), 0, words.zh, catalogue), /1 场new_reason。$/)
  assert.match(monthLine(summary(rows), 0, words.zh, null), /1 场new_reason。$/)
})
