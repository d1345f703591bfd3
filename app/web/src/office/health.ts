import type { Wire } from '../engine/activity.ts'

/** How well something does. */
export type Tone = 'good' | 'warn' | 'bad'

/** What is to be said of a part: its tone and the key of what to do about it, below `system.verdict.`. */
export interface Verdict {
  part: 'store' | 'jobs' | 'backup' | 'check' | 'sign_ins'
  tone: Tone
  say: string
}

const hour = 3_600_000
const day = 24 * hour
/** Beyond these somebody should look: a job's wait, the age of a backup and of a check, refused sign-ins of a day. */
const limits = { wait: hour / 4, backup: 7 * day, check: 31 * day, refused: 20 }

/** Judges every part by what the ledger says of itself, on the ledger's own clock. */
export function verdicts(system: Wire['System']): Verdict[] {
  const now = Date.parse(system.now)
  const age = (at: string | undefined) => now - Date.parse(at ?? system.now)
  return [
    { part: 'store', ...(system.store.writable ? good('store') : { tone: 'bad', say: 'store_shut' }) },
    { part: 'check', ...checked(system.check, age) },
    { part: 'backup', ...backedUp(system.backup, age) },
    { part: 'jobs', ...queued(system.jobs, age) },
    {
      part: 'sign_ins',
      ...(system.sign_ins.refused > limits.refused ? { tone: 'warn', say: 'sign_ins_many' } : good('sign_ins')),
    },
  ]
}

type Judged = Omit<Verdict, 'part'>

const good = (say: string): Judged => ({ tone: 'good', say })

function checked(check: Wire['System']['check'], age: (at: string | undefined) => number): Judged {
  if (!check) return { tone: 'warn', say: 'check_none' }
  if ((check.found ?? 0) > 0) return { tone: 'bad', say: 'check_found' }
  return age(check.at) > limits.check ? { tone: 'warn', say: 'check_old' } : good('check')
}

function backedUp(backup: Wire['System']['backup'], age: (at: string | undefined) => number): Judged {
  if (!backup) return { tone: 'warn', say: 'backup_none' }
  if (age(backup.at) > limits.backup) return { tone: 'warn', say: 'backup_old' }
  return backup.verified ? good('backup') : { tone: 'warn', say: 'backup_unverified' }
}

function queued(jobs: Wire['System']['jobs'], age: (at: string | undefined) => number): Judged {
  if (jobs.some(({ oldest }) => age(oldest) > limits.wait)) return { tone: 'warn', say: 'jobs_stuck' }
  return jobs.some(({ failed }) => failed > 0) ? { tone: 'warn', say: 'jobs_failed' } : good('jobs')
}
