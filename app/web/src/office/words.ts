import { makeWords, type Words } from '../engine/words.ts'
import { useOffice } from './office.ts'
import { useTexts } from './texts.ts'

/** Names of codes, numbers and days in the reader's language, in a component's setup. */
export function useWords(): Words {
  const texts = useTexts()
  return makeWords(useOffice(), texts, {
    number: texts.num,
    day: texts.day,
    instant: texts.instant,
    list: entries => entries.join(texts.t('frame.and')),
  })
}
