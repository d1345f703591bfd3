import { brotliCompressSync, constants } from 'node:zlib'
import type { Transfer } from './chrome.ts'
import { say } from './seed.ts'
import { expect } from './world.ts'

/** The most that a first visit may cost. */
export interface Limits {
  /** Kibibytes of JavaScript and CSS, compressed by Brotli, and of the whole transfer as it came. */
  js: number
  css: number
  whole: number
  /** Mebibytes of objects alive at rest. */
  heap: number
  /** Calls of the app's own functions until the page rests, in thousands. */
  calls: number
  /** Elements of the page at rest. */
  elements: number
}

/** One measured figure and its limit. */
interface Figure {
  name: string
  value: number
  unit: string
  limit: number
}

/** Prints what a first visit cost beside the limits; none may be over. */
export function judge(limits: Limits, { sizes, heap, calls, elements }: Costs): void {
  const figures: Figure[] = [
    { name: 'first-load JavaScript, Brotli', unit: 'K', value: sizes.js / K, limit: limits.js },
    { name: 'first-load CSS, Brotli', unit: 'K', value: sizes.css / K, limit: limits.css },
    { name: 'web fonts', unit: 'files', value: sizes.fonts, limit: 0 },
    { name: 'whole cold transfer', unit: 'K', value: sizes.whole / K, limit: limits.whole },
    { name: 'heap', unit: 'M', value: heap / K / K, limit: limits.heap },
    { name: 'calls of functions', unit: 'thousand', value: calls / 1000, limit: limits.calls },
    { name: 'elements', unit: '', value: elements, limit: limits.elements },
  ]
  const shown = figures.map(f =>
    `${f.name.padEnd(32)}${f.value.toFixed(1).padStart(8)}, limit ${f.limit} ${f.unit}`.trimEnd(),
  )
  for (const line of shown) say(`  ${line}`)
  expect(shown.filter((_, i) => !(figures[i]!.value <= figures[i]!.limit))).toEqual([])
}

const K = 1024

/** What a first visit cost: bytes alive, calls of functions, elements of the page. */
export interface Costs {
  sizes: Sizes
  heap: number
  calls: number
  elements: number
}

/** What came over the wire: bytes, and the number of web fonts. */
export interface Sizes {
  js: number
  css: number
  whole: number
  fonts: number
}

/** Weighs what came over the wire, and prints the largest of it. */
export async function weigh(list: Transfer[]): Promise<Sizes> {
  for (const t of list.toSorted((a, b) => b.bytes - a.bytes))
    if (t.bytes > 0) say(`  ${String(t.bytes).padStart(7)} bytes ${new URL(t.url).pathname}`)
  const texts = await Promise.all(list.filter(t => /\.(js|css)$/.test(t.url)).map(sizeOf))
  const sum = (end: RegExp) => texts.filter(s => end.test(s.url)).reduce((n, s) => n + s.bytes, 0)
  return {
    js: sum(/\.js$/),
    css: sum(/\.css$/),
    whole: list.reduce((n, t) => n + t.bytes, 0),
    fonts: list.filter(t => t.type === 'Font' || /\.(woff2?|ttf|otf)$/.test(t.url)).length,
  }
}

/** The Brotli size of a text as the server keeps it. */
async function sizeOf(t: Transfer): Promise<{ url: string; bytes: number }> {
  const answer = await fetch(t.url, { headers: { 'Accept-Encoding': 'br' } })
  const text = Buffer.from(await answer.arrayBuffer())
  return { url: t.url, bytes: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length }
}
