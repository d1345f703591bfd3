import { reactive } from 'vue'

/** Milliseconds after which a change is kept with what came since: less than it takes to put a phone away. */
const soon = 250

/** Keeps what changes, soon after it changes. */
export interface Keeper {
  /** Nothing to keep; on its way; kept at an instant (milliseconds); failed, with the reason. */
  readonly kept: { state: 'none' | 'saving' | 'saved' | 'failed'; at: number; why: string }
  /** Says that there is something to keep. */
  changed(): void
  /** Keeps now what is not kept yet, and waits for it. */
  flush(): Promise<void>
  /** Tells that the phone could not keep what it was given. */
  fail(cause: unknown): void
  /** Ends the keeping: what comes later is not kept. */
  close(): void
}

/**
 * Makes a keeper that says when there is work that is not kept. Saves run one after the other, the last one always
 * with the last content.
 */
export function makeKeeper(save: () => Promise<void>, now: () => number, dirty: (on: boolean) => void): Keeper {
  const kept = reactive<Keeper['kept']>({ state: 'none', at: 0, why: '' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let work = Promise.resolve()
  let pending = false
  let closed = false

  async function keep(): Promise<void> {
    if (!pending || closed) return
    pending = false
    try {
      await save()
      if (pending) return
      Object.assign(kept, { state: 'saved', at: now() })
      dirty(false)
    } catch (e) {
      pending = true
      fail(e)
    }
  }

  function fail(cause: unknown): void {
    Object.assign(kept, { state: 'failed', why: cause instanceof Error ? cause.message : String(cause) })
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    work = work.then(keep)
    return work
  }

  return {
    kept,
    flush,
    fail,
    changed() {
      if (closed) return
      pending = true
      kept.state = 'saving'
      dirty(true)
      timer ??= setTimeout(() => void flush(), soon)
    },
    close() {
      closed = true
      clearTimeout(timer)
      dirty(false)
    },
  }
}
