import type { Actions } from '../ledger.ts'
import type { Desk } from './desk.ts'

/** Makes the part that changes to another build, never under a form that holds what is not kept. */
export function makeUpdate({ env, state }: Desk): Pick<Actions, 'takeUpdate' | 'dirty'> {
  let dirty = false
  let wanted = false

  async function takeUpdate(): Promise<void> {
    wanted = true
    if (!dirty) await env.builds.takeOver()
  }

  env.builds.onWaiting(() => (state.updateWaiting = true))
  return {
    takeUpdate,
    dirty(on) {
      dirty = on
      if (wanted) takeUpdate().catch(env.fault)
    },
  }
}
