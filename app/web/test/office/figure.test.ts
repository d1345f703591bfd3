import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cut,
  misfit,
  offers,
  print,
  readFigure,
  roundingWords,
  suggest,
  type FigureWords,
  type RoundingWord,
} from '../../src/office/figure.ts'
import { json } from '../data.ts'
import { budget, Dice, seed } from '../dice.ts'

const words = json<Record<'zh' | 'en', FigureWords>>('configs/data/figures.json')
const langs = ['zh', 'en'] as const

/** The vectors that the server's own tests read too. */
const vectors = json<{
  print: { exact: number; word: RoundingWord; step: number; cut: number; zh: string; en: string; refused: string }[]
  check: { word: RoundingWord; exact: number; printed: number; step: number; refused: string }[]
}>('configs/testdata/figure_vectors.json')

/** An unknown word is refused by name there; here it is one that does not hold. */
const reason = (refused: string) => refused.replace('unknown', 'word') || undefined

test('figures read as the shared vectors say', () => {
  assert.ok(vectors.print.length >= 250 && vectors.check.length >= 100)
  for (const v of vectors.print) {
    const told = `${v.word} ${v.exact} at ${v.step}`
    assert.equal(cut(v.word, v.exact, v.step), v.cut, told)
    for (const lang of langs) {
      const printed = print(words[lang], v.exact, v.word, v.step)
      assert.deepEqual([printed.text ?? '', printed.misfit], [v[lang], reason(v.refused)], `${lang}: ${told}`)
    }
  }
  for (const v of vectors.check)
    assert.equal(misfit(v.word, v.exact, v.printed, v.step), reason(v.refused), JSON.stringify(v))
})

test('what is no count up to 2^53 is refused', () => {
  for (const exact of [0.5, -1, 2 ** 53, NaN, Infinity]) {
    assert.equal(misfit('over', exact, 0, 1), 'range')
    assert.equal(print(words.zh, exact, '', 1).misfit, 'range')
  }
})

/** A count with any number of digits, and a word. */
function draw(dice: Dice): [number, RoundingWord] {
  return [dice.below(10 ** (1 + dice.below(15))), dice.pick(roundingWords)]
}

test(`what is printed is true, reads back, and wears a word where it was cut (seed ${seed})`, () => {
  const dice = new Dice(seed)
  const steps = [1, 10, 100, 250, 1000, 10_000, 1_000_000, 100_000_000]
  let printed = 0
  for (let i = 0; i < 4000 * budget; i++) {
    const [exact, word] = draw(dice)
    const step = dice.pick(steps)
    const lang = dice.pick(langs)
    const { text } = print(words[lang], exact, word, step)
    if (text === undefined) continue
    printed++
    const read = readFigure(words[lang], text)
    assert.ok(read, `${text} of ${exact} cannot be read`)
    const shown = cut(word, exact, step)
    assert.deepEqual([read.printed, read.word], [shown, shown === exact ? '' : word], text)
    assert.equal(misfit(read.word, exact, read.printed, Math.max(read.step, step)), undefined, text)
  }
  assert.ok(printed > 1000)
})

test(`the step that is proposed holds, keeps two digits, and is among those offered (seed ${seed})`, () => {
  const dice = new Dice(seed + 1)
  for (let i = 0; i < 2000 * budget; i++) {
    const [exact, word] = draw(dice)
    const step = suggest(exact, word)
    const told = `${word} ${exact} at ${step}`
    const { text } = print(words.zh, exact, word, step)
    assert.ok(text !== undefined, told)
    const list = offers(words.zh, exact, word)
    assert.ok(
      list.some(offer => offer.text === text),
      told,
    )
    assert.ok(step === 1 || cut(word, exact, step) >= 10 * step, told)
    for (const offer of list) {
      assert.equal(print(words.zh, exact, word, offer.step).text, offer.text)
      assert.equal(
        misfit(cut(word, exact, offer.step) === exact ? '' : word, exact, cut(word, exact, offer.step), offer.step),
        undefined,
      )
    }
  }
})

test('steps are offered the coarsest first, the whole number last', () => {
  assert.deepEqual(offers(words.zh, 8537, 'over_step'), [
    { step: 1000, text: '8,000余' },
    { step: 100, text: '8,500余' },
    { step: 10, text: '8,530余' },
    { step: 1, text: '8,537' },
  ])
  assert.deepEqual(
    offers(words.en, 8100, 'near').map(offer => offer.text),
    ['8,100'],
  )
  assert.deepEqual(offers(words.zh, 8537, ''), [{ step: 1, text: '8,537' }])
  assert.deepEqual(offers(words.zh, 0, 'over'), [{ step: 1, text: '0' }])
  assert.deepEqual(
    [
      suggest(8537, 'over_step'),
      suggest(1037, 'near'),
      suggest(452_318, 'over'),
      suggest(99, 'over'),
      suggest(8537, ''),
    ],
    [100, 10, 10_000, 1, 1],
  )
})

const also = { over_step: ['多'], over: ['逾', '突破'], about: ['左右'] } as const
const zh = (text: string) => readFigure(words.zh, text, also, ['场', '人次', '个县级行政区'])
const en = (text: string) => readFigure(words.en, text)

test('a typed number is read with its word, its value and its last printed digit', () => {
  assert.deepEqual(zh('8,500余场'), { word: 'over_step', printed: 8500, step: 100 })
  assert.deepEqual(zh('8500多场'), { word: 'over_step', printed: 8500, step: 100 })
  assert.deepEqual(zh('8,5００余'), { word: 'over_step', printed: 8500, step: 100 })
  assert.deepEqual(zh('400余万人次'), { word: 'over_step', printed: 4_000_000, step: 1_000_000 })
  assert.deepEqual(zh('4.3万余'), { word: 'over_step', printed: 43_000, step: 1000 })
  assert.deepEqual(zh('超45万人次'), { word: 'over', printed: 450_000, step: 10_000 })
  assert.deepEqual(zh('超过 100'), { word: 'over', printed: 100, step: 100 })
  assert.deepEqual(zh('逾100'), { word: 'over', printed: 100, step: 100 })
  assert.deepEqual(zh('1万左右'), { word: 'about', printed: 10_000, step: 10_000 })
  assert.deepEqual(zh('近5亿'), { word: 'near', printed: 500_000_000, step: 100_000_000 })
  assert.deepEqual(zh('5.0万'), { word: '', printed: 50_000, step: 1000 })
  assert.deepEqual(zh('200个县级行政区'), { word: '', printed: 200, step: 100 })
  assert.deepEqual(zh('0'), { word: '', printed: 0, step: 1 })
  assert.deepEqual(en('Over 8,500'), { word: 'over_step', printed: 8500, step: 100 })
  assert.deepEqual(en('more than 1.25 million'), { word: 'over', printed: 1_250_000, step: 10_000 })
  assert.deepEqual(en('nearly 2  billion'), { word: 'near', printed: 2_000_000_000, step: 1_000_000_000 })
})

test('what is no printed number is not read', () => {
  const texts = [
    '',
    '余',
    '8,50余',
    '8.5.3',
    '1,2345',
    '大概8,500',
    '超8,500余',
    '8,500余份',
    '8,500至9,000',
    '-5',
    '1.5',
  ]
  for (const text of texts) assert.equal(readFigure(words.zh, text, also, ['场']), undefined, text)
})

test('the word that a correction breaks is told apart from the one that still holds', () => {
  const typed = readFigure(words.zh, '8,500余')
  assert.ok(typed)
  assert.equal(misfit(typed.word, 8503, typed.printed, typed.step), undefined)
  assert.equal(misfit(typed.word, 8480, typed.printed, typed.step), 'word')
})
