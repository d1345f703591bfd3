import type { Content, Draft, Kind } from './activity.ts'
import { term, type Catalogue } from './catalogue.ts'
import { covers, dayOf } from './date.ts'
import { label, type Text } from './text.ts'

/** What a form can begin with beside the day. */
export interface Known {
  catalogue: Catalogue
  /** The ledger's day. */
  today: string
  /** The person's organisation, by code. */
  organisation?: string
}

/** A draft that nobody has kept yet: of the carried content, or of what every record of the kind begins with. */
export function newDraft(kind: Kind, id: string, now: number, carried?: Content): Draft {
  const content = carried ?? { kind, date: dayOf(now), delivery: 'in_person' }
  return { id, content, base: 0, changedAt: now, faults: [], attempted: [] }
}

/**
 * The first content of somebody who has no record to carry over: the day, what nearly every activity of the kind is,
 * the programme where one alone takes the kind or is there for it first, and one's own organisation as the one that
 * leads. No more than eight answers are then left: province, city, county, place, heads, topic, minutes, and the venue
 * of a session or the school of a drive.
 */
export function firstContent(kind: Kind, { catalogue, today, organisation }: Known): Content {
  const programmes = catalogue.programmes.filter(
    ({ kinds, from, to }) => (!kinds?.length || kinds.includes(kind)) && covers(from, to, today),
  )
  const meant = programmes.filter(({ kinds }) => kinds?.[0] === kind)
  const [only] = [programmes, meant].find(list => list.length === 1) ?? []
  const leads = organisation ?? only?.owners?.[0]
  return {
    kind,
    date: today,
    delivery: 'in_person',
    ...(only && { programme: only.code }),
    organisations: [{ ...(leads && { code: leads }), role: 'lead' }],
    // Nobody said how it was counted; the form asks, and an estimate must not pass for a count.
    count_basis: 'unknown',
    ...usual[kind],
  }
}

/** What an activity of a kind nearly always is; shown in the form, where it can be changed. */
const usual: Record<Kind, Partial<Content>> = {
  session: { form: 'lecture' },
  visit: { form: 'home_visit', venue: 'home', visit: { mode: 'household' } },
  drive: { form: 'lecture', venue: 'university' },
}

/** What stays the same from one activity to the next. Counts, photos and words are of their day and stay behind. */
const carried = [
  ...(['programme', 'area', 'place', 'venue', 'venue_text', 'delivery', 'form', 'topics', 'minutes'] as const),
  ...(['organisations', 'volunteers', 'staff', 'count_basis', 'count_method'] as const),
]
const carriedPart = {
  session: ['lecturer', 'language'],
  visit: ['mode', 'street', 'community'],
  drive: ['campus', 'school', 'police_unit', 'officers'],
}

/** A content for today out of the last one: the head counts stay open, those "of which" by name with 0. */
export function carryOver(last: Content, today: string, catalogue?: Catalogue | null): Content {
  const { kind } = last
  const campaign = catalogue?.campaigns.find(c => c.code === last.campaign)
  const audiences = Object.keys(last.audiences ?? {}).map(code => [code, 0])
  const next: Content = {
    kind,
    date: today,
    ...pick(last, carried),
    ...(campaign && covers(campaign.from, campaign.to, today) && { campaign: campaign.code }),
    ...(audiences.length > 0 && { audiences: Object.fromEntries(audiences) as Record<string, number> }),
    [kind]: pick(last[kind] ?? {}, carriedPart[kind]),
  }
  return JSON.parse(JSON.stringify(next)) as Content
}

function pick(from: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}

/**
 * A content as it is sent: texts without spaces around them, nothing empty, no part of another kind, no "of which" of
 * nobody; names sorted, so that forms that say the same give the same JSON.
 */
export function tidy(content: Content): Content {
  const { audiences, visit } = content
  const parts = Object.fromEntries(Object.keys(carriedPart).map(kind => [kind, undefined]))
  return clean({
    ...content,
    audiences: present(audiences),
    ...parts,
    [content.kind]: content.kind === 'visit' && visit ? { ...visit, help: present(visit.help) } : content[content.kind],
  }) as Content
}

function present(counts: Record<string, number> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0))
}

/** A value without what is empty in it; undefined where nothing is left. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() || undefined
  if (Array.isArray(value)) return some(value.map(clean).filter(one => one !== undefined))
  if (typeof value !== 'object') return value
  const pairs = Object.entries(value ?? {})
    .map(([name, inner]) => [name, clean(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([x], [y]) => (x < y ? -1 : 1))
  return some(pairs) && Object.fromEntries(pairs)
}

function some<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined
}

/** A content ready to be judged and sent: tidy, and with the proposed title where the person wrote none. */
export function ready(content: Content, catalogue: Catalogue, lang: Text['lang']): Content {
  const told = tidy(content)
  const title = told.title ?? proposedTitle(told, catalogue, lang)
  return title ? { ...told, title } : told
}

/** A title out of programme, place and form; "" until one of them is known. */
export function proposedTitle(content: Content, catalogue: Catalogue, lang: Text['lang']): string {
  const named = [
    catalogue.programmes.find(p => p.code === content.programme),
    content.place && { zh: content.place, en: content.place },
    term(catalogue, 'form', content.form),
  ]
  const title = named.flatMap(name => (name ? [label(lang, name)] : [])).join(' · ')
  return Array.from(title).slice(0, 200).join('')
}
