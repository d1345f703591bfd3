import { shallowReactive } from 'vue'
import { useOffice } from '../../office.ts'
import type { Queue, Waiting } from '../../queue.ts'
import { useTexts } from '../../texts.ts'
import { decide, type Act } from '../record/decision.ts'
import { troubleOf } from '../trouble.ts'

/** A record that was decided: as it waited, where it stood in the queue, and its revision since. */
export interface Decided {
  item: Waiting
  at: number
  revision: number
}

/** The last decision of this visit, and how it is taken back. Reactive. */
export interface Undo {
  /** What was done, in words, and whether it can be undone; null before anything was. */
  readonly last: { words: string; open: boolean } | null
  readonly busy: boolean
  remember(act: Act, list: readonly Decided[]): void
  /** Takes the last decision back, record by record, as steps of their own. Never fails: what goes wrong is said. */
  run(): Promise<void>
}

/**
 * Undoing for a queue; `show` looks at a record that came back. What was decided under another `question` than the
 * queue's present one may not belong into it: then it is asked for anew.
 */
export function useUndo(queue: Queue, question: () => string, show: (id: string) => void): Undo {
  const { api, said } = useOffice()
  const { t } = useTexts()
  let decided: readonly Decided[] = []
  let under = ''
  const state = shallowReactive({ last: null as Undo['last'], busy: false })

  async function back({ item, at, revision }: Decided): Promise<boolean> {
    try {
      const after = await decide(api, { id: item.id, revision }, { act: 'undo' })
      const { findings = [], days, worst } = item
      if (under === question()) queue.back({ ...after, findings, days, ...(worst && { worst }) }, at)
      return true
    } catch (error) {
      said(troubleOf(error, t))
      return false
    }
  }

  async function run(): Promise<void> {
    const list = decided
    if (state.busy || !list.length) return
    state.busy = true
    const failed: Decided[] = []
    for (const one of list.toSorted((a, b) => a.at - b.at)) if (!(await back(one))) failed.push(one)
    // Where the network was away, what is left can be tried again.
    decided = failed
    state.busy = false
    const n = list.length - failed.length
    if (n) state.last = { words: t('review.undone', { N: n }), open: failed.length > 0 }
    if (n && !failed.length) said(t('review.undone', { N: n }))
    if (n && under !== question()) await queue.first.again()
    const first = list.find(one => !failed.includes(one))
    if (first) show(first.item.id)
  }

  return Object.assign(state, {
    remember(act: Act, list: readonly Decided[]) {
      const open = act !== 'void' && list.length > 0
      decided = open ? list : []
      under = question()
      const title = list.length === 1 ? (list[0]?.item.title ?? '') : ''
      state.last = { words: t('review.last', { Act: t(`record.done.${act}`), N: list.length, Title: title }), open }
    },
    run,
  })
}
