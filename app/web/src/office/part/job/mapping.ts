import type { Wire } from '../../../engine/activity.ts'

/** A column of the table and the field it is to be read as: empty leaves it out. */
export interface Choice {
  letter: string
  heading: string
  field: string
}

/** The choices that a table comes with: what was recognised. */
export function choicesOf(columns: readonly Wire['ImportColumn'][]): Choice[] {
  return columns.map(({ letter, heading, field, read }) => ({ letter, heading, field: read ? (field ?? '') : '' }))
}

/** What hinders the choices: fields chosen twice, or no column for the activity's name, which every row needs. */
export function faultOf(choices: readonly Choice[]): { twice: string[]; untitled: boolean } {
  const fields = choices.map(choice => choice.field).filter(Boolean)
  const twice = fields.filter((field, i) => fields.indexOf(field) !== i)
  return { twice: [...new Set(twice)], untitled: !fields.includes('title') }
}

/**
 * The mapping that says what was chosen: every column whose choice is not what it is known as anyhow. A column is named
 * by its heading, so that the mapping fits other tables, and by its letter where the heading is blank, stands twice or
 * could be a letter itself.
 */
export function mappingOf(
  choices: readonly Choice[],
  columns: readonly Wire['ImportColumn'][],
): Record<string, string> {
  const headings = columns.map(column => column.heading)
  const unique = (heading: string) =>
    heading !== '' && !/^[a-z]{1,3}$/i.test(heading) && headings.filter(other => other === heading).length === 1
  const mapping: Record<string, string> = {}
  for (const { letter, heading, field } of choices) {
    if (field || columns.find(column => column.letter === letter)?.read)
      mapping[unique(heading) ? heading : letter] = field
  }
  return mapping
}
