import type { Wire } from '../../engine/activity.ts'
import type { Office } from '../office.ts'
import type { Page, Sums } from './list.ts'

/** A list as it was when one of its records was gone to, for whoever comes back. */
export interface Left {
  /** The list's address. */
  address: string
  page: Page
  sums: Sums | null
  /** What there is to choose from for its columns. */
  offer: Wire['Offer']
  /** How far the window was scrolled, in pixels. */
  scroll: number
}

const lists = new WeakMap<Office, Left>()

/** Remembers a list, in the place of the one before; null forgets. */
export function remember(office: Office, list: Left | null): void {
  if (list) lists.set(office, list)
  else lists.delete(office)
}

/** The list that was left at an address. */
export function left(office: Office, address: string): Left | undefined {
  const list = lists.get(office)
  return list?.address === address ? list : undefined
}
