import type { Env } from './ledger.ts'

/** The browser as the ledger takes it. */
export function device(): Env {
  return {}
}
