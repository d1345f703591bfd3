/** How much more than usual is tried: a multiplier (OUTREACH_BUDGET). */
export const budget = Number(process.env.OUTREACH_BUDGET ?? '1') || 1

/** The seed of this run: OUTREACH_SEED, which setup.ts draws where none is given, and prints. */
export const seed = Number(process.env.OUTREACH_SEED ?? '') || 1

/** A line of figures among the list of tests. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Random numbers that come again with the same seed. */
export class Dice {
  #state: number

  constructor(start: number) {
    this.#state = start >>> 0
  }

  /** A number in [0, n). */
  below(n: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let x = this.#state
    x = Math.imul(x ^ (x >>> 15), x | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * n)
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
}
