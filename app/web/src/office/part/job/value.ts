import type { Wire } from '../../../engine/activity.ts'
import { steps } from '../../../engine/pointer.ts'
import { valueAt } from '../../../part/describe.ts'
import type { Words } from '../../../engine/words.ts'

/** A field that a row changes, in words. */
export interface ChangeWords {
  name: string
  before: string
  after: string
}

/** Tells a change of a row; what was or will be blank says so. `day` is that of the record, for names of areas. */
export function changeWords(change: Wire['ImportChange'], day: string, words: Words): ChangeWords {
  const { pointer, label = '', before, after } = change
  const [list = '', step = ''] = steps(pointer)
  const part = list === 'audiences' && step ? ` · ${words.term('audience', step)}` : ''
  const say = (value: unknown) =>
    value === undefined || value === null || value === ''
      ? words.t('imports.blank')
      : valueAt(pointer, value, day, words)
  return { name: (label || pointer) + part, before: say(before), after: say(after) }
}
