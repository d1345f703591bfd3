import type { Activity, Content, Fault, Photo, Problem } from './activity.ts'

/** The call did not reach the ledger, or its answer did not reach us: whether it was heard is not known. */
export class Offline extends Error {}

/** The ledger answered no. `message` is its own sentence in the user's language. */
export class Refusal extends Error {
  readonly status: number
  /** The problem's code, e.g. conflict. */
  readonly code: string
  readonly faults: Fault[]
  readonly problem: Problem
  /** Milliseconds that the server wants to be left alone; 0 where it did not say. */
  readonly wait: number

  constructor(status: number, problem: Problem, wait: number) {
    super(problem.detail || problem.title || problem.code || String(status))
    this.status = status
    this.code = problem.code ?? ''
    this.faults = (problem.errors ?? []).map(({ pointer = '', message = '' }) => ({ pointer, message }))
    this.problem = problem
    this.wait = wait
  }

  /** Whether the same call may be welcome later: the refusal is about the moment, not about what was sent. */
  get passing(): boolean {
    return this.status >= 500 || [401, 408, 425, 429].includes(this.status)
  }
}

/** What a client is made of. */
export interface ClientEnv {
  fetch: typeof fetch
  now(): number
  /** Runs something after so many milliseconds; gives what calls it off. */
  after(ms: number, run: () => void): () => void
  /** Language of the server's sentences. */
  lang(): string
  /** Told after every call: whether the ledger itself has answered. */
  reached(yes: boolean): void
}

/** Calls of the API; every one fails with Offline or Refusal. */
export interface Client {
  get<T>(path: string): Promise<T>
  /** As `get`, by a request that a preload in the page answers: no header of its own. */
  first<T>(path: string): Promise<T>
  send<T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T>
  /** Creates a submitted record, or changes the revision `base` of it. */
  putActivity(id: string, content: Content, base: number): Promise<Activity>
  putPhoto(photo: Photo): Promise<void>
}

const root = '/api/v1'
const patience = 15_000
/** Bytes per millisecond below which a photo is given up: 5 KB/s, a bad 2G line. */
const crawl = 5

/** Makes a client. */
export function makeClient(env: ClientEnv): Client {
  const { fetch } = env
  const language = () => ({ 'Accept-Language': env.lang() === 'en' ? 'en' : 'zh-CN' })

  async function call<T>(path: string, init: RequestInit, limit = patience): Promise<T> {
    const stop = new AbortController()
    const calm = env.after(limit, () => stop.abort())
    try {
      const answer = await fetch(root + path, { ...init, signal: stop.signal })
      const value = await read<T>(answer, env.now())
      env.reached(true)
      return value
    } catch (error) {
      env.reached(error instanceof Refusal)
      if (error instanceof Refusal || error instanceof Offline) throw error
      throw new Offline('no answer', { cause: error })
    } finally {
      calm()
    }
  }

  return {
    get: path => call(path, { headers: language() }),
    first: path => call(path, {}),
    send: (method, path, body) => call(path, json(method, body, language())),
    async putActivity(id, content, base) {
      const headers: Record<string, string> = { ...language(), ...(base > 0 ? { 'If-Match': `"${base}"` } : {}) }
      const record = await call<Activity>(
        `/activities/${id}`,
        json('PUT', { ...content, status: 'submitted' }, headers),
      )
      if (record.id !== id) throw new Offline('an answer to another question')
      return record
    },
    async putPhoto({ sha256, bytes }) {
      const headers = { ...language(), 'Content-Type': 'image/jpeg' }
      const limit = patience + bytes.byteLength / crawl
      await call(`/photos/${sha256}`, { method: 'PUT', headers, body: bytes }, limit)
    },
  }
}

function json(method: string, body: object | undefined, headers: Record<string, string>): RequestInit {
  if (!body) return { method, headers }
  return { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
}

/** Reads an answer; what is not the ledger's own, such as a hotel's sign-in page, is no answer. */
async function read<T>(answer: Response, now: number): Promise<T> {
  const media = answer.headers.get('Content-Type') ?? ''
  if (answer.status === 204) return undefined as T
  if (!/^application\/(problem\+)?json\b/.test(media)) throw new Offline(`${answer.status} ${media}`)
  const body = (await answer.json()) as unknown
  if (answer.ok) return body as T
  throw new Refusal(answer.status, body as Problem, waitOf(answer.headers.get('Retry-After'), now))
}

/** Milliseconds that a Retry-After header asks for, as seconds or as a date. */
function waitOf(header: string | null, now: number): number {
  if (!header) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return ms > 0 ? ms : 0
}
