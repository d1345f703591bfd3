import { expect, test } from './desk.ts'
import { pages, show } from './pages.ts'

/* Nothing wider than the screen, everything large enough for a finger, on the narrowest phone and in both languages. */
test.use({ hasTouch: true, viewport: { width: 320, height: 640 } })

for (const at of pages)
  test(`${at.name} fits 320 px and the finger`, async ({ desk }) => {
    await show(desk, at)
    for (const lang of ['zh', 'en'] as const) {
      await desk.language(lang)
      await desk.settled()
      const found = await desk.page.evaluate(measure)
      expect.soft(found.over, `${at.name}, ${lang}: wider than the screen`).toEqual([])
      expect.soft(found.small, `${at.name}, ${lang}: too small to hit`).toEqual([])
    }
  })

/** Runs in the page: what is wider than the screen outside regions that scroll, and which targets are below 44 px. */
function measure() {
  const root = document.documentElement
  const tell = (e: Element) =>
    `${e.tagName.toLowerCase()} “${(e.textContent ?? '').trim().slice(0, 20)}” ${e.className}`
  const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(e => e.checkVisibility())
  const scrolls = (e: HTMLElement) => e.closest('[role=region][tabindex]') !== null
  const over =
    root.scrollWidth <= root.clientWidth
      ? []
      : seen.filter(e => !scrolls(e) && e.getBoundingClientRect().right > root.clientWidth + 0.5).map(tell)
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
