import { workerReady } from './chrome.ts'
import { Phone } from './phone.ts'
import { keptPhotos, makePhoto, secret, sha256 } from './photo.ts'
import { expect, signedIn, test } from './world.ts'

test('what was submitted without network comes from another tab, once, with its photo', async ({ context, world }) => {
  await signedIn(context, world)
  const first = new Phone(await context.newPage())
  await first.open('/')
  await first.informed()
  await workerReady(first.page)
  const photo = await makePhoto(first.page, 40)

  await context.setOffline(true)
  world.proxy.cut()
  await first.repeat.click()
  await first.heads.fill('123')
  await first.page.getByLabel('添加照片').setInputFiles(photo)
  await expect(first.page.getByRole('group', { name: '照片 1' })).toBeVisible()
  await first.submit.click()
  await first.home()
  await first.expectCount('等待发送', 1)
  const kept = await keptPhotos(first.page, world.volunteer.user.id)
  expect(kept).toHaveLength(1)
  expect(kept[0]?.hash).toBe(kept[0]?.id)
  await first.page.close()

  const second = new Phone(await context.newPage())
  await second.open('/records')
  await expect.poll(() => second.count('等待发送')).toBe(1)
  expect(await world.volunteer.made()).toHaveLength(0)
  world.proxy.heal()
  await context.setOffline(false)
  await second.expectCount('等待发送', 0)

  const made = await world.volunteer.made()
  expect(made).toHaveLength(1)
  const [sent] = made
  expect(sent?.attendance).toBe(123)
  expect(sent?.status).toBe('submitted')
  expect(sent?.evidence?.map(e => e.sha256)).toEqual([kept[0]?.id])
  const answer = await world.volunteer.raw('GET', `/photos/${kept[0]?.id}?activity=${sent?.id}`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect(sha256(bytes)).toBe(kept[0]?.id)
  expect(bytes.length).toBeLessThanOrEqual(200 * 1024)
  expect(Buffer.from(bytes).includes(secret)).toBe(false)
  const [photoPut, recordPut] = world.proxy.seen.filter(s => s.method === 'PUT')
  expect(photoPut?.path).toContain('/photos/')
  expect(recordPut?.path).toContain('/activities/')
  await expect.poll(() => keptPhotos(second.page, world.volunteer.user.id)).toHaveLength(0)
})

test('a form closed in the middle is there again, even without network', async ({ context, world }) => {
  await signedIn(context, world)
  const first = new Phone(await context.newPage())
  await first.open('/new/session')
  await workerReady(first.page)
  await first.heads.fill('57')
  await expect(first.page.getByText('已存在手机')).toBeVisible()
  await first.page.close()
  await context.setOffline(true)
  world.proxy.cut()
  const second = new Phone(await context.newPage())
  await second.open('/records/draft')
  await second.newest.click()
  await expect(second.heads).toHaveValue('57')
})

test('a browser without IndexedDB works with network and says what it cannot', async ({ context, page, world }) => {
  await signedIn(context, world)
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined })
  })
  const phone = new Phone(page)
  await phone.open('/')
  await expect(page.getByText('这个浏览器不能在手机上保存')).toBeVisible()
  await phone.submitAgain(88)
  await expect.poll(async () => (await world.volunteer.made()).filter(a => a.attendance === 88).length).toBe(1)
})

test('a browser that refuses to open IndexedDB works with network too', async ({ context, page, world }) => {
  await signedIn(context, world)
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError')
    }
  })
  const phone = new Phone(page)
  await phone.open('/')
  await expect(page.getByText('这个浏览器不能在手机上保存')).toBeVisible()
  await phone.submitAgain(89)
  await expect.poll(async () => (await world.volunteer.made()).filter(a => a.attendance === 89).length).toBe(1)
})
