import type { Wire } from './activity.ts'
import { byRow, numberOf } from './area.ts'

/** A university or college of the ministry's list. */
export interface Campus {
  /** The ministry's ten digits. */
  code: string
  name: string
  /** First letters of the syllables of the name, small. */
  initials: string
  /** Code of the province it stands in. */
  province: string
  /** The city as the ministry prints it. */
  location: string
  /** Names before the present one, oldest first. */
  former: string[]
  /** First day and first day no longer, as numbers such as 20200418; 0 for none. */
  from: number
  to: number
}

/** Reads the columns of GET /catalogue/campuses, by code. */
export function makeCampuses(wire: Wire['CampusList']): Campus[] {
  const days = byRow(wire.days)
  let code = 0
  const campuses = wire.steps.map((step, i): Campus => {
    code += step
    const [from = 0, to = 0] = days.get(i) ?? []
    return {
      code: String(code).padStart(10, '0'),
      name: wire.names[i] ?? '',
      initials: wire.initials[i] ?? '',
      province: `${wire.provinces[i]}0000`,
      location: wire.locations[i] ?? '',
      former: [],
      from,
      to,
    }
  })
  for (const { row, name } of wire.former) campuses[row]?.former.push(name)
  return campuses
}

/**
 * At most `limit` campuses standing on a day whose name or a former name holds the text, or whose code or initials
 * begin with it: first those whose name begins with it, then by code, as the server's search.
 */
export function search(campuses: readonly Campus[], text: string, day: string, limit: number): Campus[] {
  const wanted = text.trim().toLowerCase()
  const on = numberOf(day)
  const begins = (c: Campus) => c.name.startsWith(wanted)
  const found = campuses.filter(
    c =>
      c.from <= on &&
      (c.to === 0 || on < c.to) &&
      (c.code.startsWith(wanted) ||
        c.initials.startsWith(wanted) ||
        [c.name, ...c.former].some(name => name.toLowerCase().includes(wanted))),
  )
  return [...found.filter(begins), ...found.filter(c => !begins(c))].slice(0, limit)
}
