import type { Wire } from '../../src/engine/activity.ts'
import { expect, test, type Desk } from './desk.ts'

/* People: adding one with grants, the invitation that is shown once, sessions, and who may not. */

const dialog = (desk: Desk) => desk.page.getByRole('dialog')

test('somebody is added, given a grant, invited once, and comes in', async ({ desk, context }) => {
  const { page } = desk
  await desk.open('/people', 'admin')
  await page.getByRole('button', { name: '新增人员' }).click()
  await dialog(desk).getByLabel('姓名').fill('买买提·吐尔逊')
  await dialog(desk).getByLabel('账号').fill('manager')
  await dialog(desk).getByRole('button', { name: '新增并设授权' }).click()
  await expect(dialog(desk).getByRole('alert')).toBeVisible()
  await dialog(desk).getByLabel('账号').fill('mmt')
  await dialog(desk).getByRole('button', { name: '新增并设授权' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('买买提·吐尔逊')

  await page.getByRole('button', { name: '加一项授权' }).click()
  await page.getByLabel('角色').selectOption('manager')
  await page.getByRole('button', { name: '加地区' }).click()
  await page.getByLabel('省', { exact: true }).selectOption('440000')
  await page.getByRole('button', { name: '加入所选地区' }).click()
  await page.getByRole('checkbox', { name: '星海计划' }).check()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(desk.told).toContainText('已保存')

  await page.getByRole('button', { name: '发邀请链接' }).click()
  await page.getByRole('button', { name: '生成链接' }).click()
  const link = await dialog(desk).getByLabel('邀请链接', { exact: true }).inputValue()
  await page.getByRole('button', { name: '我已复制' }).click()
  await expect(page.getByText('有一个邀请链接')).toBeVisible()
  await desk.go('/people?q=mmt')
  await expect(page.getByRole('row').nth(1)).toContainText('项目管理员 · 广东省 · 星海计划')

  const other = await context.browser()!.newContext()
  const phone = await other.newPage()
  await phone.goto(link)
  await expect(phone.getByRole('heading', { level: 1 })).toBeVisible()
  const code = new URL(link.replace('/#/', '/')).searchParams.get('code')
  const redeem = () =>
    fetch(`${desk.world.ledger.base}/api/v1/redeem`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, password: 'a long enough one 9' }),
    }).then(answer => answer.status)
  expect(await redeem()).toBe(200)
  expect(await redeem()).toBe(410)
  await other.close()
})

test('sessions of somebody are seen and ended, and whoever is disabled is out at once', async ({ desk }) => {
  const guangdong = await desk.someone('guangdong')
  await desk.open(`/people/${guangdong.user.id}`, 'admin')
  const { page } = desk
  await expect(page.getByText('最近登录')).toBeVisible()
  await page.getByRole('button', { name: '结束全部会话' }).click()
  await dialog(desk).getByRole('button', { name: '结束全部会话' }).click()
  await expect(desk.told).toContainText('全部会话')
  expect((await guangdong.raw('GET', '/session').catch((e: Error) => e)).toString()).toContain('401')

  await page.getByRole('button', { name: '停用' }).click()
  await dialog(desk).getByRole('button', { name: '停用' }).click()
  await expect(page.getByText('此人已停用')).toBeVisible()
  await expect(desk.someone('guangdong')).rejects.toThrow('401')
})

test('an administrator cannot lock themself out, and is told so, in English', async ({ desk }) => {
  await desk.open('/people', 'admin')
  await desk.go(`/people/${desk.person.user.id}`)
  await desk.language('en')
  const { page } = desk
  await expect(page.getByRole('button', { name: 'Disable' })).toHaveCount(0)
  for (const drop of await page.getByRole('button', { name: /^Remove grant/ }).all()) await drop.click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('give up your own administrator grant')
  const admin = await desk.person.ask<Wire['Session']>('GET', '/session')
  expect(admin.roles).toContain('admin')
})

test('a manager gets no page of people and no answer either', async ({ desk }) => {
  await desk.open('/people', 'manager')
  await expect(desk.page.getByRole('heading', { level: 1 })).toHaveText('没有查看权限')
  const answer = await desk.world.manager.raw('GET', '/users').catch((e: Error) => e)
  expect('status' in answer ? answer.status : 0).toBe(403)
})

test('an area that is picked and not added is never saved as everywhere', async ({ desk }) => {
  const guangdong = await desk.someone('guangdong')
  await desk.open(`/people/${guangdong.user.id}`, 'admin')
  const { page } = desk
  const before = (await desk.person.ask<Wire['User']>('GET', `/users/${guangdong.user.id}`)).grants
  await page.getByRole('button', { name: '加一项授权' }).click()
  const grant = page.getByRole('group', { name: `授权 ${before.length + 1}`, exact: true })
  await grant.getByLabel('角色').selectOption('manager')
  await grant.getByRole('button', { name: '加地区' }).click()
  await grant.getByLabel('省', { exact: true }).selectOption('330000')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(grant.getByRole('alert')).toContainText('浙江省还没有加入')
  expect((await desk.person.ask<Wire['User']>('GET', `/users/${guangdong.user.id}`)).grants).toEqual(before)

  // The grant above it goes; what was picked stays with its own.
  await page.getByRole('button', { name: '去掉授权 1' }).click()
  const only = page.getByRole('group', { name: `授权 ${before.length}`, exact: true })
  await expect(only.getByLabel('省', { exact: true })).toHaveValue('330000')
  await only.getByRole('button', { name: '加入所选地区' }).click()
  await expect(only.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: '保存' }).click()
  await expect(desk.told).toContainText('已保存')
  const after = (await desk.person.ask<Wire['User']>('GET', `/users/${guangdong.user.id}`)).grants
  expect(after).toEqual([...before.slice(1), { role: 'manager', areas: ['330000'] }])
})

test('an invitation ends the old password, and what is typed meanwhile is still saved', async ({ desk }) => {
  const guangdong = await desk.someone('guangdong')
  await desk.open(`/people/${guangdong.user.id}`, 'admin')
  const { page } = desk
  await page.getByLabel('机构').fill('某协会')
  await page.getByRole('button', { name: '发邀请链接' }).click()
  await page.getByRole('button', { name: '生成链接' }).click()
  await page.getByRole('button', { name: '我已复制' }).click()
  await expect(desk.someone('guangdong')).rejects.toThrow('401')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(desk.told).toContainText('已保存')
  const now = await desk.person.ask<Wire['User']>('GET', `/users/${guangdong.user.id}`)
  expect(now.organisation).toBe('某协会')

  await desk.go('/people')
  await desk.go(`/people/${desk.person.user.id}`)
  await expect(page.getByRole('button', { name: '结束全部会话' })).toBeVisible()
  await expect(page.getByRole('button', { name: '发邀请链接' })).toHaveCount(0)
})

/** Changes somebody as another window does. */
async function elsewhere(desk: Desk, id: string, change: Partial<Wire['UserEntry']>): Promise<void> {
  const { revision, login, name, grants, organisation, disabled } = await desk.person.ask<Wire['User']>(
    'GET',
    `/users/${id}`,
  )
  const entry = { login, name, grants, disabled, ...(organisation && { organisation }), ...change }
  await desk.person.ask('PUT', `/users/${id}`, entry, { 'If-Match': `"${revision}"` })
}

test('what another window saved is told, what is typed stays, and saving and disabling go on', async ({ desk }) => {
  const { id } = (await desk.someone('guangdong')).user
  await desk.open(`/people/${id}`, 'admin')
  const { page } = desk
  const standing = () => desk.person.ask<Wire['User']>('GET', `/users/${id}`)
  await page.getByLabel('姓名').fill('改过的姓名')
  await elsewhere(desk, id, { organisation: '另一个窗口的机构' })
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('alert')).toContainText('另一个窗口的机构')
  await expect(page.getByLabel('姓名')).toHaveValue('改过的姓名')
  await expect(page.getByLabel('机构')).toHaveValue('另一个窗口的机构')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(desk.told).toContainText('已保存')
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(await standing()).toMatchObject({ name: '改过的姓名', organisation: '另一个窗口的机构' })

  await elsewhere(desk, id, { grants: [{ role: 'volunteer' }] })
  await page.getByRole('button', { name: '停用' }).click()
  await dialog(desk).getByRole('button', { name: '停用' }).click()
  await expect(dialog(desk).getByRole('alert')).toContainText('志愿者')
  await dialog(desk).getByRole('button', { name: '停用' }).click()
  await expect(page.getByText('此人已停用')).toBeVisible()
  expect(await standing()).toMatchObject({ disabled: true, grants: [{ role: 'volunteer' }] })
})

test('from one person to another the page shows the other', async ({ desk }) => {
  const guangdong = await desk.someone('guangdong')
  const author = await desk.someone('author')
  await desk.open(`/people/${guangdong.user.id}`, 'admin')
  const heading = desk.page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText(guangdong.user.name)
  await desk.go(`/people/${author.user.id}`)
  await expect(heading).toHaveText(author.user.name)
  await expect(desk.page.getByLabel('账号')).toHaveValue('author')
  await desk.page.getByRole('button', { name: '结束全部会话' }).click()
  await dialog(desk).getByRole('button', { name: '结束全部会话' }).click()
  await expect(desk.told).toContainText(author.user.name)
  await expect(guangdong.ask('GET', '/session')).resolves.toBeTruthy()
})
