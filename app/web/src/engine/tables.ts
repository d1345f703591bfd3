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

/** Tables in memory. Transactions run one after another; one that fails leaves nothing. */
export function memoryTables(): Run {
  let tables = empty()
  let last: Promise<unknown> = Promise.resolve()
  return (_, work) => {
    const result = last.then(async () => {
      const copy = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, new Map(table)]))
      const value = await work(inside(copy as Memory))
      tables = copy as Memory
      return value
    })
    last = result.catch(() => undefined)
    return result
  }
}

type Memory = Record<Name, Map<string, unknown>>

function empty(): Memory {
  return { drafts: new Map(), queue: new Map(), photos: new Map(), records: new Map(), kept: new Map() }
}

function inside(memory: Memory): Tables {
  return {
    get: async (table, key) => memory[table].get(key) as never,
    has: async (table, key) => memory[table].has(key),
    all: async table => [...memory[table].values()] as never,
    async put(table, value) {
      memory[table].set(String(value[keys[table] as keyof typeof value]), value)
    },
    async delete(table, key) {
      memory[table].delete(key)
    },
    async clear(table) {
      memory[table].clear()
    },
  }
}
