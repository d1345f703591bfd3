/** What was typed is no number: it stays as typed until the person corrects it. */
export class Unreadable extends Error {}

/**
 * The number a person typed, undefined for nothing. Full-width digits and points are digits and points; commas group
 * thousands; anything else is Unreadable, never dropped. Whole numbers unless `decimal`.
 */
export function readNumber(text: string, decimal = false): number | undefined {
  const plain = text
    .replaceAll(/[\uFF0C\uFF0E\uFF10-\uFF19]/g, c => String.fromCodePoint((c.codePointAt(0) ?? 0) - 0xfee0))
    .trim()
  if (plain === '') return undefined
  const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain
  const value = Number(grouped)
  if (!(decimal ? /^\d+(\.\d+)?$/ : /^\d+$/).test(grouped) || !Number.isSafeInteger(Math.trunc(value)))
    throw new Unreadable(text)
  return value
}

/** A place on the earth as the phone tells it. */
export interface Fix {
  latitude: number
  longitude: number
  accuracy: number
}

/** A check-in point: three decimals, about 100 m, are enough to tell a village and too few to tell a door. */
export function roundFix(fix: Fix): { lat: number; lon: number; accuracy_m: number } {
  const round = (degrees: number) => Math.round(degrees * 1000) / 1000
  return {
    lat: round(fix.latitude),
    lon: round(fix.longitude),
    accuracy_m: Math.min(100_000, Math.max(100, Math.ceil(fix.accuracy))),
  }
}

/** An instant as the value of a datetime-local input that means Beijing time; "" for none. */
export function toLocal(instant: string | undefined): string {
  const at = Date.parse(instant ?? '')
  return Number.isNaN(at) ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** The instant of a datetime-local value in Beijing time, undefined for an unfinished one. */
export function fromLocal(local: string): string | undefined {
  const at = Date.parse(`${local}:00+08:00`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z')
}
