import type { Fault } from '../engine/activity.ts'
import { read, write } from '../engine/pointer.ts'
import { dayAfter } from './period.ts'

/** The lists of the catalogue, in the order of their tabs. Areas are only read. */
export const lists = ['programmes', 'campaigns', 'organisations', 'campuses', 'vocabularies', 'areas'] as const

/** One of them. */
export type ListName = (typeof lists)[number]

/** A list whose entries can be changed. */
export type EditedList = Exclude<ListName, 'areas'>

/** An entry as the API writes it; members that no field shows stay as they came. */
export type Entry = Record<string, unknown>

/** What a field holds, and how it is typed in. `last` is the day before the member's, which the API leaves out. */
export type FieldKind =
  'text' | 'lines' | 'day' | 'last' | 'number' | 'yes' | 'choice' | 'choices' | 'area' | 'areas' | 'former' | 'terms'

/** A member of an entry as a field. */
export interface EntryField {
  member: string
  kind: FieldKind
  required?: true
  /** Whether it is given once, with a new entry. */
  once?: true
  /** Most characters. */
  max?: number
}

const code: EntryField = { member: 'code', kind: 'text', required: true, once: true, max: 64 }
const names = (en: number): EntryField[] => [
  { member: 'zh', kind: 'text', required: true, max: 100 },
  { member: 'en', kind: 'text', required: true, max: en },
]
const validity: EntryField[] = [
  { member: 'valid_from', kind: 'day' },
  { member: 'valid_to', kind: 'last' },
]

const fields: Record<EditedList, readonly EntryField[]> = {
  programmes: [
    code,
    ...names(100),
    { member: 'purpose', kind: 'lines', max: 1000 },
    { member: 'kinds', kind: 'choices' },
    { member: 'from', kind: 'day' },
    { member: 'to', kind: 'last' },
    { member: 'min_minutes', kind: 'number' },
    { member: 'owners', kind: 'choices' },
    { member: 'areas', kind: 'areas' },
  ],
  campaigns: [
    code,
    ...names(200),
    { member: 'slogan', kind: 'text', max: 200 },
    { member: 'from', kind: 'day' },
    { member: 'to', kind: 'last' },
    { member: 'programmes', kind: 'choices' },
  ],
  organisations: [
    code,
    ...names(200),
    { member: 'type', kind: 'choice' },
    { member: 'area', kind: 'area' },
    { member: 'external', kind: 'yes' },
    ...validity,
  ],
  campuses: [
    { ...code, max: 10 },
    { member: 'name', kind: 'text', required: true, max: 200 },
    { member: 'former', kind: 'former' },
    { member: 'category', kind: 'choice', required: true },
    { member: 'level', kind: 'choice' },
    { member: 'province', kind: 'area', required: true },
    { member: 'location', kind: 'text', max: 100 },
    ...validity,
    { member: 'pinyin', kind: 'text', max: 300 },
    { member: 'initials', kind: 'text', max: 100 },
  ],
  vocabularies: [
    { ...code, member: 'name' },
    { member: 'terms', kind: 'terms' },
  ],
}

/** The fields of a list's entries, in their order; those given once only for a new entry. */
export function fieldsOf(list: EditedList, fresh: boolean): readonly EntryField[] {
  return fields[list].filter(field => fresh || !field.once)
}

/** An entry of a list before anything is typed. */
export function freshEntry(list: EditedList): Entry {
  if (list === 'vocabularies') return { name: '', terms: [] }
  if (list === 'campuses') return { code: '', name: '', category: 'regular', level: 'undergraduate', province: '' }
  return { code: '', zh: '', en: '' }
}

/** A copy that nothing shares with the entry. */
export function copyOf(entry: Entry): Entry {
  return JSON.parse(JSON.stringify(entry)) as Entry
}

/** What a field of text, days or numbers shows of a member, at a JSON Pointer. */
export function shownAt(entry: Entry, at: string, kind: FieldKind): string {
  const value = read(entry, at)
  if (value === undefined || value === null || value === '') return ''
  return kind === 'last' ? dayAfter(String(value), -1) : String(value)
}

/** Puts what was typed into an entry at a JSON Pointer; nothing typed takes the member away. */
export function put(entry: Entry, at: string, kind: FieldKind, typed: unknown): void {
  let value = typed === false || (Array.isArray(typed) && typed.length === 0) ? undefined : typed
  if (kind === 'last' && typeof typed === 'string' && typed) value = dayAfter(typed)
  if (kind === 'number' && typed !== '') value = Number(typed)
  write(entry, at, value)
}

/** A list with one of its items a place up (-1) or down (1); the same where it cannot go. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list]
  const [item] = next.splice(index, 1)
  if (item === undefined || index + by < 0 || index + by > next.length) return [...list]
  next.splice(index + by, 0, item)
  return next
}

/** Faults by the field that shows them, and those that belong to none. */
export interface Faults {
  at: Readonly<Record<string, string>>
  rest: readonly string[]
}

/** Nothing at fault. */
export const faultless: Faults = { at: {}, rest: [] }

/** Sorts a refusal's faults to the nearest field at or above their pointers. */
export function faultsAt(faults: readonly Fault[], pointers: readonly string[]): Faults {
  const at: Record<string, string> = {}
  const rest: string[] = []
  for (const { pointer, message } of faults) {
    const near = pointers
      .filter(p => pointer === p || pointer.startsWith(`${p}/`))
      .toSorted((a, b) => b.length - a.length)[0]
    if (near === undefined) rest.push(message)
    else at[near] = at[near] ? `${at[near]} ${message}` : message
  }
  return { at, rest }
}

/** The pointers of an entry's fields, those of its rows included. */
export function pointersOf(list: EditedList, entry: Entry, fresh: boolean): string[] {
  const rows = (name: string, members: string[]) =>
    ((entry[name] as unknown[] | undefined) ?? []).flatMap((_, i) => members.map(m => `/${name}/${i}/${m}`))
  return [
    ...fieldsOf(list, fresh).map(({ member }) => `/${member}`),
    ...rows('former', ['name', 'until']),
    ...rows('terms', ['code', 'zh', 'en', 'valid_from', 'valid_to']),
  ]
}

/** Whether two values are the same as the API writes them, whatever the order of members. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (!isTree(a) || !isTree(b)) return a === b
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(name => same(a[name], b[name]))
}

function isTree(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What was typed, over an entry that somebody else has changed meanwhile: what only they changed is theirs, what was
 * typed stays. Terms are matched by their codes, and theirs that are new come last.
 */
export function merged(base: Entry, mine: Entry, theirs: Entry): Entry {
  const out: Entry = {}
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = name === 'terms' ? mergedTerms(base, mine, theirs) : chosen(base[name], mine[name], theirs[name])
    if (value !== undefined) out[name] = value
  }
  return out
}

const chosen = (base: unknown, mine: unknown, theirs: unknown) => (same(base, mine) ? theirs : mine)
const termsOf = (entry: Entry) => (entry.terms as Entry[] | undefined) ?? []

function mergedTerms(base: Entry, mine: Entry, theirs: Entry): Entry[] {
  const byCode = (entry: Entry) => new Map(termsOf(entry).map(term => [term.code, term]))
  const [before, now, mineNow] = [byCode(base), byCode(theirs), byCode(mine)]
  const order = (entry: Entry) => termsOf(entry).map(term => term.code)
  // Whoever did not touch the order gives way.
  const lead = same(order(base), order(mine)) ? theirs : mine
  const all = [...new Set([...order(lead), ...order(mine), ...order(theirs)])]
  return all.flatMap(key => {
    const [was, typed, stands] = [before.get(key), mineNow.get(key), now.get(key)]
    if (!typed) return stands ? [stands] : []
    return [stands && was ? merged(was, typed, stands) : typed]
  })
}

/** A member that two versions have differently; of a term, with its code. */
export interface Difference {
  term?: string
  member: string
  mine: unknown
  theirs: unknown
}

/** Where two versions of an entry differ, in the order of the first's members. */
export function differences(mine: Entry, theirs: Entry): Difference[] {
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    .filter(member => !same(mine[member], theirs[member]))
    .flatMap((member): Difference[] => {
      if (member !== 'terms') return [{ member, mine: mine[member], theirs: theirs[member] }]
      return termDifferences(mine, theirs)
    })
}

function termDifferences(mine: Entry, theirs: Entry): Difference[] {
  const codes = [...new Set([...termsOf(mine), ...termsOf(theirs)].map(term => String(term.code)))]
  const list = codes.flatMap((key): Difference[] => {
    const [a, b] = [mine, theirs].map(entry => termsOf(entry).find(term => term.code === key))
    return differences(a ?? {}, b ?? {}).map(difference => ({ ...difference, term: key }))
  })
  return list.length > 0 ? list : [{ member: 'order', mine: undefined, theirs: undefined }]
}
