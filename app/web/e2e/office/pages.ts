import type { Wire } from '../../src/engine/activity.ts'
import { cellsOf, csvOf } from './csv.ts'
import { expect, type Desk } from './desk.ts'

/** A page of the office as tests walk through all of them. */
export interface OfficePage {
  name: string
  /** Who looks at it; nobody has signed in where absent. */
  login?: 'admin' | 'manager' | 'guangdong' | 'author'
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
  const heading = desk.page.locator('main h1')
  const name = (await heading.textContent()) ?? ''
  await desk.page.evaluate(to => (location.hash = to), address.startsWith('/statistics') ? '/records' : '/statistics')
  // The page asks anew only where another has stood in its place.
  await expect(heading).not.toHaveText(name)
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

/** Sends a table to be imported and waits until it was looked at; gives the import's id. */
async function sent(desk: Desk, table: string | Buffer): Promise<string> {
  const { cookie } = await desk.someone('manager')
  const answer = await fetch(`${desk.world.ledger.base}/api/v1/imports?name=2022.csv`, {
    method: 'POST',
    headers: { Cookie: cookie, 'Content-Type': 'text/csv' },
    body: typeof table === 'string' ? table : new Uint8Array(table),
  })
  const { id } = (await answer.json()) as { id: string }
  // The stream of events ends once the import waits for its owner.
  await (await fetch(`${desk.world.ledger.base}/api/v1/imports/${id}/events`, { headers: { Cookie: cookie } })).text()
  return id
}

/** Every page there is. The owner of a page adds it here. */
export const pages: readonly OfficePage[] = [
  {
    name: 'review',
    login: 'manager',
    path: '/review?order=findings',
    empty: '/review?from=1990-01-01&to=1990-02-01',
    fail: offline,
  },
  {
    name: 'record',
    login: 'manager',
    path: async desk => {
      const manager = await desk.someone('manager')
      const { items } = await manager.ask<Wire['Queue']>('GET', '/review?order=findings&limit=1')
      return `/record/${items[0]?.id}`
    },
    fail: offline,
  },
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
  {
    name: 'board',
    login: 'manager',
    path: '/board?programme=xinghai&from=2022-01-01&to=2023-01-01',
    empty: '/board?from=2026-01-01&to=2026-02-01',
    fail: offline,
  },
  { name: 'board of a province', login: 'guangdong', path: '/board?level=region' },
  { name: 'board of universities', login: 'author', path: '/board?level=campus&area=420000' },
  {
    name: 'exports',
    login: 'manager',
    path: async desk => {
      const person = await desk.someone('manager')
      const filter = { period: 'last_year', area: ['440000'] }
      await person.ask('POST', '/exports', { report: 'r2', format: 'csv', filter })
      await person.ask('POST', '/presets', { kind: 'export', name: 'R2 2022', export: { report: 'r2', filter } })
      return '/exports?report=r3&from=2022-01-01&to=2023-01-01'
    },
    empty: async desk => desk.open('/exports', 'author'),
    fail: offline,
  },
  {
    name: 'imports',
    login: 'manager',
    path: async desk => {
      await sent(desk, 'a,b\r\n1,2\r\n')
      return '/imports'
    },
    empty: async desk => desk.open('/imports', 'admin'),
    fail: offline,
  },
  {
    name: 'import',
    login: 'manager',
    path: async desk => {
      const person = await desk.someone('manager')
      const table = await person.raw('GET', '/exports/r1.csv?from=2022-09-01&to=2022-09-03&status=approved')
      const rows = cellsOf(await table.text())
      const [title = 0, minutes = 0] = ['活动名称', '时长(分钟)'].map(name => rows[0]?.indexOf(name))
      // One row is changed, one is as it was, the others are refused.
      for (const [i, row] of rows.entries()) {
        if (i === 1) row[title] += '（改）'
        if (i > 2) row[minutes] = 'x'
      }
      return `/imports/${await sent(desk, csvOf(rows))}`
    },
    fail: offline,
  },
  {
    name: 'records',
    login: 'manager',
    path: '/records?area=440000&status=approved',
    empty: '/records?area=440000&q=nothing',
    fail: offline,
  },
  {
    name: 'statistics',
    login: 'author',
    path: '/statistics?programme=xinghai&from=2022-01-01&to=2023-01-01&measure=provinces,activities&by=province&print=activities.over_step.100.500',
    empty: '/statistics?from=1999-01-01&to=2000-01-01&by=month,kind',
    fail: offline,
  },
  { name: 'statistics to start from', login: 'author', path: '/statistics' },
  {
    name: 'closing',
    login: 'manager',
    path: async desk => {
      const { manager } = desk.world
      const month = { area: '440000', month: '2022-09', reason: '三季度结清' }
      const { items: closings } = await manager.ask<Wire['Closings']>('GET', '/closings')
      if (closings.length > 0) return '/closing?year=2022'
      await manager.ask('POST', '/closings', month)
      await manager.ask('POST', '/closings/reopen', month)
      const query = 'status=approved&fit=true&area=440000&from=2022-09-01&to=2022-10-01&limit=1'
      const { items } = await manager.ask<Wire['PageActivity']>('GET', `/activities?${query}`)
      await manager.ask('POST', `/activities/${items[0]?.id}/void`, { reason: 'mistake' })
      await manager.ask('POST', '/closings', month)
      return '/closing?year=2022'
    },
    empty: '/closing?year=2020',
    fail: offline,
  },
  { name: 'people', login: 'admin', path: '/people', empty: '/people?q=nobody', fail: offline },
  {
    name: 'person',
    login: 'admin',
    path: async desk => {
      const person = await desk.someone('guangdong')
      return `/people/${person.user.id}`
    },
    fail: offline,
  },
  { name: 'audit', login: 'admin', path: '/audit', empty: '/audit?from=2090-01-01', fail: offline },
  { name: 'system', login: 'admin', path: '/system', fail: offline },
  {
    name: 'catalogue',
    login: 'admin',
    path: '/catalogue/organisations',
    empty: '/catalogue/organisations?q=nothing',
    fail: offline,
  },
  { name: 'programme', login: 'admin', path: '/catalogue/programmes/xinghai', fail: offline },
  { name: 'vocabulary', login: 'admin', path: '/catalogue/vocabularies/form', fail: offline },
  { name: 'university', login: 'admin', path: '/catalogue/campuses/4111010001', fail: offline },
  { name: 'area', login: 'admin', path: '/catalogue/areas/320613', fail: offline },
]
