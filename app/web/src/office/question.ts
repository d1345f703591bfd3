import type { Catalogue } from '../engine/catalogue.ts'
import type { Query } from './api.ts'
import { roundingWords, type RoundingWord } from './figure.ts'
import { counted, filterOf, linkTo, listOf, type Filter } from './filter.ts'
import { periodOf } from './period.ts'

/** Measures that add up over rows. */
export const additive = [
  'activities',
  'attendance',
  'elderly',
  'minors',
  'students',
  'volunteers',
  'volunteer_minutes',
  'materials',
  'households',
  'officers',
  'questions',
] as const

/** Measures that count different things, over the whole period: no sum of rows. */
export const distinct = ['provinces', 'cities', 'counties', 'campuses', 'organisations'] as const

/** Every measure, in the order in which sentences are told: what was reached first. */
export const measures = [...distinct, ...additive] as const

/** Something counted. */
export type Measure = (typeof measures)[number]

/** Dimensions of time, from the finest. */
export const times = ['day', 'month', 'quarter', 'half', 'year'] as const

/** Dimensions of place, from the widest. */
export const places = ['province', 'city', 'county'] as const

/** Every dimension. */
export const dimensions = [
  ...times,
  ...places,
  'programme',
  'campaign',
  'kind',
  'form',
  'venue',
  'topic',
  'audience',
  'organisation',
  'campus',
  'basis',
  'status',
  'delivery',
] as const

/** Something that figures are cut by. */
export type Dimension = (typeof dimensions)[number]

/** Which days count: those of a period; all since the programme began; all up to a day. */
export type Span = 'period' | 'launch' | 'until'

/** How a figure is printed. */
export interface Print {
  word: RoundingWord
  step: number
  /** The number once printed, to see whether its word still holds; none where it is cut anew. */
  printed?: number
}

/** A question of the statistics as its address says it. */
export interface Question {
  measures: Measure[]
  by: Dimension[]
  span: Span
  /** As the ledger is asked: the first day follows from the span. */
  filter: Filter
  print: Partial<Record<Measure, Print>>
}

/** How many dimensions a table may have. */
export const deepest = 4

const isTime = (d: string): d is (typeof times)[number] => times.includes(d as never)
const isPlace = (d: string): d is (typeof places)[number] => places.includes(d as never)

/** Whether rows of a cut overlap, so that they must not be added. */
export const overlaps = ({ by }: Pick<Question, 'by'>) => by.includes('audience')

/** Those of a list that a text names, in the list's order. */
function known<T extends string>(all: readonly T[], text: string | undefined): T[] {
  const named = listOf(text)
  return all.filter(one => named.includes(one))
}

/** Reads an address; what it does not know is left out. */
export function questionOf(
  query: Readonly<Record<string, string | undefined>>,
  catalogue: Pick<Catalogue, 'programmes'> | null,
): Question {
  const given = known(measures, query.measure)
  const span: Span = query.span === 'launch' || query.span === 'until' ? query.span : 'period'
  const { fit: _, ...filter } = filterOf(query)
  return {
    measures: given.length > 0 ? given : ['activities', 'attendance'],
    by: listOf(query.by)
      .filter((d, i, all): d is Dimension => known(dimensions, d).length > 0 && all.indexOf(d) === i)
      .slice(0, deepest),
    span,
    filter: spanned(filter, span, catalogue),
    print: printsOf(query.print),
  }
}

/** The filter with its first day as the span has it. */
function spanned(filter: Filter, span: Span, catalogue: Pick<Catalogue, 'programmes'> | null): Filter {
  if (span === 'period') return filter
  const { from: _, ...rest } = filter
  const from = span === 'launch' ? launchOf(rest, catalogue) : ''
  return from ? { ...rest, from } : rest
}

/** The day on which the first of a filter's programmes began; empty where one has no first day. */
export function launchOf({ programme }: Filter, catalogue: Pick<Catalogue, 'programmes'> | null): string {
  const chosen = listOf(programme)
  const days = (catalogue?.programmes ?? [])
    .filter(p => chosen.length === 0 || chosen.includes(p.code))
    .map(p => p.from ?? '')
  return days.toSorted()[0] ?? ''
}

/** Reads settings such as activities.over_step.100, and with the number once printed activities.over_step.100.8500. */
function printsOf(text: string | undefined): Question['print'] {
  const print: Question['print'] = {}
  for (const one of listOf(text)) {
    const [name, word, ...numbers] = one.split('.')
    const measure = measures.find(m => m === name)
    const said = roundingWords.find(w => w === word)
    const [step = 0, printed] = numbers.map(Number)
    if (!measure || said === undefined || !Number.isSafeInteger(step) || step < 1) continue
    print[measure] = { word: said, step, ...(printed !== undefined && Number.isSafeInteger(printed) && { printed }) }
  }
  return print
}

/** Settings as an address holds them. */
export function printText(print: Question['print']): string {
  return measures
    .flatMap(m => {
      const p = print[m]
      return p ? [[m, p.word, p.step, ...(p.printed === undefined ? [] : [p.printed])].join('.')] : []
    })
    .join(',')
}

/** What the ledger is asked. */
export function asked({ measures: measure, by, filter }: Question): Query {
  return { ...filter, measure, by }
}

/** A row of an answer: codes of dimensions and numbers of measures, each under its own name. */
export type Row = Readonly<Record<string, string | number>>

/** What an answer says of its question: states and deliveries that were counted; none means every one. */
export interface Counted {
  statuses: readonly string[]
  deliveries: readonly string[]
}

/** The records behind a row, or behind the whole where there is none; nothing where the list cannot choose them. */
export function recordsOf(question: Question, answer: Counted, row?: Row): string | undefined {
  const base = counted({ ...question.filter, status: answer.statuses.join(','), delivery: answer.deliveries.join(',') })
  if (!row) return linkTo('/records', base)
  let filter: Filter | undefined = base
  for (const d of question.by) filter = filter && narrowed(filter, d, String(row[d] ?? ''), question)
  return filter && linkTo('/records', filter)
}

/** A filter narrowed to a value of a dimension. */
function narrowed(filter: Filter, d: Dimension, value: string, { filter: whole }: Question): Filter | undefined {
  if (value === '') return undefined
  if (isTime(d)) return within(filter, periodOf(value))
  if (isPlace(d)) return { ...filter, area: deeper(listOf(filter.area), value) }
  // The list chooses records with any of the audiences: two at once it cannot say.
  if (d === 'audience' && whole.audience && whole.audience !== value) return undefined
  return { ...filter, [d]: value }
}

/** The areas of a filter that lie in an area; the area itself where none does. */
function deeper(chosen: readonly string[], area: string): string {
  const stem = area.replace(/(00){1,2}$/, '')
  const inside = chosen.filter(code => code.startsWith(stem))
  return inside.length > 0 ? inside.join(',') : area
}

/** The days that two spans share. */
function within(filter: Filter, { from, to }: { from: string; to: string }): Filter {
  const first = filter.from && filter.from > from ? filter.from : from
  const end = filter.to && filter.to < to ? filter.to : to
  return { ...filter, from: first, to: end }
}

/** Which chart suits a cut: a line over time, by up to three values of one more dimension; bars of one; none else. */
export function chartOf(
  by: readonly Dimension[],
): { kind: 'line' | 'bar'; along: Dimension; series?: Dimension } | undefined {
  const time = by.filter(isTime)
  const other = by.filter(d => !isTime(d))
  const [along = 'month', series] = [time[0], other[0]]
  if (time.length === 1 && other.length <= 1) return { kind: 'line', along, ...(series && { series }) }
  if (time.length === 0 && series && other.length === 1) return { kind: 'bar', along: series }
  return undefined
}
