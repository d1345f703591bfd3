import { computed, type ComputedRef } from 'vue'
import type { Wire } from '../engine/activity.ts'
import { useRouter } from '../route.ts'
import { searchOf, type Query } from './api.ts'

/** What chooses records, under the API's own names. `to` is the day after the last. */
export const filterNames = [
  'from',
  'to',
  'area',
  'programme',
  'campaign',
  'kind',
  'status',
  'delivery',
  'form',
  'venue',
  'topic',
  'audience',
  'organisation',
  'campus',
  'basis',
  'author',
  'q',
  'fit',
] as const

/** One of them. */
export type FilterName = (typeof filterNames)[number]

/** A choice of records as it stands in an address: lists are joined by commas, what is absent chooses all. */
export type Filter = { readonly [name in FilterName]?: string }

/** The filter of an address; other parameters are left out. */
export function filterOf(query: Readonly<Record<string, string | undefined>>): Filter {
  return Object.fromEntries(filterNames.flatMap(name => (query[name] ? [[name, query[name]]] : [])))
}

/** The codes of a list in a filter. */
export function listOf(value: string | undefined): string[] {
  return value ? value.split(',') : []
}

/** A filter as settings and jobs keep it: lists as lists, and perhaps a moving period in place of days. */
export type KeptFilter = Wire['SavedFilter']

const single: ReadonlySet<string> = new Set<FilterName>(['from', 'to', 'author', 'q'])

/** A filter of an address, as settings and jobs keep it. */
export function keptOf(filter: Filter): KeptFilter {
  const kept: Record<string, string | string[] | boolean> = {}
  for (const name of filterNames) {
    const value = filter[name]
    if (!value) continue
    if (name === 'fit') kept[name] = value === 'true'
    else kept[name] = single.has(name) ? value : listOf(value)
  }
  return kept
}

/** A kept filter, as an address has it. A moving period is the server's to read and is left out. */
export function addressOf(kept: KeptFilter = {}): Filter {
  return Object.fromEntries(
    filterNames.flatMap(name => {
      const text = String(kept[name] ?? '')
      return text === '' ? [] : [[name, text]]
    }),
  )
}

/** A filter narrowed to what a figure counts unless it says otherwise: approved records of meetings, fit to count. */
export function counted(filter: Filter): Filter {
  return { status: 'approved', delivery: 'in_person', fit: 'true', ...filter }
}

/** The address of a page with a filter and what else it takes. */
export function linkTo(path: string, filter: Filter, extra: Query = {}): string {
  const search = searchOf({ ...filter, ...extra })
  return search ? `#${path}?${search}` : `#${path}`
}

/** The filter of the page's address. */
export interface UsedFilter {
  readonly filter: ComputedRef<Filter>
  /** Changes the address, filter and other parameters alike; an empty value takes one away. */
  set(patch: Query): void
}

/** The filter of the page's address, in a component's setup. */
export function useFilter(): UsedFilter {
  const { route, replace } = useRouter()
  return {
    filter: computed(() => filterOf(route.query)),
    set(patch) {
      void replace(linkTo(route.path, {}, { ...route.query, ...patch }).slice(1))
    },
  }
}
