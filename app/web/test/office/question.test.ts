import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  asked,
  chartOf,
  dimensions,
  measures,
  printText,
  questionOf,
  recordsOf,
  type Row,
} from '../../src/office/question.ts'
import { nextTime, periodOf, timesBetween } from '../../src/office/period.ts'
import { catalogue, json } from '../data.ts'

const question = (address: string) => questionOf(Object.fromEntries(new URLSearchParams(address)), catalogue)
const usual = { statuses: ['approved'], deliveries: ['in_person'] }

/** The filter of a link to the records. */
function behind(address: string, row?: Row, counted = usual): Record<string, string> | undefined {
  const link = recordsOf(question(address), counted, row)
  assert.ok(link === undefined || link.startsWith('#/records?'))
  return link === undefined ? undefined : Object.fromEntries(new URLSearchParams(link.split('?')[1]))
}

/** The codes of a vocabulary, and the values of a parameter of /stats. */
const codes = (name: string) =>
  catalogue.vocabularies.flatMap(v => (v.name === name ? (v.terms ?? []).map(t => t.code) : [])).toSorted()
const api = json<{
  paths: Record<string, { get: { parameters: { name: string; schema: { items?: { enum: string[] } } }[] } }>
}>('app/api/openapi.json')
const parameter = (name: string) =>
  api.paths['/api/v1/stats']?.get.parameters.find(p => p.name === name)?.schema.items?.enum.toSorted()

test('the page knows the measures and dimensions that the ledger answers', () => {
  assert.deepEqual([...measures].toSorted(), codes('measure'))
  assert.deepEqual([...dimensions].toSorted(), codes('dimension'))
  assert.deepEqual([...measures].toSorted(), parameter('measure'))
  assert.deepEqual([...dimensions].toSorted(), parameter('by'))
})

test('an address is read as it is meant; what it does not know is left out', () => {
  const q = question(
    'measure=counties,activities,x&by=year,province,x,year&span=until&to=2023-01-01&from=2022-01-01&fit=false&programme=xinghai' +
      '&print=activities.over_step.100.8500,counties..1,x.over.1,elderly.much.1,minors.over.0',
  )
  assert.deepEqual(q, {
    measures: ['counties', 'activities'],
    by: ['year', 'province'],
    span: 'until',
    filter: { to: '2023-01-01', programme: 'xinghai' },
    print: { activities: { word: 'over_step', step: 100, printed: 8500 }, counties: { word: '', step: 1 } },
  })
  assert.equal(printText(q.print), 'counties..1,activities.over_step.100.8500')
  assert.deepEqual(asked(q), {
    to: '2023-01-01',
    programme: 'xinghai',
    measure: ['counties', 'activities'],
    by: ['year', 'province'],
  })
  assert.deepEqual(question('by=day,month,quarter,half,year').by, ['day', 'month', 'quarter', 'half'])
  assert.deepEqual(
    [question('').measures, question('').by, question('').span],
    [['activities', 'attendance'], [], 'period'],
  )
})

test('a total leads to the records that were counted', () => {
  const year = 'from=2022-01-01&to=2023-01-01'
  assert.deepEqual(behind(`${year}&programme=xinghai`), {
    from: '2022-01-01',
    to: '2023-01-01',
    programme: 'xinghai',
    status: 'approved',
    delivery: 'in_person',
    fit: 'true',
  })
  const every = { statuses: ['draft', 'submitted', 'returned', 'approved'], deliveries: [] }
  assert.deepEqual(behind('by=status,delivery', undefined, every), {
    status: 'draft,submitted,returned,approved',
    fit: 'true',
  })
})

test('a row leads to its own records', () => {
  const row = behind('by=month,county,programme&from=2022-09-15&to=2022-12-01&programme=xinghai,campus', {
    month: '2022-09',
    county: '440303',
    programme: 'xinghai',
  })
  const counted = { status: 'approved', delivery: 'in_person', fit: 'true' }
  assert.deepEqual(row, { ...counted, from: '2022-09-15', to: '2022-10-01', area: '440303', programme: 'xinghai' })
  assert.deepEqual(behind('by=status', { status: 'draft' }), { ...counted, status: 'draft' })
  assert.deepEqual(behind('by=province&area=440303,440305,110101', { province: '440000' })?.area, '440303,440305')
  assert.deepEqual(behind('by=city&area=440000', { city: '440300' })?.area, '440300')
  assert.deepEqual(behind('by=province,city', { province: '440000', city: '440300' })?.area, '440300')
})

test('a row whose records the list cannot choose leads nowhere', () => {
  assert.equal(behind('by=form', { form: '' }), undefined)
  assert.equal(behind('by=county', { county: '' }), undefined)
  assert.equal(behind('by=audience&audience=elderly', { audience: 'minor' }), undefined)
  assert.equal(behind('by=audience&audience=elderly', { audience: 'elderly' })?.audience, 'elderly')
})

test('times have their days, follow each other, and leave none out', () => {
  assert.deepEqual(periodOf('2022'), { from: '2022-01-01', to: '2023-01-01' })
  assert.deepEqual(periodOf('2022-H2'), { from: '2022-07-01', to: '2023-01-01' })
  assert.deepEqual(periodOf('2022-Q3'), { from: '2022-07-01', to: '2022-10-01' })
  assert.deepEqual(periodOf('2022-12'), { from: '2022-12-01', to: '2023-01-01' })
  assert.deepEqual(periodOf('2022-02-28'), { from: '2022-02-28', to: '2022-03-01' })
  assert.deepEqual(['2022', '2022-H2', '2022-Q4', '2022-12', '2022-12-31', '2022-Q1', '2022-H1'].map(nextTime), [
    '2023',
    '2023-H1',
    '2023-Q1',
    '2023-01',
    '2023-01-01',
    '2022-Q2',
    '2022-H2',
  ])
  assert.deepEqual(timesBetween(['2023-Q1', '2022-Q3']), ['2022-Q3', '2022-Q4', '2023-Q1'])
  assert.deepEqual(timesBetween(['2022-11', '2023-02', '2022-12']), ['2022-11', '2022-12', '2023-01', '2023-02'])
  assert.deepEqual(timesBetween(['2022-09']), ['2022-09'])
  assert.deepEqual(timesBetween([]), [])
})

test('a chart is drawn where one makes sense', () => {
  assert.deepEqual(chartOf(['month']), { kind: 'line', along: 'month' })
  assert.deepEqual(chartOf(['programme', 'month']), { kind: 'line', along: 'month', series: 'programme' })
  assert.deepEqual(chartOf(['province']), { kind: 'bar', along: 'province' })
  assert.deepEqual(
    [chartOf([]), chartOf(['month', 'year']), chartOf(['province', 'kind']), chartOf(['month', 'kind', 'form'])],
    [undefined, undefined, undefined, undefined],
  )
})
