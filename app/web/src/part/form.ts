import { defineAsyncComponent, inject, type Component, type InjectionKey } from 'vue'
import type { Content, Draft, Fault } from '../engine/activity.ts'
import { within } from '../engine/pointer.ts'
import type { Texts } from '../texts.ts'

/** One thing to choose. */
export interface Option {
  code: string
  label: string
}

/** What the form gives its fields: each names its place in the content by a JSON Pointer and knows no other. */
export interface Form {
  /** The record's id. */
  readonly id: string
  /** The record in the making, reactive; changed by `write` only. */
  readonly content: Content
  /** The day that lists are asked for: the record's own, else today. */
  readonly day: string
  /** What was typed into number fields that is no number, by pointer. */
  readonly unread: Map<string, string>
  t(key: string, params?: Record<string, string | number>): string
  /** A field's name for the person, by its pointer. */
  label(at: string): string
  read(at: string): unknown
  write(at: string, value: unknown): void
  /** Says that a field was left: from now on it is judged. */
  leave(at: string): void
  /** What keeps the field from being sent; "" for nothing. */
  fault(at: string): string
  /** What the server or a reviewer said about the field; "" for nothing. */
  remark(at: string): string
  /** Whether something is to be put right at or below one of the branches. */
  troubled(branches: readonly string[]): boolean
  /** The draft as it stands, without Vue in it. */
  snapshot(): Draft
  /** The terms of a vocabulary in use on the day, and those chosen even if they no longer are. */
  options(list: string, chosen?: unknown): Option[]
}

export const formKey: InjectionKey<Form> = Symbol('form')

/** The form that a field stands in. */
export function useForm(): Form {
  const form = inject(formKey)
  if (!form) throw new Error('a field needs a form around it')
  return form
}

/** What stays the same from one activity to the next, in the order of the page. */
export const carriedBranches = (
  '/drive/campus /area /place /visit/mode /visit/street /visit/community /topics /minutes /venue /venue_text /form ' +
  '/count_basis /count_method /organisations /programme /campaign /delivery /session/lecturer /session/language ' +
  '/drive/police_unit /drive/approval_no'
).split(' ')

/** What few activities need, in the order of the page. */
export const moreBranches = (
  '/session/sitting /session/questions /session/quiz /session/satisfaction /title /end_date /audiences /materials ' +
  '/staff /volunteers /online /location /notes'
).split(' ')

const page = ['/date', '/attendance', '/visit', '/drive', '/evidence']

/** Puts faults in the order of the page; those of no field come first. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  const branches = [...carriedBranches, ...moreBranches]
  const rank = ({ pointer }: Fault) => {
    const folded = branches.findIndex(branch => within(pointer, [branch]))
    return folded >= 0 ? page.length + folded : page.findIndex(branch => within(pointer, [branch]))
  }
  return [...faults].sort((a, b) => rank(a) - rank(b))
}

/** The element id of the field at a pointer. */
export function fieldID(at: string): string {
  return `f${at.replaceAll(/[^0-9A-Za-z_]/g, '-')}`
}

/** Where what is said about a pointer is shown: one control may write to several places. */
export function shownAt(pointer: string, { organisations = [] }: Content): string {
  if (pointer === '/drive' || pointer === '/drive/school') return '/drive/campus'
  if (pointer === '/visit') return '/visit/mode'
  const [party, index] = /^\/organisations\/(\d+)(\/code|\/name)?$/.exec(pointer) ?? []
  if (party) return organisations[Number(index)]?.role === 'lead' ? '/organisations' : `/organisations/${index}/name`
  return ['/topics', '/location'].find(at => within(pointer, [at])) ?? pointer
}

/** Brings the person to the field at a pointer, or to the nearest around it. */
export function goTo(pointer: string): void {
  const way = pointer.split('/')
  for (; way.length > 1; way.pop()) {
    const field = document.querySelector<HTMLElement>(`#${fieldID(way.join('/'))}`)
    if (!field) continue
    for (let fold = field.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true
    const controls = 'input, select, textarea, button'
    const control = field.matches(controls) ? field : field.querySelector<HTMLElement>(controls)
    control?.focus()
    return
  }
}

/** A part that comes when it is needed, with its words. */
export function later<C extends Component>(load: () => Promise<{ default: C }>, { more }: Pick<Texts, 'more'>) {
  return defineAsyncComponent(async () => (await Promise.all([load(), more()]))[0])
}

/** The text in the control whose event this is. */
export function typed(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value
}
