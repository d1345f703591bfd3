import { inject, shallowReactive, type App, type InjectionKey } from 'vue'
import type { Problem, Wire } from '../engine/activity.ts'
import { makeGazetteer, type Gazetteer } from '../engine/area.ts'
import { makeCampuses, type Campus } from '../engine/campus.ts'
import type { Catalogue } from '../engine/catalogue.ts'
import { Refusal } from '../engine/client.ts'
import { makeApi, type Api, type ApiEnv } from './api.ts'
import type { Texts } from './texts.ts'

/** What a grant lets its holder be. */
export type Role = Wire['Grant']['role']

/** The one object that the office's pages work with. Reactive. */
export interface Office {
  readonly phase: 'starting' | 'signedOut' | 'ready'
  readonly user: Wire['User'] | null
  readonly roles: readonly Role[]
  /** The ledger's day in Asia/Shanghai, 2022-09-15. */
  readonly today: string
  /** There before any page shows. */
  readonly catalogue: Catalogue | null
  /** Null until `areas`. */
  readonly gazetteer: Gazetteer | null
  /** Null until `schools`. */
  readonly campuses: readonly Campus[] | null
  /** Whether the session ended while somebody worked: the page stays, and asks for the password. */
  readonly lapsed: boolean
  /** Whether the server holds another build than this page. */
  readonly outdated: boolean
  /** Why the office could not start; null once it has. */
  readonly trouble: unknown
  /** What has just happened, for the eye and the screen reader. */
  readonly message: string
  readonly api: Api
  /** Asks who is here. Never fails: what goes wrong is `trouble`. */
  start(): Promise<void>
  /** Begins anew where another window of this browser has let somebody else in. Never fails. */
  recheck(): Promise<void>
  /** Whether any of the roles is held. */
  has(...roles: Role[]): boolean
  /** Fails with Refusal or Offline. */
  signIn(login: string, password: string): Promise<void>
  signOut(): Promise<void>
  /** Says what has happened; an empty text takes it back. */
  said(message: string): void
  /** The areas over time, asked for once. */
  areas(): Promise<Gazetteer>
  /** The universities, asked for once, and again after `renew`. */
  schools(): Promise<readonly Campus[]>
  /** Asks for the catalogue anew, after it was changed. */
  renew(): Promise<void>
}

/** What the office takes of the browser. */
export interface Env extends Omit<ApiEnv, 'lang' | 'lapsed'> {
  /** Name of the build that this page is. */
  build: string
  /** Begins anew with the page as the server has it. */
  reload(): void
  /** Small things kept on the device; null removes one. */
  keep(key: string, value: string | null): void
  kept(key: string): string | null
}

/** The browser. */
export function browser(): Env {
  return {
    fetch: window.fetch.bind(window),
    request: () => new XMLHttpRequest(),
    now: Date.now,
    reload: () => location.reload(),
    build: document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? '',
    keep(key, value) {
      try {
        if (value === null) localStorage.removeItem(key)
        else localStorage.setItem(key, value)
      } catch {
        // A private window keeps nothing; the office works without.
      }
    },
    kept(key) {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
  }
}

const key: InjectionKey<Office> = Symbol('office')

/** Gives the office to every component. */
export function provideOffice(app: App, office: Office): void {
  app.provide(key, office)
}

/** The office, in a component's setup. */
export function useOffice(): Office {
  const office = inject(key)
  if (!office) throw new Error('no office was provided')
  return office
}

/** What changes while the office is open. */
type State = { -readonly [K in Exclude<keyof Office, keyof Actions>]: Office[K] }

/** What the office does. */
type Actions = Pick<
  Office,
  'api' | 'start' | 'recheck' | 'has' | 'signIn' | 'signOut' | 'said' | 'areas' | 'schools' | 'renew'
>

/** Makes the office; `start` asks who is here. */
export function makeOffice(env: Env, texts: Pick<Texts, 'lang' | 'use'>): Office {
  const state: State = shallowReactive<State>({
    phase: 'starting',
    user: null,
    roles: [],
    today: '',
    catalogue: null,
    gazetteer: null,
    campuses: null,
    lapsed: false,
    outdated: false,
    trouble: null,
    message: '',
  })
  const waiting = new Set<() => void>()
  const api = makeApi({
    fetch: env.fetch,
    request: env.request,
    now: env.now,
    lang: () => texts.lang,
    lapsed() {
      state.lapsed = true
      return new Promise<void>(done => waiting.add(done))
    },
  })
  const schools = once(
    async () => (state.campuses = makeCampuses(await api.get<Wire['CampusList']>('/catalogue/campuses'))),
  )
  const door = makeDoor(env, state, api, texts, () => {
    for (const go of waiting) go()
    waiting.clear()
  })
  const actions: Actions = {
    api,
    ...door,
    renew() {
      schools.forget()
      return door.renew()
    },
    has: (...roles) => roles.some(role => state.roles.includes(role)),
    said(message) {
      state.message = message
    },
    areas: once(async () => (state.gazetteer = makeGazetteer(await api.get<Wire['AreaHistory']>('/catalogue/areas')))),
    schools,
  }
  return Object.assign(state, actions)
}

/** Coming in and going: `met` is called whenever the server has said who is here. */
function makeDoor(
  env: Env,
  state: State,
  api: Api,
  texts: Pick<Texts, 'use'>,
  met: () => void,
): Pick<Actions, 'start' | 'recheck' | 'signIn' | 'signOut' | 'renew'> {
  function accept(session: Wire['Session']): void {
    const { user, roles, today, build } = session
    // Nothing that one person began is sent in the name of the next, who sees no page of theirs either.
    if (state.lapsed && state.user?.id !== user.id) return env.reload()
    Object.assign(state, { user, roles, today, lapsed: false, outdated: build !== '' && build !== env.build })
    met()
  }

  async function renew(): Promise<void> {
    state.catalogue = await api.get<Catalogue>('/catalogue')
  }

  /** The page's preloads answer the first questions: they bear no header of their own. */
  async function first<T>(path: string): Promise<T | null> {
    const answer = await env.fetch(`/api/v1${path}`)
    if (answer.status === 401) return null
    const body: unknown = await answer.json()
    if (!answer.ok) throw new Refusal(answer.status, body as Problem, 0)
    return body as T
  }

  return {
    renew,
    async start() {
      state.trouble = null
      try {
        const [session, catalogue] = await Promise.all([
          first<Wire['Session']>('/session'),
          first<Catalogue>('/catalogue'),
          texts.use(env.kept('outreach.lang') === 'en' ? 'en' : 'zh'),
        ])
        if (!session) return void (state.phase = 'signedOut')
        state.catalogue = catalogue
        accept(session)
        if (!catalogue) await renew()
        state.phase = 'ready'
      } catch (error) {
        state.trouble = error
      }
    },
    async recheck() {
      if (state.phase !== 'ready' || state.lapsed) return
      const now = await first<Wire['Session']>('/session').catch(() => null)
      if (now && now.user.id !== state.user?.id) env.reload()
    },
    async signIn(login, password) {
      accept(await api.post<Wire['Session']>('/session', { login, password }))
      if (state.phase === 'ready') return
      await renew()
      state.phase = 'ready'
    },
    async signOut() {
      await api.drop('/session').catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
      env.reload()
    },
  }
}

/** Asks at most once, and again only after a failure or when told to forget the answer. */
function once<T>(ask: () => Promise<T>): (() => Promise<T>) & { forget(): void } {
  let answer: Promise<T> | undefined
  const forget = () => void (answer = undefined)
  return Object.assign(
    () => {
      answer ??= ask().catch((error: unknown) => {
        forget()
        throw error
      })
      return answer
    },
    { forget },
  )
}
