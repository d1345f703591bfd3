import { inject, watch, type App, type InjectionKey } from 'vue'
import type { Activity, Content, Draft, Kind, Row, Step, Wire } from './engine/activity.ts'
import type { Gazetteer } from './engine/area.ts'
import type { Campus } from './engine/campus.ts'
import type { Catalogue } from './engine/catalogue.ts'
import type { Finding } from './engine/quality.ts'
import { makeCopies } from './ledger/copies.ts'
import { makeDesk, type Env } from './ledger/desk.ts'
import { makeForms } from './ledger/forms.ts'
import { makeLists } from './ledger/lists.ts'
import { makePictures } from './ledger/pictures.ts'
import { makePeople } from './ledger/person.ts'
import { makeRecords } from './ledger/records.ts'
import { makeRounds } from './ledger/rounds.ts'
import { makeUpdate } from './ledger/update.ts'
import type { Lang } from './texts.ts'

/** The person the phone works for. */
export type Person = Pick<Wire['User'], 'id' | 'name' | 'login' | 'organisation' | 'grants'>

/** What counts of the own records of a month and what does not, as the server counts. */
export type Month = Wire['Summary'] & {
  /** First day of the month, 2022-09-01. */
  from: string
}

/** One photo as a record names it. */
export type Evidence = NonNullable<Content['evidence']>[number]

/** What the pages see. Reactive; lists are replaced, never changed in place. */
export interface State {
  /** signedOut: nobody is remembered on this phone. A session that ended is `needsSignIn`, not signedOut. */
  readonly phase: 'starting' | 'signedOut' | 'ready'
  readonly user: Person | null
  readonly roles: readonly string[]
  /** The ledger's day in Asia/Shanghai, 2022-09-15; the phone's own until the server has been heard. */
  readonly today: string
  /** Whether the last call reached the server and the phone claims a network. */
  readonly online: boolean
  /** none: no IndexedDB; nothing outlives the page, and records go only while there is network. */
  readonly storage: 'persistent' | 'best-effort' | 'none'
  readonly catalogue: Catalogue | null
  readonly gazetteer: Gazetteer | null
  /** Null until `needCampuses`. */
  readonly campuses: readonly Campus[] | null
  /** Newest change first. */
  readonly drafts: readonly Draft[]
  /** In the order they were handed over. */
  readonly rows: readonly Row[]
  /** The own records the phone keeps, newest day first. */
  readonly records: readonly Activity[]
  /** Whether the server has older own records than `records`. */
  readonly moreRecords: boolean
  /** The present month, as of its `as_of`. */
  readonly month: Month | null
  readonly sending: boolean
  readonly needsSignIn: boolean
  /** Whether another build waits for `takeUpdate`. */
  readonly updateWaiting: boolean
  lang: Lang
  /** Root text size in px. */
  size: 18 | 24 | 30
  /** What a screen reader is to say next. */
  message: string
}

/** What the pages do. Calls that need the network fail with Offline or Refusal of engine/client.ts. */
export interface Actions {
  /** Drafts and rows on this phone. */
  readonly unsentCount: number
  /** Begins: what is kept first, then the server's word. */
  start(): Promise<void>
  signIn(login: string, password: string): Promise<void>
  /** Sets the password of an invitation and signs in. */
  redeem(code: string, password: string): Promise<void>
  /** keep: unsent work stays on this phone for the next time; drop: all of it goes. */
  signOut(how: 'keep' | 'drop'): Promise<void>
  /** A new draft with what is remembered of the place; kept from the first `save` on. */
  newDraft(kind: Kind): Draft
  /** A new draft carrying over the last record (of the kind); undefined where there is none. */
  repeatLast(kind?: Kind): Promise<Draft | undefined>
  /** The draft of an id, kept or just begun; a waiting or refused row becomes one again. */
  openDraft(id: string): Promise<Draft | undefined>
  /** A draft to change a record or row with, faults at their fields. */
  editRecord(id: string): Promise<Draft>
  /** Keeps a draft as it stands. Resolves once it is kept. */
  save(draft: Draft): Promise<void>
  discard(id: string): Promise<void>
  /** Hands a record over. [] once it is safely in the queue; else what keeps it back, and nothing has happened. */
  submit(draft: Draft): Promise<Finding[]>
  /** Shrinks and keeps photos and saves the draft with them; gives the entries added to `evidence`. */
  addPhotos(draft: Draft, files: readonly Blob[]): Promise<Evidence[]>
  /** Takes a photo out of a draft and saves it. */
  removePhoto(draft: Draft, sha256: string): Promise<void>
  /** An address for an img: a data: URL of what the phone keeps, else the server's. */
  photoURL(sha256: string, record?: string): Promise<string>
  /** Sends what waits, now. */
  flush(): Promise<void>
  /** Asks the server anew for day, catalogue, records and month. */
  refresh(): Promise<void>
  /** Adds a page of older records to `records`. */
  loadMore(): Promise<void>
  /** The server's record, or the kept one where the server cannot be reached. */
  record(id: string): Promise<Activity>
  history(id: string): Promise<Step[]>
  needCampuses(): Promise<void>
  /** Asks for records and month, now and with every refresh: a form alone does without them. */
  needRecords(): Promise<void>
  /** All unsent work as one JSON file. */
  backup(): Promise<Blob>
  /** Takes a backup back; gives how many records were added or renewed. */
  restore(file: Blob): Promise<number>
  /** Asks the browser to spare the data of this site. */
  persist(): Promise<void>
  /** Changes to the waiting build, once no form is dirty, and loads it. */
  takeUpdate(): Promise<void>
  /** Says that a form holds what is not kept yet, or no longer does. */
  dirty(on: boolean): void
}

/** The one object that pages work with. */
export type Ledger = State & Actions

const key: InjectionKey<Ledger> = Symbol('ledger')

/** Gives the ledger to every component. */
export function provideLedger(app: App, ledger: Ledger): void {
  app.provide(key, ledger)
}

/** The ledger, in a component's setup. */
export function useLedger(): Ledger {
  const ledger = inject(key)
  if (!ledger) throw new Error('no ledger was provided')
  return ledger
}

/** Makes the ledger; `start` sets it to work. */
export function makeLedger(env: Env): Ledger {
  const desk = makeDesk(env)
  const { state, client } = desk
  const lists = makeLists(desk)
  const { needRecords, lately, sum, latest, ...records } = makeRecords(desk, lists.month)
  let first: Promise<Catalogue> | undefined
  let rest: Promise<unknown> = Promise.resolve()

  /** What a form does not need at once is asked for when it has been painted. */
  async function met(): Promise<void> {
    rounds.asked()
    const answer = first ?? client.get<Catalogue>('/catalogue')
    first = undefined
    await rounds.settle(lists.catalogue(answer))
    rest = new Promise<void>(painted => env.after(0, painted)).then(() => {
      return Promise.all([lists.areas(), lately(), rounds.flush(true)].map(rounds.settle))
    })
  }

  async function refresh(): Promise<void> {
    await people.meet()
    await rest
  }

  async function persist(): Promise<void> {
    if (await env.persistence.ask()) state.storage = 'persistent'
  }

  const rounds = makeRounds(desk, { refresh, month: sum })
  const people = makePeople(desk, { opened: lists.show, met })
  const { keep, ...forms } = makeForms(desk, {
    latest,
    record: records.record,
    async handed() {
      state.message = env.texts.t('queue.saved')
      const sent = rounds.settle(rounds.flush(true))
      if (state.storage === 'none') await sent
      // Asked once, when there is something to spare: some browsers ask the person in turn.
      if (state.storage !== 'best-effort' || env.memory.get('outreach.asked')) return
      env.memory.set('outreach.asked', '1')
      void rounds.settle(persist())
    },
  })
  const { signIn, redeem, signOut } = people
  watch([() => state.lang, () => state.size], ([lang, size]) => show(env, lang, size))
  const actions: Actions = {
    ...records,
    ...forms,
    ...makePictures(desk, keep),
    ...makeCopies(desk, () => void rounds.settle(rounds.flush(true))),
    ...makeUpdate(desk),
    signIn,
    redeem,
    signOut,
    refresh,
    persist,
    needCampuses: lists.needCampuses,
    needRecords: () => rounds.settle(needRecords()),
    flush: () => rounds.flush(true),
    get unsentCount() {
      return state.drafts.length + state.rows.length
    },
    async start() {
      show(env, state.lang, state.size)
      // Asked at once, beside the session: the page has begun to load both.
      first = client.first<Catalogue>('/catalogue')
      first.catch(() => undefined)
      await people.start()
      first = undefined
      await rounds.plan()
    },
  }
  return Object.defineProperties(state, Object.getOwnPropertyDescriptors(actions)) as Ledger
}

function show(env: Env, lang: State['lang'], size: State['size']): void {
  env.memory.set('outreach.lang', lang)
  env.memory.set('outreach.size', String(size))
  env.look(size)
  env.texts.use(lang).catch(env.fault)
}
