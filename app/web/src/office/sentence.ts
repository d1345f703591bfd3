import type { Gazetteer } from '../engine/area.ts'
import type { Campus } from '../engine/campus.ts'
import { labelOf, type Catalogue } from '../engine/catalogue.ts'
import { dayOf } from '../engine/date.ts'
import { label, type Text } from '../engine/text.ts'
import { print, printAs, suggest, type FigureWords, type Printed } from './figure.ts'
import { filterNames, listOf, type Filter, type FilterName } from './filter.ts'
import { dayAfter } from './period.ts'
import { percentIn } from './percent.ts'
import { measures, type Measure, type Print, type Question } from './question.ts'

/** What sentences of a language are made with. */
export interface Speaker {
  /** The templates: the texts `sentence.…`. */
  text: Text
  /** Its rounding words and large units. */
  words: FigureWords
  /** Name of a filter's code. */
  name(field: FilterName, code: string): string
  /** Name of a vocabulary's code. */
  term(list: string, code: string): string
  /** The one kind of activity that a filter leaves; "" where it leaves several. */
  kind(filter: Filter): string
}

/** Where names are looked up; what is not loaded is told by its code. */
export interface Names {
  catalogue: Catalogue | null
  gazetteer: Gazetteer | null
  campuses: readonly Campus[] | null
}

/** What was reached of what there was on the day of a list. */
export interface Whole {
  measure: Measure
  /** Restated to the list's day: a place that was merged counts under its successor. */
  reached: number
  count: number
  listDate: string
}

/** An answer that a sentence is made of. */
export interface Stated {
  question: Question
  totals: Readonly<Record<string, number>>
  wholes: readonly Whole[]
  asOf: string
  method: string
  statuses: readonly string[]
  deliveries: readonly string[]
}

/** Vocabularies that name the codes of filters. */
const vocabularies: Partial<Record<FilterName, string>> = {
  kind: 'kind',
  status: 'status',
  delivery: 'delivery',
  form: 'form',
  venue: 'venue',
  topic: 'topic',
  audience: 'audience',
  basis: 'count_basis',
}

/** Makes a speaker; places are named as they stood on the first of the days on which they did. */
export function makeSpeaker(text: Text, words: FigureWords, names: Names, days: readonly string[]): Speaker {
  const { catalogue, gazetteer, campuses } = names
  const term = (list: string, code: string) => (catalogue ? labelOf(catalogue, list, code, text.lang) : code)
  const entry = (list: readonly { code: string; zh: string; en: string }[] = [], code: string) => {
    const found = list.find(one => one.code === code)
    return found ? label(text.lang, found) : code
  }
  return {
    text,
    words,
    term,
    kind({ kind, programme }) {
      const asked = listOf(kind)
      const programmes = listOf(programme)
      const owned = catalogue?.programmes.filter(p => programmes.includes(p.code)).flatMap(p => p.kinds ?? []) ?? []
      const kinds = new Set<string>(asked.length > 0 ? asked : owned)
      return kinds.size === 1 ? ([...kinds][0] ?? '') : ''
    },
    name(field, code) {
      if (field === 'area') return areaName(gazetteer, code, days)
      if (field === 'programme') return entry(catalogue?.programmes, code)
      if (field === 'campaign') return entry(catalogue?.campaigns, code)
      if (field === 'organisation') return entry(catalogue?.organisations, code)
      if (field === 'campus') return campuses?.find(c => c.code === code)?.name ?? code
      return term(vocabularies[field] ?? '', code)
    },
  }
}

/** The name of a place from its province down, on the first of some days on which it stood; else its code. */
export function areaName(gazetteer: Gazetteer | null, code: string, days: readonly string[]): string {
  for (const day of days) {
    const path = gazetteer?.path(code, day).join('')
    if (path) return path
  }
  return code
}

/** How a figure is printed unless it is said: whole below 1,000, else cut to two digits with the word that says so. */
export function usual(exact: number): Print {
  return exact < 1000 ? { word: '', step: 1 } : { word: 'over_step', step: suggest(exact, 'over_step') }
}

/** A figure in the words of a language, as it was once printed where that is kept; why not, if its word is not true. */
export function printed({ words }: Speaker, exact: number, how: Print = usual(exact)): Printed {
  const { word, step, printed: kept } = how
  return kept === undefined ? print(words, exact, word, step) : printAs(words, exact, { word, step, printed: kept })
}

/** A figure with its unit: 8,500余场. One whose word would not be true is given whole. */
export function phrase(
  by: Speaker,
  measure: Measure,
  { question, totals }: Pick<Stated, 'question' | 'totals'>,
): string {
  const exact = totals[measure] ?? 0
  const { text } = printed(by, exact, question.print[measure])
  const N = text ?? wholeNumber(by, exact)
  return by.text.t(`sentence.figure.${measure}`, {
    N,
    Cut: N === wholeNumber(by, exact) ? '' : 1,
    Kind: by.kind(question.filter),
  })
}

/** An exact number as it is printed. */
export function wholeNumber({ words }: Speaker, exact: number): string {
  return print(words, exact, '', 1).text ?? String(exact)
}

/** Whether something reached is a place that one walks into. */
const reached = (m: Measure) => ['provinces', 'cities', 'counties', 'campuses'].includes(m)

/** The figures of an answer in one sentence: what, when, and the numbers with their words. */
export function sentence(by: Speaker, stated: Stated, withWholes = false): string {
  const { t } = by.text
  const { question } = stated
  const told = (of: (m: Measure) => boolean) =>
    measures.filter(m => question.measures.includes(m) && of(m)).map(m => phrase(by, m, stated))
  const places = told(reached)
  const counts = told(m => !reached(m))
  // Whole numbers of places may stand side by side: 17省200个县级行政区.
  const whole = (m: Measure) =>
    [undefined, wholeNumber(by, stated.totals[m] ?? 0)].includes(
      printed(by, stated.totals[m] ?? 0, question.print[m]).text,
    )
  const close = question.measures.every(m => !reached(m) || whole(m))
  const pair = (A: string, B: string) => t(close ? 'sentence.pair' : 'sentence.apart', { A, B })
  return t('sentence.line', {
    Subject: subject(by, question.filter),
    Rest: rest(by, question.filter),
    Period: periodOf(by, stated),
    Places: places.slice(1).reduce(pair, places[0] ?? ''),
    Counts: counts.join(t('sentence.and')),
    All: series(by, [...places, ...counts]),
    Wholes: withWholes ? wholes(by, stated) : '',
  })
}

/** The note that goes with a sentence: of what, which days, which records, as of when, how counted, and the exact numbers. */
export function note(by: Speaker, stated: Stated): string {
  const { t } = by.text
  const { question, totals } = stated
  const shown = measures.filter(m => question.measures.includes(m))
  return t('sentence.note', {
    Subject: subject(by, question.filter),
    Rest: rest(by, question.filter),
    Period: periodOf(by, stated),
    Status: stated.statuses.map(code => small(by, by.name('status', code))).join(t('sentence.and')),
    Delivery: stated.deliveries.map(code => small(by, by.name('delivery', code))).join(t('sentence.and')),
    AsOf: instant(by, stated.asOf),
    Method: small(by, by.term('method', stated.method)),
    Exact: shown
      .map(m => t('sentence.exact', { Name: by.term('measure', m), N: totals[m] ?? 0 }))
      .join(t('sentence.and')),
    Distinct: shown.some(reached) ? 1 : '',
    Wholes: wholes(by, stated),
  })
}

/** A label inside a sentence. */
const small = ({ text: { lang } }: Speaker, name: string) => (lang === 'en' ? name.toLowerCase() : name)

function series(by: Speaker, list: string[]): string {
  const { t } = by.text
  return [list.slice(0, -1).join(t('sentence.and')), ...list.slice(-1)].filter(Boolean).join(t('sentence.last'))
}

function subject(by: Speaker, { programme }: Filter): string {
  const names = listOf(programme).map(code => by.name('programme', code))
  return series(by, names) || by.text.t('sentence.everything')
}

/** The rest of a filter in words; what an answer counts unless asked otherwise is left to the note. */
function rest(by: Speaker, filter: Filter): string {
  const { t } = by.text
  const said: string[] = []
  for (const field of filterNames) {
    const value = filter[field]
    if (!value || ['from', 'to', 'programme', 'fit'].includes(field)) continue
    if (field === 'q' || field === 'author') said.push(t(`sentence.${field}`, { Value: value }))
    else
      said.push(
        listOf(value)
          .map(code => by.name(field, code))
          .join(t('sentence.or')),
      )
  }
  return said.join(t('sentence.and'))
}

/** Which days, in words. */
export function periodOf(by: Speaker, { question, asOf }: Pick<Stated, 'question' | 'asOf'>): string {
  const { t } = by.text
  const { from = '', to = '' } = question.filter
  const today = dayOf(Date.parse(asOf))
  const end = to ? dayAfter(to, -1) : today
  // What has not begun is told as it was asked.
  const Last = day(by, end > today && from <= today ? today : end)
  if (question.span !== 'period') return t(`sentence.${question.span}`, { Last })
  if (!from) return t('sentence.until', { Last })
  const name = spanName(by, from, to)
  if (name) return end > today ? t('sentence.so_far', { Period: name, Last }) : name
  const First = day(by, from)
  return First === Last ? First : t('sentence.days', { First, Last })
}

/** The name of a whole year, half, quarter or month. */
function spanName(by: Speaker, from: string, to: string): string {
  if (!from.endsWith('-01') || !to.endsWith('-01')) return ''
  const [year = 0, month = 1] = from.split('-').map(Number)
  const [endYear = 0, endMonth = 1] = to.split('-').map(Number)
  const months = (endYear - year) * 12 + endMonth - month
  const { t } = by.text
  if (months === 12 && month === 1) return t('sentence.year', { Year: year })
  if (months === 6 && month % 6 === 1) return t('sentence.half', { Year: year, N: (month + 5) / 6 })
  if (months === 3 && month % 3 === 1) return t('sentence.quarter', { Year: year, N: (month + 2) / 3 })
  if (months === 1) return t('sentence.month', { Month: date(by, from, { year: 'numeric', month: 'long' }) })
  return ''
}

/** What was reached of what there was, with the day of the list. */
export function wholes(by: Speaker, { wholes: list, totals }: Stated): string {
  const { t } = by.text
  const percent = new Intl.NumberFormat(by.text.lang, { style: 'percent', minimumFractionDigits: 1 })
  return list
    .map(({ measure, reached: n, count, listDate }) =>
      t('sentence.whole', {
        Name: t(`sentence.whole.${measure}`),
        Reached: n,
        Count: count,
        Rate: percentIn(percent.format, count > 0 ? n / count : 0),
        Date: day(by, listDate),
        Restated: n === totals[measure] ? '' : 1,
      }),
    )
    .join(t('sentence.semicolon'))
}

const day = (by: Speaker, value: string) => date(by, value, { dateStyle: 'medium' })

function date(by: Speaker, value: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(by.text.lang, { ...options, timeZone: 'UTC' }).format(Date.parse(value))
}

function instant(by: Speaker, value: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' } as const
  return new Intl.DateTimeFormat(by.text.lang, options).format(Date.parse(value))
}
