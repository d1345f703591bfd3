import type { Kind, Wire } from '../engine/activity.ts'
import { covers } from '../engine/date.ts'

const all: readonly Kind[] = ['session', 'visit', 'drive']

/** The kinds a person may record: those of the programmes that run on the day and that a grant to record names. */
export function openKinds(programmes: Wire['Programme'][], grants: Wire['Grant'][], today: string): Kind[] {
  const mine = grants.filter(grant => grant.role !== 'author')
  const running = programmes.filter(
    ({ code, from, to }) =>
      covers(from, to, today) && mine.some(grant => !grant.programmes?.length || grant.programmes.includes(code)),
  )
  return all.filter(kind => running.some(({ kinds }) => !kinds?.length || kinds.includes(kind)))
}
