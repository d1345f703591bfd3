import type { Activity, Draft, Photo, Row } from './activity.ts'

/** What each table holds. */
export interface Rows {
  drafts: Draft
  queue: Row
  photos: Photo
  records: Activity
  kept: { key: string; value: unknown }
}

/** A table. */
export type Name = keyof Rows

/** The field that is each table's key. */
export const keys: { readonly [N in Name]: keyof Rows[N] & string } = {
  drafts: 'id',
  queue: 'id',
  photos: 'sha256',
  records: 'id',
  kept: 'key',
}

/** The tables inside one transaction. Nothing else may be awaited there. */
export interface Tables {
  get<N extends Name>(table: N, key: string): Promise<Rows[N] | undefined>
  has(table: Name, key: string): Promise<boolean>
  all<N extends Name>(table: N): Promise<Rows[N][]>
  put<N extends Name>(table: N, value: Rows[N]): Promise<void>
  delete(table: Name, key: string): Promise<void>
  clear(table: Name): Promise<void>
}

/** Runs one transaction; a strict one resolves only when it would survive a power cut. */
export type Run = <T>(mode: 'read' | 'relaxed' | 'strict', work: (tables: Tables) => Promise<T>) => Promise<T>

/** Where tables are kept. */
export interface Place {
  /** Whether it outlives the page. */
  readonly lasting: boolean
  run: Run
  /** Frees it, for its removal. */
  close(): Promise<void>
}
