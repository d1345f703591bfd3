import { computed, type ComputedRef } from 'vue'
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
