/// <reference lib="webworker" />
/* The app opens without network from what one visit has kept. Nothing but GET of the app's own files is touched:
   what is written, and all of /api, goes to the network as if there were no worker. */
const worker = self as unknown as ServiceWorkerGlobalScope

const cacheName = 'outreach-__BUILD__'
const files = '__FILES__' as unknown as string[]

worker.addEventListener('install', event => {
  // No skipWaiting: a form may be open on the old build. The page asks for the change when nothing is dirty.
  event.waitUntil(caches.open(cacheName).then(keep))
})

// What the page asks for ahead, a visit that has the app already only waits for: without network, in vain.
async function keep(cache: Cache): Promise<void> {
  await cache.addAll(files.map(fresh))
  const page = await cache.match('/')
  if (!page) return
  const text = (await page.text()).replace(/<link rel="preload"[^>]*>/g, '')
  await cache.put('/', new Response(text, page))
}

// A name that holds a hash is never out of date: what the page has just loaded is not loaded twice.
function fresh(file: string): Request {
  return new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' })
}

worker.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(dropOld)
      .then(() => worker.clients.claim()),
  )
})

// The build before stays: a tab that still shows it may ask for a part it has not loaded yet.
async function dropOld(names: string[]): Promise<void> {
  const before = names.filter(n => n.startsWith('outreach-') && n !== cacheName).slice(0, -1)
  await Promise.all(before.map(n => caches.delete(n)))
}

worker.addEventListener('message', event => {
  if (event.data === 'take over') void worker.skipWaiting()
})

worker.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  const ours = origin === worker.location.origin && (files.includes(pathname) || pathname.startsWith('/assets/'))
  if (request.method === 'GET' && ours) event.respondWith(kept(pathname).then(answer => answer ?? fetch(request)))
})

async function kept(pathname: string): Promise<Response | undefined> {
  const cache = await caches.open(cacheName)
  return (await cache.match(pathname)) ?? caches.match(pathname)
}
