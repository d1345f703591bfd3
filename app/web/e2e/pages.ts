import { expect, type BrowserContext, type Page } from '@playwright/test'
import { lesson, makeID } from './content.ts'
import { Phone } from './phone.ts'
import { signedIn, type World } from './world.ts'

/** A page of the app as tests walk through all of them. */
export interface AppPage {
  name: string
  path: string
  /** Whether it is looked at before anybody has signed in. */
  signedOut?: true
  /** Makes the page show what it shows when something went wrong. */
  fail?: (page: Page) => Promise<void>
}

/** A record sent back, and one that waits: what the pages of records show. */
export interface Shown {
  returned: string
  sent: string
}

/** Makes the records that the pages show. */
export async function prepare(world: World): Promise<Shown> {
  const { volunteer, manager } = world
  const [returned, sent] = [makeID(), makeID()]
  await volunteer.put(returned, lesson(volunteer.today, { title: '退回的一场', notes: '备注一行' }))
  await volunteer.put(sent, lesson(volunteer.today, { title: '已发送的一场' }))
  await manager.ask('POST', `/activities/${returned}/review`, {
    decision: 'return',
    reason: 'definition',
    text: '人次包括了线上',
    field: '/attendance',
  })
  return { returned, sent }
}

const press = (name: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
}
const submit = press(/^(提交|Submit)/)

/** Every page there is, with the words of its faults. */
export function pages({ returned, sent }: Shown): AppPage[] {
  return [
    {
      name: 'sign-in',
      path: '/sign-in',
      signedOut: true,
      fail: async page => {
        await page.getByLabel(/^(账号|Account|Login|User)/).fill('volunteer')
        await page.getByLabel(/^(密码|Password)$/).fill('wrong')
        await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click()
        await expect(page.getByLabel(/^(密码|Password)$/)).toHaveAccessibleDescription(/.+/)
      },
    },
    {
      name: 'redeem',
      path: '/redeem?code=no-such-code',
      signedOut: true,
      fail: async page => {
        await page.getByLabel(/^(新密码|New password)/).fill('a long password')
        await page.getByRole('button', { name: /^(设置并进入|Set)/ }).click()
        await expect(page.locator('.error, .bad').first()).toBeVisible()
      },
    },
    { name: 'home', path: '/', fail: offline },
    { name: 'form session', path: '/new/session', fail: submit },
    { name: 'form visit', path: '/new/visit', fail: submit },
    { name: 'form drive', path: '/new/drive', fail: submit },
    { name: 'form repeat', path: '/repeat' },
    { name: 'records', path: '/records', fail: offline },
    { name: 'record sent', path: `/record/${sent}`, fail: offline },
    { name: 'record returned', path: `/record/${returned}`, fail: offline },
    { name: 'record gone', path: `/record/${makeID()}` },
    {
      name: 'settings',
      path: '/settings',
      fail: async page => {
        const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{') }
        await page.getByLabel(/^(载入副本|Load)/).setInputFiles(file)
        await expect(page.getByRole('alert')).toBeVisible()
      },
    },
    { name: 'probe', path: '/probe', fail: offline },
  ]
}

/** The page says that there is no network. */
async function offline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await expect(page.getByText(/现在没有网络|no network|offline/i).first()).toBeVisible()
}

/** Opens a page of the app on a phone of its own, with every folded part open. */
export async function show(context: BrowserContext, world: World, at: AppPage): Promise<Phone> {
  if (!at.signedOut) await signedIn(context, world)
  const phone = new Phone(await context.newPage())
  await phone.open(at.path)
  await phone.settled()
  return phone
}
