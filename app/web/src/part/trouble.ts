import { Offline, Refusal } from '../engine/client.ts'
import type { Texts } from '../texts.ts'

/** What to say about a failed call: the server's words by JSON Pointer; "" is the call as a whole. */
export function trouble(error: unknown, { t }: Pick<Texts, 't'>): Record<string, string> {
  if (error instanceof Offline) return { '': t('app.unreachable') }
  if (!(error instanceof Refusal)) throw error
  if (error.faults.length === 0) return { '': error.message }
  return Object.fromEntries(error.faults.map(fault => [fault.pointer, fault.message]))
}
