/** How much more than usual is tried: a multiplier (OUTREACH_BUDGET). */
export const budget = Number(process.env.OUTREACH_BUDGET ?? '1') || 1

/** The seed of this run (OUTREACH_SEED, else the clock), which every random test prints. */
export const seed = Number(process.env.OUTREACH_SEED ?? '') || Date.now() % 2 ** 31

/** Random numbers that come again with the same seed. */
export class Dice {
  #state: number

  constructor(start: number) {
    this.#state = start >>> 0
  }

  /** A number in [0, 1), by mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let x = this.#state
    x = Math.imul(x ^ (x >>> 15), x | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }

  /** A number in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** Whether something with that chance happens. */
  happens(chance: number): boolean {
    return this.next() < chance
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
}
