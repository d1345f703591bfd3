import type { Activity, Wire } from '../../../engine/activity.ts'
import type { Api } from '../../api.ts'

/** What can be done to a record that has been sent in. */
export type Act = 'approve' | 'return' | 'void' | 'duplicate' | 'undo'

/** An act with what it wants to know. */
export interface Decision {
  act: Act
  /** Code of the act's vocabulary. */
  reason?: string
  text?: string
  /** JSON Pointer of the field that a return is about. */
  field?: string
  /** The record that this one repeats. */
  duplicate_of?: string
}

/** How long after a decision its reviewer may take it back, in milliseconds: the server's own term. */
const term = 30 * 60_000

/** The acts open to somebody at a moment, in milliseconds since the epoch. The server judges again. */
export function actsFor(record: Activity, user: Wire['User'], now: number): Act[] {
  const own = record.author === user.id
  const over = user.grants.some(grant => covers(grant, record))
  const acts: Act[] = []
  if (over && !own && record.status === 'submitted') acts.push('approve', 'return', 'duplicate')
  const decided = record.status === 'approved' || record.status === 'returned'
  if (over && decided && record.decided_by === user.id && now - Date.parse(record.decided_at ?? '') < term)
    acts.push('undo')
  const early = own && record.status !== 'approved' && !record.standing
  if ((over || early) && record.status !== 'void') acts.push('void')
  return acts
}

function covers({ role, areas = [], programmes = [] }: Wire['Grant'], record: Activity): boolean {
  const places = new Set([record.area, record.city, record.province])
  return (
    role === 'manager' &&
    (areas.length === 0 || areas.some(area => places.has(area))) &&
    (programmes.length === 0 || programmes.includes(record.programme ?? ''))
  )
}

/** Whether a finding wants an explanation before the record is approved. */
export function hinders({ grade }: Wire['Finding']): boolean {
  return grade === 'A' || grade === 'B'
}

/** Sends a decision about the revision that was looked at; gives the record after it. */
export function decide(api: Api, { id, revision }: Pick<Activity, 'id' | 'revision'>, decision: Decision) {
  const { act, ...rest } = decision
  const entry = Object.fromEntries(Object.entries(rest).filter(([, value]) => value))
  if (act === 'void') return api.post<Activity>(`/activities/${id}/void`, entry, revision)
  const body = { ...entry, decision: act === 'duplicate' ? 'approve' : act }
  return api.post<Activity>(`/activities/${id}/review`, body, revision)
}
