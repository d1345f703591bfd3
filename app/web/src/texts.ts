import { inject, shallowRef, type App, type InjectionKey } from 'vue'
import serverZh from '../../../configs/messages/zh.json'
import { label, makeText, type Text } from './engine/text.ts'
import zh from './text/zh.json?first'

/** The languages the app speaks. */
export type Lang = Text['lang']

/** The words of the chosen language. What reads them in a template follows a change of language. */
export interface Texts extends Text {
  /** A catalogue entry's name. */
  label(pair: { zh: string; en: string }): string
  /** Changes the language; English is loaded when first asked for. */
  use(lang: Lang): Promise<void>
  /** Brings the words of the pages that do not come with the app. */
  more(): Promise<void>
}

const key: InjectionKey<Texts> = Symbol('texts')

/** A text that comes with the later ones. */
const late = 'home.new'

/** Makes the words, Chinese first. */
export function makeTexts(): Texts {
  let chinese = makeText('zh', [zh, serverZh])
  const now = shallowRef(chinese)
  return {
    get lang() {
      return now.value.lang
    },
    has: name => now.value.has(name),
    t: (name, params) => now.value.t(name, params),
    label: pair => label(now.value.lang, pair),
    async use(lang) {
      now.value = lang === 'en' ? await english() : chinese
      document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN'
    },
    async more() {
      if (chinese.has(late)) return
      const later = await import('./text/zh.json?later')
      chinese = makeText('zh', [zh, later.default, serverZh])
      if (now.value.lang === 'zh') now.value = chinese
    },
  }
}

async function english(): Promise<Text> {
  const [own, server] = await Promise.all([import('./text/en.json'), import('../../../configs/messages/en.json')])
  return makeText('en', [own.default, server.default])
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
