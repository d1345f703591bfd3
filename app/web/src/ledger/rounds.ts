import { Offline, Refusal } from '../engine/client.ts'
import type { Row } from '../engine/activity.ts'
import type { Desk } from './desk.ts'

/** The shortest time between two rounds by themselves. */
const breath = 1000
/** How long to wait before the server is looked for again where nothing waits to be sent. */
const search = 30_000
/** How old what the server said may be when the page is looked at again. */
const fresh = 300_000

/** What is asked of the server besides sending. */
export interface Asking {
  /** Everything anew. */
  refresh(): Promise<void>
  /** What a sent record changes. */
  month(): Promise<void>
}

/** Sending and asking again: now, when the time has come, and when the phone wakes. */
export interface Rounds {
  flush(now: boolean): Promise<void>
  /** Plans the next round. */
  plan(): Promise<void>
  /** Waits for work that nobody else does; what the network or the server refuses is no surprise. */
  settle(work: Promise<unknown>): Promise<void>
  /** Notes that the server has just been asked everything. */
  asked(): void
}

/** Makes the rounds and listens to the phone. */
export function makeRounds(desk: Desk, asking: Asking): Rounds {
  const { env, state } = desk
  let callOff: (() => void) | undefined
  let askedAt = 0

  async function settle(work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) state.needsSignIn = state.user !== null
      else if (!(error instanceof Offline || (error instanceof Refusal && error.passing))) env.fault(error)
    }
  }

  async function flush(now: boolean): Promise<void> {
    if (!state.user) return
    callOff?.()
    const stays = desk.stays()
    const before = state.rows
    state.sending = before.some(waits)
    try {
      await desk.queue.flush(now)
    } catch (error) {
      // Who signs out takes the store from under what is on its way.
      if (stays()) throw error
    } finally {
      if (stays()) state.sending = false
    }
    if (!stays()) return
    if (tell(before)) void settle(asking.month())
    await plan()
  }

  /** Says what has become of the rows; gives whether any was sent. */
  function tell(before: readonly Row[]): boolean {
    const gone = (row: Row) => ![...state.rows, ...state.drafts].some(({ id }) => id === row.id)
    const sent = before.filter(row => waits(row) && gone(row)).length
    const refused = state.rows.filter(row => row.refused && before.some(b => b.id === row.id && waits(b))).length
    if (refused > 0) state.message = env.texts.t('queue.refused', { N: refused })
    else if (sent > 0) state.message = env.texts.t('queue.sent', { N: sent })
    return sent > 0
  }

  async function plan(): Promise<void> {
    callOff?.()
    if (!state.user || state.needsSignIn) return
    const at = await desk.queue.next()
    callOff?.()
    if (at === undefined && state.online) return
    const pause = at === undefined ? search : Math.max(breath, at - env.now())
    callOff = env.after(pause, () => void settle(at === undefined ? asking.refresh().then(plan) : flush(false)))
  }

  async function wake(): Promise<void> {
    if (!state.user) return
    desk.dawn()
    await desk.changed()
    if (env.now() - askedAt > fresh || !state.online) await asking.refresh()
    else if (!state.needsSignIn) await flush(true)
  }

  env.onWake(why => {
    if (why === 'offline') state.online = false
    void settle(why === 'offline' ? plan() : wake())
  })
  return { flush, plan, settle, asked: () => (askedAt = env.now()) }
}

function waits(row: Row): boolean {
  return !row.refused
}
