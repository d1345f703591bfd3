import type { Actions } from '../ledger.ts'
import type { Desk } from './desk.ts'

/**
 * Makes the part that saves unsent work as a file; its code is loaded when it is asked for. `restored` is called when
 * there may be more to send.
 */
export function makeCopies(desk: Desk, restored: () => void): Pick<Actions, 'backup' | 'restore'> {
  const { env, state } = desk
  return {
    async backup() {
      const { pack } = await import('../engine/backup.ts')
      return pack(desk.store, state.user?.id ?? '', env.now())
    },
    async restore(file) {
      const { unpack } = await import('../engine/backup.ts')
      const added = await unpack(desk.store, state.user?.id ?? '', await file.text())
      await desk.changed()
      restored()
      return added
    },
  }
}
