import { expect, type Locator, type Page } from '@playwright/test'
import { quiet } from './quiet.ts'

/** A volunteer's hand and eye on one tab: everything is found as a person or a screen reader finds it. */
export class Phone {
  readonly page: Page
  /** Clicks and taps made through this object. */
  taps = 0

  constructor(page: Page) {
    this.page = page
  }

  /** 参与人次: the field that changes from one activity to the next. */
  get heads(): Locator {
    return this.page.getByLabel('参与人次', { exact: true })
  }

  get place(): Locator {
    return this.page.getByLabel('地点', { exact: true })
  }

  get notes(): Locator {
    return this.page.getByLabel('备注')
  }

  get submit(): Locator {
    return this.page.getByRole('button', { name: '提交', exact: true })
  }

  get repeat(): Locator {
    return this.page.getByRole('link', { name: '照上次再填' })
  }

  /** The first of a list of records: the one of the newest day. */
  get newest(): Locator {
    return this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('paragraph') })
      .getByRole('link')
      .first()
  }

  async tap(target: Locator): Promise<void> {
    await target.click()
    this.taps++
  }

  /** Opens an address of the app and waits until the app is there. */
  async open(path: string): Promise<void> {
    await this.page.goto(`/#${path}`)
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible()
  }

  /** Goes to another page of the opened app. */
  async go(path: string): Promise<void> {
    await this.page.evaluate(hash => location.assign(hash), `#${path}`)
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible()
  }

  /** Opens every folded part and waits until nothing more comes. */
  async settled(): Promise<void> {
    await quiet(this.page)
    const closed = this.page.locator('main details:not([open]) > summary')
    while ((await closed.count()) > 0) await closed.first().click()
    await quiet(this.page)
  }

  /** Opens the folded part whose line reads so, if it is not open. */
  async unfold(line: string | RegExp): Promise<void> {
    const summary = this.page.locator('summary').filter({ hasText: line }).first()
    if (!(await summary.evaluate(s => (s.parentElement as HTMLDetailsElement).open))) await this.tap(summary)
  }

  /** Opens what was carried over from the last activity. */
  async unfoldCarried(): Promise<void> {
    await this.unfold(/改$|活动信息/)
    await expect(this.place).toBeVisible()
  }

  /** Answers what a first form asks and the phone cannot know; gives how many answers that took. */
  async answerFirst(heads: number): Promise<number> {
    const { page } = this
    await this.unfoldCarried()
    const answers: [Locator, (field: Locator) => Promise<unknown>][] = [
      [this.heads, f => f.fill(String(heads))],
      [page.getByLabel('省', { exact: true }), f => f.selectOption({ label: '广东省' })],
      [page.getByLabel('市', { exact: true }), f => f.selectOption({ label: '深圳市' })],
      [page.getByLabel('县（区）'), f => f.selectOption({ label: '罗湖区' })],
      [this.place, f => f.fill('老围社区')],
      [page.getByRole('checkbox', { name: '电信网络诈骗' }), f => f.check()],
      [page.getByLabel('时长（分钟）'), f => f.fill('45')],
      [page.getByLabel('场所', { exact: true }), f => f.selectOption({ label: '社区' })],
    ]
    let given = 0
    for (const [field, answer] of answers) {
      const known = await field.evaluate((e: HTMLInputElement) => (e.type === 'checkbox' ? e.checked : e.value !== ''))
      if (known) continue
      await answer(field)
      given++
    }
    return given
  }

  /** Waits until the form says that all of it lies on the phone. */
  async kept(): Promise<void> {
    await expect(this.page.getByText('已存在手机').first()).toBeVisible()
    await expect(this.page.getByText('正在保存')).toBeHidden()
  }

  async signIn(login: string, password: string): Promise<void> {
    await this.page.getByLabel('账号').fill(login)
    await this.page.getByLabel('密码', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: '登录', exact: true }).click()
  }

  /** Fills in the activity of the day as the last one, with other heads, and hands it over. */
  async submitAgain(heads: number): Promise<void> {
    await this.go('/')
    await this.repeat.click()
    await this.heads.fill(String(heads))
    await this.submit.click()
    await this.home()
  }

  /** The home page, which is where a record handed over leads. */
  async home(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: '记一场活动' })).toBeVisible()
  }

  /** How many records stand in a state, as the list of records says. */
  async count(state: '草稿' | '等待发送' | '已发送' | '需修改' | '已通过'): Promise<number> {
    const tab = this.page.getByRole('navigation', { name: '按状态' }).getByRole('link', { name: state })
    return Number(/\d+/.exec((await tab.innerText()).replaceAll(',', ''))?.[0] ?? Number.NaN)
  }

  /** The same, from any page. */
  async countOf(state: Parameters<Phone['count']>[0]): Promise<number> {
    await this.go('/records')
    return this.count(state)
  }

  /** Waits until the home page shows what the server says of the month: then the phone knows the records too. */
  async informed(): Promise<void> {
    await expect(this.page.getByText(/^截至/)).toBeVisible()
  }

  /** Waits until a state holds so many records. */
  async expectCount(state: Parameters<Phone['count']>[0], n: number, timeout = 20_000): Promise<void> {
    await this.go('/records')
    await expect.poll(() => this.count(state), { timeout }).toBe(n)
  }

  /** Chooses a text size on the settings page. */
  async size(name: '标准字' | '大字版' | '特大字'): Promise<void> {
    await this.go('/settings')
    await this.page.getByRole('radio', { name }).check()
  }

  /** Chooses the language on the settings page. */
  async language(name: 'English' | '中文'): Promise<void> {
    await this.go('/settings')
    await this.page.getByRole('radio', { name }).check()
  }
}
