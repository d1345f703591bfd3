import { onMounted, onUnmounted, type Ref } from 'vue'

/**
 * Gives what moves the focus to the page's heading, from which a screen reader reads on. A heading that is drawn anew
 * while the page still loads takes the focus again, until the person does something.
 */
export function useHeading(main: Readonly<Ref<HTMLElement | null>>): () => void {
  let waiting = false

  const move = () => {
    const target = main.value?.querySelector<HTMLElement>('h1[tabindex]') ?? main.value
    target?.focus({ preventScroll: true })
  }
  const watcher = new MutationObserver(() => {
    if (waiting && [document.body, main.value].includes(document.activeElement as HTMLElement)) move()
  })
  const stop = () => (waiting = false)
  const acts = ['pointerdown', 'keydown'] as const

  onMounted(() => {
    if (main.value) watcher.observe(main.value, { childList: true, subtree: true })
    for (const act of acts) addEventListener(act, stop, { capture: true })
  })
  onUnmounted(() => {
    watcher.disconnect()
    for (const act of acts) removeEventListener(act, stop, { capture: true })
  })
  return () => {
    waiting = true
    move()
  }
}
