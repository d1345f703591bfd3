import { findings as look } from './axe.ts'
import { pages, prepare, show, type AppPage } from './pages.ts'
import type { Phone } from './phone.ts'
import { say } from './seed.ts'
import { expect, test } from './world.ts'

/* axe on every page in every state: 0 findings of WCAG 2.0, 2.1 and 2.2, A and AA. */
const states = ['empty', 'dark', 'large text', 'en', 'failed'] as const
const table = new Map<string, Map<string, number>>()

test.describe.configure({ mode: 'default' })
// axe comes from the test, past the policy of the pages.
test.use({ bypassCSP: true })

test.afterAll(() => {
  say(`\n  ${'axe findings'.padEnd(18)}${states.map(s => s.padStart(12)).join('')}`)
  for (const [page, row] of table)
    say(`  ${page.padEnd(18)}${states.map(s => String(row.get(s) ?? '-').padStart(12)).join('')}`)
})

for (const { name } of pages({ returned: '', sent: '' }))
  test(`axe finds nothing on ${name}`, async ({ context, world }) => {
    const at = pages(await prepare(world)).find(p => p.name === name)
    if (!at) throw new Error(`no page ${name}`)
    const phone = await show(context, world, at)
    const row = new Map<string, number>()
    table.set(name, row)
    for (const state of states) {
      if (state === 'failed' && !at.fail) continue
      await bring(phone, at, state)
      const findings = await look(phone.page)
      row.set(state, findings.length)
      expect.soft(findings, `${name}, ${state}`).toEqual([])
    }
  })

/** Brings the page into a state, from the one before; what went wrong stays, so it is the last. */
async function bring(phone: Phone, at: AppPage, state: (typeof states)[number]): Promise<void> {
  const { page } = phone
  if (state === 'dark') await page.emulateMedia({ colorScheme: 'dark' })
  if (state === 'large text') {
    await page.emulateMedia({ colorScheme: 'light' })
    await phone.size('特大字')
  }
  if (state === 'en') {
    await phone.size('标准字')
    await phone.language('English')
    await expect(page.locator('html')).toHaveAttribute('lang', /^en/)
  }
  if (state === 'failed') await phone.language('中文')
  await phone.go(at.path)
  await phone.settled()
  if (state === 'failed') await at.fail?.(page)
}

test('axe is awake: it finds a field that lost its name', async ({ context, world }) => {
  const at = pages(await prepare(world)).find(p => p.name === 'form session')
  if (!at) throw new Error('no form')
  const phone = await show(context, world, at)
  await phone.heads.evaluate(field => document.querySelector(`label[for="${field.id}"]`)?.remove())
  expect((await look(phone.page)).join()).toContain('label:')
})
