import { dayAfter } from '../../period.ts'
import { useOffice } from '../../office.ts'
import type { Dimension, Measure, Question } from '../../question.ts'
import { areaName } from '../../sentence.ts'
import { useTexts } from '../../texts.ts'
import { useWords } from '../../words.ts'

/** Names of a question's measures, dimensions and their values, in a component's setup. */
export interface CutNames {
  measure(m: Measure): string
  dimension(d: Dimension): string
  value(d: Dimension, code: string): string
}

/** Days on which a place of a question may have stood: at its end, at its beginning, and in the years between. */
export function daysOf({ filter }: Pick<Question, 'filter'>, today: string): string[] {
  const last = filter.to ? dayAfter(filter.to, -1) : today
  const years = Array.from({ length: 12 }, (_, i) => `${Number(last.slice(0, 4)) - i}-01-01`)
  return [last, ...(filter.from ? [filter.from] : []), ...years]
}

/** The names, of whatever question there is when they are asked for. */
export function useCutNames(question: () => Question): CutNames {
  const office = useOffice()
  const texts = useTexts()
  const words = useWords()
  const { t } = texts

  function time(d: Dimension, code: string): string | undefined {
    const [Year = '', part = ''] = code.split('-')
    if (d === 'day') return texts.day(code)
    if (d === 'month') return texts.month(code)
    if (d === 'quarter') return t('statistics.quarter', { Year, N: part.slice(1) })
    if (d === 'half') return t('statistics.half', { Year, N: part.slice(1) })
    return d === 'year' ? t('frame.year', { Year }) : undefined
  }

  function entry(d: Dimension, code: string): string | undefined {
    if (d === 'province' || d === 'city' || d === 'county')
      return areaName(office.gazetteer, code, daysOf(question(), office.today))
    if (d === 'programme' || d === 'campaign' || d === 'organisation' || d === 'campus') return words[d](code)
    return undefined
  }

  return {
    measure: m => words.term('measure', m),
    dimension: d => words.term('dimension', d),
    value: (d, code) =>
      code === ''
        ? t(d === 'city' || d === 'county' ? `statistics.table.no_${d}` : 'statistics.table.none')
        : (time(d, code) ?? entry(d, code) ?? words.term(d === 'basis' ? 'count_basis' : d, code)),
  }
}
