import { IDBFactory } from 'fake-indexeddb'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Content, Draft, Wire } from '../src/engine/activity.ts'
import { pageLocks } from '../src/engine/lock.ts'
import { makeLedger, type Ledger } from '../src/ledger.ts'
import type { Env } from '../src/ledger/desk.ts'
import { areas, campusColumns, catalogue, copy, schools, shortColumns, vectors } from './data.ts'
import { Clock } from './phone.ts'
import { Server } from './server.ts'

type Wake = Parameters<Parameters<Env['onWake']>[0]>[0]

/** A server with people, lists and sums around its records. */
export class Host {
  readonly server = new Server()
  /** Who holds the cookie. */
  who: string | null = null
  down = false
  /** Whether a sign-in page of somebody else answers everything. */
  hotel = false
  build = 'b1'
  /** Every request, as "METHOD path", with the headers the app set itself. */
  readonly asked: { line: string; headers: string[] }[] = []

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const path = String(input).replace('/api/v1', '')
    const method = init.method ?? 'GET'
    this.asked.push({ line: `${method} ${path}`, headers: Object.keys(init.headers ?? {}) })
    await setImmediate()
    if (this.down) throw new TypeError('no network')
    if (this.hotel) return new Response('<p>Welcome</p>', { headers: { 'Content-Type': 'text/html' } })
    this.server.signedIn = this.who !== null
    const answer = this.#answer(method, path, init)
    return answer ?? this.server.fetch(input, init)
  }

  #answer(method: string, path: string, init: RequestInit): Response | undefined {
    const body = (init.headers as Record<string, string>)?.['Content-Type']?.includes('json')
      ? (JSON.parse(String(init.body)) as { login?: string; password?: string })
      : {}
    if (method === 'POST' && path === '/redeem') return Response.json({ login: 'ann' })
    if (method === 'POST' && path === '/session') {
      if (body.password !== 'right') return refusal(401, 'unauthenticated')
      this.who = body.login ?? null
      return Response.json(this.#session(), { status: 201 })
    }
    if (this.who === null) return refusal(401, 'unauthenticated')
    if (method === 'DELETE' && path === '/session') {
      this.who = null
      return new Response(null, { status: 204 })
    }
    return method === 'GET' ? this.#read(path) : undefined
  }

  #session(): Wire['Session'] {
    const user = { id: `id-${this.who}`, login: this.who ?? '', name: this.who ?? '', grants: [], disabled: false }
    const session = { id: 's', current: true, created_at: '2022-09-15T00:00:00Z' }
    return { user: { ...user, revision: 1 }, roles: ['volunteer'], session, today: '2022-09-15', build: this.build }
  }

  #read(path: string): Response {
    const url = new URL(path, 'http://host')
    const [, , id = '', more] = url.pathname.split('/')
    if (url.pathname === '/session') return Response.json(this.#session())
    if (url.pathname === '/catalogue') return Response.json(catalogue)
    if (url.pathname === '/catalogue/areas') return Response.json(shortColumns(areas))
    if (url.pathname === '/catalogue/campuses') return Response.json(campusColumns(schools))
    if (url.pathname === '/activities/summary') return Response.json(this.#summary(url.searchParams))
    if (url.pathname === '/activities') return Response.json(this.#page(url.searchParams))
    const held = this.server.records.get(id)
    if (!held) return refusal(404, 'not_found')
    return Response.json(more === 'history' ? { items: held.versions } : held.record)
  }

  #summary(query: URLSearchParams): Wire['Summary'] {
    const mine = this.#own(query).filter(r => (r.date ?? '') >= (query.get('from') ?? ''))
    return { activities: 0, attendance: 0, not_counted: [], total: mine.length, as_of: '2022-09-15T00:00:00Z' }
  }

  #own(query: URLSearchParams) {
    const fits = (name: string, value: unknown) => !query.get(name) || query.get(name) === value
    return [...this.server.records.values()]
      .map(({ record }) => ({ ...record, author: `id-${this.who}`, created_at: record.created_at ?? '2022-09-01' }))
      .filter(r => fits('author', r.author) && fits('status', r.status) && fits('kind', r.kind))
      .reverse()
  }

  #page(query: URLSearchParams): Wire['PageActivity'] {
    const all = this.#own(query)
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('limit'))
    return { items: all.slice(from, to), total: all.length, ...(to < all.length && { next: String(to) }) }
  }
}

function refusal(status: number, code: string): Response {
  const body = JSON.stringify({ status, code, detail: code })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } })
}

/** A browser: what it remembers outlives the pages opened in it. */
export class Browser {
  readonly host: Host
  readonly disk: IDBFactory | undefined
  readonly clock = new Clock()
  readonly remembered = new Map<string, string>()
  readonly faults: unknown[] = []
  #locks = pageLocks()
  #lines = new Map<string, Set<() => void>>()
  /** Whether the browser agrees to spare the data. */
  spares = true
  #random = 0

  constructor(host: Host, disk: IDBFactory | undefined = new IDBFactory()) {
    this.host = host
    this.disk = disk
  }

  /** Opens the app and starts it. */
  async open(): Promise<Page> {
    const page = this.page()
    await page.ledger.start()
    await page.rest()
    return page
  }

  /** A page that has not started. */
  page(): Page {
    return new Page(this)
  }

  env(page: Page): Env {
    return {
      fetch: this.host.fetch,
      databases: this.disk,
      locks: this.#locks,
      memory: {
        get: key => this.remembered.get(key) ?? null,
        set: (key, value) => (value === null ? this.remembered.delete(key) : this.remembered.set(key, value)),
      },
      now: () => this.clock.now,
      random: bytes => new Uint8Array(createHash('sha256').update(`${this.#random++}`).digest()).slice(0, bytes),
      chance: () => 0.5,
      after: (ms, run) => page.later(ms, run),
      connected: () => !this.host.down,
      onWake: run => (page.wake = run),
      channel: (name, hear) => {
        const line = this.#lines.get(name) ?? new Set()
        this.#lines.set(name, line.add(hear))
        return { tell: () => line.forEach(one => one !== hear && one()), close: () => line.delete(hear) }
      },
      persistence: { have: async () => page.persisted, ask: async () => (page.asks++, (page.persisted = this.spares)) },
      builds: {
        onWaiting: run => (page.wait = run),
        heard: build => (page.heard = build),
        takeOver: async () => void page.taken++,
      },
      look: size => (page.size = size),
      pictures: async () => ({
        decode: async file => ({ width: 800, height: 600, close: () => undefined, text: await file.text() }),
        encode: async bitmap => new TextEncoder().encode((bitmap as unknown as { text: string }).text).buffer,
        digest: async bytes => new Uint8Array(createHash('sha256').update(new Uint8Array(bytes)).digest()).buffer,
      }),
      texts: {
        t: (key, params) => `${key}${params ? JSON.stringify(params) : ''}`,
        use: async lang => void (page.spoken = lang),
      },
      fault: error => this.faults.push(error),
    }
  }
}

/** One open page. */
export class Page {
  readonly ledger: Ledger
  wake: (why: Wake) => void = () => undefined
  wait: () => void = () => undefined
  persisted = false
  asks = 0
  taken = 0
  heard = ''
  size = 0
  spoken = ''
  #clock: Clock
  #timers = new Set<{ at: number; run: () => void }>()

  constructor(browser: Browser) {
    this.#clock = browser.clock
    this.ledger = makeLedger(browser.env(this))
  }

  later(ms: number, run: () => void): () => void {
    const timer = { at: this.#clock.now + ms, run }
    // A request's patience is not tried here; what only waits for a painted page comes by itself.
    if (ms === 15_000) return () => undefined
    if (ms === 0) void setImmediate().then(run)
    if (ms === 0) return () => undefined
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets time pass and everything that is due happen. */
  async pass(ms: number): Promise<void> {
    this.#clock.now += ms
    await this.rest()
  }

  /** Waits until nothing is due and nothing is under way. */
  async rest(): Promise<void> {
    for (let calm = 0; calm < 60; calm++) {
      for (const timer of this.#timers) {
        if (timer.at > this.#clock.now) continue
        this.#timers.delete(timer)
        timer.run()
        calm = 0
      }
      await setImmediate()
    }
  }
}

/** A phone at which ann has signed in. */
export async function setup(disk?: null): Promise<{ host: Host; browser: Browser; page: Page; ledger: Ledger }> {
  const host = new Host()
  const browser = new Browser(host)
  if (disk === null) Object.assign(browser, { disk: undefined })
  const page = await browser.open()
  await page.ledger.signIn('ann', 'right')
  await page.ledger.needRecords()
  await page.rest()
  return { host, browser, page, ledger: page.ledger }
}

/** A draft filled in so that no rule keeps it back. */
export function fill(draft: Draft, more: Partial<Content> = {}): Draft {
  return { ...draft, content: { ...copy(vectors.bases.session), date: '2022-09-15', ...more } }
}

/** Submits one record and gives its id. */
export async function submitted(page: Page, more: Partial<Content> = {}): Promise<string> {
  const draft = fill(page.ledger.newDraft('session'), more)
  assert.deepEqual(await page.ledger.submit(draft), [])
  await page.rest()
  return draft.id
}
