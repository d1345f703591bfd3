/** What one probe found: works or not, and what the browser said. */
export interface Found {
  name: string
  works: boolean
  says: string
}

type Probe = () => Promise<string> | string

/** Every probe, in the order they are shown; one that throws does not work. */
const probes: Record<string, Probe> = {
  secure: () => need(window.isSecureContext, location.protocol),
  cookies: () => need(navigator.cookieEnabled, 'on'),
  worker: worker,
  cache: async () => `${(await caches.keys()).length} caches`,
  indexeddb: strict,
  persist: async () => `persisted: ${String(await navigator.storage.persisted())}`,
  quota: async () => `${Math.round(((await navigator.storage.estimate()).quota ?? 0) / 1e6)} MB`,
  locks: () => navigator.locks.request('outreach-probe', () => 'granted'),
  digest: async () => `${(await crypto.subtle.digest('SHA-256', new Uint8Array(1))).byteLength * 8} bit`,
  random: () => `${crypto.getRandomValues(new Uint8Array(16)).length} bytes`,
  picture: picture,
  file: () => need('files' in document.createElement('input'), 'input type=file'),
  download: () => need('download' in document.createElement('a'), 'a download'),
  clipboard: () => need('clipboard' in navigator, 'writeText'),
  geolocation: () => need('geolocation' in navigator, 'on request'),
  sync: () => need('SyncManager' in window, 'SyncManager'),
  online: () => need(navigator.onLine, 'navigator.onLine'),
  extension: () => need(rareGlyph(), 'U+20BB7'),
}

/** Runs every probe, one after another; nothing is sent anywhere. */
export async function probe(): Promise<Found[]> {
  const found: Found[] = []
  for (const [name, run] of Object.entries(probes)) {
    try {
      found.push({ name, works: true, says: await within(5000, run) })
    } catch (error) {
      found.push({ name, works: false, says: error instanceof Error ? error.message : String(error) })
    }
  }
  return found
}

function need(there: boolean, says: string): string {
  if (!there) throw new Error(`no: ${says}`)
  return says
}

function within(ms: number, run: Probe): Promise<string> {
  return Promise.race([
    Promise.resolve().then(run),
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)),
  ])
}

async function worker(): Promise<string> {
  const registration = await navigator.serviceWorker.getRegistration()
  return need(registration?.active !== undefined, registration?.active?.state ?? 'not registered')
}

/** Writes with strict durability into a database of its own and reads it back. */
function strict(): Promise<string> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('outreach-probe', 1)
    open.addEventListener('upgradeneeded', () => open.result.createObjectStore('probe'))
    open.addEventListener('error', () => reject(open.error ?? new Error('open')))
    open.addEventListener('success', () => {
      const change = open.result.transaction('probe', 'readwrite', { durability: 'strict' })
      change.objectStore('probe').put(new Blob(['x']), 'blob')
      change.addEventListener('error', () => reject(change.error ?? new Error('put')))
      change.addEventListener('complete', () => {
        resolve(`durability ${change.durability ?? 'unknown'}`)
        open.result.close()
        indexedDB.deleteDatabase('outreach-probe')
      })
    })
  })
}

/** Draws and shrinks a picture as photos are, to JPEG. */
async function picture(): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  canvas.getContext('2d')?.fillRect(0, 0, 32, 32)
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.75))
  if (!blob) throw new Error('toBlob gave nothing')
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', resizeWidth: 16, resizeHeight: 16 })
  return need(blob.type === 'image/jpeg' && bitmap.width === 16, `${blob.type} ${bitmap.width} px`)
}

/** Whether a character of CJK extension B is drawn otherwise than one that no font has. */
const rareGlyph = () => drawn(0x20bb7) !== drawn(0x10fffd)

function drawn(code: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 32
  const pen = canvas.getContext('2d')
  if (!pen) return ''
  pen.font = `24px ${getComputedStyle(document.body).fontFamily}`
  pen.fillText(String.fromCodePoint(code), 2, 26)
  return canvas.toDataURL()
}
