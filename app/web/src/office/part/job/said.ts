import type { Wire } from '../../../engine/activity.ts'
import type { Words } from '../../../engine/words.ts'
import type { Office } from '../../office.ts'
import type { Texts } from '../../texts.ts'
import { setTo } from '../filter.ts'
import { askedOf, fieldsOf } from './wish.ts'
import { filterNames } from '../../filter.ts'

/** What was asked for, in words: each part of the filter that is set, joined; all records where none is. */
export function filterWords(saved: Wire['SavedFilter'] | undefined, words: Words, texts: Texts): string {
  const { filter, span } = askedOf(saved)
  const parts = fieldsOf(filterNames, span).flatMap(field => {
    const value = setTo(field, filter, words, texts)
    return value
      ? [
          field === 'period'
            ? value
            : texts.t('frame.filter_is', { Name: texts.t(`frame.filter.${field}`), Value: value }),
        ]
      : []
  })
  return (
    [...(span ? [texts.t(`exports.span.${span}`)] : []), ...parts].join(texts.t('jobs.join')) ||
    texts.t('exports.everything')
  )
}

/** Asks for the names that the filters mention, where they are not here yet. */
export function needNames(office: Office, filters: readonly (Wire['SavedFilter'] | undefined)[]): void {
  if (filters.some(f => f?.area?.length)) void office.areas().catch(() => undefined)
  if (filters.some(f => f?.campus?.length)) void office.schools().catch(() => undefined)
}
