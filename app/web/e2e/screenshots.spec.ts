import { mkdirSync, writeFileSync } from 'node:fs'
import { picture } from './palette.ts'
import { pages, prepare } from './pages.ts'
import { Phone } from './phone.ts'
import { signedIn, test } from './world.ts'

/* Pictures for the documents; made by `npm run screenshots`, no part of the suite. */
const folder = '../../docs/phone'
const shown = new Set(['home', 'form session', 'form repeat', 'records', 'record returned', 'settings'])
const screens = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
]
const sizes = [
  { name: '标准字', end: '' },
  { name: '大字版', end: '-large' },
] as const

for (const viewport of screens)
  for (const { name, end } of sizes)
    test(`pictures of ${viewport.width} px, ${name}`, async ({ browser, world }) => {
      mkdirSync(folder, { recursive: true })
      const all = pages(await prepare(world))
      const context = await browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN', viewport })
      await signedIn(context, world)
      const phone = new Phone(await context.newPage())
      await phone.open('/')
      await phone.informed()
      await phone.size(name)
      for (const page of all.filter(p => shown.has(p.name))) {
        await phone.go(page.path)
        await phone.page.waitForLoadState('networkidle')
        const file = `${page.name.replaceAll(' ', '-')}-${viewport.width}${end}.png`
        writeFileSync(`${folder}/${file}`, await picture(phone.page))
      }
      await context.close()
    })
