import type { Wire } from '../engine/activity.ts'

type Closing = Wire['Closing']
type Grant = Wire['Grant']

/** How a month stands for an area: closed for itself, together with what lies above it, or open. */
export interface Standing {
  closed: 'own' | 'above' | null
  /** The closing in force; else the latest one that was opened again. */
  closing?: Closing
}

/** Finds how a month stands: `above` are the areas over it, from the province down; everywhere is "". */
export function standing(
  closings: readonly Closing[],
  month: string,
  area: string,
  above: readonly string[],
): Standing {
  const of = (code: string) => closings.filter(c => c.month === month && (c.area ?? '') === code)
  const own = of(area)
  const now = own.find(c => !c.opened_at)
  if (now) return { closed: 'own', closing: now }
  const over = (area === '' ? [] : ['', ...above]).flatMap(of).find(c => !c.opened_at)
  if (over) return { closed: 'above', closing: over }
  const last = own.at(-1)
  return { closed: null, ...(last && { closing: last }) }
}

/**
 * The areas that somebody's grants let them close whole, for every programme: "" is everywhere. Grants that are kept to
 * programmes let nobody close anything.
 */
export function closable(grants: readonly Grant[]): string[] {
  const mine = grants.filter(g => g.role === 'manager' && !g.programmes?.length)
  return mine.some(g => !g.areas?.length) ? [''] : [...new Set(mine.flatMap(g => g.areas ?? []))].toSorted()
}

/** The level of an area, by its code. */
export const levelByCode = (code: string) =>
  code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : ('county' as const)

/** The months of a year, 2022-01 to 2022-12. */
export const months = (year: number): string[] =>
  Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`)
