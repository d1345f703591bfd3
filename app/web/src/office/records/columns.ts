import type { Wire } from '../../engine/activity.ts'
import type { Gazetteer } from '../../engine/area.ts'
import type { Words } from '../../engine/words.ts'
import type { Column } from '../part/column.ts'

/** A record as the list tells it. */
export type Row = Wire['Activity']

/** What cells are told with. */
export interface Speech {
  words: Words
  /** Null until the areas are there: codes stand in for names. */
  gazetteer: Pick<Gazetteer, 'way'> | null
}

/** What a cell says; nothing where the record has no such thing. */
type Tell = (row: Row, speech: Speech) => string | number | undefined

const term =
  (list: string, code: (row: Row) => string | undefined): Tell =>
  (row, { words }) =>
    words.term(list, code(row) ?? '')

/** The area of a level around the record's own, as on its day; none where a county lies directly below its province. */
const placed =
  (level: 'province' | 'city', code: (row: Row) => string | undefined): Tell =>
  (row, { gazetteer }) =>
    gazetteer?.way(row.area ?? '', row.date ?? '').find(area => area.level === level)?.name ?? code(row)

const on =
  (at: (row: Row) => string | undefined): Tell =>
  (row, { words }) => {
    const instant = at(row)
    return instant && words.instant(instant)
  }

const parties =
  (lead: boolean): Tell =>
  (row, { words }) =>
    words.list(
      (row.organisations ?? [])
        .filter(({ role }) => (role === 'lead') === lead)
        .map(({ code, name, role }) => {
          const told = code ? words.organisation(code) : (name ?? '')
          return lead || role === 'joint' ? told : qualified(told, words.term('role', role), words)
        }),
    )

/** A word with what is said about it. */
const qualified = (name: string, text: string, words: Words) => words.t('records.about', { Name: name, Text: text })

/** Each audience with its head count, the largest first. */
const audiences: Tell = (row, { words }) =>
  words.list(
    Object.entries(row.audiences ?? {})
      .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([code, heads]) => `${words.term('audience', code)} ${words.number(heads)}`),
  )

const venue: Tell = (row, { words }) => {
  const name = words.term('venue', row.venue ?? '')
  return row.venue_text ? qualified(name, row.venue_text, words) : name
}

const elderly: Tell = ({ visit, audiences: heads }) => visit?.elderly || heads?.['elderly'] || 0

/** How each column of the report of records is told, by its key there. The running number is the sheet's alone. */
const tellers: Record<string, Tell> = {
  id: row => row.id,
  kind: term('kind', row => row.kind),
  programme: (row, { words }) => words.programme(row.programme ?? ''),
  campaign: (row, { words }) => words.campaign(row.campaign ?? ''),
  title: row => row.title,
  date: (row, { words }) => row.date && words.day(row.date),
  minutes: row => row.minutes ?? 0,
  province: placed('province', row => row.province),
  city: placed('city', row => row.city),
  county: row => (row.area === row.city ? undefined : row.area_name),
  area: row => row.area,
  place: row => row.place,
  form: term('form', row => row.form),
  venue,
  delivery: term('delivery', row => row.delivery),
  topics: (row, { words }) => words.list((row.topics ?? []).map(code => words.term('topic', code))),
  audiences,
  attendance: row => row.attendance ?? 0,
  elderly,
  basis: term('count_basis', row => row.count_basis),
  method: term('count_method', row => row.count_method),
  materials: row => row.materials ?? 0,
  volunteers: row => row.volunteers?.length ?? 0,
  lead: parties(true),
  partners: parties(false),
  photos: row => row.evidence?.length ?? 0,
  status: term('status', row => row.status),
  counts: (row, { words }) => words.t(`records.counts.${row.counts}`),
  because: (row, { words }) => words.list(row.not_counted_because.map(code => words.term('not_counted', code))),
  revision: row => row.revision,
  notes: row => row.notes,
  lecturer: row => row.session?.lecturer,
  language: term('language', row => row.session?.language),
  visit_mode: term('visit_mode', row => row.visit?.mode),
  street: row => row.visit?.street,
  community: row => row.visit?.community,
  knocked: ({ visit }) => visit && (visit.households?.knocked ?? 0),
  opened: ({ visit }) => visit && (visit.households?.answered ?? 0),
  talked: ({ visit }) => visit && (visit.households?.talked ?? 0),
  refused: ({ visit }) => visit && (visit.households?.refused ?? 0),
  campus: row => row.drive?.campus,
  school: row => row.drive?.school,
  police: row => row.drive?.police_unit,
  officers: ({ drive }) => drive && (drive.officers ?? 0),
  students: ({ drive }) => drive && (drive.students ?? 0),
  staff: ({ drive }) => drive && (drive.staff ?? 0),
  pledges: ({ drive }) => drive && (drive.pledges ?? 0),
  entrants: ({ drive }) => drive && (drive.quiz_entrants ?? 0),
  approval_no: row => row.drive?.approval_no,
  recorded_by: row => row.author_name ?? row.author,
  recorded_on: on(row => row.created_at),
  changed_on: on(row => row.updated_at),
  submitted_on: on(row => row.submitted_at),
  decided_by: row => row.decided_by_name ?? row.decided_by,
  decided_on: on(row => row.decided_at),
}

/** The columns that show until others are chosen. */
export const usual: readonly string[] = [
  'date',
  'title',
  'kind',
  'programme',
  'province',
  'county',
  'attendance',
  'recorded_by',
  'status',
  'counts',
]

/** A column of the report of records, as the list of reports tells it. */
export type Offered = Pick<Wire['OfferColumn'], 'key' | 'title' | 'form' | 'width'>

/** The columns that a page can show of those that the report offers, in the report's order. */
export function showable(offered: readonly Offered[]): Offered[] {
  return offered.filter(({ key }) => key in tellers)
}

/** Which of the showable columns show: those chosen, the usual ones where nothing is left of the choice. */
export function chosenOf(keys: readonly string[] | null, offered: readonly Offered[]): string[] {
  const kept = (list: readonly string[]) => showable(offered).flatMap(({ key }) => (list.includes(key) ? [key] : []))
  const chosen = kept(keys ?? [])
  return chosen.length > 0 ? chosen : kept(usual)
}

/** The chosen columns as a table takes them. The title names the rows, or the first column where it does not show. */
export function tableOf(keys: readonly string[], offered: readonly Offered[], speech: Speech): Column<Row>[] {
  const head = keys.includes('title') ? 'title' : keys[0]
  return showable(offered)
    .filter(({ key }) => keys.includes(key))
    .map(({ key, title, form, width }) => ({
      key,
      label: title,
      num: form === 'whole',
      tight: form === 'date',
      head: key === head,
      wide: width >= 24,
      of: row => tellers[key]?.(row, speech),
    }))
}
