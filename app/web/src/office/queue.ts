import { reactive, watch, type WatchSource } from 'vue'
import type { Wire } from '../engine/activity.ts'
import { useLoad, type Loaded } from './load.ts'

/** A record that waits for the reader's review. */
export type Waiting = Wire['Waiting']

/** What waits, as far as it has been asked for. Reactive. */
export interface Queue {
  /** The first page as it came: what is shown of its coming. */
  readonly first: Loaded<Wire['Queue']>
  readonly items: readonly Waiting[]
  /** How many wait in all. */
  readonly total: number
  /** How many of the reader's own wait, for others. */
  readonly own: number
  /** Whether there are more than `items`. */
  readonly more: boolean
  readonly busy: boolean
  /** Why the next page did not come. */
  readonly error: unknown
  /** Asks for the next page. Never fails: what goes wrong is `error`. */
  next(): Promise<void>
  /** Takes records out that have been decided. */
  drop(ids: readonly string[]): void
  /** Puts a record back where it was. */
  back(item: Waiting, at: number): void
  /** Puts a record's present state in the place of what is shown of it. */
  renew(item: Waiting): void
}

/** The queue that `ask` gives page by page, from the start again whenever `on` changes. */
export function useQueue(
  ask: (cursor: string, stop?: AbortSignal) => Promise<Wire['Queue']>,
  on: WatchSource<string>,
): Queue {
  const state = reactive({ items: [] as Waiting[], total: 0, own: 0, cursor: '', busy: false, error: null as unknown })
  const first = useLoad(stop => ask('', stop), on)
  let asked = 0

  function take({ items, total, own, next = '' }: Wire['Queue'], before: readonly Waiting[]): void {
    const known = new Set(before.map(item => item.id))
    Object.assign(state, { total, own, cursor: next, items: [...before, ...items.filter(item => !known.has(item.id))] })
  }

  watch(
    () => first.value,
    page => {
      asked++
      state.error = null
      if (page) take(page, [])
      else Object.assign(state, { items: [], total: 0, own: 0, cursor: '' })
    },
  )
  return {
    first,
    get items() {
      return state.items
    },
    get total() {
      return state.total
    },
    get own() {
      return state.own
    },
    get more() {
      return state.cursor !== ''
    },
    get busy() {
      return state.busy
    },
    get error() {
      return state.error
    },
    async next() {
      if (state.busy || !state.cursor) return
      Object.assign(state, { busy: true, error: null })
      const mine = asked
      try {
        const page = await ask(state.cursor)
        if (mine === asked) take(page, state.items)
      } catch (error) {
        if (mine === asked) state.error = error
      } finally {
        state.busy = false
      }
    },
    drop(ids) {
      const left = state.items.filter(item => !ids.includes(item.id))
      state.total -= state.items.length - left.length
      state.items = left
    },
    back(item, at) {
      state.items.splice(Math.min(at, state.items.length), 0, item)
      state.total++
    },
    renew(item) {
      const at = state.items.findIndex(one => one.id === item.id)
      if (at >= 0) state.items[at] = item
    },
  }
}
