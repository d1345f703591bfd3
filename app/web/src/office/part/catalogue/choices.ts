import type { Catalogue } from '../../../engine/catalogue.ts'
import type { Texts } from '../../texts.ts'
import type { Option } from '../option.ts'

/** What there is to choose for a member of an entry; nothing for those that are typed. */
export function choicesOf(member: string, catalogue: Catalogue | null, { t, label }: Texts): Option[] {
  const named = (entries: readonly { code: string; zh: string; en: string }[] = []) =>
    entries.map(entry => ({ code: entry.code, label: label(entry) }))
  const terms = (list: string) => named(catalogue?.vocabularies.find(v => v.name === list)?.terms)
  switch (member) {
    case 'kinds':
      return terms('kind')
    case 'programmes':
      return named(catalogue?.programmes)
    case 'type':
      return terms('organisation_type')
    case 'category':
      return ['regular', 'adult'].map(code => ({ code, label: t(`catalogue.value.${code}`) }))
    case 'level':
      return ['undergraduate', 'vocational'].map(code => ({ code, label: t(`catalogue.value.${code}`) }))
    default:
      return []
  }
}
