import type { Row as AreaRow } from '../engine/area.ts'
import type { Campus } from '../engine/campus.ts'
import { covers } from '../engine/date.ts'
import { label, type Text } from '../engine/text.ts'
import type { Catalogue } from '../engine/catalogue.ts'
import type { ListName } from './entry.ts'

/** An entry as a row of its list. Days are 2022-09-15, "" for none; `to` is the first day no longer. */
export interface EntryRow {
  /** What tells the row from every other. */
  key: string
  code: string
  name: string
  /** Its name in the other language, or the names it bore before. */
  also: string
  from: string
  to: string
  /** What else the list tells of it, as codes: kinds, programmes, a type, an area, a number of terms. */
  about: readonly string[]
  /** Whether it is the program's own, or another body. */
  mark: boolean
  /** What a search looks at, in small letters. */
  text: string
}

/** What rows are made of. */
export interface Sources {
  catalogue: Catalogue | null
  campuses: readonly Campus[] | null
  areas: readonly AreaRow[] | null
  lang: Text['lang']
  /** The name of a vocabulary. */
  listName(name: string): string
}

/** Which rows are wanted: in force on a day, ended before it, beginning after it, or all. */
export type Standing = 'on' | 'ended' | 'coming' | 'all'

/** The rows of a list; none while its data are on their way. */
export function rowsOf(list: ListName, sources: Sources): EntryRow[] {
  return makers[list](sources)
}

const makers: Record<ListName, (sources: Sources) => EntryRow[]> = {
  programmes: ({ catalogue, lang }) =>
    (catalogue?.programmes ?? []).map(p => named(p, lang, { ...span(p.from, p.to), about: p.kinds ?? [] })),
  campaigns: ({ catalogue, lang }) =>
    (catalogue?.campaigns ?? []).map(c => named(c, lang, { ...span(c.from, c.to), about: c.programmes ?? [] })),
  organisations: ({ catalogue, lang }) =>
    (catalogue?.organisations ?? []).map(o =>
      named(o, lang, {
        ...span(o.valid_from, o.valid_to),
        about: [o.type ?? '', o.area ?? ''],
        mark: o.external ?? false,
      }),
    ),
  campuses: ({ campuses }) => (campuses ?? []).map(campusRow),
  vocabularies: ({ catalogue, listName }) =>
    (catalogue?.vocabularies ?? []).map(({ name, terms = [], fixed = false }) => {
      const row = made(name, { name: listName(name), about: [String(terms.length)], mark: fixed })
      const words = terms.map(term => `${term.code} ${term.zh} ${term.en}`).join('\n')
      return { ...row, text: `${row.text}\n${words}`.toLowerCase() }
    }),
  areas: ({ areas }) => (areas ?? []).map(areaRow),
}

const span = (from = '', to = '') => ({ from, to })

function named(pair: { code: string; zh: string; en: string }, lang: Text['lang'], part: Partial<EntryRow>): EntryRow {
  return made(pair.code, { name: label(lang, pair), also: label(lang === 'en' ? 'zh' : 'en', pair), ...part })
}

function campusRow(c: Campus): EntryRow {
  const also = c.former.join('\n')
  const row = made(c.code, {
    name: c.name,
    also,
    from: dayText(c.from),
    to: dayText(c.to),
    about: [c.province, c.location],
  })
  return { ...row, text: `${row.text}\n${c.initials}` }
}

function areaRow(a: AreaRow): EntryRow {
  const [code, from] = [String(a.code), dayText(a.from)]
  const about = [String(a.level), a.parent ? String(a.parent) : '']
  return made(code, { key: `${code}@${from}`, name: a.name, from, to: dayText(a.to), about })
}

function made(code: string, part: Partial<EntryRow>): EntryRow {
  const row = { key: code, code, name: code, also: '', from: '', to: '', about: [], mark: false, text: '', ...part }
  return { ...row, text: `${row.code}\n${row.name}\n${row.also}`.toLowerCase() }
}

/** A day of a number such as 20200418; "" for 0. */
export function dayText(day: number): string {
  const text = String(day)
  return day ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : ''
}

/** How a span stands to a day. */
export function standingOf({ from, to }: Pick<EntryRow, 'from' | 'to'>, day: string): Exclude<Standing, 'all'> {
  if (covers(from, to, day)) return 'on'
  return to && to <= day ? 'ended' : 'coming'
}

/** The rows that hold a text and stand as wanted on a day; those whose name begins with the text come first. */
export function chosen(rows: readonly EntryRow[], text: string, standing: Standing, day: string): EntryRow[] {
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(
    row => row.text.includes(wanted) && (standing === 'all' || standingOf(row, day) === standing),
  )
  if (!wanted) return found
  const begins = (row: EntryRow) => row.name.toLowerCase().startsWith(wanted) || row.code.startsWith(wanted)
  return [...found.filter(begins), ...found.filter(row => !begins(row))]
}
