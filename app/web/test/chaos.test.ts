import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Content } from '../src/engine/activity.ts'
import { contentOf, namesOf, sameContent } from '../src/engine/content.ts'
import { budget, Dice, seed } from './dice.ts'
import { contentWith, draftOf, Phone, photoOf, textOf, type Tab } from './phone.ts'
import { Server, type Fate } from './server.ts'

const sequences = Math.ceil(60 * budget)
const fates: Fate[] = [
  ...(['lose request', 'lose answer', 'duplicate', 'hotel', 'half'] as const),
  { status: 500 },
  { status: 503, wait: '20' },
  { status: 429, wait: '7' },
  { status: 408 },
]

/** One person, one phone, one server, and everything that can happen between them. */
class Story {
  readonly dice: Dice
  readonly server = new Server()
  readonly phone = new Phone(this.server)
  /** Every content a record may rightly have at the end: one, but where a kill hid what was kept last. */
  readonly mine = new Map<string, Content[]>()
  /** What a reviewer made of a record. */
  readonly theirs = new Map<string, Content[]>()
  readonly photos = new Map<string, string>()
  /** Ids of which a save was acknowledged. */
  readonly kept = new Set<string>()
  tabs: Tab[] = []
  under: Promise<unknown>[] = []
  kills = 0
  #made = 0

  constructor(start: number) {
    this.dice = new Dice(start)
    this.server.pace = async () => {
      for (let i = this.dice.below(8); i > 0; i--) await setImmediate()
    }
    this.server.rule = c =>
      c.attendance === 13 ? [{ pointer: '/attendance', code: 'rule.7', message: 'an unlucky number' }] : []
    this.server.photoRule = bytes =>
      textOf(bytes).startsWith('bad') ? { status: 415, code: 'unsupported_media', detail: 'no JPEG' } : undefined
  }

  async play(): Promise<void> {
    await this.tab()
    for (let i = 0; i < 25; i++) {
      this.server.fate = () => (this.dice.happens(0.4) ? this.dice.pick(fates) : 'pass')
      await this.dice.pick([this.add, this.add, this.change, this.change, this.send, this.send, this.send, this.wait])()
      if (this.dice.happens(0.15)) this.review()
      if (this.dice.happens(0.1)) this.server.signedIn = !this.server.signedIn
      if (this.dice.happens(0.2)) await this.settled()
    }
    await this.settled()
    await this.heal()
  }

  /** A living tab: one of those open, or another; some have not long to live. */
  async tab(): Promise<Tab> {
    this.tabs = this.tabs.filter(tab => !tab.dead)
    if (this.tabs.length === 0 || (this.tabs.length < 2 && this.dice.happens(0.3)))
      this.tabs.push(
        await this.phone.open(this.dice.happens(0.5) ? this.dice.below(60) : Infinity, () => this.dice.next()),
      )
    return this.dice.pick(this.tabs)
  }

  content(): Content {
    const photos = Array.from({ length: this.dice.below(3) }, () =>
      photoOf(this.dice.happens(0.05) ? `bad ${this.#made++}` : `photo ${this.dice.below(8)}`),
    )
    for (const { sha256, bytes } of photos) this.photos.set(sha256, textOf(bytes))
    const unlike = [...new Map(photos.map(p => [p.sha256, p])).values()]
    return contentWith(this.dice.happens(0.1) ? 13 : 100 + this.#made++, unlike)
  }

  /** Does something in a tab that keeps a content; where the tab dies over it, the content may be kept or not. */
  async keeps(tab: Tab, id: string, content: Content, work: () => Promise<unknown>): Promise<boolean> {
    const before = this.mine.get(id) ?? []
    this.mine.set(id, [...before, content])
    const lived = await tab.run(work)
    if (lived) this.mine.set(id, [content])
    if (lived) this.kept.add(id)
    else this.kills++
    return lived
  }

  readonly add = async (): Promise<void> => {
    const tab = await this.tab()
    await this.handOver(tab, draftOf(`r${this.#made++}`, this.content()))
  }

  readonly change = async (): Promise<void> => {
    const ids = [...this.mine.keys()]
    if (ids.length === 0) return
    const id = this.dice.pick(ids)
    const tab = await this.tab()
    let draft: ReturnType<typeof draftOf> | undefined
    await tab.run(async () => {
      draft = await tab.store.takeBack(id, this.phone.clock.now)
      const record = (await tab.store.records()).find(one => one.id === id)
      if (!draft && record) draft = { ...draftOf(id, contentOf(record)), base: record.revision }
    })
    if (draft && !tab.dead) await this.handOver(tab, { ...draft, content: this.content() })
  }

  async handOver(tab: Tab, draft: ReturnType<typeof draftOf>): Promise<void> {
    const photos = namesOf(draft.content).map(sha256 => photoOf(this.photos.get(sha256) ?? ''))
    const saved = await this.keeps(tab, draft.id, draft.content, () => tab.store.save(draft, photos))
    if (!saved || this.dice.happens(0.2)) return
    this.phone.clock.now++
    await this.keeps(tab, draft.id, draft.content, () => tab.store.enqueue(draft, this.phone.clock.now))
  }

  readonly send = async (): Promise<void> => {
    const tab = await this.tab()
    const sent = tab.run(() => tab.queue.flush(this.dice.happens(0.5)))
    this.under.push(sent.then(lived => (this.kills += lived ? 0 : 1)))
    if (this.dice.happens(0.1)) tab.kill()
  }

  readonly wait = async (): Promise<void> => {
    this.phone.clock.now += this.dice.below(400_000)
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.under)
    this.under = []
  }

  review(): void {
    const ids = [...this.server.records.keys()]
    if (ids.length === 0) return
    const id = this.dice.pick(ids)
    this.server.review(id, this.dice.pick(['returned', 'approved']), { notes: `reviewed ${this.#made++}` })
    const { record } = this.server.records.get(id) ?? {}
    if (record) this.theirs.set(id, [...(this.theirs.get(id) ?? []), contentOf(record)])
  }

  /** The network is well, the person signs in, hands over what is unfinished and corrects what was refused. */
  async heal(): Promise<void> {
    this.server.fate = () => 'pass'
    this.server.signedIn = true
    for (const tab of this.tabs) tab.kill()
    const tab = await this.phone.open()
    for (let round = 0; round < 6; round++) {
      this.phone.clock.now += 400_000
      for (const draft of await tab.store.drafts()) await tab.store.enqueue(draft, this.phone.clock.now++)
      await tab.queue.flush(true)
      for (const row of await tab.store.rows()) {
        assert.ok(row.refused && row.refused.length > 0, `${row.id} waits for nothing: ${JSON.stringify(row)}`)
        const draft = await tab.store.takeBack(row.id, this.phone.clock.now)
        assert.ok(draft)
        const bad = namesOf(draft.content).some(sha256 => this.photos.get(sha256)?.startsWith('bad'))
        const content = draft.content.attendance === 13 || bad ? contentWith(1000 + this.#made++) : draft.content
        if (content !== draft.content) this.mine.set(row.id, [content])
        await tab.store.save({ ...draft, content })
      }
    }
    await this.judge(tab)
  }

  async judge(tab: Tab): Promise<void> {
    assert.deepEqual(await tab.store.rows(), [])
    assert.deepEqual(await tab.store.drafts(), [])
    for (const [id, mine] of this.mine) {
      const held = this.server.records.get(id)
      if (!held) {
        // Only a first save that was cut off may be gone.
        assert.ok(!this.kept.has(id), `${id} is lost`)
        continue
      }
      const versions = held.versions.map(v => JSON.parse(v.content) as Content)
      assert.ok(
        versions.some(v => mine.some(m => sameContent(m, v))),
        `${id}: what was handed over last never arrived`,
      )
      const last = contentOf(held.record)
      const right = [...mine, ...(this.theirs.get(id) ?? [])]
      assert.ok(
        right.some(m => sameContent(m, last)),
        `${id} ends as ${JSON.stringify(last)}, not ${JSON.stringify(mine)}`,
      )
      held.versions.forEach((v, i) => {
        const before = held.versions[i - 1]
        assert.ok(v.actor !== 'me' || v.content !== before?.content || v.status !== before.status, `${id} came twice`)
      })
      for (const sha256 of namesOf(last))
        assert.equal(textOf(this.server.photos.get(sha256)), this.photos.get(sha256), `${id} lacks a photo`)
    }
    for (const id of this.server.records.keys()) assert.ok(this.mine.has(id), `${id} came from nowhere`)
  }
}

test(`${sequences} stories of losses, refusals and kills lose nothing and double nothing`, async t => {
  t.diagnostic(`OUTREACH_SEED=${seed}`)
  let kills = 0
  let records = 0
  for (let i = 0; i < sequences; i++) {
    const story = new Story(seed + i)
    try {
      await story.play()
    } catch (error) {
      throw new Error(`OUTREACH_SEED=${seed + i} OUTREACH_BUDGET=0.01`, { cause: error })
    }
    kills += story.kills
    records += story.server.records.size
  }
  t.diagnostic(`${records} records, ${kills} kills`)
  assert.ok(kills > 0 && records > 0)
})
