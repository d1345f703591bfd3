import { useLoad, type Loaded } from './load.ts'
import { onScopeDispose, shallowReactive, type WatchSource } from 'vue'

/** A page of a list: `next` is absent at the end. */
export interface Slice<T> {
  items: readonly T[]
  next?: string
  total?: number
}

/** A list as far as it has been asked for. Reactive. */
export interface Listed<T> {
  /** All that is there yet, with the latest page's `next` and `total`. */
  readonly of: Loaded<Slice<T>>
  /** Whether further ones are asked for. */
  readonly busy: boolean
  /** Why they did not come. */
  readonly error: unknown
  /** Asks for the next ones. Never fails. */
  more(): Promise<void>
}

/**
 * Asks for a list at once and anew whenever `on` changes, and for further pages when told. A question asked anew calls
 * off a further page that is still open, and takes back what was said of one that did not come.
 */
export function useMore<T>(
  ask: (cursor: string | undefined, stop?: AbortSignal) => Promise<Slice<T>>,
  on?: WatchSource,
): Listed<T> {
  const state = shallowReactive({ busy: false, error: null as unknown })
  let stop = new AbortController()
  const of = useLoad(first => {
    stop.abort()
    Object.assign(state, { busy: false, error: null })
    return ask(undefined, first)
  }, on)

  async function more(): Promise<void> {
    const held = of.value
    // While the list itself is asked for, `next` is that of an older question.
    if (!held?.next || state.busy || of.busy) return
    const { signal } = (stop = new AbortController())
    Object.assign(state, { busy: true, error: null })
    try {
      const page = await ask(held.next, signal)
      // The page put another value in its place meanwhile: these do not follow on that.
      if (!signal.aborted && of.value === held) of.set({ ...page, items: [...held.items, ...page.items] })
    } catch (error) {
      if (!signal.aborted) state.error = error
    } finally {
      if (!signal.aborted) state.busy = false
    }
  }

  onScopeDispose(() => stop.abort())
  return Object.assign(state, { of, more })
}
