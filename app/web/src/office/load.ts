import { onScopeDispose, shallowReactive, watch, type WatchSource } from 'vue'

/** An answer that a page waits for. Reactive. */
export interface Loaded<T> {
  /** The latest answer; kept while the next is waited for, and gone where another question has failed. */
  readonly value: T | undefined
  /** Why the latest question has no answer: Offline or Refusal. */
  readonly error: unknown
  readonly busy: boolean
  /** Asks once more. Never fails: what goes wrong is `error`. */
  again(): Promise<void>
  /** Puts a value in the place of the answer, after a change that the page made itself. */
  set(value: T): void
}

/**
 * Asks at once, and again whenever `on` changes; an earlier question still open is called off, and its answer never
 * shows. Where `on` is part of what is shown beside the answer, `ask` returns both: until the next answer is there, the
 * page shows an earlier question with its own.
 */
export function useLoad<T>(ask: (stop: AbortSignal) => Promise<T>, on?: WatchSource): Loaded<T> {
  const state = shallowReactive({ value: undefined as T | undefined, error: null as unknown, busy: false })
  let stop = new AbortController()
  /** Whether the value answers an earlier question. */
  let stale = false

  async function again(): Promise<void> {
    stop.abort()
    const mine = (stop = new AbortController())
    state.busy = true
    try {
      const value = await ask(mine.signal)
      if (mine !== stop) return
      stale = false
      Object.assign(state, { value, error: null })
    } catch (error) {
      if (mine === stop) Object.assign(state, { error, ...(stale && { value: undefined }) })
    } finally {
      if (mine === stop) state.busy = false
    }
  }

  onScopeDispose(() => stop.abort())
  if (on)
    watch(on, () => {
      stale = true
      void again()
    })
  void again()
  return Object.assign(state, {
    again,
    set(value: T) {
      state.value = value
    },
  })
}
