import { IDBFactory } from 'fake-indexeddb'
import { createHash } from 'node:crypto'
import type { Content, Draft, Photo } from '../src/engine/activity.ts'
import { makeClient } from '../src/engine/client.ts'
import { pageLocks, type Locks } from '../src/engine/lock.ts'
import { makeQueue, type Queue, type QueueEnv } from '../src/engine/queue.ts'
import { openStore, type PhoneStore } from '../src/engine/store.ts'
import type { Server } from './server.ts'

/** A clock that moves when it is told to. */
export class Clock {
  now = 1_663_200_000_000
}

/** A phone: its disk outlives the tabs that are opened on it. */
export class Phone {
  readonly disk = new IDBFactory()
  readonly clock = new Clock()
  readonly locks = new TabLocks()
  readonly server: Server

  constructor(server: Server) {
    this.server = server
  }

  /** Opens the app. With `life`, each step costs a life and the last one never ends: the process was killed. */
  async open(life = Infinity, chance: () => number = () => 0.5): Promise<Tab> {
    return new Tab(this, openStore('outreach-test', this.disk), life, chance)
  }
}

/** Locks of one origin: those of a tab that dies are free. */
export class TabLocks {
  #inner = pageLocks()
  #deaths = new Map<number, (reason: unknown) => void>()

  of(tab: number): Locks {
    return {
      request: async <T>(name: string, work: () => Promise<T>) => {
        const dead = new Promise<never>((_, no) => this.#deaths.set(tab, no))
        // It may die while it waits for its turn.
        dead.catch(() => undefined)
        let ended: ((value: T) => void) | undefined
        const result = new Promise<T>(ok => (ended = ok))
        await this.#inner
          .request(name, async () => {
            const value = await Promise.race([work(), dead])
            ended?.(value)
          })
          .catch((error: unknown) => {
            if (error !== killed) throw error
            return never()
          })
        return result
      },
    }
  }

  kill(tab: number): void {
    this.#deaths.get(tab)?.(killed)
  }
}

const killed = new Error('killed')

function never(): Promise<never> {
  return new Promise(() => undefined)
}

/** One tab: the engine over the phone's disk. */
export class Tab {
  static #count = 0
  readonly #number = Tab.#count++
  readonly #phone: Phone
  readonly store: PhoneStore
  readonly queue: Queue
  /** Resolves when the tab has been killed. */
  readonly death: Promise<void>
  #die: () => void = () => undefined
  #lives: number
  asked = 0
  dead = false

  constructor(phone: Phone, store: PhoneStore, lives: number, chance: () => number) {
    this.#phone = phone
    this.#lives = lives
    this.death = new Promise(ok => (this.#die = ok))
    this.store = this.#mortal(store)
    const { server, clock, locks } = phone
    const fetch: typeof globalThis.fetch = async (input, init) => {
      await this.#step()
      const answer = await server.fetch(input, init)
      await this.#step()
      return answer
    }
    const client = makeClient({
      fetch,
      now: () => clock.now,
      after: () => () => undefined,
      lang: () => 'zh',
      reached: () => undefined,
    })
    const env: QueueEnv = {
      store: this.store,
      client,
      locks: locks.of(this.#number),
      name: 'send',
      now: () => clock.now,
      chance,
      say: key => key,
      changed: async () => undefined,
      signIn: () => this.asked++,
    }
    this.queue = makeQueue(env)
  }

  /** Kills the tab now. */
  kill(): void {
    this.#lives = 0
    this.dead = true
    this.#die()
    this.#phone.locks.kill(this.#number)
  }

  /** Runs work until it ends or the tab is killed. */
  async run(work: (tab: Tab) => Promise<unknown>): Promise<boolean> {
    return Promise.race([work(this).then(() => true), this.death.then(() => false)])
  }

  async #step(): Promise<void> {
    if (this.#lives-- > 0) return
    this.kill()
    await never()
  }

  #mortal(store: PhoneStore): PhoneStore {
    const wrapped = Object.entries(store).map(([name, method]) => [
      name,
      async (...args: unknown[]) => {
        await this.#step()
        const value: unknown = await (method as (...all: unknown[]) => Promise<unknown>)(...args)
        await this.#step()
        return value
      },
    ])
    return Object.fromEntries(wrapped) as PhoneStore
  }
}

/** A photo of some bytes. */
export function photoOf(text: string): Photo {
  const bytes = new TextEncoder().encode(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { sha256, bytes: bytes.buffer, width: 1, height: 1 }
}

/** A content of some heads and photos. */
export function contentWith(attendance: number, photos: readonly Photo[] = []): Content {
  const evidence = photos.map(({ sha256 }) => ({ sha256, kind: 'photo' }))
  return { kind: 'session', title: 'x', attendance, ...(photos.length > 0 ? { evidence } : {}) }
}

/** A draft of a content. */
export function draftOf(id: string, content: Content): Draft {
  return { id, content, base: 0, changedAt: 0, faults: [], attempted: [] }
}

/** Bytes of a photo as text. */
export function textOf(bytes: ArrayBuffer | Uint8Array | undefined): string {
  return bytes ? new TextDecoder().decode(bytes) : ''
}
