/** A column of a table. */
export interface Column<T> {
  /** Also the name of the slot that draws its cells. */
  key: string
  label: string
  /** Whether it holds numbers: set to the end, in even digits. */
  num?: boolean
  /** Whether its cells name their rows. */
  head?: boolean
  /** What its rows are put in order by; a column without it does not sort. */
  sort?: (row: T) => string | number
  /** What a cell says; where absent, the slot says it. */
  of?: (row: T) => string | number | undefined
  /** Whether its text stays on one line. */
  tight?: boolean
  /** Whether the text may need several lines. */
  wide?: boolean
}

/** A sorting column and its direction, as `-attendance` in an address. */
export interface Order {
  key: string
  down: boolean
}

/** Reads an order such as `-attendance`. */
export function orderOf(text: string | undefined): Order | undefined {
  return text ? { key: text.replace(/^-/, ''), down: text.startsWith('-') } : undefined
}

/** The rows in an order; rows that are equal keep theirs. */
export function sorted<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  order: Order | undefined,
  lang: string,
): T[] {
  const by = columns.find(c => c.key === order?.key)?.sort
  if (!order || !by) return [...rows]
  const collator = new Intl.Collator(lang, { numeric: true })
  const sign = order.down ? -1 : 1
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return rows.toSorted((a, b) => sign * compare(by(a), by(b)))
}
