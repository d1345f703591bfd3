import { pageLocks } from './engine/lock.ts'
import type { Env } from './ledger/desk.ts'
import type { Texts } from './texts.ts'

/** The browser as the ledger takes it. What a browser lacks is left out, never pretended. */
export function device(texts: Texts): Env {
  const { navigator } = window
  return {
    texts,
    fetch: window.fetch.bind(window),
    databases: databases(),
    locks: navigator.locks ?? pageLocks(),
    memory: memory(),
    now: Date.now,
    random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
    chance: Math.random,
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    connected: () => navigator.onLine,
    onWake(run) {
      window.addEventListener('online', () => run('online'))
      window.addEventListener('offline', () => run('offline'))
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && run('visible'))
    },
    channel,
    persistence: {
      have: async () => (await navigator.storage?.persisted?.()) ?? false,
      ask: async () => (await navigator.storage?.persist?.()) ?? false,
    },
    builds: builds(),
    look: size => (document.documentElement.dataset.size = String(size)),
    pictures: async () => (await import('./camera.ts')).camera,
    // As an error that nothing caught: where such errors are looked for, it is found.
    fault: error => void Promise.reject(error),
  }
}

/** Reading the property alone is refused in some private windows. */
function databases(): IDBFactory | undefined {
  try {
    return window.indexedDB ?? undefined
  } catch {
    return undefined
  }
}

function memory(): Env['memory'] {
  const page = new Map<string, string>()
  return {
    get(key) {
      try {
        return window.localStorage.getItem(key) ?? page.get(key) ?? null
      } catch {
        return page.get(key) ?? null
      }
    },
    set(key, value) {
      try {
        if (value === null) window.localStorage.removeItem(key)
        else window.localStorage.setItem(key, value)
      } catch {
        if (value === null) page.delete(key)
        else page.set(key, value)
      }
    },
  }
}

function channel(name: string, hear: () => void): ReturnType<Env['channel']> {
  if (!('BroadcastChannel' in window)) return { tell: () => undefined, close: () => undefined }
  const line = new BroadcastChannel(name)
  line.addEventListener('message', hear)
  return { tell: () => line.postMessage(''), close: () => line.close() }
}

function builds(): Env['builds'] {
  const { serviceWorker } = navigator
  const shown = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content
  let registered: Promise<ServiceWorkerRegistration | undefined> = Promise.resolve(undefined)
  let tell: (() => void) | undefined

  function follow(registration: ServiceWorkerRegistration): ServiceWorkerRegistration {
    const waiting = () => registration.waiting && serviceWorker.controller && tell?.()
    waiting()
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', waiting),
    )
    return registration
  }

  async function look(): Promise<void> {
    const registration = await registered
    if (registration) await registration.update()
    else tell?.()
  }

  return {
    onWaiting(run) {
      tell = run
      if (!serviceWorker) return
      // After the load: a first visit has better use for the network. A browser may refuse workers; the app works.
      registered = new Promise<void>(done => window.addEventListener('load', () => done(), { once: true }))
        .then(() => serviceWorker.register('/worker.js'))
        .then(follow, () => undefined)
    },
    heard(build) {
      if (!shown || !build || shown === build) return
      // With a worker the new build is told of once it is kept; without one it is there by loading the page.
      // Where looking fails there is no network: the next session tells again.
      look().catch(() => undefined)
    },
    async takeOver() {
      const waiting = (await registered)?.waiting
      if (waiting) {
        const changed = new Promise(done => serviceWorker.addEventListener('controllerchange', done, { once: true }))
        waiting.postMessage('take over')
        await changed
      }
      window.location.reload()
    },
  }
}
