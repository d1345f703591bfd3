import builtIn from '../../../../configs/data/rules.json'
import type { Content, Kind } from './activity.ts'
import type { Gazetteer } from './area.ts'
import type { Campus } from './campus.ts'
import { term, terms, type Catalogue } from './catalogue.ts'
import { covers } from './date.ts'
import { codeOf, fieldsBelow, freeTexts, isCount, vocabularies, type Field } from './field.ts'
import { excesses } from './limit.ts'
import type { Params } from './text.ts'

/** B blocks submit, A blocks approval, W wants an explanation, I informs. */
export type Grade = 'B' | 'A' | 'W' | 'I'

/** A rule as the server's data file states it. */
export interface Rule {
  no: number
  grade: Grade
  off?: boolean
  /** Regular expressions of what must not be written down; `kinds` restricts one to some kinds of activity. */
  patterns?: { name: string; pattern: string; kinds?: Kind[] }[]
}

/** What a rule found at one field; rule 0 is a limit of the server's reader. */
export interface Finding {
  rule: number
  grade: Grade
  pointer: string
  /** Message of the server, with what fills it. */
  key: string
  params: Params
}

/** What a record is judged by. What is not loaded yet is not asked: the server asks again. */
export interface Judges {
  catalogue: Catalogue
  gazetteer?: Gazetteer | null
  campuses?: readonly Campus[] | null
  /** Those of the server's data file, if none are given. */
  rules?: readonly Rule[]
  /** The ledger's day. */
  today: string
}

interface Inspection extends Judges {
  c: Content
  fields: readonly Field[]
  add(rule: number, pointer: string, params?: Params): void
}

/** The findings of every rule that needs only the record and its catalogue: the server's CheckContent, in its order. */
export function checkContent(content: Content, judges: Judges): Finding[] {
  const rules = judges.rules ?? (builtIn as Rule[])
  const fields = fieldsBelow(content)
  const found = excesses(fields).map(({ pointer, key, limit }): Finding => {
    return { rule: 0, grade: 'B', pointer, key, params: { Limit: limit } }
  })
  const inspection: Inspection = {
    ...judges,
    rules,
    c: content,
    fields,
    add(no, pointer, params = {}) {
      const rule = rules.find(r => r.no === no && !r.off)
      if (rule) found.push({ rule: no, grade: rule.grade, pointer, key: `rule.${no}`, params })
    },
  }
  for (const check of checks) check(inspection)
  return found.sort((x, y) => order(x.pointer, y.pointer) || x.rule - y.rule)
}

/** What keeps a record from being submitted. */
export function blocking(findings: readonly Finding[]): Finding[] {
  return findings.filter(f => f.grade === 'B')
}

const order = (x: string, y: string) => (x < y ? -1 : Number(x > y))

const checks = [required, parts, days, counts, codes, named, ratios, area, lead, basis, online, personal, means]

/** Rule 1 of the common fields, rule 5, and rule 62: "other" comes with words. */
function required({ c, catalogue, add }: Inspection): void {
  const here = c.delivery === 'in_person'
  const empty: [pointer: string, value: unknown][] = [
    ['/programme', c.programme],
    ['/title', c.title],
    ['/date', c.date],
    ['/minutes', c.minutes],
    ['/area', c.area],
    ['/delivery', c.delivery],
    ['/form', c.form],
    ['/venue', c.venue || !here],
    ['/topics', c.topics?.length],
    ['/place', c.place || !here],
  ]
  for (const [pointer, value] of empty) if (!value) add(1, pointer)
  if (!c.attendance) add(5, '/attendance')
  if (term(catalogue, 'venue', c.venue)?.needs_text && !c.venue_text) add(62, '/venue_text')
}

/** Rule 1 of what each kind needs of its own; rule 6 for a part of another kind. */
function parts({ c, add }: Inspection): void {
  for (const kind of ['session', 'visit', 'drive'] as const)
    if (c[kind] && kind !== c.kind) add(6, `/${kind}`, { Value: kind })
  if (c.kind === 'visit' && !c.visit?.mode) add(1, '/visit/mode')
  if (c.kind === 'drive' && !c.drive?.campus && !c.drive?.school) add(1, '/drive/campus')
}

/** Rules 2 and 3. */
function days({ c: { date = '', end_date: end = '' }, today, add }: Inspection): void {
  if (date > today) add(2, '/date', { Value: date, Limit: today })
  if (end > today) add(2, '/end_date', { Value: end, Limit: today })
  if (end && end < date) add(3, '/end_date', { Value: end, Limit: date })
}

/** Rule 4. */
function counts({ fields, add }: Inspection): void {
  for (const field of fields)
    if (isCount(field) && Number(field.value) < 0) add(4, field.pointer, { Value: Number(field.value) })
}

/** Rule 6 of the vocabularies: every code stands in its list on the record's day. */
function codes({ c, catalogue, fields, today, add }: Inspection): void {
  for (const field of fields) {
    const list = vocabularies.get(field.path)
    const code = list && codeOf(field)
    if (list && code && !terms(catalogue, list, c.date || today).some(t => t.code === code))
      add(6, field.pointer, { Value: code })
  }
}

/** Rule 6 of what has a list of its own. */
function named({ c, catalogue, campuses, today, add }: Inspection): void {
  const open = catalogue.organisations.filter(o => covers(o.valid_from, o.valid_to, c.date || today))
  const known: [pointer: string, code: string | undefined, list: readonly { code: string }[] | null | undefined][] = [
    ['/programme', c.programme, catalogue.programmes],
    ['/campaign', c.campaign, catalogue.campaigns],
    ['/drive/campus', c.drive?.campus, campuses],
    ...(c.organisations ?? []).map(({ code }, i) => [`/organisations/${i}/code`, code, open] as (typeof known)[number]),
  ]
  for (const [pointer, code, list] of known)
    if (code && list && !list.some(entry => entry.code === code)) add(6, pointer, { Value: code })
}

/** Rules 7, 8, 9 and 65: what can never be more than something else. */
function ratios({ c, fields, add }: Inspection): void {
  const atMost = (rule: number, pointer: string, part = 0, whole = 0) => {
    if (part > whole) add(rule, pointer, { Value: part, Limit: whole })
  }
  for (const { pointer, path, value } of fields)
    if (/^\/(audiences\/\*|visit\/elderly|drive\/(students|staff))$/.test(path))
      atMost(7, pointer, Number(value), c.attendance)
  const { knocked, answered, talked } = c.visit?.households ?? {}
  atMost(8, '/visit/households/talked', talked, answered)
  atMost(8, '/visit/households/answered', answered, knocked)
  const { quiz, satisfaction: told } = c.session ?? {}
  atMost(9, '/session/satisfaction/satisfied', told?.satisfied, told?.answered)
  atMost(9, '/session/satisfaction/answered', told?.answered, told?.asked)
  atMost(65, '/session/quiz/post_n', quiz?.post_n, quiz?.pre_n)
}

/** Rule 65 of the means: they lie on the scale from 0 to 100. */
function means({ c, add }: Inspection): void {
  for (const name of ['pre_mean', 'post_mean'] as const) {
    const mean = c.session?.quiz?.[name] ?? 0
    if (mean < 0 || mean > 100) add(65, `/session/quiz/${name}`, { Value: mean, Limit: 100 })
  }
}

/** Rule 10: the area stands on the day and may hold records. */
function area({ c, gazetteer, add }: Inspection): void {
  if (c.area && c.date && gazetteer && !gazetteer.place(c.area, c.date))
    add(10, '/area', { Value: c.area, Date: c.date })
}

/** Rule 1 of every organisation, and rule 11: exactly one leads. */
function lead({ c, add }: Inspection): void {
  c.organisations?.forEach(({ code, name }, i) => {
    if (!code && !name) add(1, `/organisations/${i}/name`)
  })
  if (c.organisations?.filter(party => party.role === 'lead').length !== 1) add(11, '/organisations')
}

/** Rule 12: the count basis is given, and an estimate says its method. */
function basis({ c, add }: Inspection): void {
  if (!c.count_basis) add(12, '/count_basis')
  if (c.count_basis === 'estimated' && !c.count_method) add(12, '/count_method')
}

/** Rule 56: an online number names its platform, metric and as-of time. */
function online({ c, add }: Inspection): void {
  for (const [i, reach] of (c.online ?? []).entries())
    for (const name of ['platform', 'metric', 'as_of'] as const) if (!reach[name]) add(56, `/online/${i}/${name}`)
}

/** Rule 63: no name, number or door of a person in free text. The finding names the pattern, never the text. */
function personal({ c, fields, rules = [], add }: Inspection): void {
  const patterns = rules.flatMap(rule => rule.patterns ?? []).filter(p => !p.kinds || p.kinds.includes(c.kind))
  for (const { pointer, path, value } of fields) {
    if (!freeTexts.has(path)) continue
    const hit = patterns.find(p => new RegExp(p.pattern, 'u').test(String(value)))
    if (hit) add(63, pointer, { Other: hit.name })
  }
}
