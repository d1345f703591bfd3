import type { Lang, Texts } from '../texts.ts'

/** Changes the language and keeps it on the device, for the phone's app too. */
export async function keepLanguage(texts: Texts, lang: Lang): Promise<void> {
  await texts.use(lang)
  try {
    localStorage.setItem('outreach.lang', lang)
  } catch {
    // A private window keeps nothing.
  }
}
