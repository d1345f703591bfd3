import type { Desk } from './desk.ts'

/** A page of the office as tests walk through all of them. */
export interface OfficePage {
  name: string
  /** Who looks at it; nobody has signed in where absent. */
  login?: 'admin' | 'manager' | 'author'
  /** Its address, made once the demonstration is there. */
  path: string | ((desk: Desk) => Promise<string>)
  /** An address or act that shows it empty, where it can be. */
  empty?: string | ((desk: Desk) => Promise<void>)
  /** Makes the page show what it shows when something went wrong. */
  fail?: (desk: Desk) => Promise<void>
}

/** Lets every further question fail, and asks again for the page. */
export async function offline(desk: Desk): Promise<void> {
  await desk.page.route('**/api/v1/**', route => route.abort())
  const address = await desk.page.evaluate(() => location.hash.slice(1))
  await desk.go(address === '/statistics' ? '/records' : '/statistics').catch(() => undefined)
  await desk.page.evaluate(to => (location.hash = to), address)
  await desk.page.getByRole('alert').first().waitFor()
}

/** Opens a page as whoever looks at it. */
export async function show(desk: Desk, { path, login }: OfficePage): Promise<void> {
  await desk.page.unrouteAll()
  const address = typeof path === 'string' ? path : await path(desk)
  if (login) return desk.open(address, login)
  await desk.page.goto(`/office#${address}`)
  await desk.settled()
}

/** Every page there is. The owner of a page adds it here. */
export const pages: readonly OfficePage[] = [
  {
    name: 'sign-in',
    path: '/board',
    fail: async ({ page }) => {
      await page.getByLabel(/^(账号|Account)$/).fill('manager')
      await page.getByLabel(/^(密码|Password)$/).fill('wrong')
      await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'no right', login: 'author', path: '/people' },
]
