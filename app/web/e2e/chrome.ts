import type { CDPSession, Page } from '@playwright/test'

/** Milliseconds that `yardstick` takes where the limits were set; decision 0015 tells what it takes elsewhere. */
export const yard = 14

/**
 * Slows the page's processor to a sixth of the one that the limits were set on, and returns the milliseconds that the
 * yardstick took before. Without it a phone on a busy or an older machine would be slower still, and its times say more
 * of the machine than of the page.
 */
export async function slowProcessor(page: Page, cdp: CDPSession): Promise<number> {
  const took = await page.evaluate(yardstick)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: Math.min(6, Math.max(1, (6 * yard) / took)) })
  return took
}

/** Runs in the page: milliseconds of a fixed piece of work like an app's, the best of nine. */
function yardstick(): number {
  let best = Infinity
  for (let n = 0; n < 9; n++) {
    const begin = performance.now()
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ code: String((i * 7919) % 10_007), n: i }))
    rows.sort((a, b) => (a.code < b.code ? -1 : 1))
    JSON.parse(JSON.stringify(rows))
    best = Math.min(best, performance.now() - begin)
  }
  return best
}

/** Slow 4G as request-level throttling: 1.44 Mbps down, 675 kbps up, 562.5 ms. */
export async function slowNetwork(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 562.5,
    downloadThroughput: 1.44e6 / 8,
    uploadThroughput: 675e3 / 8,
  })
}

/** Bytes of JavaScript objects alive, after the garbage is gone. */
export async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return usedSize
}

/** Begins to count the calls of functions; the answer tells how many those of the site's own scripts were until then. */
export async function calls(cdp: CDPSession, site: string): Promise<() => Promise<number>> {
  await cdp.send('Profiler.enable')
  await cdp.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  return async () => {
    const { result } = await cdp.send('Profiler.takePreciseCoverage')
    const own = result.filter(script => script.url.startsWith(site)).flatMap(script => script.functions)
    return own.reduce((n, f) => n + (f.ranges[0]?.count ?? 0), 0)
  }
}

/** One answer that came over the wire. */
export interface Transfer {
  url: string
  type: string
  /** Headers and body as sent, compressed. */
  bytes: number
}

/** Counts what comes over the wire for a page; what a cache or a worker gives counts nothing. */
export async function transfers(cdp: CDPSession): Promise<Transfer[]> {
  await cdp.send('Network.enable')
  const known = new Map<string, Transfer>()
  const out: Transfer[] = []
  cdp.on('Network.responseReceived', e => {
    known.set(e.requestId, { url: e.response.url, type: e.type, bytes: 0 })
  })
  cdp.on('Network.loadingFinished', e => {
    const one = known.get(e.requestId)
    if (one) out.push({ ...one, bytes: e.encodedDataLength })
  })
  return out
}

/** Types Chinese as an input method does, without ending the composition. */
export async function compose(page: Page, text: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const end = [...text].length
  await cdp.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end })
}

/** Waits until the worker is in charge of nothing less than the next visit: installed and active. */
export async function workerReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    if (active?.state === 'activated') return
    await new Promise(done => active?.addEventListener('statechange', done, { once: true }))
  })
}
