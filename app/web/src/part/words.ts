import { makeWords, type Words } from '../engine/words.ts'
import { useLedger } from '../ledger.ts'
import { useTexts } from '../texts.ts'

/** The words of the signed-in person's catalogue and language, for a component's setup. */
export function useWords(): Words {
  const texts = useTexts()
  const time = (value: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(texts.lang, { dateStyle: 'medium', ...options }).format(value)
  return makeWords(useLedger(), texts, {
    number: value => new Intl.NumberFormat(texts.lang).format(value),
    day: value => time(Date.parse(value), { timeZone: 'UTC' }),
    instant: value => time(+new Date(value), { timeStyle: 'short', timeZone: 'Asia/Shanghai' }),
    list: entries => entries.join(texts.t('app.and')),
  })
}
