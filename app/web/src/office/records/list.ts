import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { Wire } from '../../engine/activity.ts'
import { linkTo, listOf, type Filter } from '../filter.ts'
import type { Api } from '../api.ts'

/** The records of a filter as far as they have been asked for, newest first. Reactive. */
export interface List {
  /** What is there; undefined until the first answer. Kept while the next is waited for, gone where another has failed. */
  readonly value: Page | undefined
  /** Why the latest question has no answer: Offline or Refusal. */
  readonly error: unknown
  readonly busy: boolean
  /** Asks anew for as many records as are there. Never fails: what goes wrong is `error`. */
  again(): Promise<void>
  /** Asks for the next ones. */
  more(): Promise<void>
}

/** Records from the first on: `total` counts all that the filter takes, `next` is absent at the end. */
export type Page = Wire['PageActivity']

/** How many records a question brings at first, further on, and at most. */
const sizes = { first: 50, more: 100, most: 500 }

/**
 * Asks for a filter's records at once and whenever the filter changes, and for nothing while there is none; an earlier
 * question still open is called off and its answer never shows. Records `found` before show at once and are asked for
 * anew.
 */
export function useList(api: Api, filter: () => Filter | null, found?: Page): List {
  const state = shallowReactive({ value: found as Page | undefined, error: null as unknown, busy: false })
  let stop = new AbortController()
  /** Whether the value answers an earlier question. */
  let stale = false

  async function ask(make: (stop: AbortSignal) => Promise<Page>): Promise<void> {
    stop.abort()
    const mine = (stop = new AbortController())
    state.busy = true
    try {
      const value = await make(mine.signal)
      if (mine !== stop) return
      stale = false
      Object.assign(state, { value, error: null })
    } catch (error) {
      if (mine === stop) Object.assign(state, { error, ...(stale && { value: undefined }) })
    } finally {
      if (mine === stop) state.busy = false
    }
  }

  async function extended(page: Page | undefined, limit: number, signal: AbortSignal): Promise<Page> {
    const answer = await api.get<Page>('/activities', { ...filter(), limit, cursor: page?.next }, signal)
    return { ...answer, items: [...(page?.items ?? []), ...answer.items] }
  }

  const again = (wanted: number = sizes.first) =>
    ask(async signal => {
      let page = await extended(undefined, Math.min(wanted, sizes.most), signal)
      while (page.next && page.items.length < wanted)
        page = await extended(page, Math.min(wanted - page.items.length, sizes.most), signal)
      return page
    })

  const address = () => {
    const asked = filter()
    return asked && linkTo('', asked)
  }
  onScopeDispose(() => stop.abort())
  watch(address, now => {
    stale = true
    if (now !== null) void again()
  })
  if (filter()) void again(found?.items.length)
  return Object.assign(state, {
    again: () => again(state.value?.items.length || sizes.first),
    more: () => ask(signal => extended(state.value, sizes.more, signal)),
  })
}

/** The measures told above the list. */
export const measures = ['activities', 'attendance', 'elderly', 'volunteers', 'materials', 'households'] as const

/** The sums, with the filter that they are of. */
export type Sums = Wire['Statistics'] & { of: Filter }

/** The question that gives the sums of what a filter takes; null where no figure counts any of it. */
export function sumsOf(filter: Filter): Filter | null {
  const statuses = listOf(filter.status)
  const live = statuses.filter(status => status !== 'void')
  if (filter.fit === 'false' || (statuses.length > 0 && live.length === 0)) return null
  return { ...filter, ...(filter.status && { status: live.join(',') }) }
}
