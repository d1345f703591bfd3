import { inject, shallowRef, triggerRef, type App, type InjectionKey } from 'vue'
import { label, makeText, type Params, type Text } from '../engine/text.ts'
import { percentIn } from './percent.ts'
import { isDay } from './period.ts'
import board from './text/zh/board.json'
import zh from './text/zh/frame.json'

/** The languages the office speaks. */
export type Lang = Text['lang']

/** The words of the chosen language. What reads them in a template follows a change of language. */
export interface Texts extends Text {
  /** A catalogue entry's name. */
  label(pair: { zh: string; en: string }): string
  /** A number in groups of digits. */
  num(value: number): string
  /** A share from 0 to 1 with one decimal: 7.0%. */
  percent(rate: number): string
  /** A day, 2022-09-01. */
  day(value: string): string
  /** A month, 2022-09. */
  month(value: string): string
  /** An instant in Shanghai's time, to the minute. */
  instant(value: string | number): string
  /** A size in bytes, as KB or MB. */
  size(bytes: number): string
  /** Changes the language. */
  use(lang: Lang): Promise<void>
  /** Brings the texts of a page by the names of their files. */
  bring(...names: string[]): Promise<void>
}

type Table = Record<string, string>

/* The board comes with the office, so its first words do too. */
const files = import.meta.glob<{ default: Table }>([
  './text/*/*.json',
  '!./text/zh/frame.json',
  '!./text/zh/board.json',
  '!./text/*/sentence.json',
])
const first = { frame: zh as Table, board: board as Table }
/** The phone's names of fields, which a page brings as `field`. */
const phone = import.meta.glob<{ default: Table }>('../text/*.json', { query: '?fields' })
const key: InjectionKey<Texts> = Symbol('texts')

/** Makes the words, Chinese first. */
export function makeTexts(): Texts {
  const tables: Record<Lang, Map<string, Table>> = { zh: new Map(Object.entries(first)), en: new Map() }
  const wanted = new Set(Object.keys(first))
  const now = shallowRef(makeText('zh', Object.values(first)))
  const lang = () => now.value.lang

  async function load(to: Lang): Promise<Text> {
    const missing = [...wanted].filter(name => !tables[to].has(name))
    await Promise.all(
      missing.map(async name => {
        const file = name === 'field' ? phone[`../text/${to}.json`] : files[`./text/${to}/${name}.json`]
        tables[to].set(name, file ? (await file()).default : {})
      }),
    )
    // What a page wanted meanwhile is not left out.
    return [...wanted].every(name => tables[to].has(name)) ? makeText(to, [...tables[to].values()]) : load(to)
  }

  return {
    get lang() {
      return lang()
    },
    has: name => now.value.has(name),
    t: (name: string, params?: Params) => now.value.t(name, params),
    label: pair => label(lang(), pair),
    ...writers(lang),
    async use(to) {
      now.value = await load(to)
      document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN'
      triggerRef(now)
    },
    async bring(...names) {
      for (const name of names) wanted.add(name)
      const to = lang()
      if (names.every(name => tables[to].has(name))) return
      const text = await load(to)
      // The language may have been chosen while the words were on their way.
      if (to === lang()) now.value = text
    },
  }
}

/** How numbers and times are written, made when first wanted. */
function writers(lang: () => Lang): Pick<Texts, 'num' | 'percent' | 'day' | 'month' | 'instant' | 'size'> {
  const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
  const get = <F extends Intl.NumberFormat | Intl.DateTimeFormat>(name: string, make: (locale: Lang) => F): F => {
    const id = `${name} ${lang()}`
    if (!made.has(id)) made.set(id, make(lang()))
    return made.get(id) as F
  }
  const num = (value: number, digits = 0) =>
    get(`num${digits}`, l => new Intl.NumberFormat(l, { maximumFractionDigits: digits })).format(value)
  const time = (name: string, options: Intl.DateTimeFormatOptions, value: string | number) =>
    get(name, l => new Intl.DateTimeFormat(l, options)).format(new Date(value))
  return {
    num: value => num(value),
    percent: rate => {
      const one = get('percent', l => new Intl.NumberFormat(l, { style: 'percent', minimumFractionDigits: 1 }))
      return percentIn(one.format, rate)
    },
    day: value => (isDay(value) ? time('day', { dateStyle: 'medium', timeZone: 'UTC' }, value) : value),
    month: value => time('month', { year: 'numeric', month: 'short', timeZone: 'UTC' }, `${value.slice(0, 7)}-01`),
    instant: value => time('instant', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' }, value),
    size: bytes => (bytes < 1_000_000 ? `${num(bytes / 1000, 1)} KB` : `${num(bytes / 1_000_000, 1)} MB`),
  }
}

/** Gives the words to every component. */
export function provideTexts(app: App, texts: Texts): void {
  app.provide(key, texts)
}

/** The words, in a component's setup. */
export function useTexts(): Texts {
  const texts = inject(key)
  if (!texts) throw new Error('no texts were provided')
  return texts
}
