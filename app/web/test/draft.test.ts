import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Content, Kind } from '../src/engine/activity.ts'
import { carryOver, firstContent, newDraft, proposedTitle, ready, tidy } from '../src/engine/draft.ts'
import { checkContent } from '../src/engine/quality.ts'
import { campuses, catalogue, copy, gazetteer, vectors } from './data.ts'
import { budget, Dice, seed } from './dice.ts'

const today = '2022-12-31'
const judges = { catalogue, gazetteer, campuses, today }
const kinds: Kind[] = ['session', 'visit', 'drive']

const programmeOf = (kind: Kind, day: string) => firstContent(kind, { catalogue, today: day }).programme
const found = (content: Content) => checkContent(ready(content, catalogue, 'zh'), judges).map(f => f.pointer)

/** A record with every field filled. */
function full(kind: Kind): Content {
  return {
    ...copy(vectors.bases[kind]),
    campaign: 'week315_2020',
    end_date: '2022-12-01',
    venue_text: '广场',
    audiences: { elderly: 20, parent: 3 },
    materials: 300,
    volunteers: [{ code: 'v1', minutes: 60 }],
    staff: 4,
    online: [{ platform: 'weibo', metric: 'reads', value: 100, as_of: '2022-09-20T00:00:00Z' }],
    evidence: [{ sha256: 'a'.repeat(64), kind: 'photo' }],
    location: { lat: 22.5, lon: 114.1, accuracy_m: 100 },
    notes: '来的人多',
    joint_of: '018d3f6e-5f5c-7000-8000-000000000001',
  }
}

test('a new draft is of nobody yet: made now, from nothing on the server', () => {
  const now = Date.UTC(2022, 11, 30, 16, 30)
  const id = '018d3f6e-5f5c-7000-8000-000000000000'
  assert.deepEqual(newDraft('visit', id, now), {
    id,
    content: { kind: 'visit', date: '2022-12-31', delivery: 'in_person' },
    base: 0,
    changedAt: now,
    faults: [],
    attempted: [],
  })
  const carried: Content = { kind: 'drive', area: '110101' }
  assert.equal(newDraft('drive', id, now, carried).content, carried)
})

// A place is chosen by province, city and county: three answers.
const answers: Record<Kind, string[]> = {
  session: ['/area', '/attendance', '/minutes', '/place', '/topics', '/venue'],
  visit: ['/area', '/attendance', '/minutes', '/place', '/topics'],
  drive: ['/area', '/attendance', '/drive/campus', '/minutes', '/place', '/topics'],
}

for (const kind of kinds)
  test(`a first ${kind} asks eight answers at most, and no count is guessed`, () => {
    const content = firstContent(kind, { catalogue, today, organisation: 'ledger' })
    const asked = found(content)
    assert.deepEqual(asked, answers[kind])
    assert.ok(asked.length + 2 <= 8)
  })

test('a programme is chosen where one alone takes the kind or is there for it first, and only while it runs', () => {
  assert.equal(programmeOf('visit', today), 'bluevest')
  assert.equal(programmeOf('drive', today), 'campus')
  assert.equal(programmeOf('session', today), 'xinghai')
  assert.equal(programmeOf('session', '2021-06-30'), 'bluevest')
  assert.equal(programmeOf('drive', '2020-12-31'), undefined)
  const two = copy(catalogue)
  two.programmes.push({ code: 'other', zh: '另一', en: 'Other', kinds: ['session'] })
  assert.equal(firstContent('session', { catalogue: two, today }).programme, undefined)
})

test('the own organisation leads, else the owner of the programme, else one to be named', () => {
  const owned = copy(catalogue)
  for (const programme of owned.programmes) programme.owners = ['ledger_charity']
  const lead = (by: object) => firstContent('visit', { catalogue: owned, today, ...by }).organisations
  assert.deepEqual(lead({ organisation: 'ledger' }), [{ code: 'ledger', role: 'lead' }])
  assert.deepEqual(lead({}), [{ code: 'ledger_charity', role: 'lead' }])
  assert.deepEqual(firstContent('visit', { catalogue, today }).organisations, [{ role: 'lead' }])
})

const stays =
  'programme area place venue venue_text delivery form topics minutes organisations volunteers staff count_basis count_method'
const parts = {
  session: { lecturer: '讲师甲' },
  visit: { mode: 'household', street: '北山街道', community: '宝石社区' },
  drive: { school: '某大学', police_unit: '某派出所', officers: 4 },
}

for (const kind of kinds)
  test(`a repeated ${kind} keeps what stays the same and nothing that belongs to its day`, () => {
    const last = full(kind)
    const before = copy(last)
    const next = carryOver(last, today, catalogue)
    const expected = Object.fromEntries(Object.entries(last).filter(([name]) => stays.split(' ').includes(name)))
    assert.deepEqual(next, {
      ...expected,
      kind,
      date: today,
      audiences: { elderly: 0, parent: 0 },
      [kind]: parts[kind],
    })
    assert.deepEqual(last, before)
  })

for (const kind of kinds)
  test(`a repeated ${kind} needs nothing but the heads`, () => {
    const next = carryOver(full(kind), today, catalogue)
    assert.deepEqual(found(next), ['/attendance'])
    assert.deepEqual(found({ ...next, attendance: 31 }), [])
  })

test('what is carried is a copy: a change of one is none of the other', () => {
  const last = full('session')
  const next = carryOver(last, today, catalogue)
  next.topics?.push('aml')
  if (next.organisations?.[0]) next.organisations[0].name = '另一家'
  assert.deepEqual(last.topics, ['telecom_fraud'])
  assert.equal(last.organisations?.[0]?.name, '某公司消费者权益保护部')
})

test('a campaign is carried while it runs, to the day', () => {
  const on = (day: string) => carryOver(full('session'), day, catalogue).campaign
  assert.deepEqual(['2020-03-08', '2020-03-09', '2020-03-15', '2020-03-16'].map(on), [
    undefined,
    'week315_2020',
    'week315_2020',
    undefined,
  ])
  assert.equal(carryOver(full('session'), '2020-03-10').campaign, undefined)
  assert.equal(carryOver({ ...full('session'), campaign: 'unheard' }, '2020-03-10', catalogue).campaign, undefined)
})

test('nothing empty is sent, and texts without the spaces around them', () => {
  const content: Content = {
    title: '  星海 计划\u3000',
    kind: 'session',
    place: ' ',
    notes: '',
    attendance: 0,
    topics: [],
    audiences: { elderly: 0, parent: 3 },
    organisations: [{ name: ' 某 公司 ', role: 'lead' }],
    session: { lecturer: '', quiz: {} },
    visit: { mode: 'household' },
    drive: {},
  }
  assert.deepEqual(tidy(content), {
    attendance: 0,
    audiences: { parent: 3 },
    kind: 'session',
    organisations: [{ name: '某 公司', role: 'lead' }],
    title: '星海 计划',
  })
})

test('help that nobody got is not sent, and a part of another kind is left behind', () => {
  const visit = { mode: 'household', households: { knocked: 0, answered: 0 }, help: { consulted: 0 } }
  const content: Content = { kind: 'visit', visit, session: { lecturer: '讲师甲' } }
  assert.deepEqual(tidy(content), {
    kind: 'visit',
    visit: { households: { answered: 0, knocked: 0 }, mode: 'household' },
  })
  assert.deepEqual(tidy({ ...content, kind: 'drive' }), { kind: 'drive' })
})

/** The same content, its names in another order and with emptiness strewn in. */
function disguised(value: unknown, dice: Dice): unknown {
  if (typeof value === 'string') return dice.happens(0.5) ? ` ${value}\u3000` : value
  if (Array.isArray(value)) return value.map(one => disguised(one, dice))
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(([name, inner]) => [name, disguised(inner, dice)] as const)
  for (let i = 0; i < 3; i++)
    if (dice.happens(0.4)) pairs.push([`extra_${i}`, dice.pick(['', ' ', [], {}, { a: '' }, [''], { b: [{}] }])])
  return Object.fromEntries(pairs.sort(() => dice.next() - 0.5))
}

test('forms that say the same are sent as the same JSON, and tidying twice changes nothing', t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  const dice = new Dice(seed)
  for (let i = 0; i < 200 * budget; i++) {
    const content = full(dice.pick(kinds))
    for (const name of Object.keys(content))
      if (name !== 'kind' && dice.happens(0.2)) delete (content as Record<string, unknown>)[name]
    const once = tidy(content)
    const other = disguised(content, dice) as Content
    other.kind = content.kind
    // A key of the audiences with nothing in it is somebody's count, not emptiness.
    if (content.audiences) other.audiences = content.audiences
    assert.equal(JSON.stringify(tidy(other)), JSON.stringify(once))
    assert.equal(JSON.stringify(tidy(once)), JSON.stringify(once))
    assert.deepEqual(once, content, 'nothing that was said is lost')
  }
})

test('a title is proposed from programme, place and form, and never over one that was written', () => {
  const content: Content = { kind: 'session', programme: 'xinghai', place: ' 老围社区 ', form: 'lecture' }
  assert.equal(ready(content, catalogue, 'zh').title, '星海计划 · 老围社区 · 讲座')
  assert.equal(ready(content, catalogue, 'en').title, 'Xinghai Plan · 老围社区 · Lecture')
  assert.equal(ready({ ...content, title: ' 我的题目 ' }, catalogue, 'zh').title, '我的题目')
  assert.equal(ready({ ...content, title: ' ' }, catalogue, 'zh').title, '星海计划 · 老围社区 · 讲座')
  assert.equal('title' in ready({ kind: 'session' }, catalogue, 'zh'), false)
})

test('a proposed title is no longer than the server takes, in whole characters', () => {
  const content: Content = { kind: 'session', programme: 'xinghai', place: '\u{20BB7}'.repeat(200), form: 'lecture' }
  const title = proposedTitle(content, catalogue, 'zh')
  assert.equal(Array.from(title).length, 200)
  assert.ok(title.endsWith('\u{20BB7}'))
})
