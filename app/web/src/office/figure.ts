/**
 * How a printed number stands to the exact one: "" is the exact one itself; over_step at least the printed number and
 * less than one printed step above it; over strictly above; near below by at most 5 %; about within 5 % either way.
 * The server checks the same claims (domain.RoundingWord), by the same vectors.
 */
export type RoundingWord = '' | 'over_step' | 'over' | 'near' | 'about'

/** The words, from the most exact claim to the weakest. */
export const roundingWords: readonly RoundingWord[] = ['', 'over_step', 'over', 'near', 'about']

/** Words and large units of a language, largest unit first, as configs/data/figures.json gives them. */
export interface FigureWords {
  over_step: string
  /** Whether that word stands behind the number. */
  over_step_after?: boolean
  over: string
  /** The shorter `over` before a number with a large unit. */
  over_unit?: string
  near: string
  about: string
  units: { size: number; name: string }[]
}

/**
 * Why a figure cannot be printed: a number that is no count up to 2^53, or a step below 1; a word that would not be
 * true; a step above the number.
 */
export type Misfit = 'range' | 'word' | 'step'

/** A figure in print, or why there is none. */
export type Printed = { text: string; misfit?: undefined } | { text?: undefined; misfit: Misfit }

/** What a word claims of an exact number, a printed one, and the unit of the last printed digit: 100 for "8,500". */
export function misfit(word: RoundingWord, exact: number, printed: number, step: number): Misfit | undefined {
  if (![exact, printed, step].every(Number.isSafeInteger) || exact < 0 || printed < 0 || step < 1) return 'range'
  return holds(word, exact, printed, step) ? undefined : 'word'
}

function holds(word: RoundingWord, exact: number, printed: number, step: number): boolean {
  const twentieth = (printed - (printed % 20)) / 20
  switch (word) {
    case '':
      return exact === printed
    case 'over_step':
      return printed <= exact && exact - printed < step
    case 'over':
      return exact > printed
    case 'near':
      return exact < printed && printed - exact <= twentieth
    case 'about':
      return Math.abs(exact - printed) <= twentieth
    default:
      return false
  }
}

/**
 * The number that a word prints for an exact one at a step: over_step and over cut down, near rounds up, about to the
 * nearest, half up; no word, and no step, keep the number.
 */
export function cut(word: RoundingWord, exact: number, step: number): number {
  if (word === '' || step < 1 || exact < 0) return exact
  const rest = exact % step
  const up = rest > 0 && (word === 'near' || (word === 'about' && rest >= step - rest))
  const above = exact - rest + step
  if (!up) return exact - rest
  return Number.isSafeInteger(above) ? above : exact
}

/**
 * A number as it is published: cut to the step, in the largest unit that takes it with at most two decimals, with its
 * word. A number that the step does not cut is printed whole and needs no word.
 */
export function print(words: FigureWords, exact: number, word: RoundingWord, step: number): Printed {
  const shown = cut(word, exact, step)
  if (shown === 0 && exact > 0 && !misfit(word, exact, shown, Math.max(step, 1))) return { misfit: 'step' }
  return printAs(words, exact, { word, step: Math.max(step, 1), printed: shown })
}

/** A number printed as somebody has written it, if its word holds; one that is the exact number needs no word. */
export function printAs(words: FigureWords, exact: number, { word, printed, step }: Reading): Printed {
  const said = printed === exact ? '' : word
  const bad = misfit(said, exact, printed, step)
  if (bad) return { misfit: bad }
  const unit = words.units.find(u => printed >= u.size && printed % (u.size / 100) === 0) ?? { size: 1, name: '' }
  const number = decimal(printed, unit.size)
  if (said === 'over_step') return { text: overStep(words, number, unit, { printed, step }) }
  const before = {
    '': '',
    over: (unit.size > 1 && words.over_unit) || words.over,
    near: words.near,
    about: words.about,
  }
  return { text: before[said] + number + unit.name }
}

/** Puts the word where its language wants it: in Chinese before a large unit of a number cut no finer than it. */
function overStep(
  words: FigureWords,
  number: string,
  unit: { size: number; name: string },
  { printed, step }: { printed: number; step: number },
): string {
  const word = words.over_step
  if (!words.over_step_after) return word + number + unit.name
  return step >= unit.size && printed / unit.size >= 10 ? number + word + unit.name : number + unit.name + word
}

/** n ÷ size in groups of three digits and at most two decimals, which must be enough. */
function decimal(n: number, size: number): string {
  const rest = n % size
  const whole = String((n - rest) / size).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return rest > 0 ? `${whole}.${String(100 + rest / (size / 100)).slice(1)}`.replace(/0$/, '') : whole
}

/** A step that a number can be printed at, with what it then reads. */
export interface Offer {
  step: number
  text: string
}

/** The powers of ten that a word can cut a number at and stay true, the coarsest first; the whole number last. */
export function offers(words: FigureWords, exact: number, word: RoundingWord): Offer[] {
  const found: Offer[] = []
  for (let step = 1; step <= exact || step === 1; step *= 10) {
    const { text } = print(words, exact, word, step)
    if (text !== undefined && (step === 1 || cut(word, exact, step) !== exact)) found.unshift({ step, text })
  }
  return word === '' ? found.slice(-1) : found
}

/** The coarsest step that keeps two digits of a number and at which its word holds; 1 where none but the whole does. */
export function suggest(exact: number, word: RoundingWord): number {
  if (word === '') return 1
  let step = 1
  for (let n = exact; n >= 100; n /= 10) step *= 10
  while (step > 1 && misfit(word, exact, cut(word, exact, step), step)) step /= 10
  return step
}

/** A printed number taken apart: its word, its value, and the unit of its last printed digit. */
export interface Reading {
  word: RoundingWord
  printed: number
  step: number
}

/**
 * Reads a printed number such as "8,500余" or "about 1.2 million"; `also` gives further words for the same claims, and
 * `units` what may follow the number, such as "场". Nothing where that is not what the text says.
 */
export function readFigure(
  words: FigureWords,
  text: string,
  also: Partial<Record<RoundingWord, readonly string[]>> = {},
  units: readonly string[] = [],
): Reading | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  const [, before = '', digits = '', after = ''] = /^([^\d]*)(\d[\d,]*(?:\.\d+)?)([^\d]*)$/.exec(plain) ?? []
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(digits)) return undefined
  const tail = units.reduce(
    (rest, unit) => (unit && rest.endsWith(unit.toLowerCase()) ? rest.slice(0, -unit.length) : rest),
    after,
  )
  const unit = words.units.find(u => tail.includes(u.name.trim())) ?? { size: 1, name: '' }
  const around = [before, ...tail.split(unit.name.trim() || /$/)].map(s => s.trim()).filter(Boolean)
  const word = around.length === 1 ? wordOf(words, around[0] ?? '', also) : ''
  return around.length > 1 || word === undefined ? undefined : value(digits, unit.size, word)
}

function wordOf(
  words: FigureWords,
  said: string,
  also: Partial<Record<RoundingWord, readonly string[]>>,
): RoundingWord | undefined {
  return roundingWords.find(word => {
    if (word === '') return false
    const own = word === 'over' ? [words.over, words.over_unit ?? ''] : [words[word]]
    return [...own, ...(also[word] ?? [])].some(w => w.trim().toLowerCase() === said)
  })
}

function value(digits: string, size: number, word: RoundingWord): Reading | undefined {
  const [whole = '', decimals = ''] = digits.replaceAll(',', '').split('.')
  const step = size / 10 ** decimals.length
  const printed = Number(whole) * size + Number(decimals || '0') * step
  if (!Number.isSafeInteger(printed) || !Number.isInteger(step)) return undefined
  const zeros = decimals || printed === 0 ? '' : (/0*$/.exec(whole)?.[0] ?? '')
  return { word, printed, step: step * 10 ** zeros.length }
}
