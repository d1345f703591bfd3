import { pages, prepare, show } from './pages.ts'
import type { Phone } from './phone.ts'
import { expect, test } from './world.ts'

/* Large text on the narrowest phone: nothing to scroll sideways, everything large enough to hit. */
const sizes = [
  { name: '标准字', px: 18, target: 48 },
  { name: '大字版', px: 24, target: 60 },
  { name: '特大字', px: 30, target: 60 },
] as const

test.use({ viewport: { width: 320, height: 640 } })

for (const { name: page } of pages({ returned: '', sent: '' }))
  test(`${page} fits 320 px and the finger in every text size`, async ({ context, world }) => {
    const at = pages(await prepare(world)).find(p => p.name === page)
    if (!at) throw new Error(`no page ${page}`)
    const phone = await show(context, world, at)
    for (const { name, px, target } of sizes) {
      await phone.size(name)
      await phone.go(at.path)
      await phone.settled()
      await check(phone, `${page}, ${name}`, px, target)
      // What went wrong stays where it is, so it is looked at in the largest size, last.
      if (px === 30 && at.fail) {
        await at.fail(phone.page)
        await check(phone, `${page}, ${name}, failed`, px, target)
      }
    }
  })

async function check(phone: Phone, what: string, px: number, target: number): Promise<void> {
  const found = await phone.page.evaluate(measure, target)
  expect.soft(found.root, `${what}: root text size`).toBe(px)
  expect.soft(found.over, `${what}: wider than the screen`).toEqual([])
  expect.soft(found.small, `${what}: too small to hit`).toEqual([])
}

/** Runs in the page: what is wider than the screen, and which targets are lower or narrower than allowed. */
function measure(target: number) {
  const root = document.documentElement
  const tell = (e: Element) => `${e.tagName.toLowerCase()} “${(e.textContent ?? '').trim().slice(0, 20)}” ${e.id}`
  const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(e => e.checkVisibility())
  const over = root.scrollWidth <= root.clientWidth ? [] : seen.filter(e => right(e) > root.clientWidth + 0.5).map(tell)
  const controls = seen.filter(e => e.matches('a[href], button, input, select, textarea, summary'))
  const small = controls
    .filter(e => !inText(e) && !hidden(e))
    .map(e => ({ e, box: hit(e) }))
    .filter(({ box }) => box.height < target - 0.5 || box.width < Math.min(target, 44) - 0.5)
    .map(({ e, box }) => `${tell(e)} ${Math.round(box.width)}×${Math.round(box.height)}`)
  return { root: Number.parseFloat(getComputedStyle(root).fontSize), over, small }

  function right(e: HTMLElement): number {
    return e.getBoundingClientRect().right
  }
  /** A box to tick is hit by its label. */
  function hit(e: HTMLElement): DOMRect {
    const label = e instanceof HTMLInputElement && /radio|checkbox/.test(e.type) ? e.closest('label') : null
    return (label ?? e).getBoundingClientRect()
  }
  /** A link in running text is as high as its line (WCAG 2.5.8, inline). */
  function inText(e: HTMLElement): boolean {
    const block = e.closest('p, li')
    return (
      e.tagName === 'A' &&
      getComputedStyle(e).display === 'inline' &&
      block?.textContent?.trim() !== e.textContent?.trim()
    )
  }
  /** Kept for screen readers and the keyboard only; its label or the focus shows it. */
  function hidden(e: HTMLElement): boolean {
    return e.classList.contains('visually-hidden') || e.classList.contains('skip')
  }
}
