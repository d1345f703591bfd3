import { readFileSync } from 'node:fs'
import type { Content, Wire } from '../src/engine/activity.ts'
import { makeGazetteer } from '../src/engine/area.ts'
import { makeCampuses } from '../src/engine/campus.ts'
import type { Catalogue } from '../src/engine/catalogue.ts'

const order = (a: string, b: string) => (a < b ? -1 : Number(a > b))
const compact = (day: string) => Number(day.replaceAll('-', ''))

/** The repository this file stands in. */
export const root = new URL('../../../', import.meta.url)

/** A JSON file of the repository. */
export function json<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8')) as T
}

/** The rows of a CSV file of the repository, by heading. */
export function csv<Name extends string>(path: string): Record<Name, string>[] {
  const [head = '', ...lines] = readFileSync(new URL(path, root), 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map(line => {
    const cells = line.split(',')
    if (cells.length !== names.length) throw new Error(`${path}: ${line}`)
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])) as Record<Name, string>
  })
}

/** The catalogue of a new ledger. */
export const catalogue: Catalogue = {
  programmes: json('configs/data/programmes.json'),
  campaigns: json('configs/data/campaigns.json'),
  organisations: json('configs/data/organisations.json'),
  vocabularies: json('configs/data/vocabularies.json'),
}

/** The list of areas as the repository keeps it; days are 2022-09-15, "" for none. */
export const areas = csv<'code' | 'name' | 'level' | 'parent' | 'valid_from' | 'valid_to'>(
  'configs/data/areas.csv',
).sort((a, b) => order(a.code, b.code) || order(a.valid_from, b.valid_from))

/** Columns of what begins or ends: [row, from, to]. */
function daysOf(rows: { valid_from?: string; valid_to?: string }[]): number[][] {
  return rows
    .map(({ valid_from = '', valid_to = '' }, i) => [i, compact(valid_from), compact(valid_to)])
    .filter(([, from, to]) => from || to)
}

function stepsOf(codes: number[]): number[] {
  return codes.map((code, i) => code - (codes[i - 1] ?? 0))
}

/** Areas in the columns of GET /catalogue/areas; everything is said, also what the digits say. */
export function columns(rows: typeof areas): Wire['AreaHistory'] {
  const rank = ['', 'province', 'city', 'county']
  return {
    start: '2019-12-31',
    steps: stepsOf(rows.map(row => Number(row.code))),
    names: rows.map(row => row.name),
    days: daysOf(rows),
    parents: rows.map((row, i) => [i, Number(row.parent)]),
    levels: rows.map((row, i) => [i, rank.indexOf(row.level)]),
  }
}

/** The same without what the digits say: as short as the server sends it. */
export function shortColumns(rows: typeof areas): Wire['AreaHistory'] {
  const whole = columns(rows)
  const codes = new Set(rows.map(row => row.code))
  const implied = ({ code }: { code: string }) => {
    if (code.endsWith('0000')) return [1, 0]
    if (code.endsWith('00')) return [2, Number(`${code.slice(0, 2)}0000`)]
    const city = `${code.slice(0, 4)}00`
    return [3, Number(codes.has(city) ? city : `${code.slice(0, 2)}0000`)]
  }
  const said = (column: number[][], at: number) =>
    column.filter(([i = 0, value]) => implied(rows[i] ?? { code: '' })[at] !== value)
  return { ...whole, levels: said(whole.levels, 0), parents: said(whole.parents, 1) }
}

/** The gazetteer of that list. */
export const gazetteer = makeGazetteer(shortColumns(areas))

/** The ministry's list as the repository keeps it. */
export const schools = csv<'code' | 'name' | 'province' | 'location' | 'initials'>('configs/data/campuses.csv').sort(
  (a, b) => order(a.code, b.code),
)

/** Schools in the columns of GET /catalogue/campuses. */
export function campusColumns(rows: typeof schools): Wire['CampusList'] {
  return {
    steps: stepsOf(rows.map(row => Number(row.code))),
    names: rows.map(row => row.name),
    initials: rows.map(row => row.initials),
    provinces: rows.map(row => Number(row.province.slice(0, 2))),
    locations: rows.map(row => row.location),
    days: [],
    former: [],
  }
}

/** The schools of that list. */
export const campuses = makeCampuses(campusColumns(schools))

/** The vectors of the rules, which server and browser share. */
export const vectors = json<{
  today: string
  bases: Record<Content['kind'], Content>
  vectors: {
    name: string
    base: Content['kind']
    set: Record<string, unknown>
    expect: { rule: number; pointer: string }[]
  }[]
}>('configs/testdata/rule_vectors.json')

/** A copy. */
export function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
