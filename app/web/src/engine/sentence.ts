import type { Content } from './activity.ts'
import type { Gazetteer } from './area.ts'
import type { Campus } from './campus.ts'
import { labelOf, type Catalogue } from './catalogue.ts'
import { label, type Text } from './text.ts'

/** Where names are looked up; what is not loaded leaves its name out. */
export interface Names {
  catalogue: Catalogue | null
  gazetteer?: Gazetteer | null
  campuses?: readonly Campus[] | null
}

/** What stays the same from one activity to the next, in one line: programme, area, place, school, form, topic. */
export function carriedLine(content: Content, { catalogue, gazetteer, campuses }: Names, lang: Text['lang']): string {
  if (!catalogue) return ''
  const { area, date = '', drive, topics = [] } = content
  const programme = catalogue.programmes.find(p => p.code === content.programme)
  const [topic, ...more] = topics.map(code => labelOf(catalogue, 'topic', code, lang))
  return [
    programme && label(lang, programme),
    area && gazetteer?.path(area, date).join(' '),
    content.place,
    campuses?.find(c => c.code === drive?.campus)?.name ?? drive?.school,
    content.form && labelOf(catalogue, 'form', content.form, lang),
    topic && (more.length > 0 ? `${topic} +${more.length}` : topic),
  ]
    .filter(Boolean)
    .join(' · ')
}
