import { workerReady } from './chrome.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test } from './world.ts'

test('a new build waits while a form is open and loses nothing that was typed', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.informed()
  await workerReady(page)
  const drafts = await phone.countOf('草稿')
  await phone.go('/new/session')
  const build = () => page.locator('meta[name=build]').getAttribute('content')
  const old = (await build()) ?? ''
  expect(old).toMatch(/^[0-9a-f]{12}$/)
  await phone.heads.fill('66')

  // Another build: the same files under another name.
  const next = 'abcdefabcdef'
  world.proxy.rewrite = text => text.replaceAll(old, next)
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update()
  })
  await expect(page.getByText('新版本已就绪')).toBeVisible()
  const waits = () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state ?? 'none')
  expect(await waits()).toBe('installed')
  expect(await build()).toBe(old)
  await phone.heads.pressSequentially('7')
  await expect(phone.heads).toHaveValue('667')

  await page.getByRole('button', { name: '更新', exact: true }).click()
  await expect.poll(build).toBe(next)
  await expect(phone.heads).toHaveValue('667')
  expect(await waits()).toBe('none')
  await phone.expectCount('草稿', drafts + 1)
})
