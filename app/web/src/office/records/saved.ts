import type { Wire } from '../../engine/activity.ts'

/** A view of the records that its owner keeps. */
export type Saved = Wire['Preset'] & { view: Wire['View'] }

/** The views of the records among what somebody keeps, by name. */
export function savedOf(presets: readonly Wire['Preset'][]): Saved[] {
  return presets.filter((preset): preset is Saved => preset.view?.page === 'records')
}

/** The view that opens where nothing else is asked. */
export function openingOf(saved: readonly Saved[]): Saved | undefined {
  return saved.find(({ view }) => view.default)
}
