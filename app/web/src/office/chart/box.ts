import { onBeforeUnmount, onMounted, reactive, type Ref } from 'vue'

/** The room a chart has. */
export interface Box {
  /** In px. */
  width: number
  /** The size of the text around it, in px: labels follow the reader's text size. */
  em: number
}

/** Follows the room of an element and the size of its text. A guess until it is on the page. */
export function useBox(element: Readonly<Ref<HTMLElement | null>>): Box {
  const box = reactive<Box>({ width: 640, em: 16 })
  let seen: ResizeObserver | undefined
  const measure = () => {
    const el = element.value
    if (!el || el.clientWidth === 0) return
    box.width = el.clientWidth
    box.em = Number.parseFloat(getComputedStyle(el).fontSize)
  }
  onMounted(() => {
    measure()
    seen = new ResizeObserver(measure)
    if (element.value) seen.observe(element.value)
    // The root's line of text grows with the reader's text size even where the chart's width stays.
    seen.observe(document.body)
  })
  onBeforeUnmount(() => seen?.disconnect())
  return box
}
