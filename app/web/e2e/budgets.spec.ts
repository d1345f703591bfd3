import { judge, weigh, type Limits } from './budget.ts'
import { calls, heap, transfers } from './chrome.ts'
import { board, form, type FirstPage } from './first-page.ts'
import { expect, signedIn, test } from './world.ts'

/* What a first visit costs, weighed and counted: the same on every machine. How long it takes is read by times.spec.ts. */
const limits: [FirstPage, Limits][] = [
  [form, { js: 45, css: 6, whole: 80, heap: 6, calls: 60, elements: 350 }],
  [board, { js: 90, css: 12, whole: 150, heap: 15, calls: 300, elements: 2000 }],
]

for (const [first, limit] of limits)
  test(`${first.name} keeps to its budgets`, async ({ context, page, world }) => {
    await page.setViewportSize(first.viewport)
    await signedIn(context, world, first.who)
    const cdp = await context.newCDPSession(page)
    const list = await transfers(cdp)
    const called = await calls(cdp, world.proxy.base)
    await page.goto(first.address)
    await expect(page.locator(first.there).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    const done = await called()
    const elements = await page.locator('*').count()
    judge(limit, { sizes: await weigh(list), heap: await heap(cdp), calls: done, elements })
  })
