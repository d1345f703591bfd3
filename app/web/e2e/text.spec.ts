import { compose } from './chrome.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

// CJK extensions D, G and H, a private-use character, one outside the BMP with a variation selector, and edges of names.
const rare = '\u{2B740}\u{2B81D}乡\u{30000}\u{31350}村\u{E000}𠮷\u{E0100}阿依古丽·买买提'

test('rare characters come back as they were typed', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.repeat.click()
  await phone.heads.fill('91')
  await phone.unfoldCarried()
  await phone.place.fill(rare)
  await phone.unfold('更多')
  await phone.notes.fill(`${rare}\n第二行 ${rare}`)
  await phone.submit.click()
  await phone.home()
  await expect.poll(async () => (await world.volunteer.made()).length).toBe(1)
  const [sent] = await world.volunteer.made()
  expect(sent?.place).toBe(rare)
  expect(sent?.notes).toBe(`${rare}\n第二行 ${rare}`)
  await phone.go(`/record/${sent?.id}`)
  await expect(page.getByRole('main')).toContainText(rare)
})

test('what an input method is composing is kept when the tab goes before it ends', async ({ context, world }) => {
  await signedIn(context, world)
  const first = new Phone(await context.newPage())
  await first.open('/new/session')
  await first.unfoldCarried()
  await first.place.fill('老围')
  await first.place.press('End')
  await compose(first.page, '社区中')
  await expect(first.place).toHaveValue('老围社区中')
  await first.kept()
  await first.page.close()
  const second = new Phone(await context.newPage())
  await second.open('/records/draft')
  await second.newest.click()
  await second.unfoldCarried()
  await expect(second.place).toHaveValue('老围社区中')
})
