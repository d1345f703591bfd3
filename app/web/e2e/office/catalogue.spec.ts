import type { Browser, Page } from '@playwright/test'
import type { Wire } from '../../src/engine/activity.ts'
import { signedIn, type World } from '../world.ts'
import { expect, test, type Desk } from './desk.ts'

/** A volunteer's form for a kind, on a phone of their own. */
async function phoneForm(browser: Browser, world: World, kind = 'session'): Promise<Page> {
  const context = await browser.newContext({ baseURL: world.proxy.base, locale: 'zh-CN' })
  await signedIn(context, world, 'volunteer')
  const page = await context.newPage()
  await page.goto(`/#/new/${kind}`)
  await expect(page.getByLabel('参与人次', { exact: true })).toBeVisible()
  const closed = page.locator('main details:not([open]) > summary')
  while ((await closed.count()) > 0) await closed.first().click()
  return page
}

const save = (desk: Desk) => desk.page.getByRole('button', { name: /^(保存|Save)$/ }).click()
const field = (desk: Desk, name: string) => desk.page.getByLabel(name, { exact: true })

/** The day before the ledger's today. */
const yesterday = (desk: Desk) => new Date(Date.parse(desk.person.today) - 86_400_000).toISOString().slice(0, 10)

test('a programme that an admin adds is offered on a phone, until it ends', async ({ browser, desk, world }) => {
  await desk.open('/catalogue/programmes', 'admin')
  await desk.page.getByRole('link', { name: '新增项目' }).click()
  await field(desk, '代码').fill('village')
  await field(desk, '中文名称').fill('乡村课堂')
  await field(desk, '英文名称').fill('Village Class')
  await field(desk, '教育课堂').check()
  await save(desk)
  await expect(desk.told).toHaveText('已保存。')
  await expect(desk.page).toHaveURL(/#\/catalogue\/programmes\/village$/)
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('乡村课堂')
  await expect(desk.page.getByText('最近由 演示管理员 改于')).toBeVisible()
  const before = await phoneForm(browser, world)
  await expect(before.locator('main')).toContainText('乡村课堂')

  await desk.settled()
  await field(desk, '最后一天（含）').fill(yesterday(desk))
  await save(desk)
  await expect(desk.told).toHaveText('已保存。')
  const after = await phoneForm(browser, world)
  await expect(after.locator('main')).toContainText('星海计划')
  await expect(after.locator('main')).not.toContainText('乡村课堂')
  await desk.go('/catalogue/programmes?state=ended')
  await expect(desk.page.getByRole('rowheader')).toHaveText(/乡村课堂/)
})

test('a term that has ended is no longer offered, and records keep its name', async ({ browser, desk, world }) => {
  await desk.open('/catalogue/vocabularies/form', 'admin')
  const last = field(desk, '最后一天（含）, 摆摊咨询')
  await last.fill(yesterday(desk))
  await save(desk)
  await expect(desk.told).toHaveText('已保存。')
  await desk.settled()
  await expect(last).toHaveValue(yesterday(desk))
  const phone = await phoneForm(browser, world)
  await expect(phone.locator('main')).toContainText('扫楼敲门')
  await expect(phone.locator('main')).not.toContainText('摆摊咨询')
  await desk.go('/records?form=booth')
  await expect(desk.page.getByRole('main')).toContainText('摆摊咨询')
  const { total } = await desk.person.ask<Wire['PageActivity']>('GET', '/activities?form=booth&limit=1')
  expect(total).toBeGreaterThan(0)
})

for (const { lang, required, period, code, taken } of [
  {
    lang: 'zh' as const,
    required: '必填。',
    period: /止日须晚于起日/,
    code: /代码只能用小写字母/,
    taken: '这个代码已有人用。',
  },
  {
    lang: 'en' as const,
    required: 'Must be given.',
    period: /must be after the start/,
    code: /made of small letters/,
    taken: 'This code is taken.',
  },
])
  test(`a refusal stands at its field and the focus goes there (${lang})`, async ({ desk }) => {
    await desk.open('/catalogue/campaigns/+', 'admin')
    await desk.language(lang)
    const [codeField, zh, en, first, last] = (
      lang === 'zh'
        ? ['代码', '中文名称', '英文名称', '开始日', '最后一天（含）']
        : ['Code', 'Chinese name', 'English name', 'First day', 'Last day, included']
    ).map(name => field(desk, name))
    await codeField?.fill('Spring 2027')
    await zh?.fill('春季宣传')
    await save(desk)
    await expect(en!).toBeFocused()
    await expect(en!).toHaveAccessibleDescription(required)
    await en?.fill('Spring')
    await first?.fill('2027-03-02')
    await last?.fill('2027-03-01')
    await save(desk)
    await expect(codeField!).toBeFocused()
    await expect(codeField!).toHaveAccessibleDescription(code)
    await expect(last!).toHaveAccessibleDescription(period)
    await last?.fill('2027-03-31')
    await codeField?.fill('edu_month_2022')
    await save(desk)
    await expect(codeField!).toHaveAccessibleDescription(new RegExp(taken))
    await expect(zh!).toHaveValue('春季宣传')
  })

test('what somebody else saved meanwhile is shown beside what was typed, and both stay', async ({ desk }) => {
  await desk.open('/catalogue/campaigns/edu_month_2022', 'admin')
  await field(desk, '英文名称').fill('Typed here')
  const other = await desk.someone('admin')
  const held = await other.ask<Wire['Campaign']>('GET', '/campaigns/edu_month_2022')
  const theirs = { ...held, en: 'Saved there', slogan: '别处的口号' }
  await other.ask('PUT', '/campaigns/edu_month_2022', theirs, { 'If-Match': '"0"' })
  await save(desk)
  const versions = desk.page.getByRole('alert')
  await expect(versions.getByRole('heading')).toHaveText('这一条刚被别人改过')
  await expect(versions.getByRole('row')).toHaveText([/您的版本/, /英文名称\s*Typed here\s*Saved there/])
  await expect(field(desk, '口号')).toHaveValue('别处的口号')
  await versions.getByRole('button', { name: '保存我的版本' }).click()
  await expect(desk.told).toHaveText('已保存。')
  expect(await other.ask('GET', '/campaigns/edu_month_2022')).toEqual({ ...theirs, en: 'Typed here' })
})

test('nobody leaves what they typed unasked', async ({ desk }) => {
  await desk.open('/catalogue/organisations/bank_river', 'admin')
  await field(desk, '中文名称').fill('改名中')
  await desk.page.getByRole('navigation', { name: '页面' }).getByRole('link', { name: '记录' }).click()
  const question = desk.page.getByRole('dialog', { name: '还有未保存的改动' })
  await question.getByRole('button', { name: '留在此页' }).click()
  await expect(field(desk, '中文名称')).toHaveValue('改名中')
  await expect(desk.page).toHaveURL(/bank_river$/)
  await desk.page.getByRole('navigation', { name: '页面' }).getByRole('link', { name: '记录' }).click()
  await question.getByRole('button', { name: '放弃改动并离开' }).click()
  await expect(desk.page).toHaveURL(/#\/records/)
})

test('going back with something typed is asked about each time, and leads back once it is let go', async ({ desk }) => {
  await desk.open('/catalogue/organisations?q=bank_river', 'admin')
  await desk.page.getByRole('main').getByRole('table').getByRole('link').first().click()
  await field(desk, '中文名称').fill('改名中')
  const question = desk.page.getByRole('dialog', { name: '还有未保存的改动' })
  for (let i = 0; i < 2; i++) {
    await desk.page.goBack()
    await question.getByRole('button', { name: '留在此页' }).click()
    await expect(desk.page).toHaveURL(/organisations\/bank_river$/)
    await expect(field(desk, '中文名称')).toHaveValue('改名中')
  }
  await desk.page.goBack()
  await question.getByRole('button', { name: '放弃改动并离开' }).click()
  await expect(desk.page).toHaveURL(/q=bank_river$/)
})

test('a number of the list opens as many records', async ({ desk }) => {
  await desk.open('/catalogue/campaigns?q=edu_month_2022', 'admin')
  const link = desk.page.getByRole('table').getByRole('link').last()
  const n = Number((await link.innerText()).replaceAll(',', ''))
  expect(n).toBeGreaterThan(0)
  const address = (await link.getAttribute('href')) ?? ''
  const { total } = await desk.person.ask<Wire['PageActivity']>('GET', `/activities?${address.split('?')[1]}&limit=1`)
  expect(total).toBe(n)
})

test('universities are searched among all, ended ones apart, and areas tell what they became', async ({ desk }) => {
  await desk.open('/catalogue/campuses', 'admin')
  await desk.page.getByLabel('搜索名称或代码').fill('szdx')
  await expect(desk.page.getByRole('rowheader').filter({ hasText: '深圳大学' })).toBeVisible()
  await desk.go('/catalogue/areas?q=崇川&state=ended&on=2022-01-01')
  await desk.page.getByRole('rowheader').getByRole('link', { name: '崇川区' }).click()
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('崇川区')
  await expect(desk.page.getByRole('link', { name: '崇川区 320613' })).toBeVisible()
  await expect(desk.page.getByRole('button', { name: '保存' })).toHaveCount(0)
})

test('a manager is told that the catalogue is not theirs', async ({ desk }) => {
  for (const address of ['/catalogue', '/catalogue/programmes/xinghai']) {
    await desk.open(address, 'manager')
    await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('没有查看权限')
  }
})

test('a term is added, put first and saved by keyboard alone', async ({ desk }) => {
  await desk.open('/catalogue/vocabularies/consent', 'admin')
  const { page } = desk
  const { keyboard } = page
  await page.getByRole('button', { name: '新增一项' }).focus()
  await keyboard.press('Enter')
  await keyboard.type('oral')
  await keyboard.press('Tab')
  await keyboard.type('口头同意')
  await keyboard.press('Tab')
  await keyboard.type('Oral')
  const up = page.getByRole('button', { name: '上移：口头同意' })
  await up.focus()
  for (let i = 0; i < 5; i++) {
    await keyboard.press('Enter')
    await expect(up).toBeFocused()
  }
  await page.getByRole('button', { name: '保存' }).focus()
  await keyboard.press('Enter')
  await expect(desk.told).toHaveText('已保存。')
  const { terms } = await desk.person.ask<Wire['Vocabulary']>('GET', '/vocabularies/consent')
  expect(terms?.[0]).toEqual({ code: 'oral', zh: '口头同意', en: 'Oral' })
})
