import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** A way out that waits for a word, since something typed would be lost. */
export interface Leaving {
  /** Whether the question stands. */
  readonly asked: Ref<boolean>
  /** Goes where the person was going. */
  go(): void
  stay(): void
}

/**
 * Asks before an address is left while `dirty` says so: by a link, by going back, or by closing the window, which the
 * browser asks about itself. Until the answer the page and its address stay as they are.
 */
export function useLeaving(dirty: () => boolean): Leaving {
  const asked = ref(false)
  let here = ''
  let there = ''
  let free = false

  /** Comes before the event that the router hears, which then finds the address as it was. */
  function hold(): void {
    if (location.hash === here) return
    if (free || !dirty()) return void (here = location.hash)
    there = location.hash
    // On top of where Back led, as it was: the next Back leads there again, and is asked about again.
    history.pushState('seen', '', here)
    asked.value = true
  }

  /** A link is held before it leads anywhere. */
  function click(e: MouseEvent): void {
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>('a[href^="#/"]') : null
    if (!link || link.hash === location.hash || free || !dirty() || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    there = link.hash
    asked.value = true
  }

  function closing(e: BeforeUnloadEvent): void {
    if (dirty() && !free) e.preventDefault()
  }

  onMounted(() => {
    here = location.hash
    addEventListener('click', click, { capture: true })
    addEventListener('popstate', hold)
    addEventListener('beforeunload', closing)
  })
  onUnmounted(() => {
    removeEventListener('click', click, { capture: true })
    removeEventListener('popstate', hold)
    removeEventListener('beforeunload', closing)
  })
  return {
    asked,
    go() {
      asked.value = false
      free = true
      location.hash = there
    },
    stay() {
      asked.value = false
    },
  }
}
