import { labelOf } from '../engine/catalogue.ts'
import type { Words } from '../part/words.ts'
import { useOffice } from './office.ts'
import { useTexts } from './texts.ts'

/** Names of codes, numbers and days in the reader's language, in a component's setup. */
export function useWords(): Words {
  const office = useOffice()
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
    term: (list, code) => (office.catalogue ? labelOf(office.catalogue, list, code, texts.lang) : code),
    programme: code => named(office.catalogue?.programmes, code),
    campaign: code => named(office.catalogue?.campaigns, code),
    organisation: code => named(office.catalogue?.organisations, code),
    campus: code => office.campuses?.find(campus => campus.code === code)?.name ?? code,
    area: (code, day) =>
      office.gazetteer?.path(code, day || office.today).join(texts.lang === 'en' ? ', ' : ' ') || code,
    number: texts.num,
    day: texts.day,
    instant: texts.instant,
    list: entries => entries.join(texts.t('frame.and')),
  }
}
