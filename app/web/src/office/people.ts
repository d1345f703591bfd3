import type { Wire } from '../engine/activity.ts'
import { useOffice, type Role } from './office.ts'
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
