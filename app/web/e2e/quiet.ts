import type { BrowserContext, Page, Request } from '@playwright/test'

/* When a page has come to rest. The browser driver's own "networkidle" waits for half a second of silence at every step,
   which is most of what a walk through forty pages takes. */
const asked = new WeakMap<Page, Set<Request>>()

/** Follows what the pages of a context ask for. */
export function follow(context: BrowserContext): void {
  context.on('page', page => {
    const open = new Set<Request>()
    asked.set(page, open)
    page.on('request', r => {
      if (r.resourceType() !== 'eventsource') open.add(r)
    })
    page.on('requestfinished', r => open.delete(r))
    page.on('requestfailed', r => open.delete(r))
    // Nobody may read the text of a refusal, and then it never ends.
    page.on('response', answer => {
      if (!answer.ok()) open.delete(answer.request())
    })
  })
}

/** Resolves when a page has drawn four times and waited for no answer meanwhile. */
export async function quiet(page: Page): Promise<void> {
  for (let calm = 0; calm < 2;) {
    await page.evaluate(
      () => new Promise<void>(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    )
    calm = asked.get(page)?.size ? 0 : calm + 1
  }
}
