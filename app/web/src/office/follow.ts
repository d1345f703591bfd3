import { Refusal } from '../engine/client.ts'

/** What of a job says how far it is. */
export interface Followed {
  state: string
  revision: number
}

/** A job to follow: the address of its events, how it is asked for, and who hears of it. */
export interface Following<T extends Followed> {
  /** Address of the event stream. */
  events: string
  /** Asks for the job as it stands, in the reader's language. */
  ask(): Promise<T>
  /** Hears each state that is newer than the last. The last one is that of `ask`. */
  told(job: T): void
  /** Hears that the job cannot be followed any more: it is gone, or not the caller's. */
  lost(error: Refusal): void
}

/** The part of an EventSource that is used. */
export interface Source {
  readonly readyState: number
  addEventListener(type: string, run: (event: { data?: string }) => void): void
  close(): void
}

/** What following takes of the browser. */
export interface FollowEnv {
  source(url: string): Source
  /** Runs something after so many milliseconds; gives what calls it off. */
  after(ms: number, run: () => void): () => void
}

/** Milliseconds between two questions once events come, should they stop … */
const slow = 10_000
/** … and as long as none has come: something on the way may hold them back. */
const fast = 2_000
/** State of an EventSource whose line stands. */
const open = 1

const browser: FollowEnv = {
  source: url => new EventSource(url),
  after(ms, run) {
    const id = setTimeout(run, ms)
    return () => clearTimeout(id)
  },
}

/** Whether a job goes on by itself. */
export const moves = ({ state }: Pick<Followed, 'state'>): boolean => state === 'waiting' || state === 'running'

/**
 * Follows a job until it moves no more: by its events, and by asking where there are none. Events bear the browser's
 * language and not the reader's, so the last word is always asked for. Gives what ends it.
 */
export function follow<T extends Followed>(job: Following<T>, env: FollowEnv = browser): () => void {
  let seen = 0
  let heard = false
  let over = false
  let calm: (() => void) | undefined
  const source = env.source(job.events)

  function stop(): void {
    over = true
    calm?.()
    source.close()
  }
  function wait(ms = heard && source.readyState === open ? slow : fast): void {
    calm?.()
    if (!over) calm = env.after(ms, () => void ask())
  }
  function hear(now: T): void {
    if (over || now.revision <= seen) return
    seen = now.revision
    job.told(now)
  }

  async function ask(): Promise<void> {
    try {
      const now = await job.ask()
      if (over) return
      hear(now)
      if (!moves(now)) stop()
    } catch (error) {
      if (over) return
      if (error instanceof Refusal && !error.passing) {
        stop()
        job.lost(error)
      } else wait(error instanceof Refusal ? Math.max(fast, error.wait) : fast)
      return
    }
    wait()
  }

  source.addEventListener('job', ({ data = '' }) => {
    const now = JSON.parse(data) as T
    heard = true
    if (!moves(now)) return wait(0)
    hear(now)
    wait()
  })
  source.addEventListener('error', () => wait(fast))
  wait()
  return stop
}
