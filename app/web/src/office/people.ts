import type { Wire } from '../engine/activity.ts'
import { useOffice, type Role } from './office.ts'
import type { Change } from './part/Changes.vue'
import { useTexts } from './texts.ts'
import { useWords } from './words.ts'

/** The roles that a grant can give, from least to most. */
export const roles: readonly Role[] = ['volunteer', 'manager', 'author', 'admin']

/** Whether a role can be kept to areas and programmes: volunteers have their own records, administrators everything. */
export const scoped = (role: Role): boolean => role === 'manager' || role === 'author'

/** A grant in a form: known by its key wherever it stands, with the area that is picked and not added yet. */
export type GrantRow = Wire['Grant'] & { key: number; picked: string }

/** Whether an area was picked and not added: without it the grant would reach further than whoever picked it means. */
export const left = ({ role, picked }: GrantRow): boolean => scoped(role) && picked !== ''

/** Says every grant in a line: the role, where, and for which programmes; in a component's setup. */
export function useGrantWords(): (grants: readonly Wire['Grant'][]) => string[] {
  const office = useOffice()
  const { t } = useTexts()
  const words = useWords()
  void office.areas().catch(() => undefined)
  return grants =>
    grants.map(({ role, areas = [], programmes = [] }) =>
      [
        words.term('grant_role', role),
        ...(scoped(role)
          ? [
              areas.length ? words.list(areas.map(code => words.area(code, office.today))) : t('people.everywhere'),
              programmes.length ? words.list(programmes.map(words.programme)) : t('people.all_programmes'),
            ]
          : []),
      ].join(' · '),
    )
}

/** What a person is known by to others, in the order it is told. */
export const members = ['name', 'login', 'organisation', 'grants', 'disabled'] as const

/** One of them. */
export type Member = (typeof members)[number]

/** A member with what it was and what it has become; an absent side was not there. */
export interface MemberChange {
  member: Member
  before?: unknown
  after?: unknown
}

/** A person as an administrator writes them: without blanks at the ends, and without what a role has no use for. */
export function entryOf(of: Wire['UserEntry']): Required<Wire['UserEntry']> {
  return {
    login: of.login.trim(),
    name: of.name.trim(),
    organisation: of.organisation?.trim() ?? '',
    grants: (of.grants ?? []).map(({ role, areas = [], programmes = [] }) => ({
      role,
      ...(scoped(role) && areas.length && { areas: [...areas] }),
      ...(scoped(role) && programmes.length && { programmes: [...programmes] }),
    })),
    disabled: of.disabled ?? false,
  }
}

/** The members in which two versions of a person differ. */
export function differences(before: Wire['UserEntry'], after: Wire['UserEntry']): MemberChange[] {
  const [was, is] = [entryOf(before), entryOf(after)]
  return members
    .filter(member => JSON.stringify(was[member]) !== JSON.stringify(is[member]))
    .map(member => ({ member, before: was[member], after: is[member] }))
}

/** What the note of an entry of the log tells of a person; nothing where it is no such note. */
export function changesOf(note = ''): MemberChange[] {
  let told: unknown
  try {
    told = JSON.parse(note)
  } catch {
    return []
  }
  if (typeof told !== 'object' || told === null) return []
  const sides = told as Partial<Record<Member, Omit<MemberChange, 'member'>>>
  return members.flatMap(member => (sides[member] ? [{ ...sides[member], member }] : []))
}

/** Tells changes of a person in words; in a component's setup. */
export function useMemberWords(): (changes: readonly MemberChange[]) => Change[] {
  const { t } = useTexts()
  const grants = useGrantWords()
  function lines(member: Member, value: unknown): string[] {
    if (member === 'disabled' && typeof value === 'boolean') return [t(value ? 'people.disabled' : 'people.enabled')]
    if (Array.isArray(value) && value.length) return grants(value as Wire['Grant'][])
    return typeof value === 'string' && value ? [value] : ['—']
  }
  const labels: Record<Member, string> = {
    name: 'people.name',
    login: 'sign.login',
    organisation: 'people.organisation',
    grants: 'people.grants',
    disabled: 'people.state',
  }
  return changes =>
    changes.map(({ member, before, after }) => ({
      key: member,
      label: t(labels[member]),
      before: lines(member, before),
      after: lines(member, after),
    }))
}
