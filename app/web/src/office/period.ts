/** A span of days: from the first up to but without `to`, as addresses and the API write it. */
export interface Period {
  from: string
  to: string
}

/** A year. */
export const yearOf = (year: number): Period => ({ from: `${year}-01-01`, to: `${year + 1}-01-01` })

/** A month such as 2022-09. */
export function monthOf(month: string): Period {
  const [year = 0, m = 1] = month.split('-').map(Number)
  const next = m === 12 ? `${year + 1}-01` : `${year}-${String(m + 1).padStart(2, '0')}`
  return { from: `${month}-01`, to: `${next}-01` }
}

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

/** What a period is: a whole year, a whole month, or other days, which have no name. */
export function nameOf({ from, to }: Period): { span: 'year' | 'month' | 'days'; text: string } {
  if (from === `${from.slice(0, 4)}-01-01` && to === yearOf(Number(from.slice(0, 4))).to)
    return { span: 'year', text: from.slice(0, 4) }
  if (from.endsWith('-01') && monthOf(from.slice(0, 7)).to === to) return { span: 'month', text: from.slice(0, 7) }
  return { span: 'days', text: '' }
}
