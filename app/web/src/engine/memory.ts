import { keys, type Name, type Place, type Run, type Tables } from './tables.ts'

/**
 * Tables that live as long as the page, for browsers without IndexedDB. Transactions run one after another; one that
 * fails leaves nothing.
 */
export function memoryTables(): Place {
  let tables = empty()
  let last: Promise<unknown> = Promise.resolve()
  const run: Run = (_, work) => {
    const result = last.then(async () => {
      const copy = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, new Map(table)]))
      const value = await work(inside(copy as Memory))
      tables = copy as Memory
      return value
    })
    last = result.catch(() => undefined)
    return result
  }
  return { lasting: false, run, close: async () => undefined }
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
