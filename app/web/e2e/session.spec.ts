import { Person } from './api.ts'
import { workerReady } from './chrome.ts'
import { Phone } from './phone.ts'
import { expect, signedIn, test, type World } from './world.ts'

test('an ended session keeps all that is submitted and sends it after signing in', async ({ context, page, world }) => {
  const who = await signedIn(context, world)
  const phone = new Phone(page)
  await phone.open('/')
  await expect(phone.repeat).toBeVisible()
  await who.endSessions()
  await phone.submitAgain(31)
  await expect(page.getByText('登录已过期')).toBeVisible()
  await phone.submitAgain(32)
  await phone.expectCount('等待发送', 2)
  expect(await signedInAgain(world)).toHaveLength(0)
  await page.getByRole('link', { name: '重新登录' }).click()
  await expect(page.getByText('手机上未发送的记录都还在')).toBeVisible()
  await phone.signIn('volunteer', 'outreach-2022-5')
  await expect(page.getByText('登录已过期')).toBeHidden()
  await phone.expectCount('等待发送', 0)
  const made = await signedInAgain(world)
  expect(
    made
      .filter(a => a.status === 'submitted')
      .map(a => a.attendance)
      .toSorted(),
  ).toEqual([31, 32])
})

test('a shared phone shows nobody what another one left, and keeps it for them', async ({ browser, world }) => {
  const admin = await Person.signIn(world.ledger.base, 'admin')
  await admin.addVolunteer('second', '第二人', 'a long password 2')
  const context = await browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN' })
  const page = await context.newPage()
  const phone = new Phone(page)
  await phone.open('/')
  await phone.signIn('volunteer', 'outreach-2022-5')
  await phone.home()
  await phone.informed()
  await workerReady(page)
  const drafts = await phone.countOf('草稿')
  await context.setOffline(true)
  await phone.submitAgain(77)
  await phone.go('/new/session')
  await phone.heads.fill('78')
  await phone.kept()
  await phone.expectCount('草稿', drafts + 1)
  await phone.expectCount('等待发送', 1)
  await context.setOffline(false)
  world.proxy.fate = s => (s.method === 'PUT' ? 'lose request' : 'pass')

  await phone.go('/settings')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('button', { name: '留在手机上并退出' }).click()
  await phone.signIn('second', 'a long password 2')
  await phone.home()
  await expect(phone.repeat).toBeHidden()
  for (const state of ['草稿', '等待发送', '已发送', '需修改', '已通过'] as const) await phone.expectCount(state, 0)
  world.proxy.heal()
  await phone.go('/settings')
  await page.getByRole('button', { name: '退出登录' }).click()

  await phone.signIn('volunteer', 'outreach-2022-5')
  await phone.home()
  await phone.expectCount('草稿', drafts + 1)
  await phone.expectCount('等待发送', 0)
  await context.close()
  expect((await world.volunteer.made()).map(a => a.attendance)).toEqual([77])
  const second = await Person.signIn(world.ledger.base, 'second', 'a long password 2')
  expect(await second.made()).toHaveLength(0)
})

async function signedInAgain(world: World) {
  const who = await Person.signIn(world.ledger.base, 'volunteer')
  return who.made()
}
