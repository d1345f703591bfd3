import type { Page } from '@playwright/test'
import { accounts, Person } from '../api.ts'
import { quiet } from '../quiet.ts'
import { expect, signedIn, test as base, type World } from '../world.ts'

export { expect }

/** An account of the demonstration. */
export type Account = keyof typeof accounts

/** A desk in the office: a browser window, signed in as somebody. */
export class Desk {
  readonly page: Page
  readonly world: World
  /** The same person past the browser, for what the pages must agree with. */
  person!: Person

  constructor(page: Page, world: World) {
    this.page = page
    this.world = world
  }

  /** Opens an address such as /records?programme=xinghai, signed in; waits until it stands. */
  async open(address: string, login: string = 'manager'): Promise<void> {
    this.person = await signedIn(this.page.context(), this.world, login)
    // An address that differs behind the # alone would not load the page anew for another person.
    await this.page.goto('about:blank')
    await this.page.goto(`/office#${address}`)
    await this.settled()
  }

  /** Goes to another address in the same window. */
  async go(address: string): Promise<void> {
    await this.page.evaluate(to => (location.hash = to), address)
    await this.settled()
  }

  /** Resolves when the page has its heading and waits for no answer any more. */
  async settled(): Promise<void> {
    // Until the new page's code is there, the old page shows.
    await this.page.waitForFunction(
      () => document.querySelector('main')?.dataset.address === (location.hash.slice(1) || '/'),
    )
    await expect(this.page.locator('main h1')).toBeVisible()
    await quiet(this.page)
    await expect(this.page.locator('[aria-busy=true]')).toHaveCount(0)
  }

  async language(lang: 'zh' | 'en'): Promise<void> {
    if ((await this.page.locator('html').getAttribute('lang')) === (lang === 'en' ? 'en' : 'zh-CN')) return
    await this.page.getByRole('button', { name: lang === 'en' ? 'English' : '中文', exact: true }).click()
    await expect(this.page.locator('html')).toHaveAttribute('lang', lang === 'en' ? 'en' : 'zh-CN')
  }

  /** What has just happened, as the page says it. */
  get told() {
    return this.page.locator('.told')
  }

  /** Another person, past the browser. */
  someone(login: Account): Promise<Person> {
    return Person.signIn(this.world.ledger.base, login)
  }
}

/** Every test has a ledger of its own with the demonstration in it, and a desk in front of it. */
export const test = base.extend<{ desk: Desk }>({
  desk: async ({ page, world }, use) => {
    await use(new Desk(page, world))
  },
})
