import { mkdirSync, writeFileSync } from 'node:fs'
import { picture } from '../palette.ts'
import { test } from './desk.ts'
import { pages, show } from './pages.ts'

/* Pictures of every page for the documents; made by `npm run screenshots`, no part of the suite. */
const folder = '../../docs/office'
const screens = [
  { width: 1440, height: 900, lang: 'zh' },
  { width: 1024, height: 768, lang: 'en' },
  { width: 360, height: 740, lang: 'zh' },
] as const

for (const { width, height, lang } of screens)
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 1000 })
    for (const at of pages)
      test(`a picture of ${at.name}, ${lang}`, async ({ desk }) => {
        mkdirSync(folder, { recursive: true })
        await show(desk, at)
        await desk.language(lang)
        await desk.settled()
        writeFileSync(`${folder}/${at.name.replaceAll(' ', '-')}-${width}.png`, await picture(desk.page))
      })
  })
