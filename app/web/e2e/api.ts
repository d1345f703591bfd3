import type { Activity, Content, Wire } from '../src/engine/activity.ts'

/** The demonstration's accounts that tests sign in as, with their public passwords. */
export const accounts = {
  admin: 'outreach-2022-1',
  manager: 'outreach-2022-2',
  guangdong: 'outreach-2022-3',
  author: 'outreach-2022-4',
  volunteer: 'outreach-2022-5',
} as const

/** An answer that was no success. */
export class Problem extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(`${status} ${text}`)
    this.status = status
  }
}

/** Somebody signed in to the API, past the phone and its network. */
export class Person {
  readonly cookie: string
  readonly user: Wire['User']
  readonly today: string
  /** Where the ledger listens. */
  readonly base: string

  private constructor(base: string, cookie: string, session: Wire['Session']) {
    this.base = base
    this.cookie = cookie
    this.user = session.user
    this.today = session.today
  }

  static async signIn(base: string, login: string, password?: string): Promise<Person> {
    const known = password ?? accounts[login as keyof typeof accounts]
    const answer = await send(base, 'POST', '/session', { login, password: known })
    const cookie = (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
    return new Person(base, cookie, (await answer.json()) as Wire['Session'])
  }

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await this.raw(method, path, body, headers)
    const text = await answer.text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return send(this.base, method, path, body, { Cookie: this.cookie, ...headers })
  }

  /** One record; undefined where the server has none. */
  async activity(id: string): Promise<Activity | undefined> {
    try {
      return await this.ask<Activity>('GET', `/activities/${id}`)
    } catch (e) {
      if (e instanceof Problem && e.status === 404) return undefined
      throw e
    }
  }

  /** This person's records of today: those of the test, since the demonstration's are years old. */
  async made(): Promise<Activity[]> {
    const path = `/activities?author=${this.user.id}&from=${this.today}&limit=500`
    const page = await this.ask<Wire['PageActivity']>('GET', path)
    return page.items
  }

  async put(id: string, content: Content, revision?: number): Promise<Activity> {
    const headers: Record<string, string> = revision ? { 'If-Match': `"${revision}"` } : {}
    return this.ask<Activity>('PUT', `/activities/${id}`, { ...content, status: 'submitted' }, headers)
  }

  /** Ends every session of this person, as a manager's reset or a week's absence does. */
  async endSessions(): Promise<void> {
    const { items } = await this.ask<Wire['Passes']>('GET', '/sessions')
    for (const pass of items.toSorted((a, b) => Number(a.current) - Number(b.current)))
      await this.ask('DELETE', `/sessions/${pass.id}`)
  }

  /** Makes another volunteer; gives the code of the invitation. */
  async invite(login: string, name: string, organisation = ''): Promise<string> {
    const entry = { login, name, organisation, grants: [{ role: 'volunteer' }] }
    const user = await this.ask<Wire['User']>('POST', '/users', entry)
    return (await this.ask<Wire['Invitation']>('POST', `/users/${user.id}/invite`)).code
  }

  /** Makes another volunteer who signs in with the password. */
  async addVolunteer(login: string, name: string, password: string): Promise<void> {
    const code = await this.invite(login, name)
    await send(this.base, 'POST', '/redeem', { code, password })
  }
}

async function send(base: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const init: RequestInit = { method, headers: { 'Accept-Language': 'zh', ...headers } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'Content-Type': 'application/json', ...init.headers }
  }
  const answer = await fetch(`${base}/api/v1${path}`, init)
  if (!answer.ok) throw new Problem(answer.status, await answer.text())
  return answer
}
