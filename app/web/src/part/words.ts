import { labelOf } from '../engine/catalogue.ts'
import { useLedger } from '../ledger.ts'
import { useTexts } from '../texts.ts'

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

/** The words of the signed-in person's catalogue and language, for a component's setup. */
export function useWords(): Words {
  const ledger = useLedger()
  const texts = useTexts()
  const named = (entries: { code: string; zh: string; en: string }[] | undefined, code: string) => {
    const found = entries?.find(entry => entry.code === code)
    return found ? texts.label(found) : code
  }
  return {
    get lang() {
      return texts.lang
    },
    t: texts.t,
    has: texts.has,
    term: (list, code) => (ledger.catalogue ? labelOf(ledger.catalogue, list, code, texts.lang) : code),
    programme: code => named(ledger.catalogue?.programmes, code),
    campaign: code => named(ledger.catalogue?.campaigns, code),
    organisation: code => named(ledger.catalogue?.organisations, code),
    campus: code => ledger.campuses?.find(campus => campus.code === code)?.name ?? code,
    area: (code, day) => ledger.gazetteer?.path(code, day).join(texts.lang === 'en' ? ', ' : ' ') || code,
    number: value => new Intl.NumberFormat(texts.lang).format(value),
    day: value =>
      new Intl.DateTimeFormat(texts.lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(value)),
    instant: value =>
      new Intl.DateTimeFormat(texts.lang, {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: 'Asia/Shanghai',
      }).format(new Date(value)),
    list: entries => entries.join(texts.t('app.and')),
  }
}
