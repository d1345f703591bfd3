import { shallowReactive } from 'vue'
import type { Activity } from '../engine/activity.ts'
import { makeClient, type Client } from '../engine/client.ts'
import { dayOf } from '../engine/date.ts'
import type { Locks } from '../engine/lock.ts'
import type { PictureTools } from '../engine/photo.ts'
import { makeQueue, type Queue } from '../engine/queue.ts'
import { openStore, type PhoneStore } from '../engine/store.ts'
import type { Person, State } from '../ledger.ts'
import type { Texts } from '../texts.ts'

/** What the browser gives. */
export interface Env {
  fetch: typeof fetch
  /** Undefined where the browser has none or forbids it. */
  databases: IDBFactory | undefined
  locks: Locks
  /** Small things remembered for this site; null takes one away. */
  memory: { get(key: string): string | null; set(key: string, value: string | null): void }
  now(): number
  random(bytes: number): Uint8Array
  /** A number in [0, 1). */
  chance(): number
  /** Runs something after so many milliseconds; gives what calls it off. */
  after(ms: number, run: () => void): () => void
  /** Whether the browser claims a network. */
  connected(): boolean
  /** Calls when the network comes or goes and when the page is looked at again. */
  onWake(run: (why: 'online' | 'offline' | 'visible') => void): void
  /** A line to the other tabs. `tell` is not heard by oneself. */
  channel(name: string, hear: () => void): { tell(): void; close(): void }
  /** The browser's promise to spare the data of this site. */
  persistence: { have(): Promise<boolean>; ask(): Promise<boolean> }
  /** Builds of the app: calls when another one waits; hears of the server's; changes to it and loads the page anew. */
  builds: { onWaiting(run: () => void): void; heard(build: string): void; takeOver(): Promise<void> }
  /** Shows the page in a text size; the language is the texts' affair. */
  look(size: State['size']): void
  pictures(): Promise<PictureTools>
  texts: Pick<Texts, 't' | 'use'>
  /** An error nobody expects, of work that nobody waits for. */
  fault(error: unknown): void
}

/** State that may be written. */
export type Open = { -readonly [K in keyof State]: State[K] }

/** What the parts of the ledger share: state, network, and the store and queue of the present person. */
export interface Desk {
  readonly env: Env
  readonly state: Open
  readonly client: Client
  /** Fails where nobody works, as does queue. */
  readonly store: PhoneStore
  readonly queue: Queue
  /** Takes a person's store at once, then reads it, and `beside`; gives it back when another is taken. */
  open(person: Person, beside: () => Promise<void>): Promise<void>
  /** Gives the store back; nobody works here any more. */
  close(): Promise<void>
  /** Whether the person is still the one of whom this was first asked. */
  stays(): () => boolean
  /** Reads drafts, rows and records into the state, and tells the other tabs. */
  changed(): Promise<void>
  /** Sets the day anew: by the ledger's word, else by the phone's clock with the last difference between them. */
  dawn(today?: string): void
}

/** Where the memory has the area of the record handed over last. */
export const lastArea = 'outreach.area'

/** Name of a person's database, lock and channel. */
export function nameOf(person: Person): string {
  return `outreach-${person.id}`
}

/** Makes a desk that nobody works at yet. */
export function makeDesk(env: Env): Desk {
  const state = shallowReactive<Open>(blank(env))
  // An answer may still come in after the phone has lost its network.
  const reached = (yes: boolean) => (state.online = yes && env.connected())
  const client = makeClient({ ...env, lang: () => state.lang, reached })
  let place: Place | undefined
  /** Milliseconds by which the ledger's day runs ahead of the phone's. */
  let ahead = 0

  function here(): Place {
    if (!place) throw new Error('nobody works here')
    return place
  }

  async function load(): Promise<void> {
    const from = place
    if (!from) return
    const [drafts, rows, records] = await Promise.all([from.store.drafts(), from.store.rows(), from.store.records()])
    if (from !== place) return
    Object.assign(state, { drafts, rows, records: records.sort(newestFirst) })
    env.memory.set(lastArea, (rows[rows.length - 1]?.content ?? records[0])?.area ?? null)
  }

  async function changed(): Promise<void> {
    await load()
    place?.line.tell()
  }

  async function close(): Promise<void> {
    const before = place
    place = undefined
    env.memory.set(lastArea, null)
    Object.assign(state, empty())
    before?.line.close()
    await before?.store.close()
  }

  return {
    env,
    state,
    client,
    get store() {
      return here().store
    },
    get queue() {
      return here().queue
    },
    async open(person, beside) {
      const gone = place && close()
      const name = nameOf(person)
      const store = openStore(name, env.databases)
      const signIn = () => (state.needsSignIn = true)
      const queue = makeQueue({ ...env, store, client, name, say: env.texts.t, changed, signIn })
      place = { store, queue, line: env.channel(name, () => void load().catch(env.fault)) }
      state.user = person
      const storage = storageOf(env, store).then(kind => {
        if (place?.store === store) state.storage = kind
      })
      storage.catch(env.fault)
      await Promise.all([gone, load(), beside()])
    },
    close,
    stays() {
      const mine = place
      return () => mine === place
    },
    changed,
    dawn(today) {
      if (today) ahead = Date.parse(today) - Date.parse(dayOf(env.now()))
      state.today = dayOf(env.now() + ahead)
    },
  }
}

/** What is open for one person. */
interface Place {
  store: PhoneStore
  queue: Queue
  line: ReturnType<Env['channel']>
}

/** Nothing of anybody. */
function empty() {
  const nobody = { user: null, roles: [], drafts: [], rows: [], records: [], moreRecords: false, month: null }
  return { ...nobody, sending: false, needsSignIn: false }
}

function blank(env: Env): Open {
  return {
    ...empty(),
    phase: 'starting',
    today: dayOf(env.now()),
    online: env.connected(),
    storage: env.databases ? 'best-effort' : 'none',
    catalogue: null,
    gazetteer: null,
    campuses: null,
    updateWaiting: false,
    lang: env.memory.get('outreach.lang') === 'en' ? 'en' : 'zh',
    size: ([24, 30] as const).find(size => String(size) === env.memory.get('outreach.size')) ?? 18,
    message: '',
  }
}

async function storageOf(env: Env, store: PhoneStore): Promise<State['storage']> {
  if (!(await store.lasting())) return 'none'
  return (await env.persistence.have()) ? 'persistent' : 'best-effort'
}

function newestFirst(a: Activity, b: Activity): number {
  const [x, y] = [a.date ?? '', b.date ?? '']
  if (x !== y) return x < y ? 1 : -1
  return a.id < b.id ? 1 : -1
}
