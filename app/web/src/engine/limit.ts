import { paths, type Field } from './field.ts'

/**
 * The most that the server takes, by path: characters of a text, entries of a list or map, or the number itself. They
 * are the tags of the server's record; a test holds the two together.
 */
export const limits: ReadonlyMap<string, number> = new Map(
  Object.entries({
    10: 'drive/campus',
    20: 'topics evidence visit/help',
    40: 'audiences organisations online',
    64:
      'programme campaign venue form count_method topics/* organisations/*/code organisations/*/role ' +
      'volunteers/*/code online/*/platform online/*/metric evidence/*/kind evidence/*/consent session/language ' +
      'visit/mode drive/approval_no',
    100: 'session/lecturer visit/street visit/community drive/school drive/police_unit',
    200: 'title place venue_text organisations/*/name',
    500: 'volunteers',
    1e3: 'session/sitting',
    4e3: 'notes',
    1e5: 'minutes volunteers/*/minutes drive/officers',
    1e6: 'staff session/questions visit/elderly drive/staff',
    1e7: 'drive/students drive/pledges drive/quiz_entrants',
    1e8: 'attendance materials',
    1e11: 'online/*/value',
  }).flatMap(([limit, names]) => Array.from(paths(names), path => [path, Number(limit)] as const)),
)

/** What each row of a list must say. */
const needed: Record<string, string> = { '/organisations/*': 'role', '/volunteers/*': 'code' }

/** What the server would not even read: at a pointer, the key of its message and the limit. */
export interface Excess {
  pointer: string
  key: string
  limit: string
}

/** What exceeds the limits. Texts are measured in characters, as the server does, not in halves of them. */
export function excesses(fields: readonly Field[]): Excess[] {
  return fields.flatMap(field => {
    const { pointer, path, value } = field
    const missing = needed[path]
    if (missing && !(value as Record<string, unknown>)[missing])
      return [{ pointer: `${pointer}/${missing}`, key: 'fault.required', limit: '' }]
    if (/^\/(end_)?date$/.test(path) && value && !isDay(String(value)))
      return [{ pointer, key: 'fault.date', limit: '' }]
    const limit = limits.get(path)
    const [size, key] = sizeOf(value)
    return limit !== undefined && size > limit ? [{ pointer, key, limit: String(limit) }] : []
  })
}

function sizeOf(value: unknown): [size: number, key: string] {
  if (typeof value === 'string') return [Array.from(value).length, 'fault.max_length']
  if (typeof value === 'number') return [value, 'fault.max']
  return [Object.keys(value ?? {}).length, 'fault.max_items']
}

/** Whether a ledger can speak of a day. */
function isDay(day: string): boolean {
  return /^(19[5-9]\d|1949|20\d\d)-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))
}
