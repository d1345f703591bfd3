import { addressOf, filterNames, keptOf, type Filter, type FilterName, type KeptFilter } from '../../filter.ts'
import type { FilterField } from '../filter.ts'

/** Spans of days that are read anew each time, in the order they are offered. */
export const spans = [
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'year_to_date',
] as const

/** One of them. */
export type Span = (typeof spans)[number]

const days: ReadonlySet<string> = new Set<FilterName>(['from', 'to'])

/** The fields that a report's filter bar shows: its two days are one field, which a span takes the place of. */
export function fieldsOf(filters: readonly string[], span: string): FilterField[] {
  const fields = filterNames.filter(name => name !== 'from' && name !== 'to' && filters.includes(name))
  return [...(span ? [] : ['period' as const]), ...(fields as FilterField[])]
}

/** What an export is asked with: those parts of the address that the report takes; a span stands in place of days. */
export function wishedOf(filter: Filter, filters: readonly string[], span: string): KeptFilter {
  const taken = filterNames.filter(name => filters.includes(name) && !(span && days.has(name)))
  const kept = keptOf(Object.fromEntries(taken.map(name => [name, filter[name]])))
  return span ? { ...kept, period: span as Span } : kept
}

/** The filter of an address that means the same as what was asked with, and its span. */
export function askedOf({ period, ...kept }: KeptFilter = {}): { filter: Filter; span: Span | '' } {
  const filter = addressOf(period ? { ...kept, from: '', to: '' } : kept)
  return { filter, span: period ?? '' }
}
