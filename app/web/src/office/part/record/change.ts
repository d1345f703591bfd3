import type { Wire } from '../../../engine/activity.ts'
import type { Words } from '../../../engine/words.ts'
import { labelAt, valueAt } from '../../../part/describe.ts'
import type { Change } from '../Changes.vue'

/** What stands at a field; a dash where nothing does. */
function saidAt(pointer: string, value: unknown, day: string, words: Words): string {
  return value === undefined || value === null ? '—' : valueAt(pointer, value, day, words)
}

/** What a step changed in a record, a line a field, in words of a day. */
export function changesIn(changes: readonly Wire['FieldChange'][], day: string, words: Words): Change[] {
  return changes.map(({ pointer, before, after }) => ({
    key: pointer,
    label: labelAt(pointer, words),
    before: [saidAt(pointer, before, day, words)],
    after: [saidAt(pointer, after, day, words)],
  }))
}
