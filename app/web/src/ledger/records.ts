import type { Activity, Kind, Step, Wire } from '../engine/activity.ts'
import { Offline } from '../engine/client.ts'
import type { Actions } from '../ledger.ts'
import type { Desk } from './desk.ts'

type Page = Wire['PageActivity']

/** Records of one request: what a phone shows without asking for more. */
const pageSize = 50

/** The own records as the server has them. */
export interface Records extends Pick<Actions, 'needRecords' | 'loadMore' | 'record' | 'history'> {
  /** The server is known: asks it for records and month, once a page has needed them. */
  lately(): Promise<void>
  /** Asks for the month alone, once a page has needed it. */
  sum(): Promise<void>
  /** The newest of a kind, or of any; undefined where there is none or no network. */
  latest(kind?: Kind): Promise<Activity | undefined>
}

/** Makes the part that keeps the own records; `month` asks what they add up to. */
export function makeRecords(desk: Desk, month: () => Promise<void>): Records {
  const { state, client } = desk
  let next: string | undefined
  let [known, shown] = [false, false]

  const own = (query: string) => client.get<Page>(`/activities?author=${state.user?.id}&${query}`)

  function turn(page: Page): void {
    next = page.next
    state.moreRecords = next !== undefined
  }

  async function keep(items: Activity[], gone?: string[]): Promise<void> {
    await desk.store.putRecords(items, gone)
    await desk.changed()
  }

  /** The newest, those that were returned, and the month. */
  async function all(): Promise<void> {
    if (!shown) return
    const stays = desk.stays()
    // What is sent meanwhile is in none of the answers and stays.
    const before = state.records.map(({ id }) => id)
    const [newest, returned] = await Promise.all([own(`limit=${pageSize}`), own(`limit=${pageSize}&status=returned`)])
    if (!stays()) return
    turn(newest)
    await keep([...newest.items, ...returned.items], before)
    await month()
  }

  return {
    async needRecords() {
      if (shown) return
      shown = true
      if (known) await all()
    },
    lately() {
      known = true
      return all()
    },
    async sum() {
      if (shown) await month()
    },
    async loadMore() {
      if (next === undefined) return
      const stays = desk.stays()
      const page = await own(`limit=${pageSize}&cursor=${encodeURIComponent(next)}`)
      if (!stays()) return
      turn(page)
      await keep(page.items)
    },
    async latest(kind) {
      const stays = desk.stays()
      try {
        const { items } = await own(kind ? `limit=1&kind=${kind}` : 'limit=1')
        // What a page now offers to repeat must open later too, without network or session.
        if (stays() && items.length > 0) await keep(items)
        return items[0]
      } catch (error) {
        if (error instanceof Offline) return undefined
        throw error
      }
    },
    async record(id) {
      const stays = desk.stays()
      try {
        const record = await client.get<Activity>(`/activities/${id}`)
        if (stays() && record.author === state.user?.id) await desk.store.putRecords([record])
        return record
      } catch (error) {
        const held = state.records.find(one => one.id === id)
        if (error instanceof Offline && held) return held
        throw error
      }
    },
    async history(id) {
      return (await client.get<{ items: Step[] }>(`/activities/${id}/history`)).items
    },
  }
}
