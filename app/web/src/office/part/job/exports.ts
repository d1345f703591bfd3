import { computed, onScopeDispose, watch, type ComputedRef } from 'vue'
import type { Wire } from '../../../engine/activity.ts'
import { follow, moves } from '../../follow.ts'
import { useLoad, type Loaded } from '../../load.ts'
import { useOffice } from '../../office.ts'
import { useTexts } from '../../texts.ts'

/** An export as the API tells it. */
export type Export = Wire['Export']

/** The caller's exports, kept as they come along. */
export interface ExportDesk {
  list: Loaded<Wire['Exports']>
  items: ComputedRef<readonly Export[]>
  /** Has a report made. Fails with Refusal or Offline. */
  start(wish: Wire['Wish']): Promise<void>
  /** The same again, as of now. */
  again(job: Export): Promise<void>
  /** Cancels a job that is under way; takes another off the list with its file. */
  drop(job: Export): Promise<void>
}

/** The caller's exports, in a component's setup. `made` hears of each that ends while it is looked at. */
export function useExports(made: (job: Export) => void): ExportDesk {
  const { api } = useOffice()
  const texts = useTexts()
  const list = useLoad(
    stop => api.get<Wire['Exports']>('/exports', {}, stop),
    () => texts.lang,
  )
  const items = computed<readonly Export[]>(() => list.value?.items ?? [])
  // One job of a person runs at a time, oldest first: one stream is enough for all.
  const next = computed(() => items.value.findLast(moves)?.id)
  let stop: (() => void) | undefined

  function told(job: Export): void {
    list.set({ items: items.value.map(held => (held.id === job.id ? job : held)) })
    if (!moves(job)) made(job)
  }
  const add = (job: Export) => list.set({ items: [job, ...items.value] })

  watch(
    next,
    id => {
      stop?.()
      stop = id
        ? follow<Export>({
            events: api.url(`/exports/${id}/events`),
            ask: () => api.get<Export>(`/exports/${id}`),
            told,
            lost: () => void list.again(),
          })
        : undefined
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
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
