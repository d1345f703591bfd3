/** One value that a chart draws. */
export interface Datum {
  /** null: not known, or not asked; drawn as a gap, never as 0. */
  value: number | null
  /** The value as it is read. */
  text: string
  /** Address of what the value is made of, such as #/records?area=440000. */
  to?: string
}

/** What stands along an axis: a month, a programme, an area. */
export interface Category {
  key: string
  label: string
}

/** A row of values, one a category and in their order. */
export interface Series {
  key: string
  label: string
  data: readonly Datum[]
}

/** One tile of a grid of provinces. */
export interface Tile extends Datum {
  /** Six digits. */
  code: string
  /** Short: what fits a tile. */
  label: string
  /** What the tile is called by readers, with its value: 广东省，122 个县级区划中覆盖 84 个. */
  name: string
  /** Drawn as not belonging to what is counted, with no value. */
  marked?: boolean
}

/** The greatest value of all series; 0 where there is none. */
export function greatest(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ data }) => data.map(({ value }) => value ?? 0)))
}

/** What a point is called by readers. */
export function nameOf(category: Category | undefined, series: Series, datum: Datum, several: boolean): string {
  return [category?.label, several && series.label, datum.text].filter(Boolean).join(' ')
}
