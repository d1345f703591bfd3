import { Offline, Refusal } from '../../engine/client.ts'
import type { Texts } from '../texts.ts'

/** What to say about a failed call as a whole: the server's own sentence where there is one. */
export function troubleOf(error: unknown, t: Texts['t']): string {
  if (error instanceof Offline) return t('frame.unreachable')
  if (error instanceof Refusal) return error.faults.map(fault => fault.message).join(' ') || error.message
  throw error
}

/** The server's words by JSON Pointer; "" is the call as a whole. */
export function faultsOf(error: unknown, t: Texts['t']): Record<string, string> {
  if (error instanceof Refusal && error.faults.length > 0)
    return Object.fromEntries(error.faults.map(fault => [fault.pointer, fault.message]))
  return { '': troubleOf(error, t) }
}
