import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeText } from '../../src/engine/text.ts'
import type { FigureWords } from '../../src/office/figure.ts'
import { questionOf, type Question } from '../../src/office/question.ts'
import { makeSpeaker, note, sentence, type Stated, type Whole } from '../../src/office/sentence.ts'
import { catalogue, gazetteer, json } from '../data.ts'

const words = json<Record<'zh' | 'en', FigureWords>>('configs/data/figures.json')
const speaker = (lang: 'zh' | 'en') => {
  const text = makeText(lang, [json(`app/web/src/office/text/${lang}/sentence.json`)])
  return makeSpeaker(text, words[lang], { catalogue, gazetteer, campuses: null }, ['2022-12-31'])
}
const [zh, en] = [speaker('zh'), speaker('en')]

/** An answer to a question as it stands in an address. */
function stated(address: string, totals: Record<string, number>, more: Partial<Stated> = {}): Stated {
  const question: Question = questionOf(Object.fromEntries(new URLSearchParams(address)), catalogue)
  const rest = { asOf: '2023-01-05T01:02:03Z', method: 'tallies', statuses: ['approved'], deliveries: ['in_person'] }
  return { question, totals, wholes: [], ...rest, ...more }
}
const year = 'from=2022-01-01&to=2023-01-01'
const counties: Whole = { measure: 'counties', reached: 200, count: 2843, listDate: '2022-12-31' }

const xinghai = stated(
  `programme=xinghai&${year}&measure=activities,provinces,counties&print=provinces..1,counties..1,activities.over_step.100`,
  { activities: 8537, provinces: 17, counties: 200 },
  { wholes: [counties] },
)
const campus = stated(
  `programme=campus&${year}&measure=campuses,attendance&print=campuses.over_step.100,attendance.over_step.1000000`,
  { campuses: 312, attendance: 4_012_345 },
)
const bluevest = stated(
  'programme=bluevest&span=launch&to=2023-01-01&measure=cities,elderly&print=cities.over.100,elderly.over.50000',
  { cities: 104, elderly: 452_318 },
)

test('the figures of the worked example are printed as its report prints them', () => {
  assert.deepEqual(
    [xinghai, campus, bluevest].map(s => sentence(zh, s)),
    [
      '星海计划：2022年走进17省200个县级行政区、8,500余场。',
      '无诈校园：2022年走进300余所高校、400余万人次。',
      '蓝马甲：自启动至2022年12月31日累计走进超过100个城市、老年人超45万人次。',
    ],
  )
  assert.deepEqual(
    [xinghai, campus, bluevest].map(s => sentence(en, s)),
    [
      'Xinghai Plan: 17 provinces, 200 county-level divisions and over 8,500 sessions in 2022.',
      'Fraud-free Campus: over 300 universities and over 4 million person-times in 2022.',
      'Blue Vest: more than 100 cities and more than 450,000 elderly person-times since launch, as of Dec 31, 2022.',
    ],
  )
})

test('since launch, the days begin where the programme does, and without one where the first does', () => {
  assert.equal(bluevest.question.filter.from, '2020-01-01')
  assert.equal(stated('span=launch', {}).question.filter.from, '2020-01-01')
  assert.equal(stated('span=launch&programme=xinghai,campus&from=1999-01-01', {}).question.filter.from, '2021-01-01')
  assert.equal(stated(`span=until&${year}`, {}).question.filter.from, undefined)
})

test('what was reached is told over its dated list, where that is asked for', () => {
  assert.match(
    sentence(zh, xinghai, true),
    /8,500余场（县级行政区2,843个，覆盖200个（7\.0%，名单日期2022年12月31日））。$/,
  )
  assert.match(
    sentence(en, xinghai, true),
    /\(200 of 2,843 county-level divisions reached \(7\.0%; list of Dec 31, 2022\)\)\.$/,
  )
  const restated = { ...xinghai, wholes: [{ ...counties, reached: 199 }] }
  assert.match(sentence(zh, restated, true), /覆盖199个（7\.0%，名单日期2022年12月31日，按名单日的区划重述）/)
})

test('the note says of what, of which days and records, as of when, how counted, and the exact numbers', () => {
  assert.equal(
    note(zh, xinghai),
    '注：统计范围为星海计划，2022年；只计已审核且符合计入条件的线下活动；数据截至2023年1月5日 09:02，由汇总行得出。' +
      '覆盖数在整个期间去重。精确值：覆盖省份数17、覆盖县数200、活动场次8,537。' +
      '县级行政区2,843个，覆盖200个（7.0%，名单日期2022年12月31日）。',
  )
  const said = note(en, stated(`${year}&measure=attendance`, { attendance: 10 }, { deliveries: [], method: 'records' }))
  assert.match(
    said,
    /^Note: All programmes, in 2022; approved records that are fit to count; data as of Jan 5, 2023, 9:02/,
  )
  assert.match(said, /from records\. Exact: Attendance \(person-times\) 10\.$/)
})

test('a filter is told in words, in both languages', () => {
  const filter = `programme=xinghai,campus&area=440000&kind=session&form=lecture&q=社区&${year}&measure=activities`
  const s = stated(filter, { activities: 12 })
  assert.equal(sentence(zh, s), '星海计划、无诈校园（广东省、教育课堂、讲座、标题或地点含“社区”）：2022年共12场。')
  assert.match(
    sentence(en, s),
    /^Xinghai Plan and Fraud-free Campus \(广东省, Education session, .+, title or place with “社区”\): 12 sessions in 2022\.$/,
  )
  const all = stated('measure=activities,cities', { activities: 1, cities: 1 })
  assert.equal(sentence(zh, all), '全部项目：截至2023年1月5日累计走进1个城市、活动1场。')
  assert.equal(sentence(en, all), 'All programmes: 1 city and 1 activity in total, as of Jan 5, 2023.')
})

/** Five person-times of a period, without their subject. */
const dated = (from: string, to: string) => {
  const s = stated(`from=${from}&to=${to}&measure=attendance`, { attendance: 5 })
  return [sentence(zh, s), sentence(en, s)].map(line => line.replace(/^.*?[：:] ?/, ''))
}

test('periods are named by what they are, and one that still runs says up to when', () => {
  assert.deepEqual(dated('2022-01-01', '2022-07-01'), [
    '2022年上半年共5人次。',
    '5 person-times in the first half of 2022.',
  ])
  assert.deepEqual(dated('2022-10-01', '2023-01-01'), [
    '2022年第四季度共5人次。',
    '5 person-times in the fourth quarter of 2022.',
  ])
  assert.deepEqual(dated('2022-09-01', '2022-10-01'), ['2022年9月共5人次。', '5 person-times in September 2022.'])
  assert.deepEqual(dated('2022-09-02', '2022-10-01'), [
    '2022年9月2日至2022年9月30日共5人次。',
    '5 person-times from Sep 2, 2022 to Sep 30, 2022.',
  ])
  assert.deepEqual(dated('2023-01-01', '2024-01-01'), [
    '2023年（截至2023年1月5日）共5人次。',
    '5 person-times in 2023 (up to Jan 5, 2023).',
  ])
})

/** So many activities said to be near some thousands. */
const near = (n: number) =>
  stated(`${year}&measure=activities,provinces&print=activities.near.1000,provinces.over.10`, {
    activities: n,
    provinces: 17,
  })

test('a word that would not be true gives way to the number', () => {
  assert.equal(sentence(zh, near(9940)), '全部项目：2022年走进超过10个省份、活动近1万场。')
  assert.equal(sentence(zh, near(8100)), '全部项目：2022年走进超过10个省份、活动8,100场。')
})

test('every measure has its words', () => {
  const totals = Object.fromEntries(['activities', 'volunteer_minutes', 'materials', 'organisations'].map(m => [m, 1]))
  const s = stated(`${year}&measure=${Object.keys(totals).join(',')}`, totals)
  assert.equal(sentence(zh, s), '全部项目：2022年共主办机构1家、活动1场、志愿服务1分钟、发放资料1份。')
  assert.equal(
    sentence(en, s),
    'All programmes: 1 lead organisation, 1 activity, 1 volunteer minute and 1 item of material handed out in 2022.',
  )
})

/** Activities once printed as 8,500余. */
const kept = (n: number) => stated(`${year}&measure=activities&print=activities.over_step.100.8500`, { activities: n })

test('a number once printed stays as it was while its word holds, and gives way to the exact one when it does not', () => {
  for (const [n, told] of [
    [8537, '8,500余'],
    [8500, '8,500'],
    [8480, '8,480'],
    [8600, '8,600'],
  ] as const)
    assert.equal(sentence(zh, kept(n)), `全部项目：2022年共活动${told}场。`)
  const about = stated(`${year}&measure=activities&print=activities.about.100.8600`, { activities: 8537 })
  assert.equal(sentence(en, about), 'All programmes: about 8,600 activities in 2022.')
})
