import { findings } from '../axe.ts'
import { say } from '../seed.ts'
import { expect, test, type Desk } from './desk.ts'
import { measure, shrink } from './fit.ts'
import { pages, show, type OfficePage } from './pages.ts'

/* Every page of the office in every state: axe has 0 findings of WCAG 2.0, 2.1 and 2.2, A and AA; on the narrowest
   phone nothing is wider than the screen and everything is large enough for a finger, in both languages. */
const states = ['filled', 'dark', 'en', 'phone en', 'phone', 'empty', 'failed'] as const
const table = new Map<string, Map<string, number>>()

test.describe.configure({ mode: 'default' })
// axe comes from the test, past the policy of the pages.
test.use({ bypassCSP: true })

test.afterAll(() => {
  say(`\n  ${'axe findings'.padEnd(24)}${states.map(s => s.padStart(10)).join('')}`)
  for (const [page, row] of table)
    say(`  ${page.padEnd(24)}${states.map(s => String(row.get(s) ?? '-').padStart(10)).join('')}`)
})

for (const at of pages)
  test(`${at.name} keeps to WCAG, to the narrowest screen and to the finger`, async ({ desk }) => {
    await show(desk, at)
    const row = new Map<string, number>()
    table.set(at.name, row)
    for (const state of states) {
      if (!(await bring(desk, at, state))) continue
      const found = await findings(desk.page)
      row.set(state, found.length)
      expect.soft(found, `${at.name}, ${state}`).toEqual([])
      if (!state.startsWith('phone')) continue
      const { over, small } = await desk.page.evaluate(measure)
      expect.soft(over, `${at.name}, ${state}: wider than the screen`).toEqual([])
      expect.soft(small, `${at.name}, ${state}: too small to hit`).toEqual([])
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
  if (state === 'phone en') await shrink(page, true)
  if (state === 'phone') await desk.language('zh')
  if (state === 'empty' || state === 'failed') await shrink(page, false)
  if (state === 'empty') {
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
