import type { Wire } from '../../../engine/activity.ts'
import type { Query } from '../../api.ts'
import { counted, linkTo, listOf, type Filter } from '../../filter.ts'
import type { Datum } from '../../chart/datum.ts'

/** What coverage counts; `region` is counties without districts of cities. */
export const levels = ['province', 'city', 'county', 'region', 'campus'] as const

/** One of them. */
export type Level = (typeof levels)[number]

/** What a board is asked. */
export interface Ask {
  /** The filter of the address, its areas those of the person where none is chosen. */
  filter: Filter
  level: Level
}

/** The level of a board's answer. */
export const levelOf = ({ level, regions }: Wire['BoardLevel']): Level => (regions ? 'region' : (level as Level))

/** How many there were at a level on the list's day. */
export const listedAt = ({ denominator }: { denominator: Wire['Denominator'] }): number => denominator.count ?? 0

/** The level of an address, where it can be asked of the area; counties otherwise. */
export function levelIn(text: string | undefined, filter: Filter): Level {
  const level = levels.find(l => l === text) ?? 'county'
  return depthOf(filter) > levels.indexOf(level) ? 'county' : level
}

/** How many levels lie above the one area chosen, itself included: 0 for the whole country and for several areas. */
export function depthOf({ area }: Filter): number {
  const [code = '', ...more] = listOf(area)
  if (code === '' || more.length > 0) return 0
  if (code.endsWith('0000')) return 1
  return code.endsWith('00') ? 2 : 3
}

/** The question of a board, as the API takes it. What is said by silence is left out. */
export function boardQuery({ filter, level }: Ask): Query {
  const asked = level === 'region' || level === 'campus' ? 'county' : level
  return { ...filter, level: asked === 'county' ? '' : asked, regions: level === 'region' || '' }
}

/** The areas a person works in, where every grant names some: what a board shows them first. */
export function ownAreas(grants: readonly Wire['Grant'][]): string {
  const desk = grants.filter(grant => grant.role !== 'volunteer')
  if (desk.some(grant => !grant.areas?.length)) return ''
  return [...new Set(desk.flatMap(grant => grant.areas ?? []))].join(',')
}

/** Whether an area lies outside what is counted: Taiwan, Hong Kong and Macao. */
export const outside = (code: string): boolean => /^(71|81|82)/.test(code)

/** Where the records behind a number are: those that count, or those that wait. */
export function recordsOf(filter: Filter, extra: Filter = {}): string {
  return linkTo('/records', counted({ ...filter, ...extra }))
}

/** The codes that the records of a row bear. */
export function codesOf({ code, codes }: Pick<Wire['BoardRow'], 'code' | 'codes'>): string {
  return [code, ...(codes ?? [])].join(',')
}

/** A month's days within those of a filter. */
export function monthIn(month: { from: string; to: string }, { from = '', to = '' }: Filter): Filter {
  return { from: from > month.from ? from : month.from, to: to && to < month.to ? to : month.to }
}

/** A counted value that leads to its records; nothing to lead to where it is 0. */
export function datum(value: number, num: (n: number) => string, to: string): Datum {
  return { value, text: num(value), ...(value > 0 && { to }) }
}
