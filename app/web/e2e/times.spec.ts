import type { BrowserContext, CDPSession } from '@playwright/test'
import { slowNetwork, slowProcessor, workerReady, yard } from './chrome.ts'
import { board, form, type FirstPage } from './first-page.ts'
import { say } from './seed.ts'
import { expect, signedIn, test } from './world.ts'

/* How long the first pages take on a slow phone (decision 0015): printed beside their aims, never judged, as a machine
   that others use too says more of itself than of the page. make bench runs it; what it costs is in budgets.spec.ts. */
const rounds = 5

for (const { first, kind, aims } of [
  { first: form, kind: 'cold', aims: { ready: 2, blocked: 350 } },
  { first: form, kind: 'warm', aims: { ready: 0.5 } },
  { first: board, kind: 'cold', aims: { ready: 2.5 } },
] as { first: FirstPage; kind: 'cold' | 'warm'; aims: { ready: number; blocked?: number } }[])
  test(`${first.name}, ${kind}`, async ({ browser, world }) => {
    test.setTimeout(300_000)
    const readings: Reading[] = []
    while (readings.length < rounds) {
      const context = await browser.newContext({
        baseURL: world.ledger.base,
        locale: 'zh-CN',
        viewport: first.viewport,
      })
      await signedIn(context, world, first.who)
      readings.push(await (kind === 'cold' ? cold : warm)(context, first))
      await context.close()
    }
    const network = kind === 'cold' ? 'cold, Slow 4G' : 'warm, offline'
    const row = (what: string, unit: string, list: number[], aim?: number) => {
      const [low, middle, high] = spread(list).map(n => n.toFixed(unit === 's' ? 2 : 0))
      const met = aim === undefined ? '— | —' : `≤ ${aim} ${unit} | ${Number(middle) <= aim ? 'yes' : 'no'}`
      say(`| ${first.name}, ${network}: ${what} | ${middle} ${unit} (${low}–${high}) | ${met} |`)
    }
    const [ready, blocked, took] = [
      readings.map(r => r.ready / 1000),
      readings.map(r => r.blocked),
      readings.map(r => r.yard),
    ]
    row('ready', 's', ready, aims.ready)
    row('blocked', 'ms', blocked, aims.blocked)
    row(`the yardstick, ${yard} ms where the aims were set`, 'ms', took)
  })

interface Reading {
  /** Milliseconds from the start of the navigation until the page is ready. */
  ready: number
  /** Milliseconds beyond 50 of every long task up to network idle. */
  blocked: number
  /** Milliseconds of the yardstick at full speed, just before. */
  yard: number
}

/** Reads a first visit. */
async function cold(context: BrowserContext, first: FirstPage): Promise<Reading> {
  return read(context, first, slowNetwork)
}

/** Reads a visit without network after one with it. */
async function warm(context: BrowserContext, first: FirstPage): Promise<Reading> {
  const before = await context.newPage()
  await before.goto(first.address)
  await expect(before.locator(first.there)).toBeEditable()
  await workerReady(before)
  await before.waitForLoadState('networkidle')
  await before.close()
  await context.setOffline(true)
  return read(context, first)
}

async function read(
  context: BrowserContext,
  first: FirstPage,
  slow?: (cdp: CDPSession) => Promise<void>,
): Promise<Reading> {
  const page = await context.newPage()
  await page.addInitScript(note, first.there)
  const cdp = await context.newCDPSession(page)
  await slow?.(cdp)
  const took = await slowProcessor(page, cdp)
  await page.goto(first.address, { waitUntil: 'commit' })
  const ready = await page.evaluate(() => (window as unknown as Noted).ready)
  await page.waitForLoadState('networkidle')
  const long = await page.evaluate(() => (window as unknown as Noted).long)
  return { ready, blocked: long.reduce((n, d) => n + Math.max(0, d - 50), 0), yard: took }
}

/** What the page notes of itself, so that nothing of the test runs in it while it is measured. */
interface Noted {
  /** Milliseconds from the start of the navigation until the page is ready. */
  ready: Promise<number>
  long: number[]
}

/** Runs in the page, before its own scripts. */
function note(there: string): void {
  const noted = window as unknown as Noted
  noted.long = []
  new PerformanceObserver(list => noted.long.push(...list.getEntries().map(e => e.duration))).observe({
    type: 'longtask',
    buffered: true,
  })
  noted.ready = new Promise(done => {
    const look = () => {
      const found = document.querySelector<HTMLElement>(there)
      if (found && found.offsetHeight > 0 && !found.matches(':disabled')) done(performance.now())
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** The lowest, the middle and the highest of an odd number of readings. */
function spread(list: number[]): number[] {
  const sorted = list.toSorted((a, b) => a - b)
  return [0, Math.floor(list.length / 2), list.length - 1].map(i => sorted[i] ?? Number.NaN)
}
