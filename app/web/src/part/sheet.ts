import { computed, reactive, ref, shallowRef } from 'vue'
import type { Content, Draft, Fault } from '../engine/activity.ts'
import { ready } from '../engine/draft.ts'
import { read, within, write } from '../engine/pointer.ts'
import { blocking, checkContent, type Finding } from '../engine/quality.ts'
import { carriedLine } from '../engine/sentence.ts'
import type { Ledger } from '../ledger.ts'
import type { Texts } from '../texts.ts'
import { inOrder, shownAt, type Form } from './form.ts'
import { makeKeeper, type Keeper } from './keeper.ts'
import { fieldName, optionsOf } from './names.ts'

/** A form at work on one draft: what fields see, and what only the page needs. */
export interface Sheet extends Form, Pick<Keeper, 'kept' | 'flush' | 'close'> {
  /** What keeps the record from being sent, each at the field that shows it. */
  readonly faults: Fault[]
  /** The same once the person tried to submit; before, nothing: a list that grows at every blur moves the page. */
  readonly summary: Fault[]
  /** What the server or a reviewer said, each at the field that shows it. */
  readonly remarks: Fault[]
  /** Whether the rules want something at or below one of the branches, told yet or not. */
  lacking(branches: readonly string[]): boolean
  /** What stays the same from one activity to the next, in one line. */
  readonly line: string
  /** Hands the record over; whether it went. */
  submit(): Promise<boolean>
}

/** Makes the form of a draft, which it copies. */
export function makeSheet(source: Draft, ledger: Ledger, texts: Texts): Sheet {
  const draft = reactive(copy(source))
  const { content } = draft
  const snapshot = () => copy(draft)
  const keeper = makeKeeper(
    () => ledger.save(snapshot()),
    Date.now,
    on => ledger.dirty(on),
  )
  const { faults, unread, tried, judge, leave, lacking, tell } = makeJudge(draft, ledger, texts)
  const remarks = computed(() =>
    draft.faults.map(({ pointer, message }) => ({ pointer: shownAt(pointer, content), message })),
  )
  const day = () => content.date || ledger.today

  return {
    id: source.id,
    content,
    unread,
    leave,
    lacking,
    snapshot,
    kept: keeper.kept,
    flush: keeper.flush,
    close: keeper.close,
    get day() {
      return day()
    },
    get faults() {
      return faults.value
    },
    get summary() {
      return tried.value ? faults.value : []
    },
    get remarks() {
      return remarks.value
    },
    get line() {
      return carriedLine(content, ledger, texts.lang)
    },
    t: texts.t,
    label: at => fieldName(at, ledger, texts),
    read: at => read(content, at),
    write(at, value) {
      write(content, at, value)
      draft.changedAt = Date.now()
      if (faults.value.length > 0) judge()
      keeper.changed()
    },
    fault: at => said(faults.value, at),
    remark: at => said(remarks.value, at),
    troubled: branches => [...faults.value, ...remarks.value].some(f => within(f.pointer, branches)),
    options: (list, chosen) => optionsOf(list, chosen, day(), ledger, texts),
    async submit() {
      prune(content)
      await keeper.flush()
      try {
        tell()
        if (faults.value.length === 0) tell(await ledger.submit(snapshot()))
      } catch (e) {
        keeper.fail(e)
        return false
      }
      if (faults.value.length > 0) return false
      keeper.close()
      return true
    },
  }
}

/** What a list says at a pointer; "" for nothing. */
function said(list: Fault[], at: string): string {
  return list.find(f => f.pointer === at)?.message ?? ''
}

/** Runs the rules over a draft, and tells of a field only once the person has left it or tried to submit. */
function makeJudge(draft: Draft, ledger: Ledger, texts: Texts) {
  const unread = reactive(new Map<string, string>())
  const left = reactive(new Set<string>())
  const tried = ref(false)
  const found = shallowRef<Finding[]>([])

  const faults = computed(() => {
    const told = new Map<string, string>()
    for (const [at, typed] of unread)
      if (tried.value || left.has(at)) told.set(at, texts.t('form.not_number', { Value: typed }))
    for (const f of found.value) {
      const at = shownAt(f.pointer, draft.content)
      if (!told.has(at) && (tried.value || left.has(at))) told.set(at, texts.t(f.key, f.params))
    }
    return inOrder([...told].map(([pointer, message]) => ({ pointer, message })))
  })

  function judge(): void {
    const { catalogue, gazetteer, campuses, today } = ledger
    if (!catalogue) return
    const content = ready(draft.content, catalogue, texts.lang)
    found.value = blocking(checkContent(content, { catalogue, gazetteer, campuses, today }))
  }

  judge()
  return {
    unread,
    faults,
    tried,
    judge,
    leave(at: string) {
      left.add(at)
      judge()
    },
    lacking: (branches: readonly string[]) => found.value.some(f => within(f.pointer, branches)),
    /** Tells of every field from now on; of these findings, or of those there are. */
    tell(findings?: Finding[]) {
      tried.value = true
      if (findings) found.value = findings
      else judge()
    },
  }
}

/** Takes out the rows in which nothing was written, as the sending does: what is found keeps its place. */
function prune(content: Content): void {
  for (const list of ['organisations', 'volunteers', 'online'] as const) {
    const rows: object[] = content[list] ?? []
    const full = rows.filter(row => Object.values(row).some(value => value !== '' && value !== undefined))
    if (full.length < rows.length) write(content, `/${list}`, full)
  }
}

/** A copy without Vue in it, such as IndexedDB can keep. */
function copy(draft: Draft): Draft {
  return JSON.parse(JSON.stringify(draft)) as Draft
}
