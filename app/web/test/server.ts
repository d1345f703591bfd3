import type { Activity, Content, Problem } from '../src/engine/activity.ts'
import { contentOf, namesOf } from '../src/engine/content.ts'

/** One revision of a record. */
interface Version {
  content: string
  status: string
  actor: string
}

/** What a server does with a request instead of answering it well. */
export type Fate =
  'pass' | 'lose request' | 'lose answer' | 'duplicate' | 'hotel' | 'half' | { status: number; wait?: string }

/** A ledger in memory with the promises of the real one: same again is same, another content needs the revision. */
export class Server {
  readonly records = new Map<string, { record: Activity; versions: Version[] }>()
  readonly photos = new Map<string, Uint8Array>()
  /** Requests that were carried out, as "METHOD path status". */
  readonly log: string[] = []
  /** Decides each request. */
  fate: (method: string, path: string) => Fate = () => 'pass'
  /** Whether anybody is signed in. */
  signedIn = true
  /** What the rules say of a content; none where it may pass. */
  rule: (content: Content) => Problem['errors'] = () => []
  /** What is said of a photo. */
  photoRule: (bytes: Uint8Array) => Problem | undefined = () => undefined
  /** How long each request and each answer is on its way. */
  pace: () => Promise<void> = async () => undefined
  under = 0
  most = 0

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const path = String(input).replace('/api/v1', '')
    const method = init.method ?? 'GET'
    this.under++
    this.most = Math.max(this.most, this.under)
    try {
      await this.pace()
      const answer = await this.#meet(method, path, init)
      await this.pace()
      return answer
    } finally {
      this.under--
    }
  }

  async #meet(method: string, path: string, init: RequestInit): Promise<Response> {
    const fate = this.fate(method, path)
    if (fate === 'lose request') throw new TypeError('network')
    if (fate === 'hotel') return new Response('<p>Welcome</p>', { headers: { 'Content-Type': 'text/html' } })
    if (typeof fate === 'object')
      return problem({ code: 'told', detail: `told ${fate.status}`, status: fate.status }, fate.wait)
    if (fate === 'duplicate') this.#serve(method, path, init)
    const answer = this.#serve(method, path, init)
    this.log.push(`${method} ${path} ${answer.status}`)
    if (fate === 'lose answer') throw new TypeError('network')
    if (fate === 'half' && answer.status !== 204)
      return new Response((await answer.text()).slice(0, 20), { status: answer.status, headers: answer.headers })
    return answer
  }

  #serve(method: string, path: string, init: RequestInit): Response {
    if (!this.signedIn) return problem({ code: 'unauthenticated', detail: 'sign in', status: 401 })
    const [, noun = '', id = ''] = path.split('/')
    if (method === 'PUT' && noun === 'photos') return this.#photo(id, new Uint8Array(init.body as ArrayBuffer))
    const { status, ...content } = JSON.parse(String(init.body)) as Content & { status: string }
    const match = Number(/\d+/.exec(new Headers(init.headers).get('If-Match') ?? '')?.[0] ?? 0)
    return this.#put(id, content, status, match)
  }

  #photo(sha256: string, bytes: Uint8Array): Response {
    const refused = this.photoRule(bytes)
    if (refused) return problem(refused)
    this.photos.set(sha256, bytes)
    return new Response(null, { status: 204 })
  }

  #put(id: string, content: Content, status: string, match: number): Response {
    const faults = [...(this.rule(content) ?? [])]
    namesOf(content).forEach((sha256, i) => {
      if (!this.photos.has(sha256))
        faults.push({ pointer: `/evidence/${i}/sha256`, code: 'fault.photo.absent', message: 'absent' })
    })
    if (faults.length > 0)
      return problem({ code: 'invalid', detail: 'look at the fields', status: 422, errors: faults })
    const held = this.records.get(id)
    const text = JSON.stringify(content)
    if (!held) {
      if (match > 0) return problem({ code: 'not_found', detail: 'no such record', status: 404 })
      return this.#write(id, content, status, 'me')
    }
    const last = held.versions.at(-1)
    if (last?.content === text && last.status === status) return told(held.record)
    if (match === held.record.revision) return this.#write(id, content, status, 'me')
    const late = held.versions.some(
      (v, i) => (match === 0 || i === match) && v.actor === 'me' && v.content === text && v.status === status,
    )
    if (late) return told(held.record)
    return problem({ code: 'conflict', detail: 'changed meanwhile', status: 409, stored: held.record })
  }

  #write(id: string, content: Content, status: string, actor: string): Response {
    const versions = this.records.get(id)?.versions ?? []
    const created_at = this.records.get(id)?.record.created_at ?? new Date(this.records.size * 1000).toISOString()
    versions.push({ content: JSON.stringify(content), status, actor })
    const record = { ...content, id, status, revision: versions.length, author: 'me', created_at } as Activity
    this.records.set(id, { record, versions })
    return told(record, versions.length === 1 ? 201 : 200)
  }

  /** A reviewer changes or returns a record. */
  review(id: string, status: string, change: Partial<Content> = {}): void {
    const held = this.records.get(id)
    if (!held) throw new Error(`no record ${id}`)
    this.#write(id, { ...contentOf(held.record), ...change }, status, 'reviewer')
  }
}

function told(record: Activity, status = 200): Response {
  return Response.json(record, { status })
}

function problem(body: Problem, wait?: string): Response {
  const headers = { 'Content-Type': 'application/problem+json', ...(wait ? { 'Retry-After': wait } : {}) }
  return new Response(JSON.stringify(body), { status: body.status ?? 500, headers })
}
