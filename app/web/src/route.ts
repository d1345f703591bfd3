import { inject, shallowReactive, shallowRef, type App, type Component, type InjectionKey, type ShallowRef } from 'vue'

/* Addresses behind the #, so that one kept page answers for all of them without network. A router of our own: ten
   flat addresses need no nesting, guards or names, and a library for those is a sixth of all that a phone may load. */

/** What a page is known by. */
export interface Meta {
  /** Key of the window's title and, of two addresses with the same one, the sign that the page stays. */
  title: string
  /** Whether the page can be read by somebody who has not signed in. */
  open?: true
  /** Whether the page shows to a known person before what the phone keeps has been read. */
  early?: true
}

/** Which page shows where the pattern matches; its named groups are the parameters. */
export interface Rule {
  pattern: RegExp
  meta: Meta
  page(): Component | Promise<Component>
}

/** Where the app is. Reactive. */
export interface Route {
  /** Without what follows a ?. */
  readonly path: string
  /** All of it, as `push` takes it. */
  readonly fullPath: string
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly meta: Meta
}

/** Goes to addresses such as /records/fix. */
export interface Router {
  readonly route: Route
  /** What shows: undefined until the first page is loaded, null where one's code could not be. */
  readonly page: Readonly<ShallowRef<Component | null | undefined>>
  /** Whether another address has been gone to whose page does not show yet: then nothing else may lead away. */
  readonly leaving: boolean
  /** Resolves once the page shows. */
  push(to: string): Promise<void>
  replace(to: string): Promise<void>
  /** Calls when another page shows; not for the first, nor for the same page at another address. */
  onPage(run: () => void): void
}

/** Makes the router and shows where the window is; the first rule stands for what no pattern matches. */
export function makeRouter(rules: [Rule, ...Rule[]], win: Window): Router {
  const route = shallowReactive({ path: '', fullPath: '', params: {}, query: {}, meta: rules[0].meta })
  const page = shallowRef<Component | null>()
  const hearers: (() => void)[] = []
  let last = 0
  let shown: Rule | undefined
  const aim = () => win.location.hash.slice(1) || '/'

  async function follow(): Promise<void> {
    const mine = ++last
    const fullPath = aim()
    const [path = '', search] = fullPath.split('?')
    const rule = rules.find(({ pattern }) => pattern.test(path)) ?? rules[0]
    // At another address of the page that shows, nothing waits: what was chosen in it must not be shown undone meanwhile.
    const component = (rule === shown && page.value) || (await load(rule))
    if (mine !== last) return
    shown = rule
    const another = page.value !== undefined && rule.meta.title !== route.meta.title
    // Going back finds the page scrolled as it was left; a page that is new begins at its top.
    const fresh = win.history.state === null
    win.history.replaceState('seen', '')
    const query = Object.fromEntries(new URLSearchParams(search))
    Object.assign(route, { path, fullPath, query, params: rule.pattern.exec(path)?.groups ?? {}, meta: rule.meta })
    page.value = component
    if (another && fresh) win.scrollTo(0, 0)
    if (another) for (const run of hearers) run()
  }

  win.addEventListener('hashchange', () => void follow())
  void follow()
  return {
    route,
    page,
    get leaving() {
      return aim() !== route.fullPath
    },
    push(to) {
      win.history.pushState(null, '', `#${to}`)
      return follow()
    },
    replace(to) {
      win.history.replaceState(null, '', `#${to}`)
      return follow()
    },
    onPage: run => hearers.push(run),
  }
}

async function load({ page }: Rule): Promise<Component | null> {
  try {
    return await page()
  } catch {
    // Without network, a page that has never been loaded is not there.
    return null
  }
}

const key: InjectionKey<Router> = Symbol('router')

/** Gives the router to every component. */
export function provideRouter(app: App, router: Router): void {
  app.provide(key, router)
}

/** The router, in a component's setup. */
export function useRouter(): Router {
  const router = inject(key)
  if (!router) throw new Error('no router was provided')
  return router
}

/** Where the app is, in a component's setup. */
export const useRoute = (): Route => useRouter().route
