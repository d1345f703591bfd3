import type { Wire } from '../../../engine/activity.ts'
import { filterNames, listOf, type Filter } from '../../filter.ts'
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

type Saved = Wire['SavedFilter']

/** The fields that a report's filter bar shows: its two days are one field, which a span takes the place of. */
export function fieldsOf(filters: readonly string[], span: string): FilterField[] {
  const fields = filterNames.filter(name => name !== 'from' && name !== 'to' && filters.includes(name))
  return [...(span ? [] : ['period' as const]), ...(fields as FilterField[])]
}

/** What an export is asked with: those parts of the address that the report takes; a span stands in place of days. */
export function savedOf(filter: Filter, filters: readonly string[], span: string): Saved {
  const saved: Record<string, unknown> = {}
  for (const name of filterNames) {
    const value = filter[name]
    if (!value || !filters.includes(name) || (span && (name === 'from' || name === 'to'))) continue
    if (name === 'fit') saved[name] = value === 'true'
    else saved[name] = ['from', 'to', 'author', 'q'].includes(name) ? value : listOf(value)
  }
  if (span) saved['period'] = span
  return saved as Saved
}

/** The filter of an address that means the same as what was asked with, and its span. */
export function filterOfSaved({ period, ...saved }: Saved = {}): { filter: Filter; span: string } {
  const pairs = Object.entries(saved).flatMap(([name, value]) => {
    if ((period && (name === 'from' || name === 'to')) || value === null || value === undefined) return []
    return [[name, Array.isArray(value) ? value.join(',') : String(value)]]
  })
  return { filter: Object.fromEntries(pairs) as Filter, span: period ?? '' }
}
