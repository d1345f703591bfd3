import { pages, prepare } from './pages.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

test('in English every page speaks English, and the server answers in it', async ({ context, page, world }) => {
  const all = pages(await prepare(world))
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.informed()
  await phone.language('English')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  for (const at of all) {
    await phone.go(at.path)
    await phone.settled()
    expect.soft(await page.evaluate(chinese), at.name).toEqual([])
  }

  // The server's own words come in the language of the phone.
  const month = world.volunteer.today.slice(0, 7)
  await world.manager.ask('POST', '/closings', { month, reason: 'reported' })
  await phone.go('/repeat')
  await page.getByLabel('People present', { exact: true }).fill('81')
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await phone.go('/records/fix')
  const card = page.getByRole('main').getByRole('listitem').filter({ hasText: '81' })
  await expect(card.locator('.error')).toHaveText(/closed/)
})

/** Runs in the page: what stands there in Chinese though it is no name, place or typed text. */
function chinese(): string[] {
  const ours = 'h1, h2, h3, legend, label, button, dt, summary, nav a, .hint, .mark, .notice > h2'
  return [...document.querySelectorAll<HTMLElement>(ours)]
    .filter(e => e.checkVisibility() && !e.querySelector('[lang=zh]') && e.lang !== 'zh')
    .map(e => e.innerText.trim())
    .filter(text => /\p{Script=Han}/u.test(text) && !text.includes('·') && !/退回的一场|已发送的一场/.test(text))
}
