import type { Wire } from '../../../engine/activity.ts'
import { moves } from '../../follow.ts'

/** An import as the API tells it. */
export type Import = Wire['Import']

/** What becomes of rows, in the order it is told. */
export const fates = ['new', 'changed', 'same', 'refused'] as const

/** One of them. */
export type Fate = (typeof fates)[number]

/** How many rows have a fate. */
export function countOf({ result }: Import, fate: Fate): number {
  return result?.counts[fate] ?? 0
}

/** How many rows an apply would write. */
export function writes(job: Import): number {
  return countOf(job, 'new') + countOf(job, 'changed')
}

/** Key of the words for where an import stands. */
export function stateOf(job: Import): string {
  if (job.expired && !moves(job)) return 'jobs.state.expired'
  return job.state === 'done' ? 'imports.applied' : `jobs.state.${job.state}`
}

/** The tone of that. */
export function toneOf(job: Import): string {
  if (job.expired) return ''
  return { done: 'good', failed: 'bad', ready: 'warn', running: 'warn' }[job.state] ?? ''
}
