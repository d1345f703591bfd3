import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './ledger.ts'
import { budget, say } from './seed.ts'

/** Fills one demonstration; every test works on a copy of it. Gives what takes it away again. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'outreach-e2e-'))
  const data = join(folder, 'demo')
  // One record in twenty is enough to look at, and copied in no time.
  await run(['demo', '--data', data, '--fill-only', '--every', '20', '--lang', 'en'])
  process.env.OUTREACH_E2E_DEMO = data
  // Every worker rolls the same dice.
  process.env.OUTREACH_SEED ??= String(Date.now() % 2 ** 31)
  say(`OUTREACH_SEED=${process.env.OUTREACH_SEED} OUTREACH_BUDGET=${budget}`)
  return () => rm(folder, { recursive: true, force: true })
}
