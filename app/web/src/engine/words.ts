import type { Gazetteer } from './area.ts'
import type { Campus } from './campus.ts'
import { labelOf, type Catalogue } from './catalogue.ts'
import { label, type Text } from './text.ts'

/** Names, numbers and days as the reader's language writes them; a code without a name is shown as it is. */
export interface Words {
  readonly lang: 'zh' | 'en'
  t(key: string, params?: Record<string, string | number>): string
  has(key: string): boolean
  /** Name of a vocabulary's code. */
  term(list: string, code: string): string
  programme(code: string): string
  campaign(code: string): string
  organisation(code: string): string
  campus(code: string): string
  /** The place from its province down, as it stood on the day. */
  area(code: string, day: string): string
  number(value: number): string
  /** A day, 2022-09-15. */
  day(value: string): string
  /** An instant in Shanghai's time, to the minute. */
  instant(value: string | number): string
  /** Joins the entries of a list. */
  list(entries: string[]): string
}

/** Where names are looked up; null while it is not there. */
export interface Names {
  readonly catalogue: Catalogue | null
  readonly gazetteer: Gazetteer | null
  readonly campuses: readonly Campus[] | null
  /** The day of an area that is named without one. */
  readonly today: string
}

/** Makes words over names and a language that may both still change, and over how that language is written. */
export function makeWords(
  names: Names,
  texts: Text,
  written: Pick<Words, 'number' | 'day' | 'instant' | 'list'>,
): Words {
  const named = (entries: { code: string; zh: string; en: string }[] | undefined, code: string) => {
    const found = entries?.find(entry => entry.code === code)
    return found ? label(texts.lang, found) : code
  }
  return {
    get lang() {
      return texts.lang
    },
    t: texts.t,
    has: texts.has,
    term: (list, code) => (names.catalogue ? labelOf(names.catalogue, list, code, texts.lang) : code),
    programme: code => named(names.catalogue?.programmes, code),
    campaign: code => named(names.catalogue?.campaigns, code),
    organisation: code => named(names.catalogue?.organisations, code),
    campus: code => names.campuses?.find(campus => campus.code === code)?.name ?? code,
    area: (code, day) => names.gazetteer?.path(code, day || names.today).join(texts.lang === 'en' ? ', ' : ' ') || code,
    ...written,
  }
}
