import type { Content } from '../engine/activity.ts'
import { labelOf, terms } from '../engine/catalogue.ts'
import { covers } from '../engine/date.ts'
import { steps } from '../engine/pointer.ts'
import type { Ledger } from '../ledger.ts'
import type { Texts } from '../texts.ts'
import type { Option } from './form.ts'

/** Vocabularies whose codes are keys of a map in the content. */
const keyed: Record<string, string> = { audiences: 'audience', help: 'help' }

/** A field's own name by its pointer: a code's label in a map of counts, else the text of the field. */
export function fieldName(at: string, { catalogue }: Ledger, { t, lang }: Texts): string {
  const way = steps(at)
  const [above = '', last = ''] = way.slice(-2)
  const list = keyed[above]
  if (list && catalogue) return labelOf(catalogue, list, last, lang)
  return t(`field.${way.filter(step => !/^\d+$/.test(step)).join('.')}`)
}

/** The terms of a vocabulary in use on a day, and what is chosen though it no longer is in use. */
export function optionsOf(list: string, chosen: unknown, day: string, ledger: Ledger, texts: Texts): Option[] {
  const { catalogue } = ledger
  if (!catalogue) return []
  const options = terms(catalogue, list, day).map(term => ({ code: term.code, label: texts.label(term) }))
  const kept = (Array.isArray(chosen) ? chosen : [chosen]) as (string | undefined)[]
  for (const code of kept)
    if (code && !options.some(o => o.code === code))
      options.push({ code, label: labelOf(catalogue, list, code, texts.lang) })
  return options
}

/** The programmes that take a content's kind on a day, and the one it names. */
export function programmesOf({ kind, programme }: Content, day: string, { catalogue }: Ledger, texts: Texts): Option[] {
  const all = catalogue?.programmes ?? []
  return all
    .filter(p => p.code === programme || ((!p.kinds?.length || p.kinds.includes(kind)) && covers(p.from, p.to, day)))
    .map(p => ({ code: p.code, label: texts.label(p) }))
}

/** The campaigns that run on a day for a content's programme, and the one it names. */
export function campaignsOf(
  { programme, campaign }: Content,
  day: string,
  { catalogue }: Ledger,
  texts: Texts,
): Option[] {
  const all = catalogue?.campaigns ?? []
  const open = (list?: string[]) => !list?.length || !programme || list.includes(programme)
  return all
    .filter(c => c.code === campaign || (open(c.programmes) && covers(c.from, c.to, day)))
    .map(c => ({ code: c.code, label: texts.label(c) }))
}
