import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** A key and what it does: `name` is the key of its text, `run` what happens. */
export interface Shortcut {
  key: string
  name: string
  /** Whether it goes on while the key is held. What decides something never does. */
  held?: true
  run(): void
}

const store = 'outreach.keys'

/**
 * Single keys that do something on a page, as long as nothing is typed, no dialog or menu is open and they are switched on.
 * Whether they are is remembered on the device.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): Ref<boolean> {
  const on = ref(kept())

  function hear(e: KeyboardEvent): void {
    if (!on.value || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return
    if (document.querySelector('dialog[open], .menu-button[aria-expanded=true]')) return
    const at = e.target as HTMLElement
    if (at.closest('input:not([type=checkbox]), select, textarea, [contenteditable]')) return
    const shortcut = shortcuts.find(({ key }) => key === e.key)
    if (!shortcut || (e.repeat && !shortcut.held)) return
    e.preventDefault()
    shortcut.run()
  }

  onMounted(() => document.addEventListener('keydown', hear))
  onUnmounted(() => document.removeEventListener('keydown', hear))
  return on
}

/** Remembers whether shortcuts are wanted. */
export function keepShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(store)
    else localStorage.setItem(store, 'off')
  } catch {
    // A private window keeps nothing: they are on again next time.
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(store) !== 'off'
  } catch {
    return true
  }
}
