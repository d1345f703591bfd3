import { expect, type Page } from '@playwright/test'

/** Puts the page on the narrowest phone, for fingers, or back on the desk. */
export async function shrink(page: Page, on: boolean): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: on })
  await page.setViewportSize(on ? { width: 320, height: 640 } : { width: 1440, height: 900 })
  expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(on)
}

/**
 * Runs in the page: what is wider than the screen outside regions that scroll, which tables whose rows stand as cards
 * scroll all the same, and which targets are below 44 px.
 */
export function measure() {
  const root = document.documentElement
  const tell = (e: Element) =>
    `${e.tagName.toLowerCase()} “${(e.textContent ?? '').trim().slice(0, 20)}” ${e.className}`
  const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(e => e.checkVisibility())
  const scrolls = (e: HTMLElement) => e.closest('[role=region][tabindex]') !== null
  const over =
    root.scrollWidth <= root.clientWidth
      ? []
      : seen.filter(e => !scrolls(e) && e.getBoundingClientRect().right > root.clientWidth + 0.5).map(tell)
  for (const region of document.querySelectorAll('.table-region:has(.table-cards)'))
    if (region.checkVisibility() && region.scrollWidth > region.clientWidth) over.push(`scrolls: ${tell(region)}`)
  const controls = seen.filter(e => e.matches('a[href], button, input, select, textarea, summary'))
  const small = controls
    .filter(e => !hidden(e) && !inText(e))
    .map(e => ({ e, box: hit(e) }))
    .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
    .map(({ e, box }) => `${tell(e)} ${Math.round(box.width)}×${Math.round(box.height)}`)
  return { over, small }

  /** A box to tick is hit by its label. */
  function hit(e: HTMLElement): DOMRect {
    const label = e instanceof HTMLInputElement && /radio|checkbox/.test(e.type) ? e.closest('label') : null
    return (label ?? e).getBoundingClientRect()
  }
  /** A link in a line of text or in a cell is as high as its line (WCAG 2.5.8, inline), as are parts of a drawing. */
  function inText(e: HTMLElement): boolean {
    return e.closest('svg') !== null || (e.tagName === 'A' && getComputedStyle(e).display === 'inline')
  }
  function hidden(e: HTMLElement): boolean {
    return e.classList.contains('visually-hidden') || e.classList.contains('skip')
  }
}
