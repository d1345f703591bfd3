import { findings } from '../axe.ts'
import { say } from '../seed.ts'
import { expect, test, type Desk } from './desk.ts'
import { pages, show, type OfficePage } from './pages.ts'

/* axe on every page of the office in every state: 0 findings of WCAG 2.0, 2.1 and 2.2, A and AA. */
const states = ['filled', 'dark', 'en', 'phone', 'empty', 'failed'] as const
const table = new Map<string, Map<string, number>>()

test.describe.configure({ mode: 'default' })
// axe comes from the test, past the policy of the pages.
test.use({ bypassCSP: true })

test.afterAll(() => {
  say(`\n  ${'axe findings'.padEnd(24)}${states.map(s => s.padStart(8)).join('')}`)
  for (const [page, row] of table)
    say(`  ${page.padEnd(24)}${states.map(s => String(row.get(s) ?? '-').padStart(8)).join('')}`)
})

for (const at of pages)
  test(`axe finds nothing on ${at.name}`, async ({ desk }) => {
    await show(desk, at)
    const row = new Map<string, number>()
    table.set(at.name, row)
    for (const state of states) {
      if (!(await bring(desk, at, state))) continue
      const found = await findings(desk.page)
      row.set(state, found.length)
      expect.soft(found, `${at.name}, ${state}`).toEqual([])
    }
  })

/** Brings the page into a state, from the one before; what went wrong stays, so it is the last. */
async function bring(desk: Desk, at: OfficePage, state: (typeof states)[number]): Promise<boolean> {
  const { page } = desk
  if (state === 'dark') await page.emulateMedia({ colorScheme: 'dark' })
  if (state === 'en') {
    await page.emulateMedia({ colorScheme: 'light' })
    await desk.language('en')
  }
  if (state === 'phone') {
    await desk.language('zh')
    await page.setViewportSize({ width: 360, height: 740 })
  }
  if (state === 'empty') {
    await page.setViewportSize({ width: 1440, height: 900 })
    if (!at.empty) return false
    if (typeof at.empty === 'string') await desk.go(at.empty)
    else await at.empty(desk)
  }
  if (state === 'failed') {
    if (!at.fail) return false
    if (at.empty) await show(desk, at)
    await at.fail(desk)
    return true
  }
  await desk.settled()
  return true
}
