import { brotliCompressSync, constants } from 'node:zlib'
import type { Transfer } from './chrome.ts'
import { say } from './seed.ts'
import { expect } from './world.ts'

/** Bytes of a kilobyte. */
export const K = 1024

/** One measured figure and its limit. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit: number
  /** How many times the limit is let pass; 1 where absent. */
  slack?: number
}
const figure = (f: Figure) => `${f.value.toFixed(f.unit === 's' ? 2 : 1)} ${f.unit}`
const limit = (f: Figure) => `${f.limit} ${f.unit}${f.slack ? ` × ${f.slack}` : ''}`
const over = (f: Figure) => !(f.value <= f.limit * (f.slack ?? 1))

/** Prints figures beside their limits; none may be over. */
export function judge(figures: readonly Figure[]): void {
  say(`\n  ${'budget'.padEnd(40)}${'measured'.padStart(12)}  limit`)
  for (const f of figures)
    say(`  ${f.name.padEnd(40)}${figure(f).padStart(12)}  ${limit(f)}${over(f) ? '   OVER' : ''}`)
  expect(figures.filter(over).map(f => `${f.name}: ${figure(f)}, limit ${limit(f)}`)).toEqual([])
}

/** What a first visit brought over the wire, and of what; limits in K. */
export async function weigh(
  list: Transfer[],
  { js, css, whole }: Record<'js' | 'css' | 'whole', number>,
): Promise<Figure[]> {
  for (const t of list.toSorted((a, b) => b.bytes - a.bytes))
    if (t.bytes > 0) say(`  ${String(t.bytes).padStart(7)} bytes ${new URL(t.url).pathname}`)
  const texts = await Promise.all(list.filter(t => /\.(js|css)$/.test(t.url)).map(sizeOf))
  const sum = (end: RegExp) => texts.filter(s => end.test(s.url)).reduce((n, s) => n + s.bytes, 0) / K
  const fonts = list.filter(t => t.type === 'Font' || /\.(woff2?|ttf|otf)$/.test(t.url))
  return [
    { name: 'first-load JavaScript, Brotli', unit: 'K', value: sum(/\.js$/), limit: js },
    { name: 'first-load CSS, Brotli', unit: 'K', value: sum(/\.css$/), limit: css },
    { name: 'web fonts', unit: 'files', value: fonts.length, limit: 0 },
    { name: 'whole cold transfer', unit: 'K', value: list.reduce((n, t) => n + t.bytes, 0) / K, limit: whole },
  ]
}

/** The Brotli size of a text as the server keeps it. */
async function sizeOf(t: Transfer): Promise<{ url: string; bytes: number }> {
  const answer = await fetch(t.url, { headers: { 'Accept-Encoding': 'br' } })
  const text = Buffer.from(await answer.arrayBuffer())
  return { url: t.url, bytes: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length }
}

/** The middle one of an odd number of readings. */
export function median(list: number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
}
