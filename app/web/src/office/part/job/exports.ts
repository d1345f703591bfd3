import type { Wire } from '../../../engine/activity.ts'
import { moves } from '../../follow.ts'
import { useOffice } from '../../office.ts'
import { useJobs, type Jobs } from './jobs.ts'

/** An export as the API tells it. */
export type Export = Wire['Export']

/** The caller's exports, and what can be done with them. */
export interface ExportDesk extends Jobs<Export> {
  /** Has a report made. Fails with Refusal or Offline. */
  start(wish: Wire['Wish']): Promise<void>
  /** The same again, as of now. */
  again(job: Export): Promise<void>
  /** Cancels a job that is under way; takes another off the list with its file. */
  drop(job: Export): Promise<void>
}

/** The caller's exports, in a component's setup. `ended` hears of each that ends while it is looked at. */
export function useExports(ended: (job: Export) => void): ExportDesk {
  const { api } = useOffice()
  const { list, items } = useJobs<Export>('/exports', ended)
  const add = (job: Export) => list.set({ items: [job, ...items.value] })
  return {
    list,
    items,
    start: async wish => add(await api.post<Export>('/exports', wish)),
    again: async job => add(await api.post<Export>(`/exports/${job.id}/again`)),
    async drop(job) {
      await api.drop(`/exports/${job.id}`)
      if (moves(job)) await list.again()
      else list.set({ items: items.value.filter(held => held.id !== job.id) })
    },
  }
}
