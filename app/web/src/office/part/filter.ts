import { listOf, type Filter, type FilterName } from '../filter.ts'
import { dayAfter, nameOf } from '../period.ts'
import type { Office } from '../office.ts'
import type { Texts } from '../texts.ts'
import type { Words } from '../../engine/words.ts'
import type { Option } from './option.ts'

/** A field of a filter bar: a parameter of the filter, or `period` for its two days. */
export type FilterField = 'period' | Exclude<FilterName, 'from' | 'to'>

/** Fields whose values are vocabularies of the catalogue, by name. */
const vocabularies: Partial<Record<FilterField, string>> = {
  kind: 'kind',
  status: 'status',
  delivery: 'delivery',
  form: 'form',
  venue: 'venue',
  topic: 'topic',
  audience: 'audience',
  basis: 'count_basis',
}

/** What there is to choose in a field that lists values; nothing for the others. */
export function optionsOf(field: FilterField, { catalogue }: Pick<Office, 'catalogue'>, { label }: Texts): Option[] {
  const named = (list: readonly { code: string; zh: string; en: string }[] = []) =>
    list.map(entry => ({ code: entry.code, label: label(entry) }))
  if (field === 'programme') return named(catalogue?.programmes)
  if (field === 'campaign') return named(catalogue?.campaigns)
  if (field === 'organisation') return named(catalogue?.organisations)
  const list = vocabularies[field]
  return list ? named(catalogue?.vocabularies.find(v => v.name === list)?.terms ?? []) : []
}

/** Names of people by their ids, as far as a page knows them. */
export type People = Readonly<Record<string, string>>

/** What a field is set to, in words; empty where it chooses all. */
export function setTo(field: FilterField, filter: Filter, words: Words, texts: Texts, people: People = {}): string {
  if (field === 'period') return periodWords(filter, texts)
  const value = filter[field]
  if (!value) return ''
  if (field === 'fit') return texts.t(`frame.fit.${value}`)
  if (field === 'author') return people[value] ?? value
  if (field === 'q') return value
  return words.list(listOf(value).map(code => codeWords(field, code, filter, words)))
}

function codeWords(field: FilterField, code: string, filter: Filter, words: Words): string {
  if (field === 'area') return words.area(code, filter.to ? dayAfter(filter.to, -1) : (filter.from ?? ''))
  if (field === 'programme') return words.programme(code)
  if (field === 'campaign') return words.campaign(code)
  if (field === 'organisation') return words.organisation(code)
  if (field === 'campus') return words.campus(code)
  const list = vocabularies[field]
  return list ? words.term(list, code) : code
}

/** The days of a filter in words; empty for all of time. */
export function periodWords({ from = '', to = '' }: Filter, { t, day, month }: Texts): string {
  if (!from && !to) return ''
  const { span, text } = nameOf({ from, to })
  if (span === 'year') return t('frame.year', { Year: text })
  if (span === 'month') return month(text)
  const last = to && dayAfter(to, -1)
  if (!from) return t('frame.until', { Last: day(last) })
  if (from === last) return day(from)
  return last ? t('frame.span', { First: day(from), Last: day(last) }) : t('frame.since', { First: day(from) })
}
