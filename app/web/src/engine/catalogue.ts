import type { Wire } from './activity.ts'
import { covers } from './date.ts'
import { label, type Text } from './text.ts'

/** Programmes, campaigns, organisations and vocabularies, as the server gives them in one answer. */
export type Catalogue = Wire['Catalogue']

/** One value of a vocabulary. */
export type Term = Wire['Term']

/** A term of a vocabulary by its code, in use or not. */
export function term(catalogue: Catalogue, list: string, code: string | undefined): Term | undefined {
  return all(catalogue, list).find(t => t.code === code)
}

/** The terms of a vocabulary in use on a day, in printed order. */
export function terms(catalogue: Catalogue, list: string, day: string): Term[] {
  return all(catalogue, list).filter(t => covers(t.valid_from, t.valid_to, day))
}

/** The name of a vocabulary's code; the code itself where it is unknown. */
export function labelOf(catalogue: Catalogue, list: string, code: string, lang: Text['lang']): string {
  const found = term(catalogue, list, code)
  return found ? label(lang, found) : code
}

function all(catalogue: Catalogue, list: string): Term[] {
  return catalogue.vocabularies.find(v => v.name === list)?.terms ?? []
}
