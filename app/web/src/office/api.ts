import type { Problem } from '../engine/activity.ts'
import { Offline, Refusal } from '../engine/client.ts'

/** Parameters of a question. Lists are joined by commas; what is absent or empty is left out. */
export type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>

/** An entry and the tag to change it with: the quoted revision. */
export interface Tagged<T> {
  value: T
  etag: string
}

/**
 * Calls of the ledger. Paths are below /api/v1. Every call fails with Offline where no answer came and with Refusal
 * where the ledger said no; an ended session is asked for anew first, and the call is then made again.
 */
export interface Api {
  get<T>(path: string, query?: Query, stop?: AbortSignal): Promise<T>
  /** As `get`, by the page's preload where office.html has one for this address: it bears no header of its own. */
  early<T>(path: string): Promise<T>
  /** As `get`, with the tag of the answer. */
  read<T>(path: string, query?: Query, stop?: AbortSignal): Promise<Tagged<T>>
  /** match: the tag or revision that the change was made from. */
  post<T>(path: string, body?: object, match?: string | number): Promise<T>
  put<T>(path: string, body: object, match?: string | number): Promise<T>
  /** Takes something away; what is gone already counts as done. */
  drop(path: string): Promise<void>
  /** Sends a file; `progress` hears how many bytes of all are on their way. */
  upload<T>(path: string, file: Upload, progress: (sent: number, all: number) => void, stop?: AbortSignal): Promise<T>
  /** The address itself, for links, pictures and event streams. */
  url(path: string, query?: Query): string
}

/** A file to send. */
export interface Upload {
  body: Blob
  media: string
  query?: Query
}

/** What calls are made with. */
export interface ApiEnv {
  fetch: typeof fetch
  /** Makes what can tell how much of a file was sent. */
  request(): XMLHttpRequest
  now(): number
  /** Language of the server's sentences. */
  lang(): string
  /** Asks the person to sign in again; resolves once they have. */
  lapsed(): Promise<void>
}

const root = '/api/v1'

/** Makes the calls. */
export function makeApi(env: ApiEnv): Api {
  const language = () => (env.lang() === 'en' ? 'en' : 'zh-CN')

  async function call<T>(path: string, init: RequestInit, query?: Query): Promise<Tagged<T>> {
    const headers = { 'Accept-Language': language(), ...(init.headers as Record<string, string> | undefined) }
    let answer: Response
    try {
      answer = await env.fetch(url(path, query), { ...init, headers })
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw new Offline('no answer', { cause: error })
    }
    // A wrong password is no session that has ended, and who signs out wants none.
    if (answer.status === 401 && (path !== '/session' || (init.method ?? 'GET') === 'GET')) {
      await env.lapsed()
      return call(path, init, query)
    }
    const { value } = await read<T>(answer, env.now())
    return { value, etag: answer.headers.get('ETag') ?? '' }
  }

  const body = <T>(method: string, path: string, value?: object, match?: string | number) => {
    const headers: Record<string, string> = {}
    if (value) headers['Content-Type'] = 'application/json'
    if (match !== undefined) headers['If-Match'] = typeof match === 'number' ? `"${match}"` : match
    return call<T>(path, { method, headers, ...(value && { body: JSON.stringify(value) }) })
  }

  async function send<T>(
    path: string,
    file: Upload,
    progress: (sent: number, all: number) => void,
    stop?: AbortSignal,
  ) {
    const { status, text, wait } = await posted(env.request(), {
      address: url(path, file.query),
      headers: { 'Accept-Language': language(), 'Content-Type': file.media },
      body: file.body,
      progress,
      ...(stop && { stop }),
    })
    if (status === 401) {
      await env.lapsed()
      return send<T>(path, file, progress, stop)
    }
    return parsed<T>(status, text, waitOf(wait, env.now()))
  }

  return {
    get: async (path, query, stop) => (await call<never>(path, { signal: stop ?? null }, query)).value,
    async early(path) {
      const answer = await env.fetch(url(path)).catch(() => undefined)
      return answer?.ok ? ((await answer.json()) as never) : (await call<never>(path, {})).value
    },
    read: (path, query, stop) => call(path, { signal: stop ?? null }, query),
    post: async (path, value, match) => (await body<never>('POST', path, value, match)).value,
    put: async (path, value, match) => (await body<never>('PUT', path, value, match)).value,
    async drop(path) {
      await body('DELETE', path).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.status === 404)) throw error
      })
    },
    upload: send,
    url,
  }
}

/** The address of a path with its parameters. */
function url(path: string, query: Query = {}): string {
  const search = searchOf(query)
  return search ? `${root}${path}?${search}` : root + path
}

/** Parameters as they stand behind the ? of an address. */
export function searchOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    if (text !== '') search.set(name, text)
  }
  return search.toString().replaceAll('%2C', ',')
}

async function read<T>(answer: Response, now: number): Promise<{ value: T }> {
  const media = answer.headers.get('Content-Type') ?? ''
  const text = await answer.text().catch((cause: unknown) => {
    throw new Offline('an answer cut off', { cause })
  })
  if (text !== '' && !/^application\/(problem\+)?json\b/.test(media)) throw new Offline(`${answer.status} ${media}`)
  return { value: parsed<T>(answer.status, text, waitOf(answer.headers.get('Retry-After'), now)) }
}

/** The value of an answer, or the refusal that it is. */
function parsed<T>(status: number, text: string, wait: number): T {
  let value: unknown
  try {
    value = text === '' ? undefined : JSON.parse(text)
  } catch (cause) {
    throw new Offline('no answer of the ledger', { cause })
  }
  if (status < 200 || status > 299) throw new Refusal(status, (value ?? {}) as Problem, wait)
  return value as T
}

function waitOf(header: string | null, now: number): number {
  if (!header) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return ms > 0 ? ms : 0
}

interface Post {
  address: string
  headers: Record<string, string>
  body: Blob
  progress: (sent: number, all: number) => void
  stop?: AbortSignal
}

/** Posts by the older way of asking, the only one that tells how much has been sent. */
function posted(request: XMLHttpRequest, { address, headers, body, progress, stop }: Post) {
  return new Promise<{ status: number; text: string; wait: string | null }>((done, fail) => {
    request.open('POST', address)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', e => progress(e.loaded, e.total))
    request.addEventListener('load', () =>
      done({ status: request.status, text: request.responseText, wait: request.getResponseHeader('Retry-After') }),
    )
    request.addEventListener('error', () => fail(new Offline('not sent')))
    request.addEventListener('abort', () => fail(new DOMException('called off', 'AbortError')))
    stop?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}
