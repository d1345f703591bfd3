import { test as base, expect, type BrowserContext } from '@playwright/test'
import { cpSync, constants, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Person } from './api.ts'
import { Ledger } from './ledger.ts'
import { Proxy } from './proxy.ts'
import { follow } from './quiet.ts'

/** What a test works with: a ledger of its own, the network before it, and people past the phone. */
export interface World {
  ledger: Ledger
  proxy: Proxy
  volunteer: Person
  manager: Person
}

export { expect }

/** Every test has a copy of the demonstration, served by the real binary behind a network that can fail. */
export const test = base.extend<{ world: World }>({
  // oxlint-disable-next-line no-empty-pattern
  world: async ({}, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'outreach-e2e-'))
    const ledger = new Ledger(join(folder, 'data'))
    cpSync(demo(), ledger.data, { recursive: true, mode: constants.COPYFILE_FICLONE })
    await ledger.start()
    const proxy = new Proxy(ledger)
    await proxy.start()
    const [volunteer, manager] = await Promise.all([
      Person.signIn(ledger.base, 'volunteer'),
      Person.signIn(ledger.base, 'manager'),
    ])
    await use({ ledger, proxy, volunteer, manager })
    await proxy.stop()
    await ledger.stop()
    if (info.status !== info.expectedStatus) await info.attach('ledger.log', { body: ledger.log })
    await rm(folder, { recursive: true, force: true })
  },
  baseURL: async ({ world }, use) => use(world.proxy.base),
  // Whatever a test is about: no page throws, and none does what its policy forbids.
  context: async ({ context }, use) => {
    const faults = watch(context)
    follow(context)
    await use(context)
    expect(faults, 'errors in the console').toEqual([])
  },
})

/** Collects what pages throw or report as errors, but for requests that failed: those are made to. */
function watch(context: BrowserContext): string[] {
  const faults: string[] = []
  context.on('weberror', e => faults.push(String(e.error().stack ?? e.error())))
  context.on('console', message => {
    if (message.type() === 'error' && !/^Failed to load resource|net::ERR_/.test(message.text()))
      faults.push(message.text())
  })
  return faults
}

/** Signs a phone in without the sign-in page: a fresh session of its own, as a cookie. */
export async function signedIn(context: BrowserContext, world: World, login = 'volunteer'): Promise<Person> {
  const person = await Person.signIn(world.ledger.base, login)
  const [name = '', value = ''] = person.cookie.split(/=(.*)/s)
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', secure: true, httpOnly: true }])
  return person
}

function demo(): string {
  const folder = process.env.OUTREACH_E2E_DEMO
  if (!folder) throw new Error('setup.ts has not run')
  return folder
}
