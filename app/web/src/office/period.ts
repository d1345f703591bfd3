/** A span of days: from the first up to but without `to`, as addresses and the API write it. */
export interface Period {
  from: string
  to: string
}

/** A year. */
export const yearOf = (year: number): Period => ({ from: `${year}-01-01`, to: `${year + 1}-01-01` })

/** Whether a text is a day there is, such as 2022-09-15. Addresses are typed and cut off. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** The day some days later or, below zero, earlier; a text that is no day stays as it is. */
export function dayAfter(day: string, days = 1): string {
  if (!isDay(day)) return day
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The days of a time's code: 2022, 2022-H1, 2022-Q3, 2022-09 or 2022-09-15. */
export function periodOf(code: string): Period {
  const [, year = '', part = '', n = ''] = /^(\d{4})(?:-([HQ]?)(\d+))?(?:-\d+)?$/.exec(code) ?? []
  if (/^\d{4}-\d\d-\d\d$/.test(code)) return { from: code, to: dayAfter(code) }
  const months = { H: 6, Q: 3, '': n ? 1 : 12 }[part] ?? 12
  const first = n ? (Number(n) - 1) * months : 0
  const day = (month: number) =>
    `${Number(year) + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
  return { from: day(first), to: day(first + months) }
}

/** The code of the time that follows one of the same kind. */
export function nextTime(code: string): string {
  const { to } = periodOf(code)
  const month = Number(to.slice(5, 7))
  if (code.length === 10) return to
  if (code.includes('Q')) return `${to.slice(0, 4)}-Q${(month + 2) / 3}`
  if (code.includes('H')) return `${to.slice(0, 4)}-H${(month + 5) / 6}`
  return code.length === 4 ? to.slice(0, 4) : to.slice(0, 7)
}

/** Every time from the first to the last of some; those between them too, which an answer leaves out where nothing was. */
export function timesBetween(codes: readonly string[]): string[] {
  const [first = '', last = ''] = [codes.toSorted()[0], codes.toSorted().at(-1)]
  const all: string[] = []
  for (let code = first; code && code <= last && all.length < 5000; code = nextTime(code)) all.push(code)
  return all
}

/** What a period is: a whole year, a whole month, or other days, which have no name. */
export function nameOf({ from, to }: Period): { span: 'year' | 'month' | 'days'; text: string } {
  if (from === `${from.slice(0, 4)}-01-01` && to === yearOf(Number(from.slice(0, 4))).to)
    return { span: 'year', text: from.slice(0, 4) }
  if (from.endsWith('-01') && periodOf(from.slice(0, 7)).to === to) return { span: 'month', text: from.slice(0, 7) }
  return { span: 'days', text: '' }
}
