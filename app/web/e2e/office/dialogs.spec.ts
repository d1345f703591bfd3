import type { Locator } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import type { Wire } from '../../src/engine/activity.ts'
import { findings } from '../axe.ts'
import { quiet } from '../quiet.ts'
import { say } from '../seed.ts'
import { expect, test, type Desk } from './desk.ts'
import { measure, shrink } from './fit.ts'
import { pages, show, type OfficePage } from './pages.ts'

/* Every dialog of the office, in both languages: axe has 0 findings at the desk and on the narrowest phone, and there
   nothing is wider than the screen and everything is large enough for a finger. */
interface Opening {
  name: string
  login: NonNullable<OfficePage['login']>
  /** The page it is opened from: a name in pages.ts, or an address. */
  from: string
  open: (desk: Desk, word: Word) => Promise<void>
}
/** What a key says in the language on the page, up to what is filled in. */
type Word = (key: string) => RegExp
type Lang = 'zh' | 'en'

const texts = { zh: tables('zh'), en: tables('en') }
const counted = new Map<string, number>()

test.describe.configure({ mode: 'default' })
// axe comes from the test, past the policy of the pages.
test.use({ bypassCSP: true })
test.afterAll(() => {
  say(`\n  axe findings in open dialogs, zh and en, desk and phone`)
  for (const [name, found] of counted) say(`  ${name.padEnd(40)}${String(found).padStart(4)}`)
})

const press = (within: Desk['page'] | Locator, name: RegExp) => within.getByRole('button', { name }).first().click()
const record = (key: string) => (desk: Desk, word: Word) => press(desk.page.locator('.acts'), word(key))

const openings: Opening[] = [
  { name: 'return', login: 'manager', from: 'record', open: record('record.act.return') },
  { name: 'void', login: 'manager', from: 'record', open: record('record.act.void') },
  { name: 'duplicate', login: 'manager', from: 'record', open: record('record.act.duplicate') },
  {
    name: 'return without a reason',
    login: 'manager',
    from: 'record',
    open: async (desk, word) => {
      await press(desk.page.locator('.acts'), word('record.act.return'))
      await press(desk.page.getByRole('dialog'), word('record.act.return'))
    },
  },
  { name: 'keys', login: 'manager', from: 'review', open: (desk, word) => press(desk.page, word('review.keys')) },
  {
    name: 'approve many',
    login: 'manager',
    from: 'review',
    open: async (desk, word) => {
      await press(desk.page, word('review.select_all'))
      await press(desk.page, word('review.bulk'))
    },
  },
  {
    name: 'columns',
    login: 'manager',
    from: 'records',
    open: (desk, word) => press(desk.page, word('records.columns')),
  },
  ...(['records.view_keep', 'records.views_manage'] as const).map(key => ({
    name: key,
    login: 'manager' as const,
    from: 'records',
    open: async (desk: Desk, word: Word) => {
      // The list of views comes with the page.
      await desk.person.ask('POST', '/presets', {
        kind: 'view',
        name: `${key} ${Math.random()}`,
        view: { page: 'records', filter: {} },
      })
      await desk.page.reload()
      await desk.settled()
      await press(desk.page, word('records.views'))
      await press(desk.page, word(key))
    },
  })),
  {
    name: 'save settings',
    login: 'manager',
    from: 'exports',
    open: (desk, word) => press(desk.page, word('exports.save')),
  },
  {
    name: 'stable address',
    login: 'manager',
    from: 'exports',
    open: async (desk, word) => {
      await press(desk.page, word('exports.address'))
      await press(desk.page.getByRole('dialog'), word('exports.make_token'))
    },
  },
  {
    name: 'drop settings',
    login: 'manager',
    from: 'exports',
    open: (desk, word) => press(desk.page, word('exports.drop_preset')),
  },
  { name: 'apply', login: 'manager', from: 'import', open: (desk, word) => press(desk.page, word('imports.apply')) },
  ...([0, 1] as const).map(n => ({
    name: ['close a month', 'a closed month'][n]!,
    login: 'manager' as const,
    from: 'closing',
    open: (desk: Desk) =>
      desk.page
        .locator(n ? '.closing-own' : '.closing-open')
        .first()
        .click(),
  })),
  { name: 'add a person', login: 'admin', from: 'people', open: (desk, word) => press(desk.page, word('people.add')) },
  { name: 'disable', login: 'admin', from: 'person', open: (desk, word) => press(desk.page, word('people.disable')) },
  {
    name: 'end sessions',
    login: 'admin',
    from: 'person',
    open: (desk, word) => press(desk.page, word('people.end_all')),
  },
  {
    name: 'link to sign in',
    login: 'admin',
    from: 'person',
    open: async (desk, word) => {
      // Of somebody else: the link ends the password, and this page is come to by signing in with it.
      const { items } = await desk.person.ask<Wire['Users']>('GET', '/users')
      await desk.go(`/people/${items.find(({ login }) => login === 'author')?.id}`)
      await press(desk.page, word('people.invite'))
      await press(desk.page.getByRole('dialog'), word('people.invite_make'))
      await expect(desk.page.getByRole('dialog').getByRole('textbox')).not.toHaveValue('')
    },
  },
  {
    name: 'entry of the log',
    login: 'admin',
    from: 'audit',
    open: (desk, word) => press(desk.page, word('audit.details_of')),
  },
  {
    name: 'note a backup',
    login: 'admin',
    from: 'system',
    open: (desk, word) => press(desk.page, word('system.backup_note')),
  },
  {
    name: 'leave unsaved',
    login: 'admin',
    from: 'programme',
    open: async (desk, word) => {
      await desk.page.getByRole('main').getByRole('textbox').first().fill('—')
      await desk.page
        .getByRole('link', { name: word('nav.records') })
        .first()
        .click()
    },
  },
  {
    name: 'session over',
    login: 'manager',
    from: 'records',
    open: async (desk, word) => {
      await desk.person.endSessions()
      await desk.page
        .getByRole('link', { name: word('nav.statistics') })
        .first()
        .click()
    },
  },
]

for (const one of openings)
  test(`the dialog “${one.name}” keeps to WCAG, to the narrowest screen and to the finger`, async ({ desk }) => {
    const page = pages.find(({ name }) => name === one.from)!
    counted.set(one.name, 0)
    for (const lang of ['zh', 'en'] as const) {
      await show(desk, { ...page, login: one.login })
      await desk.language(lang)
      await desk.settled()
      await one.open(desk, wordsOf(lang))
      await expect(desk.page.getByRole('dialog')).toBeVisible()
      // Not the page below: where the session is over, it waits for the password.
      await quiet(desk.page)
      await expect(desk.page.locator('dialog [aria-busy=true]')).toHaveCount(0)
      for (const phone of [false, true]) {
        await shrink(desk.page, phone)
        const found = await findings(desk.page)
        counted.set(one.name, (counted.get(one.name) ?? 0) + found.length)
        expect.soft(found, `${one.name}, ${lang}`).toEqual([])
        if (!phone) continue
        const { over, small } = await desk.page.evaluate(measure)
        expect.soft(over, `${one.name}, ${lang}: wider than the screen`).toEqual([])
        expect.soft(small, `${one.name}, ${lang}: too small to hit`).toEqual([])
      }
      await shrink(desk.page, false)
      await desk.page.keyboard.press('Escape')
    }
  })

function tables(lang: Lang): Record<string, string> {
  const folder = new URL(`../../src/office/text/${lang}/`, import.meta.url)
  const all = readdirSync(folder).map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object)
  return Object.assign({}, ...all) as Record<string, string>
}

function wordsOf(lang: Lang): Word {
  return key => {
    const text = texts[lang][key]
    if (!text) throw new Error(`no text of ${key} in ${lang}`)
    const head = (text.split('{{')[0] ?? '').replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    return new RegExp(`^${head}`)
  }
}
