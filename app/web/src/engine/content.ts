import type { Activity, Content } from './activity.ts'

const fields: { readonly [K in keyof Required<Content>]: true } = {
  kind: true,
  programme: true,
  campaign: true,
  title: true,
  date: true,
  end_date: true,
  minutes: true,
  area: true,
  place: true,
  venue: true,
  venue_text: true,
  delivery: true,
  form: true,
  topics: true,
  audiences: true,
  attendance: true,
  count_basis: true,
  count_method: true,
  materials: true,
  organisations: true,
  volunteers: true,
  staff: true,
  online: true,
  evidence: true,
  location: true,
  notes: true,
  joint_of: true,
  session: true,
  visit: true,
  drive: true,
}

/** What a person said in a record, without what the server adds. */
export function contentOf(record: Activity): Content {
  const told = Object.entries(record).filter(([name]) => name in fields)
  return JSON.parse(JSON.stringify(Object.fromEntries(told))) as Content
}

/** Photos that a content names, by hash. */
export function namesOf(content: Content): string[] {
  return (content.evidence ?? []).flatMap(({ sha256 }) => sha256 ?? [])
}

/**
 * Whether two contents say the same. The server leaves out what is empty and writes some zeros that were not typed,
 * and writes instants its own way: neither is a difference.
 */
export function sameContent(a: Content, b: Content): boolean {
  return canonical(a) === canonical(b)
}

/** The contents of several lists, each once. */
export function union(...lists: (readonly Content[])[]): Content[] {
  return [...new Map(lists.flat().map(content => [canonical(content), content])).values()]
}

function canonical(content: Content): string {
  return JSON.stringify(plain(content)) ?? ''
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(one => plain(one) ?? null) : undefined
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value)
      .map(([name, inner]) => [name, plain(inner)] as const)
      .filter(([, inner]) => inner !== undefined)
      .sort(([x], [y]) => (x < y ? -1 : 1))
    return pairs.length > 0 ? Object.fromEntries(pairs) : undefined
  }
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value) || value
  return value || undefined
}
