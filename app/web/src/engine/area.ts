import type { Wire } from './activity.ts'

/** The ranks of areas, from the top. */
const levels = ['province', 'city', 'county'] as const

/** An area as it stood on a day. */
export interface Area {
  /** Six digits of GB/T 2260. */
  code: string
  name: string
  level: (typeof levels)[number]
  /** The city or province above; none for a province. */
  parent?: string
  /** Whether records may be placed here: a county, or a city that has none. */
  leaf: boolean
}

/** The areas over time, from the first day the list answers for. Days are written 2022-09-15. */
export interface Gazetteer {
  /** By code. */
  provinces(day: string): Area[]
  /** What lies directly below, by code: the counties that hang on a province come among its cities. */
  children(code: string, day: string): Area[]
  at(code: string, day: string): Area | undefined
  /** The area, where it may hold records. */
  place(code: string, day: string): Area | undefined
  /** The area and those above it, from the province down; nothing for a code that did not stand on the day. */
  way(code: string, day: string): Area[]
  /** Their names. */
  path(code: string, day: string): string[]
}

/** One area between two days, as numbers: codes of six digits, days such as 20200418, 0 for none. */
export interface Row {
  code: number
  name: string
  level: number
  parent: number
  from: number
  to: number
}

/** Reads the columns of GET /catalogue/areas; how is told at the server's AreaHistory. */
export function makeGazetteer(wire: Wire['AreaHistory']): Gazetteer {
  const rows = rowsOf(wire)
  const byCode = grouped(rows, row => row.code)
  const byParent = grouped(rows, row => row.parent)
  const start = numberOf(wire.start)

  const below = (code: number, day: number) => standing(byParent.get(code), day)
  const told = (row: Row, day: number): Area => ({
    code: String(row.code),
    name: row.name,
    level: levels[row.level - 1] ?? 'county',
    ...(row.parent > 0 && { parent: String(row.parent) }),
    leaf: row.level === 3 || (row.level === 2 && below(row.code, day).length === 0),
  })
  const children = (code: number, day: number) => below(code, day).map(row => told(row, day))
  const at = (code: string, day: string) => {
    const on = numberOf(day)
    const row = on < start ? undefined : standing(byCode.get(Number(code)), on)[0]
    return row && told(row, on)
  }
  const way = (code: string, day: string): Area[] => {
    const area = at(code, day)
    return area ? [...way(area.parent ?? '', day), area] : []
  }
  return {
    provinces: day => children(0, numberOf(day)),
    children: (code, day) => children(Number(code), numberOf(day)),
    at,
    place(code, day) {
      const area = at(code, day)
      return area?.leaf ? area : undefined
    },
    way,
    path: (code, day) => way(code, day).map(area => area.name),
  }
}

/** A day as a number: 2022-09-15 is 20220915; "" is 0. */
export function numberOf(day: string): number {
  return Number(day.replaceAll('-', ''))
}

function standing(rows: readonly Row[] = [], day: number): Row[] {
  return rows.filter(row => row.from <= day && (row.to === 0 || day < row.to))
}

function grouped(rows: readonly Row[], key: (row: Row) => number): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

/** Every area over all of time, by code, then by first day. */
export function rowsOf({ steps, names, days, parents, levels: ranks }: Wire['AreaHistory']): Row[] {
  let code = 0
  const codes = steps.map(step => (code += step))
  const listed = new Set(codes)
  const [spans, above, rank] = [days, parents, ranks].map(byRow)
  return codes.map((c, i) => {
    const [level, parent] = implied(c, listed)
    const [from = 0, to = 0] = spans?.get(i) ?? []
    const name = names[i] ?? ''
    return { code: c, name, from, to, level: rank?.get(i)?.[0] ?? level, parent: above?.get(i)?.[0] ?? parent }
  })
}

/** Tuples by the row they begin with. */
export function byRow(tuples: readonly number[][]): Map<number, number[]> {
  return new Map(tuples.map(([row = 0, ...rest]) => [row, rest]))
}

/** The level and parent that the digits of a code say. */
function implied(code: number, listed: ReadonlySet<number>): [level: number, parent: number] {
  const [province, city] = [code - (code % 10_000), code - (code % 100)]
  if (code === province) return [1, 0]
  if (code === city) return [2, province]
  return [3, listed.has(city) ? city : province]
}
