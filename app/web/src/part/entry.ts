import type { Activity, Content, Draft, Row, State } from '../engine/activity.ts'

/** A record as the phone knows it, wherever it is: unfinished, on its way or on the server. */
export interface Entry {
  id: string
  state: State
  content: Content
  /** Milliseconds since the epoch of its last change. */
  at: number
  /** What a refusal or a reviewer said, in one line; "" where nothing was said. */
  said: string
  /** Address of the page that shows it. */
  to: string
}

/** What is kept on the phone and the own records of the server. */
export interface Held {
  drafts: readonly Draft[]
  rows: readonly Row[]
  records: readonly Activity[]
}

/** Every record once, newest day first: what is on the phone is newer than what the server has of it. */
export function entries({ drafts, rows, records }: Held, reason: (code: string) => string): Entry[] {
  const local = [...drafts.map(ofDraft), ...rows.map(ofRow)]
  const ids = new Set(local.map(entry => entry.id))
  const all = [...local, ...records.filter(record => !ids.has(record.id)).map(record => ofRecord(record, reason))]
  return all.sort((a, b) => (b.content.date ?? '').localeCompare(a.content.date ?? '') || b.at - a.at)
}

function ofDraft(draft: Draft): Entry {
  const said = draft.faults[0]?.message ?? ''
  return { id: draft.id, state: 'draft', content: draft.content, at: draft.changedAt, said, to: `/draft/${draft.id}` }
}

function ofRow(row: Row): Entry {
  const state = row.refused ? 'fix' : 'waiting'
  const said = row.refused?.[0]?.message ?? row.trouble
  return { id: row.id, state, content: row.content, at: row.enqueuedAt, said, to: `/record/${row.id}` }
}

function ofRecord(record: Activity, reason: (code: string) => string): Entry {
  const said =
    record.status === 'returned' ? [reason(record.reason ?? ''), record.text].filter(Boolean).join(' · ') : ''
  const content = record as Content
  const to = `/record/${record.id}`
  return { id: record.id, state: stateOf(record), content, at: Date.parse(record.updated_at), said, to }
}

/** The volunteer's word for the server's status. */
export function stateOf({ status }: Pick<Activity, 'status'>): State {
  const states: Record<string, State> = { draft: 'draft', submitted: 'sent', returned: 'fix', approved: 'approved' }
  return states[status] ?? 'void'
}
