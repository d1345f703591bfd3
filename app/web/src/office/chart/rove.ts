import { ref, type Ref } from 'vue'

/** One tab stop for the points of a chart: the arrow keys lead from point to point, Tab leads on. */
export interface Rove {
  /** The point that Tab comes to. */
  readonly at: Readonly<Ref<number>>
  /** 0 for the point that Tab comes to, -1 for the others. */
  tab(point: number): 0 | -1
  /** To be told that a point has the focus. */
  take(point: number): void
  /** To be told of keys; focuses another point where they mean one. */
  key(event: KeyboardEvent): void
}

/** Where a key leads from a point; undefined where it means nothing. */
export type Lead = (from: number, key: string) => number | undefined

/** Makes the one tab stop. Points bear `data-point` with their number. */
export function useRove(lead: Lead): Rove {
  const at = ref(0)
  return {
    at,
    tab: point => (point === at.value ? 0 : -1),
    take(point) {
      at.value = point
    },
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return
      const to = lead(at.value, event.key)
      if (to === undefined) return
      event.preventDefault()
      const point = (event.currentTarget as Element).querySelector<SVGElement>(`[data-point="${to}"]`)
      point?.focus()
    },
  }
}

/** The way along a row of points: left and up lead back, right and down on, Home and End to the ends. */
export function row(count: () => number): Lead {
  return (from, key) => {
    const last = count() - 1
    const to = {
      ArrowLeft: from - 1,
      ArrowUp: from - 1,
      ArrowRight: from + 1,
      ArrowDown: from + 1,
      Home: 0,
      End: last,
    }[key]
    return to === undefined ? undefined : Math.min(Math.max(to, 0), last)
  }
}

/** Where a tile lies. */
export interface Place {
  row: number
  column: number
}

const ways: Record<string, (from: Place, to: Place) => [ahead: number, aside: number]> = {
  ArrowRight: (from, to) => [to.column - from.column, Math.abs(to.row - from.row)],
  ArrowLeft: (from, to) => [from.column - to.column, Math.abs(to.row - from.row)],
  ArrowDown: (from, to) => [to.row - from.row, Math.abs(to.column - from.column)],
  ArrowUp: (from, to) => [from.row - to.row, Math.abs(to.column - from.column)],
}

/** The way over a grid with gaps: an arrow leads to the nearest tile that way, Home and End to the first and last. */
export function grid(places: () => readonly Place[]): Lead {
  return (from, key) => {
    const list = places()
    if (key === 'Home') return 0
    if (key === 'End') return list.length - 1
    const [here, way] = [list[from], ways[key]]
    if (!here || !way) return undefined
    let best = from
    let least = Infinity
    for (const [i, place] of list.entries()) {
      const [ahead, aside] = way(here, place)
      const far = ahead + 2 * aside
      if (ahead > 0 && far < least) [best, least] = [i, far]
    }
    return best
  }
}
