import type { Content } from '../../../engine/activity.ts'
import { within } from '../../../engine/pointer.ts'
import { describe, type Line } from '../../../part/describe.ts'
import type { Words } from '../../../engine/words.ts'

/** Some fields of a record under one heading, whose text is `record.section.NAME`. */
export interface Section {
  name: string
  lines: Line[]
}

/** Which fields stand under which heading, as branches of the content. */
const headings: readonly [name: string, branches: string][] = [
  ['what', 'kind programme campaign title form topics'],
  ['where', 'date end_date area place venue venue_text delivery minutes'],
  ['heads', 'attendance count_basis count_method audiences materials'],
  ['who', 'organisations volunteers staff'],
  ['session', 'session'],
  ['visit', 'visit'],
  ['drive', 'drive'],
  ['more', 'online location notes'],
]

/** Every filled field of a record in words, under headings; headings without any are left out. */
export function sectionsOf(content: Content, words: Words): Section[] {
  const lines = describe(content, words)
  return headings
    .map(([name, branches]) => {
      const roots = branches.split(' ').map(branch => `/${branch}`)
      return { name, lines: lines.filter(({ pointer }) => within(pointer, roots)) }
    })
    .filter(section => section.lines.length > 0)
}

/** The field that a message at a pointer is shown at: itself or the branch that is told as one. */
export function isAbout(pointer: string, line: Line): boolean {
  return pointer !== '' && (within(pointer, [line.pointer]) || within(line.pointer, [pointer]))
}
