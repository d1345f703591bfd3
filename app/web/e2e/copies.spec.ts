import { workerReady } from './chrome.ts'
import { Phone } from './phone.ts'
import { makePhoto } from './photo.ts'
import { expect, signedIn, test } from './world.ts'

test('a copy of unsent work is a file that another phone loads and sends', async ({
  browser,
  context,
  page,
  world,
}) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.informed()
  await workerReady(page)
  const photo = await makePhoto(page, 200)
  await context.setOffline(true)
  await phone.repeat.click()
  await phone.heads.fill('71')
  await page.getByLabel('添加照片').setInputFiles(photo)
  await expect(page.getByRole('group', { name: '照片 1' })).toBeVisible()
  await phone.submit.click()
  await phone.home()
  await phone.go('/settings')
  await expect(page.getByText('未发送的记录：1 条')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '保存副本' }).click(),
  ])
  const file = await download.path()
  // This phone is lost: it never sends.
  await page.close()
  expect(await world.volunteer.made()).toHaveLength(0)

  const other = await browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN' })
  await signedIn(other, world)
  const second = new Phone(await other.newPage())
  await second.open('/settings')
  await second.page.getByLabel('载入副本').setInputFiles(file)
  await expect(second.page.getByText(/已载入/)).toBeVisible()
  await second.expectCount('等待发送', 0)
  await expect.poll(async () => (await world.volunteer.made()).map(a => a.attendance)).toEqual([71])
  expect((await world.volunteer.made())[0]?.evidence).toHaveLength(1)
  await other.close()
})

test('unsent work goes only when the person says how much of it', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.informed()
  await workerReady(page)
  await context.setOffline(true)
  await phone.submitAgain(72)
  await phone.go('/settings')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('button', { name: '丢弃未发送的' }).click()
  await page.getByLabel(/确认请输入/).fill('2')
  await page.getByRole('button', { name: '丢弃并退出' }).click()
  await expect(page.getByLabel(/确认请输入/)).toHaveAccessibleDescription(/1/)
  await page.getByLabel(/确认请输入/).fill('1')
  await page.getByRole('button', { name: '丢弃并退出' }).click()
  await expect(page.getByLabel('账号')).toBeVisible()
  await context.setOffline(false)
  await phone.signIn('volunteer', 'outreach-2022-5')
  await phone.home()
  await phone.expectCount('等待发送', 0)
  expect(await world.volunteer.made()).toHaveLength(0)
})

test('two taps on the button hand over one record', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.repeat.click()
  await phone.heads.fill('73')
  await phone.submit.dblclick()
  await phone.home()
  await phone.expectCount('等待发送', 0)
  expect((await world.volunteer.made()).map(a => a.attendance)).toEqual([73])
})

test('a browser without workers keeps work while the page is open, and sends it', async ({ browser, world }) => {
  const context = await browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN', serviceWorkers: 'block' })
  await signedIn(context, world)
  const phone = new Phone(await context.newPage())
  await phone.open('/repeat')
  await phone.heads.fill('74')
  await context.setOffline(true)
  await phone.submit.click()
  await expect(phone.submit).toBeHidden()
  expect(await world.volunteer.made()).toHaveLength(0)
  await context.setOffline(false)
  await expect.poll(async () => (await world.volunteer.made()).map(a => a.attendance)).toEqual([74])
  await context.close()
})

test('an approved record that is changed goes back to review and keeps counting', async ({ context, page, world }) => {
  await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await phone.submitAgain(75)
  await expect.poll(async () => (await world.volunteer.made()).length).toBe(1)
  const [sent] = await world.volunteer.made()
  await world.manager.ask('POST', `/activities/${sent?.id}/review`, { decision: 'approve', text: '看过' })
  await phone.go(`/record/${sent?.id}`)
  await expect(page.getByRole('main')).toContainText('已通过')
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await phone.heads.fill('76')
  await phone.submit.click()
  await phone.home()
  await expect.poll(async () => (await world.volunteer.activity(sent?.id ?? ''))?.attendance).toBe(76)
  const now = await world.volunteer.activity(sent?.id ?? '')
  expect(now).toMatchObject({ status: 'submitted', standing: 2 })
})
