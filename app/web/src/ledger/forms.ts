import type { Activity, Content, Draft, Fault, Kind, Photo } from '../engine/activity.ts'
import { labelOf } from '../engine/catalogue.ts'
import { contentOf } from '../engine/content.ts'
import { carryOver, firstContent, newDraft, ready, tidy } from '../engine/draft.ts'
import { makeID } from '../engine/id.ts'
import { blocking, checkContent } from '../engine/quality.ts'
import type { Actions } from '../ledger.ts'
import { lastArea, type Desk } from './desk.ts'

/** What forms need of the rest. */
export interface Outside {
  record(id: string): Promise<Activity>
  /** The own record handed over last, of a kind or any. */
  latest(kind?: Kind): Promise<Activity | undefined>
  /** Something was handed over. */
  handed(): Promise<void>
}

/** Work on drafts. */
export interface Forms extends Pick<
  Actions,
  'newDraft' | 'repeatLast' | 'openDraft' | 'editRecord' | 'save' | 'discard' | 'submit'
> {
  /** Saves a draft, with photos it newly names. */
  keep(draft: Draft, photos?: readonly Photo[]): Promise<void>
}

/** Makes the part that works on drafts. */
export function makeForms(desk: Desk, outside: Outside): Forms {
  const { env, state } = desk
  /** Drafts that were begun or opened and not kept, and whether their person still works here: an address may name one. */
  const begun = new Map<string, { draft: Draft; stays: () => boolean }>()

  function begin(kind: Kind, carried?: Content): Draft {
    const draft = newDraft(kind, makeID(env.now(), env.random), env.now(), carried)
    begun.set(draft.id, { draft, stays: desk.stays() })
    return draft
  }

  async function keep(draft: Draft, photos: readonly Photo[] = []): Promise<void> {
    const copy = plain(draft)
    await desk.store.save(copy, photos)
    begun.delete(copy.id)
    const others = state.drafts.filter(one => one.id !== copy.id)
    state.drafts = [copy, ...others].sort((a, b) => b.changedAt - a.changedAt)
  }

  function unkept(id: string): Draft | undefined {
    const one = begun.get(id)
    return one?.stays() ? one.draft : undefined
  }

  async function openDraft(id: string): Promise<Draft | undefined> {
    if (!state.rows.some(row => row.id === id)) return state.drafts.find(draft => draft.id === id) ?? unkept(id)
    const draft = await desk.store.takeBack(id, env.now())
    await desk.changed()
    return draft
  }

  return {
    keep,
    openDraft,
    save: draft => keep(draft),
    newDraft(kind) {
      const { catalogue, today, user } = state
      if (!catalogue) return begin(kind)
      const area = env.memory.get(lastArea)
      const content = firstContent(kind, { catalogue, today, organisation: user?.organisation })
      return begin(kind, area ? { ...content, area } : content)
    },
    async repeatLast(kind) {
      const content = await lastOf(desk, outside, kind)
      return content && begin(content.kind, carryOver(content, state.today, state.catalogue))
    },
    async editRecord(id) {
      const open = await openDraft(id)
      if (open) return open
      const record = await outside.record(id)
      const faults = faultsOf(desk, record)
      const draft = {
        id,
        content: contentOf(record),
        base: record.revision,
        changedAt: env.now(),
        faults,
        attempted: [],
      }
      begun.set(id, { draft, stays: desk.stays() })
      return draft
    },
    async discard(id) {
      begun.delete(id)
      await desk.store.discard(id)
      await desk.changed()
    },
    async submit(draft) {
      const { catalogue, gazetteer, campuses, today, lang } = state
      const content = catalogue ? ready(draft.content, catalogue, lang) : tidy(draft.content)
      const found = catalogue ? blocking(checkContent(content, { catalogue, gazetteer, campuses, today })) : []
      if (found.length > 0) return found
      await desk.store.enqueue(plain({ ...draft, content, faults: [] }), env.now())
      begun.delete(draft.id)
      await desk.changed()
      await outside.handed()
      return []
    },
  }
}

/** The content handed over last: on the phone, else on the server. */
async function lastOf({ state }: Desk, { latest }: Outside, kind?: Kind): Promise<Content | undefined> {
  const fits = (content: { kind: string }) => !kind || content.kind === kind
  const row = [...state.rows].reverse().find(({ content }) => fits(content))
  const record = state.records
    .filter(fits)
    .reduce<Activity | undefined>((a, b) => (a && at(a) >= at(b) ? a : b), undefined)
  if (row && (!record || row.enqueuedAt >= at(record))) return row.content
  const found = record ?? (await latest(kind))
  return found && contentOf(found)
}

function at(record: Activity): number {
  return Date.parse(record.submitted_at ?? record.created_at)
}

/** What the reviewer said who returned a record, at its field. */
function faultsOf({ state }: Desk, { status, reason, text, field }: Activity): Fault[] {
  if (status !== 'returned') return []
  const word = reason && state.catalogue ? labelOf(state.catalogue, 'return_reason', reason, state.lang) : reason
  return [{ pointer: field ?? '', message: [word, text].filter(Boolean).join(' · ') }]
}

/** A copy without the reactivity of a form, which no database takes. */
function plain(draft: Draft): Draft {
  return JSON.parse(JSON.stringify(draft)) as Draft
}
