import { computed, onScopeDispose, watch, type ComputedRef } from 'vue'
import { follow, moves, type Followed } from '../../follow.ts'
import { useLoad, type Loaded } from '../../load.ts'
import { useOffice } from '../../office.ts'
import { useTexts } from '../../texts.ts'

/** The caller's jobs of a kind, kept as they come along. */
export interface Jobs<T> {
  list: Loaded<{ items: T[] }>
  /** Newest first. */
  items: ComputedRef<readonly T[]>
}

/** The caller's jobs below a path of the API, in a component's setup. `ended` hears of each that ends meanwhile. */
export function useJobs<T extends Followed & { id: string }>(path: string, ended: (job: T) => void): Jobs<T> {
  const { api } = useOffice()
  const texts = useTexts()
  const list = useLoad(
    stop => api.get<{ items: T[] }>(path, {}, stop),
    () => texts.lang,
  )
  const items = computed<readonly T[]>(() => list.value?.items ?? [])
  // One job of a person runs at a time, oldest first: one stream is enough for all.
  const next = computed(() => items.value.findLast(moves)?.id)
  let stop: (() => void) | undefined

  watch(
    next,
    id => {
      stop?.()
      stop = undefined
      if (!id) return
      stop = follow<T>({
        events: api.url(`${path}/${id}/events`),
        ask: () => api.get<T>(`${path}/${id}`),
        told(job) {
          list.set({ items: items.value.map(held => (held.id === job.id ? job : held)) })
          if (!moves(job)) ended(job)
        },
        lost: () => void list.again(),
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return { list, items }
}
