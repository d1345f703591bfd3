import type { Fault, Row } from './activity.ts'
import { Offline, Refusal, type Client } from './client.ts'
import { contentOf, sameContent } from './content.ts'
import type { Locks } from './lock.ts'
import type { PhoneStore } from './store.ts'

/** What a queue is made of. */
export interface QueueEnv {
  store: Pick<PhoneStore, 'rows' | 'photo' | 'amend' | 'sent' | 'putRecords'>
  client: Pick<Client, 'putActivity' | 'putPhoto'>
  locks: Locks
  /** Name of the lock: the same in every tab of one person. */
  name: string
  now(): number
  /** A number in [0, 1). */
  chance(): number
  /** A sentence in the user's language by its key. */
  say(key: string): string
  /** Something in the store has changed. */
  changed(): Promise<void>
  /** The server wants to know who asks. Nothing is sent before `flush` is called again. */
  signIn(): void
}

/** Sends what waits. */
export interface Queue {
  /**
   * Tries every row whose time has come, or with `now` every row that waits; rows the server refused wait for the
   * person. Resolves when all of them have been tried once. Two tabs take turns.
   */
  flush(now?: boolean): Promise<void>
  /** When to flush again, milliseconds since the epoch; undefined where nothing waits. */
  next(): Promise<number | undefined>
}

/** The longest wait between two attempts. */
const longest = 300_000
/** A wait longer than any that is given comes from a clock that was set back. */
const absurd = 4_000_000

/** Makes a queue. */
export function makeQueue(env: QueueEnv): Queue {
  let running: Promise<void> | undefined
  let urgent = false
  let again = false
  /** The server asked every client to be quiet until then. */
  let quiet = 0

  const due = (row: Row) => urgent || row.nextAt <= env.now() || row.nextAt > env.now() + absurd

  async function pass(): Promise<void> {
    const tried = new Set<string>()
    for (;;) {
      if (env.now() < quiet) return
      const rows = await env.store.rows()
      const row = rows.find(r => !r.refused && !tried.has(turn(r)) && due(r))
      if (!row) return
      tried.add(turn(row))
      const halt = await send(env, row)
      if (halt === 'sign in') return env.signIn()
      if (halt) quiet = env.now() + halt
    }
  }

  async function run(): Promise<void> {
    do {
      again = false
      await env.locks.request(env.name, pass)
    } while (again)
  }

  return {
    flush(now = false) {
      urgent ||= now
      again = true
      running ??= run().finally(() => {
        running = undefined
        urgent = false
      })
      return running
    },
    async next() {
      const times = (await env.store.rows()).filter(r => !r.refused).map(r => (due(r) ? 0 : r.nextAt))
      return times.length > 0 ? Math.max(quiet, Math.min(...times)) : undefined
    },
  }
}

function turn(row: Row): string {
  return `${row.id} ${row.enqueuedAt}`
}

/** What ends a pass: nobody is signed in, or milliseconds of quiet that the server asked for. */
type Halt = 'sign in' | number | undefined

/** Attempts in one go: a change of base or photos put back need another. */
const rounds = 4

async function send(env: QueueEnv, first: Row): Promise<Halt> {
  let row: Row | undefined = first
  try {
    for (let left = rounds; row && left > 0; left--) row = await attempt(env, row, left === 1)
    return undefined
  } catch (error) {
    return await postpone(env, row ?? first, error)
  } finally {
    await env.changed()
  }
}

/** Photos first, then the record that names them. Gives the row where it is worth another attempt at once. */
async function attempt(env: QueueEnv, row: Row, last: boolean): Promise<Row | undefined> {
  const ready = await sendPhotos(env, row)
  if (!ready) return undefined
  try {
    const record = await env.client.putActivity(ready.id, ready.content, ready.base)
    await env.store.sent(ready, record)
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal) || error.passing) throw error
    const better = last ? undefined : await mend(env, ready, error)
    return better ? env.store.amend(ready, better) : refuse(env, ready, error)
  }
}

async function sendPhotos(env: QueueEnv, first: Row): Promise<Row | undefined> {
  let row: Row | undefined = first
  for (const sha256 of first.photos) {
    const photo = await env.store.photo(sha256)
    try {
      if (photo) await env.client.putPhoto(photo)
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing) throw error
      const at = (first.content.evidence ?? []).findIndex(one => one.sha256 === sha256)
      return refuse(env, first, error, `/evidence/${at}/sha256`)
    }
    row = await env.store.amend(row, { photos: row.photos.filter(one => one !== sha256), tries: 0 })
    if (!row) return undefined
  }
  return row
}

/** What may turn a refusal into a yes without the person: a conflict with an own late write, a photo the server lost. */
async function mend(env: QueueEnv, row: Row, { code, problem }: Refusal): Promise<Partial<Row> | undefined> {
  const { stored, errors = [] } = problem
  if (code === 'conflict' && stored && row.attempted.some(own => sameContent(own, contentOf(stored))))
    return { base: stored.revision }
  const absent = errors
    .filter(one => one.code === 'fault.photo.absent')
    .map(one => /^\/evidence\/(\d+)/.exec(one.pointer ?? ''))
  const names = absent.flatMap(found => row.content.evidence?.[Number(found?.[1])]?.sha256 ?? [])
  const photos: string[] = []
  for (const sha256 of names) if (await env.store.photo(sha256)) photos.push(sha256)
  return photos.length > 0 && photos.length === errors.length ? { photos } : undefined
}

/** Leaves the row to the person, with the server's words at the fields, on top of what the server holds now. */
async function refuse(env: QueueEnv, row: Row, refusal: Refusal, at?: string): Promise<undefined> {
  const { faults, message, problem } = refusal
  const { stored } = problem
  const whole: Fault[] = [{ pointer: at ?? '', message: faults[0]?.message ?? message }]
  if (stored) await env.store.putRecords([stored])
  await env.store.amend(row, {
    refused: at !== undefined || faults.length === 0 ? whole : faults,
    trouble: '',
    base: stored?.revision ?? row.base,
  })
}

/** Puts the next attempt off: twice as long each time, with chance so that many phones do not come at once. */
async function postpone(env: QueueEnv, row: Row, error: unknown): Promise<Halt> {
  if (!(error instanceof Offline || error instanceof Refusal)) throw error
  const wait = error instanceof Refusal ? error.wait : 0
  if (error instanceof Refusal && error.status === 401) {
    await env.store.amend(row, { trouble: env.say('queue.sign_in') })
    return 'sign in'
  }
  const tries = row.tries + 1
  const pause = Math.min(longest, 1000 * 2 ** tries * (0.75 + env.chance() / 2))
  await env.store.amend(row, {
    tries,
    nextAt: env.now() + Math.max(pause, wait),
    trouble: error instanceof Refusal ? error.message : env.say('queue.offline'),
  })
  return wait
}
