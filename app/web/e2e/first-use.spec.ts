import { Person } from './api.ts'
import { Phone } from './phone.ts'
import { expect, test, type World } from './world.ts'

test('somebody new answers eight questions, and three taps the next time', async ({ page, world }) => {
  const phone = new Phone(page)
  await invited(phone, world)
  await phone.home()
  await expect(phone.repeat).toBeHidden()
  await phone.tap(page.getByRole('link', { name: '教育课堂' }))
  const answers = await phone.answerFirst(48)
  expect(answers).toBeLessThanOrEqual(8)
  await phone.tap(phone.submit)
  await phone.home()
  const me = await Person.signIn(world.ledger.base, 'newcomer', password)
  await expect.poll(async () => (await me.made()).length).toBe(1)
  expect((await me.made())[0]).toMatchObject({
    status: 'submitted',
    kind: 'session',
    date: me.today,
    attendance: 48,
    area: '440303',
    place: '老围社区',
    topics: ['telecom_fraud'],
    minutes: 45,
    organisations: [{ code: 'ledger_charity', role: 'lead' }],
  })

  phone.taps = 0
  await phone.tap(phone.repeat)
  await phone.tap(phone.heads)
  await page.keyboard.type('51')
  await phone.tap(phone.submit)
  expect(phone.taps).toBe(3)
  await phone.home()
  await expect.poll(async () => (await me.made()).length).toBe(2)
  const [first, second] = (await me.made()).toSorted((a, b) => (a.attendance ?? 0) - (b.attendance ?? 0))
  expect(second).toMatchObject({ status: 'submitted', attendance: 51, date: me.today })
  for (const same of ['area', 'place', 'topics', 'minutes', 'venue', 'form', 'organisations', 'programme'] as const)
    expect(second?.[same], same).toEqual(first?.[same])
})

for (const { kind, name, fill } of [
  {
    kind: 'visit',
    name: '入户走访',
    fill: async (phone: Phone) => {
      await phone.page.getByLabel('敲门户数').fill('20')
      await phone.page.getByLabel('应门户数').fill('12')
    },
  },
  {
    kind: 'drive',
    name: '校园反诈',
    fill: async (phone: Phone) => {
      const campus = phone.page.getByLabel('学校')
      await campus.fill('szdx')
      await phone.page
        .getByRole('button', { name: /深圳大学/ })
        .first()
        .click()
    },
  },
])
  test(`a first ${kind} is filled in and arrives`, async ({ page, world }) => {
    const phone = new Phone(page)
    await invited(phone, world)
    await phone.tap(page.getByRole('link', { name }))
    await fill(phone)
    await phone.answerFirst(30)
    await phone.submit.click()
    await phone.home()
    const me = await Person.signIn(world.ledger.base, 'newcomer', password)
    await expect
      .poll(async () => (await me.made()).map(a => [a.kind, a.status, a.attendance]))
      .toEqual([[kind, 'submitted', 30]])
  })

test('a form handed over too early says what is missing, field by field, and leads there', async ({ page, world }) => {
  const phone = new Phone(page)
  await invited(phone, world)
  await phone.tap(page.getByRole('link', { name: '教育课堂' }))
  await phone.submit.click()
  const alert = page.getByRole('alert')
  await expect(alert.getByRole('heading')).toHaveText(/有 \d+ 处需要改/)
  await expect(alert.locator('xpath=..')).toBeFocused()
  const faults = await alert.getByRole('link').allInnerTexts()
  expect(faults.some(f => f.startsWith('参与人次'))).toBe(true)
  expect(faults.some(f => f.startsWith('地区'))).toBe(true)
  await alert.getByRole('link', { name: /^参与人次/ }).click()
  await expect(phone.heads).toBeFocused()
  await expect(phone.heads).toHaveAccessibleDescription(/不能为 0/)
  await phone.heads.fill('12')
  await phone.heads.blur()
  await expect(phone.heads).not.toHaveAccessibleDescription(/不能为 0/)
  const me = await Person.signIn(world.ledger.base, 'newcomer', password)
  expect(await me.made()).toHaveLength(0)
})

const password = 'a long password 3'

/** Comes in by the link that the administrator sent. */
async function invited(phone: Phone, world: World): Promise<void> {
  const admin = await Person.signIn(world.ledger.base, 'admin')
  const code = await admin.invite('newcomer', '新志愿者', 'ledger_charity')
  await phone.open(`/redeem?code=${code}`)
  await phone.page.getByLabel('新密码').fill(password)
  await phone.page.getByRole('button', { name: '设置并进入' }).click()
  await phone.home()
}
