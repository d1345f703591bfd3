import type { Content } from '../engine/activity.ts'
import { read, steps } from '../engine/pointer.ts'
import type { Words } from '../engine/words.ts'

/** One filled field, in words. */
export interface Line {
  pointer: string
  label: string
  value: string
}

/** Which vocabulary names the codes at a pointer. */
const vocabularies: [RegExp, string][] = [
  [/^\/(form|venue|delivery|count_basis|count_method|kind|status)$/, '$1'],
  [/^\/topics\/\d+$/, 'topic'],
  [/^\/visit\/mode$/, 'visit_mode'],
  [/^\/session\/language$/, 'language'],
  [/^\/organisations\/\d+\/role$/, 'role'],
  [/^\/evidence\/\d+\/kind$/, 'evidence_kind'],
  [/^\/evidence\/\d+\/consent$/, 'consent'],
  [/^\/online\/\d+\/(platform|metric)$/, '$1'],
]

/** The fields of a record in the order of the form; lists are one field. Photos are shown as photos. */
const order = `
  /kind /date /end_date /programme /campaign /title /area /place /venue /venue_text /delivery /form /topics
  /attendance /count_basis /count_method /audiences /minutes /materials /organisations /volunteers /staff
  /session/lecturer /session/language /session/sitting /session/questions /session/quiz /session/satisfaction
  /visit/mode /visit/street /visit/community /visit/households /visit/elderly /visit/help
  /drive/campus /drive/school /drive/police_unit /drive/officers /drive/students /drive/staff /drive/pledges
  /drive/quiz_entrants /drive/approval_no /online /location /notes`
  .trim()
  .split(/\s+/)

/** Every filled field of a record, in words. */
export function describe(content: Content, words: Words): Line[] {
  const day = content.date ?? ''
  return order.flatMap(pointer => {
    const value = read(content, pointer)
    if (value === undefined || value === '' || value === null) return []
    const told = whole(pointer, value, day, words)
    return told ? [{ pointer, label: labelAt(pointer, words), value: told }] : []
  })
}

/** Name of the field at a pointer: its own, or that of the nearest named field above it and the steps below that. */
export function labelAt(pointer: string, words: Words): string {
  const way = steps(pointer)
  let top = way.length - 1
  while (top >= 0 && !words.has(keyOf(way.slice(0, top + 1)))) top--
  const rest = way.slice(top + 1).map((_, i) => stepName(way.slice(0, top + 2 + i), words))
  return top < 0 ? pointer : [words.t(keyOf(way.slice(0, top + 1))), ...rest].join(' · ')
}

const keyOf = (way: string[]) => `field.${way.join('.')}`

/** Name of the last step of a way: a field, a code of the map it is a key of, or a place in a list counted from one. */
function stepName(way: string[], words: Words): string {
  const [above, step = ''] = way.slice(-2)
  if (/^\d+$/.test(step)) return String(Number(step) + 1)
  if (above === 'audiences') return words.term('audience', step)
  if (above === 'help') return words.term('help', step)
  const key = [keyOf(way), keyOf(way.filter(s => !/^\d+$/.test(s))), keyOf([step])].find(words.has)
  return key ? words.t(key) : step
}

/** One value of a record in words, as history tells them: a leaf by its pointer. */
export function valueAt(pointer: string, value: unknown, day: string, words: Words): string {
  if (value === undefined || value === null || value === '') return words.t('record.nothing')
  if (typeof value === 'number') return words.number(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  const list = vocabularies.find(([pattern]) => pattern.test(pointer))
  if (list) return words.term(pointer.replace(list[0], list[1]), value)
  return named(pointer, value, day, words)
}

function named(pointer: string, value: string, day: string, words: Words): string {
  if (pointer === '/programme') return words.programme(value)
  if (pointer === '/campaign') return words.campaign(value)
  if (pointer === '/area') return words.area(value, day)
  if (pointer === '/drive/campus') return words.campus(value)
  if (pointer === '/date' || pointer === '/end_date') return words.day(value)
  if (/^\/organisations\/\d+\/code$/.test(pointer)) return words.organisation(value)
  if (/_at$|\/as_of$/.test(pointer)) return words.instant(value)
  if (pointer.endsWith('/sha256')) return value.slice(0, 8)
  return value
}

/** A field with all that lies below it. */
function whole(pointer: string, value: unknown, day: string, words: Words): string {
  if (Array.isArray(value)) return words.list(value.map((row, i) => rowOf(`${pointer}/${i}`, row, day, words)))
  if (typeof value !== 'object' || value === null) return valueAt(pointer, value, day, words)
  if (pointer === '/location') return pointOf(value as { lat?: number; lon?: number })
  return words.list(
    Object.entries(value).map(
      ([key, part]) => `${stepName([...steps(pointer), key], words)} ${valueAt(`${pointer}/${key}`, part, day, words)}`,
    ),
  )
}

function rowOf(pointer: string, row: unknown, day: string, words: Words): string {
  if (typeof row !== 'object' || row === null) return valueAt(pointer, row, day, words)
  const parts = Object.entries(row).map(([key, part]) => {
    const told = valueAt(`${pointer}/${key}`, part, day, words)
    return key === 'minutes' ? words.t('record.minutes', { N: told }) : told
  })
  return parts.join(' ')
}

const pointOf = ({ lat = 0, lon = 0 }: { lat?: number; lon?: number }) => `${lat}, ${lon}`
