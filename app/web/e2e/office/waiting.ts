import type { Activity } from '../../src/engine/activity.ts'
import type { Person } from '../api.ts'
import { lesson, makeID } from '../content.ts'
import type { Desk } from './desk.ts'

/* What waits for review, as tests make it. */

/** Records of the volunteer's, of today, each at a place of its own; gives them oldest first. */
export async function sent({ world }: Desk, n: number, over: (i: number) => object = () => ({})): Promise<Activity[]> {
  const { volunteer } = world
  const list: Activity[] = []
  for (let i = 0; i < n; i++) {
    const content = lesson(volunteer.today, { title: `第 ${i} 场`, place: `第 ${i} 社区`, ...over(i) })
    list.push(await volunteer.put(makeID(Date.now() + i), content))
  }
  return list
}

/** The address of a queue that holds nothing but what a test has sent. */
export const queueOf = ({ world }: Desk) => `/review?author=${world.volunteer.user.id}&from=${world.volunteer.today}`

/** Where a record stands now. */
export const stateOf = async (person: Person, { id }: Pick<Activity, 'id'>) => (await person.activity(id))?.status

/** The record that is looked at. */
export const record = ({ page }: Desk) => page.locator('.review-record')
