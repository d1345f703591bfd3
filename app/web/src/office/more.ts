import { useLoad, type Loaded } from './load.ts'
import { shallowReactive, type WatchSource } from 'vue'

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

/** Asks for a list at once and anew whenever `on` changes, and for further pages when told. */
export function useMore<T>(
  ask: (cursor: string | undefined, stop?: AbortSignal) => Promise<Slice<T>>,
  on?: WatchSource,
): Listed<T> {
  const of = useLoad(stop => ask(undefined, stop), on)
  const state = shallowReactive({ busy: false, error: null as unknown })

  async function more(): Promise<void> {
    const held = of.value
    if (!held?.next || state.busy) return
    Object.assign(state, { busy: true, error: null })
    try {
      const page = await ask(held.next)
      // Another question was asked meanwhile: these are not its answers.
      if (of.value === held) of.set({ ...page, items: [...held.items, ...page.items] })
    } catch (error) {
      state.error = error
    } finally {
      state.busy = false
    }
  }
  return Object.assign(state, { of, more })
}
