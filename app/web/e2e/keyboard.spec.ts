import type { Page } from '@playwright/test'
import { Phone } from './phone.ts'
import { expect, test } from './world.ts'

test('everything from signing in to a record handed over goes by keyboard, in plain sight', async ({ page, world }) => {
  const phone = new Phone(page)
  await phone.open('/sign-in')
  const keys = new Keys(page)
  await keys.to('账号')
  await page.keyboard.type('volunteer')
  await keys.to('密码')
  await page.keyboard.type('outreach-2022-5')
  await keys.to('登录')
  await page.keyboard.press('Enter')
  await phone.home()
  await expect(phone.repeat).toBeVisible()

  await keys.to('教育课堂')
  await page.keyboard.press('Enter')
  await expect(phone.heads).toBeVisible()
  await keys.to('参与人次')
  await page.keyboard.type('52')
  await keys.answerAll()
  await keys.to('提交')
  await page.keyboard.press('Enter')
  await phone.home()
  await expect.poll(async () => (await world.volunteer.made()).length).toBe(1)
  expect((await world.volunteer.made())[0]).toMatchObject({ status: 'submitted', attendance: 52 })
})

/** Moves by Tab alone and looks at every stop. */
class Keys {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** Tabs on to the control of a name. */
  async to(name: string): Promise<void> {
    for (let i = 0; i < 200; i++) {
      await this.#page.keyboard.press('Tab')
      const at = await this.look()
      if (at.name.startsWith(name)) return
    }
    throw new Error(`Tab never comes to ${name}`)
  }

  /** Answers what a first record needs, from where the focus is. */
  async answerAll(): Promise<void> {
    await this.#fold('活动信息')
    await this.#choose('省', '广东')
    await this.#choose('市', '深圳')
    await this.#choose('县（区）', '罗湖')
    await this.to('地点')
    await this.#page.keyboard.type('老围社区')
    await this.to('电信')
    await this.#page.keyboard.press('Space')
    await this.to('时长')
    await this.#page.keyboard.type('45')
    await this.#choose('场所', '社区')
    await this.#choose('主办单位', '星桥')
  }

  async #fold(name: string): Promise<void> {
    await this.to(name)
    const open = () => this.#page.evaluate(() => document.activeElement?.closest('details')?.open)
    if (!(await open())) await this.#page.keyboard.press('Enter')
    await expect.poll(open).toBe(true)
  }

  /** Goes through a list with the arrows until it stands at the wanted one. */
  async #choose(name: string, wanted: string): Promise<void> {
    await this.to(name)
    const shown = () =>
      this.#page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions[0]?.label ?? '')
    for (let i = 0; i < 60 && !(await shown()).startsWith(wanted); i++) await this.#page.keyboard.press('ArrowDown')
    expect(await shown()).toContain(wanted)
  }

  /** The focus: what it is on, and that it can be seen, whole and not under the bar that sticks below. */
  async look(): Promise<{ name: string }> {
    const at = await this.#page.evaluate(see)
    if (at.name === '') return at
    expect(at.ring, `${at.name}: the focus has a ring`).toBe(true)
    expect(at.covered, `${at.name}: nothing lies over the focus`).toBe('')
    return at
  }
}

/** Runs in the page. */
function see() {
  const e = document.activeElement as HTMLElement | null
  if (!e || e === document.body) return { name: '', ring: true, covered: '' }
  const label = (e as HTMLInputElement).labels?.[0]
  const name = (label ?? e).textContent?.trim() || e.getAttribute('aria-label') || e.tagName
  // A box for the eye only: what stands for it is its label.
  const shown = e.classList.contains('visually-hidden') && label ? label : e
  return { name, ring: ringed(e, shown), covered: covering(shown) }

  function ringed(focused: HTMLElement, visible: HTMLElement): boolean {
    // The parts of a date are stops of their own, and the browser itself rings the one that opens the calendar.
    if (focused instanceof HTMLInputElement && focused.type === 'date' && !focused.matches(':focus-visible'))
      return true
    const style = getComputedStyle(visible)
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2
  }

  /** What lies over the beginning or the end of it; of what is higher than half the screen, over its beginning. */
  function covering(visible: HTMLElement): string {
    const box = visible.getBoundingClientRect()
    const x = box.left + Math.min(box.width / 2, 40)
    const points = box.height > innerHeight / 2 ? [box.top + 2] : [box.top + 2, box.bottom - 2]
    for (const y of points) {
      const over = document.elementFromPoint(x, y)
      if (!over) return 'outside the screen'
      if (!visible.contains(over) && !over.contains(visible)) return `<${over.tagName} ${over.className}>`
    }
    return ''
  }
}
