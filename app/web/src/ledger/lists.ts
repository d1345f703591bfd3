import type { Wire } from '../engine/activity.ts'
import { makeGazetteer } from '../engine/area.ts'
import { dayOf } from '../engine/date.ts'
import type { Actions, Month } from '../ledger.ts'
import type { Desk } from './desk.ts'

type Areas = Wire['AreaHistory']
type Catalogue = Wire['Catalogue']

/** Where the memory has the catalogue: a form needs it before a database can be read. */
const catalogued = 'outreach.catalogue'
/** Milliseconds that a first form may take to show itself before what is below it is prepared. */
const paint = 100

/** What everybody's records are made of, kept on the phone for reading without network. */
export interface Lists extends Pick<Actions, 'needCampuses'> {
  /** Shows what is kept. */
  show(): Promise<void>
  /** Takes the catalogue, which a form needs first. */
  catalogue(answer: Promise<Catalogue>): Promise<void>
  areas(): Promise<void>
  month(): Promise<void>
}

/** Makes the part that keeps the server's lists. */
export function makeLists(desk: Desk): Lists {
  const { env, state, client } = desk

  /** Keeps what came under a name, unless it is what was there; gives whether it is new. */
  async function keep(name: string, value: object): Promise<boolean> {
    const text = JSON.stringify(value)
    if ((await desk.store.kept<string>(name)) === text) return false
    await desk.store.keep(name, text)
    return true
  }

  async function kept<T>(name: string): Promise<T | undefined> {
    const text = await desk.store.kept<string>(name)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  async function places(stays: () => boolean): Promise<void> {
    const areas = stays() ? await kept<Areas>('areas') : undefined
    if (stays() && areas && !state.gazetteer) state.gazetteer = makeGazetteer(areas)
  }

  return {
    async show() {
      const stays = desk.stays()
      const catalogue = env.memory.get(catalogued)
      if (catalogue) state.catalogue = JSON.parse(catalogue) as Catalogue
      const month = await kept<Month>('month')
      if (!stays()) return
      if (month?.from === monthOf(dayOf(env.now()))[0]) state.month = month
      // A form's first fields do without areas, whose reading takes a cheap phone a while.
      env.after(paint, () => void places(stays).catch(env.fault))
    },
    async catalogue(answer) {
      const stays = desk.stays()
      const value = await answer
      const text = JSON.stringify(value)
      if (!stays() || (state.catalogue && env.memory.get(catalogued) === text)) return
      env.memory.set(catalogued, text)
      state.catalogue = value
    },
    async areas() {
      const stays = desk.stays()
      const value = await client.get<Areas>('/catalogue/areas')
      if (stays() && ((await keep('areas', value)) || !state.gazetteer)) state.gazetteer = makeGazetteer(value)
    },
    async month() {
      const stays = desk.stays()
      const [from, to] = monthOf(state.today)
      const path = `/activities/summary?author=${state.user?.id}&from=${from}&to=${to}`
      const month = { ...(await client.get<Wire['Summary']>(path)), from }
      if (!stays()) return
      state.month = month
      await keep('month', month)
    },
    async needCampuses() {
      if (state.campuses) return
      const { makeCampuses } = await import('../engine/campus.ts')
      const held = await kept<Wire['CampusList']>('campuses')
      if (held) state.campuses = makeCampuses(held)
      const value = await client.get<Wire['CampusList']>('/catalogue/campuses')
      if ((await keep('campuses', value)) || !state.campuses) state.campuses = makeCampuses(value)
    },
  }
}

/** First day of a day's month and of the month after. */
export function monthOf(day: string): [from: string, to: string] {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return [firstDay(year, month), month === 12 ? firstDay(year + 1, 1) : firstDay(year, month + 1)]
}

function firstDay(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, '0')}-01`
}
