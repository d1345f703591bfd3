import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pages, prepare, show, type AppPage } from './pages.ts'
import { say } from './seed.ts'
import { expect, test, type World } from './world.ts'

/* axe on every page in every state: 0 findings of WCAG 2.0, 2.1 and 2.2, A and AA. */
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
const states = ['empty', 'failed', 'large text', 'en', 'dark'] as const
const table = new Map<string, Map<string, number>>()

test.describe.configure({ mode: 'default' })
// axe comes from the test, past the policy of the pages.
test.use({ bypassCSP: true })

test.afterAll(() => {
  say(`\n  ${'axe findings'.padEnd(18)}${states.map(s => s.padStart(12)).join('')}`)
  for (const [page, row] of table)
    say(`  ${page.padEnd(18)}${states.map(s => String(row.get(s) ?? '-').padStart(12)).join('')}`)
})

const names = pages({ returned: '', sent: '' }).map(p => p.name)
for (const name of names)
  test(`axe finds nothing on ${name}`, async ({ browser, world }) => {
    const at = pages(await prepare(world)).find(p => p.name === name)
    if (!at) throw new Error(`no page ${name}`)
    for (const state of states) {
      if (state === 'failed' && !at.fail) continue
      const context = await browser.newContext({
        baseURL: world.proxy.base,
        bypassCSP: true,
        locale: state === 'en' ? 'en-GB' : 'zh-CN',
        colorScheme: state === 'dark' ? 'dark' : 'light',
        viewport: { width: 360, height: 740 },
      })
      const findings = await look(await bring(context, world, at, state))
      await context.close()
      const row = table.get(name) ?? new Map<string, number>()
      table.set(name, row.set(state, findings.length))
      expect.soft(findings, `${name}, ${state}`).toEqual([])
    }
  })

type State = (typeof states)[number]
type Context = Parameters<typeof show>[0]

async function bring(context: Context, world: World, at: AppPage, state: State): Promise<Page> {
  const phone = await show(context, world, at)
  if (state === 'en') await expect(phone.page.locator('html')).toHaveAttribute('lang', /^en/)
  if (state === 'large text') {
    await phone.size('特大字')
    await phone.go(at.path)
    await phone.settled()
  }
  if (state === 'failed') await at.fail?.(phone.page)
  return phone.page
}

async function look(page: Page): Promise<string[]> {
  await page.evaluate(source)
  return page.evaluate(async run => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: run } })
    return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`))
  }, tags)
}
