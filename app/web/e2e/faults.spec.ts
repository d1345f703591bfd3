import type { BrowserContext, Locator, Page } from '@playwright/test'
import type { Fate } from './proxy.ts'
import { Phone } from './phone.ts'
import { makePhoto, sha256 } from './photo.ts'
import { budget, Dice, say, seed } from './seed.ts'
import { expect, signedIn, test, type World } from './world.ts'

/* What can go wrong between a phone and its ledger, in any order. After every sequence the network heals, and the
   ledger must hold each record that the phone said was saved: once, with its last content, and nothing else. */
const phones = Math.max(1, Math.round(20 * budget))
const sequences = 10
const steps = 3
const fates: Fate[] = ['lose request', 'lose answer', 'duplicate', 'pass']

test.describe.configure({ mode: 'parallel' })

for (let n = 0; n < phones; n++)
  test(`nothing is lost or doubled in ${sequences} sequences, phone ${n + 1} of ${phones}`, async ({
    context,
    world,
  }) => {
    test.setTimeout(240_000)
    await signedIn(context, world)
    const run = new Run(context, world, new Dice(seed + n))
    try {
      await run.begin()
      for (let i = 0; i < sequences; i++) {
        for (let k = 0; k < steps; k++) await run.step()
        await run.heal()
        await run.check()
      }
    } catch (e) {
      say(`  OUTREACH_SEED=${seed}, phone ${n + 1}: ${run.story.join(' · ')}`)
      throw e
    }
  })

/** A record as the phone was told to keep it. */
interface Told {
  heads: number
  /** Whether the tab was closed before the phone said that the record was on its way: then a draft is enough. */
  unsure?: true
  /** How many photos were chosen for it. */
  photos: number
}

class Run {
  readonly story: string[] = []
  readonly #context: BrowserContext
  readonly #world: World
  readonly #dice: Dice
  /** By the record's place, which names it: records are made by this run only. */
  readonly #told = new Map<string, Told>()
  #phone: Phone | undefined
  #dead = false
  #next = 1

  constructor(context: BrowserContext, world: World, dice: Dice) {
    this.#context = context
    this.#world = world
    this.#dice = dice
  }

  async begin(): Promise<void> {
    const phone = await this.#open()
    await phone.informed()
    await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  }

  /** One thing that happens. */
  async step(): Promise<void> {
    const work = [this.#submit, this.#submit, this.#submitAndClose, this.#edit]
    const trouble = [this.#weather, this.#weather, this.#close, this.#another, this.#kill]
    const deeds = this.#dice.below(2) === 0 ? work : trouble
    const deed = this.#dice.pick(deeds)
    await deed.call(this)
  }

  async heal(): Promise<void> {
    this.#note('heal')
    if (this.#dead) await this.#world.ledger.start()
    this.#dead = false
    this.#world.proxy.heal()
    await this.#context.setOffline(false)
    const phone = await this.#open()
    await phone.go('/records')
    const waiting = async () => {
      const n = await phone.count('等待发送')
      // It goes by itself when nothing is left to send.
      const send = phone.page.getByRole('button', { name: '立即发送' })
      await send.evaluateAll((buttons: HTMLElement[]) => {
        for (const button of buttons) button.click()
      })
      return n
    }
    await expect.poll(waiting, { timeout: 30_000 }).toBe(0)
  }

  async check(): Promise<void> {
    const own = await this.#world.volunteer.made()
    for (const [place, { heads, unsure, photos }] of this.#told) {
      const found = own.filter(a => a.place === place)
      if (found.length === 0 && unsure) {
        // Not handed over when the tab went: then it is still the draft that the phone said it had kept.
        const phone = await this.#open()
        await phone.go('/records/draft')
        await expect(cards(phone, place), `draft of ${place}`).toHaveCount(1)
        continue
      }
      expect(found, `records of ${place}`).toHaveLength(1)
      expect(found[0], place).toMatchObject({ status: 'submitted', attendance: heads })
      expect(found[0]?.evidence ?? [], `photos of ${place}`).toHaveLength(photos)
      for (const { sha256: id } of found[0]?.evidence ?? []) {
        const answer = await this.#world.volunteer.raw('GET', `/photos/${id}?activity=${found[0]?.id}`)
        expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(id)
      }
    }
    for (const a of own) expect([...this.#told.keys()], 'only what was submitted').toContain(a.place)
    await this.#phone?.expectCount('需修改', 0)
  }

  async #submit(): Promise<void> {
    const { place, ...told } = await this.#fill()
    await this.#phone?.submit.click()
    await this.#phone?.home()
    this.#told.set(place, told)
    this.#note(`submit ${place}`)
  }

  /** The tab goes in the very moment of the tap: kept or not, never by halves and never twice. */
  async #submitAndClose(): Promise<void> {
    const { place, ...told } = await this.#fill()
    await this.#phone?.submit.click({ noWaitAfter: true })
    await this.#phone?.page.close()
    this.#phone = undefined
    this.#told.set(place, { ...told, unsure: true })
    this.#note(`submit and close ${place}`)
  }

  /** A change to a record that is already on its way or there. */
  async #edit(): Promise<void> {
    const sure = [...this.#told].filter(([, t]) => !t.unsure)
    if (sure.length === 0) return
    const [place, { photos }] = this.#dice.pick(sure)
    const phone = await this.#open()
    await phone.go('/records')
    await cards(phone, place).getByRole('link').click()
    await phone.page.getByRole('button', { name: '修改', exact: true }).click()
    const heads = 100 + this.#next++
    await phone.heads.fill(String(heads))
    await phone.submit.click()
    await phone.home()
    this.#told.set(place, { heads, photos })
    this.#note(`edit ${place}`)
  }

  async #weather(): Promise<void> {
    const { proxy } = this.#world
    const what = this.#dice.pick(['offline', 'cut', 'faulty', 'deaf', 'fair'] as const)
    proxy.heal()
    await this.#context.setOffline(what === 'offline')
    if (what === 'cut') proxy.cut()
    if (what === 'faulty') proxy.fate = s => (s.method === 'PUT' ? this.#dice.pick(fates) : 'pass')
    if (what === 'deaf') proxy.fate = s => (s.method === 'PUT' ? 'lose answer' : 'pass')
    this.#note(what)
  }

  async #close(): Promise<void> {
    await this.#phone?.page.close()
    this.#phone = undefined
    await this.#open()
    this.#note('reopen')
  }

  /** One more tab, which stays open behind and sends too. */
  async #another(): Promise<void> {
    await new Phone(await this.#context.newPage()).open('/')
    // A tab that is not seen draws about once a second, and a click waits for that.
    await this.#phone?.page.bringToFront()
    this.#note('another tab')
  }

  async #kill(): Promise<void> {
    if (this.#dead) await this.#world.ledger.start()
    else await this.#world.ledger.kill()
    this.#dead = !this.#dead
    this.#note(this.#dead ? 'kill' : 'restart')
  }

  async #fill(): Promise<Told & { place: string }> {
    const n = this.#next++
    const [place, heads] = [`第${n}处`, 100 + n]
    const phone = await this.#open()
    await phone.go('/')
    await phone.repeat.click()
    await phone.heads.fill(String(heads))
    await phone.unfoldCarried()
    await phone.place.fill(place)
    const photos = this.#dice.below(3) === 0 ? 1 : 0
    if (photos > 0) {
      await phone.page.getByLabel('添加照片').setInputFiles(await makePhoto(phone.page, n))
      await expect(phone.page.getByRole('group', { name: '照片 1' })).toBeVisible()
    }
    await phone.kept()
    return { place, heads, photos }
  }

  async #open(): Promise<Phone> {
    if (this.#phone) return this.#phone
    const page: Page = await this.#context.newPage()
    this.#phone = new Phone(page)
    await this.#phone.open('/')
    return this.#phone
  }

  #note(text: string): void {
    this.story.push(text)
  }
}

function cards(phone: Phone, text: string): Locator {
  return phone.page.getByRole('main').getByRole('listitem').filter({ hasText: text })
}
