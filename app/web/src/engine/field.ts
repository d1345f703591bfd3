import { escape } from './pointer.ts'

/** A value of a content with its JSON Pointer, and with its path: the pointer with * for list places and map keys. */
export interface Field {
  pointer: string
  path: string
  /** Last step of the pointer, unescaped. */
  name: string
  value: unknown
}

/** Everything below a value, branches before what they hold. */
export function fieldsBelow(root: unknown, pointer = '', path = ''): Field[] {
  if (typeof root !== 'object' || root === null) return []
  const keyed = Array.isArray(root) || path === '/audiences' || path === '/visit/help'
  return Object.entries(root).flatMap(([name, value]) => {
    const at: Field = { pointer: `${pointer}/${escape(name)}`, path: `${path}/${keyed ? '*' : name}`, name, value }
    return [at, ...fieldsBelow(value, at.pointer, at.path)]
  })
}

/** Whether a field is a count of something: what can never be negative. Means and positions are no counts. */
export function isCount({ path, value }: Field): boolean {
  return typeof value === 'number' && !/_mean$|^\/location/.test(path)
}

/** Free texts, where personal data could be written. */
export const freeTexts: ReadonlySet<string> = paths(
  'title place venue_text notes organisations/*/name visit/street visit/community drive/school drive/police_unit',
)

/** Which vocabulary a coded value must stand in, by path. */
export const vocabularies: ReadonlyMap<string, string> = new Map(
  [
    ...['venue', 'form', 'count_method'].map(name => [name, name]),
    ['topics/*', 'topic'],
    ['audiences/*', 'audience'],
    ['organisations/*/role', 'role'],
    ['online/*/platform', 'platform'],
    ['online/*/metric', 'metric'],
    ['evidence/*/kind', 'evidence_kind'],
    ['evidence/*/consent', 'consent'],
    ['session/language', 'language'],
    ['visit/mode', 'visit_mode'],
    ['visit/help/*', 'help'],
  ].map(([path, list]) => [`/${path}`, list ?? '']),
)

/** The code a field holds; of a map of counts, the key. */
export function codeOf({ path, name, value }: Field): string {
  return String((typeof value === 'number' && path.endsWith('/*') ? name : value) ?? '')
}

/** Paths out of their names. */
export function paths(names: string): Set<string> {
  return new Set(names.split(' ').map(name => `/${name}`))
}
