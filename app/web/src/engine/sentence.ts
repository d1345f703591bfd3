import type { Content, Wire } from './activity.ts'
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

/**
 * The month in one sentence: what counts and, by reason, what does not yet; `unsent` records are on this phone and
 * unknown to the server.
 */
export function monthLine(month: Wire['Summary'], unsent: number, text: Text, catalogue: Catalogue | null): string {
  const why = ({ because, status }: Wire['NotCountedRow']) => {
    if (because === 'status') return text.t(`month.${status}`)
    return catalogue ? labelOf(catalogue, 'not_counted', because, text.lang) : because
  }
  const reasons = month.not_counted.map(row => ({ N: row.activities, Why: why(row) }))
  if (unsent > 0) reasons.push({ N: unsent, Why: text.t('month.unsent') })
  return text.t('month.line', {
    Activities: month.activities,
    Attendance: month.attendance,
    Rest: reasons.reduce((sum, { N }) => sum + N, 0),
    Reasons: reasons.map(reason => text.t('month.reason', reason)).join(text.t('month.and')),
  })
}
