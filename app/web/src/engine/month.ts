import type { Wire } from './activity.ts'
import { labelOf, type Catalogue } from './catalogue.ts'
import type { Text } from './text.ts'

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
