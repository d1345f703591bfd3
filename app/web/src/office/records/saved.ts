import type { Wire } from '../../engine/activity.ts'
import { filterNames, listOf, type Filter } from '../filter.ts'

/** A filter as settings keep it: lists as lists. */
export type Kept = Wire['SavedFilter']

/** A view of the records that its owner keeps. */
export type Saved = Wire['Preset'] & { view: Wire['View'] }

const single: ReadonlySet<string> = new Set(['from', 'to', 'author', 'q'])

/** A filter of an address, as settings keep it. */
export function keptOf(filter: Filter): Kept {
  const kept: Record<string, string | string[] | boolean> = {}
  for (const name of filterNames) {
    const value = filter[name]
    if (!value) continue
    if (name === 'fit') kept[name] = value === 'true'
    else kept[name] = single.has(name) ? value : listOf(value)
  }
  return kept
}

/** A kept filter, as an address has it. A relative period is the server's to read and is left out. */
export function addressOf(kept: Kept): Filter {
  return Object.fromEntries(
    filterNames.flatMap(name => {
      const value = kept[name]
      if (value === undefined) return []
      const text = Array.isArray(value) ? value.join(',') : String(value)
      return text === '' ? [] : [[name, text]]
    }),
  )
}

/** The views of the records among what somebody keeps, by name. */
export function savedOf(presets: readonly Wire['Preset'][]): Saved[] {
  return presets.filter((preset): preset is Saved => preset.view?.page === 'records')
}

/** The view that opens where nothing else is asked. */
export function openingOf(saved: readonly Saved[]): Saved | undefined {
  return saved.find(({ view }) => view.default)
}
