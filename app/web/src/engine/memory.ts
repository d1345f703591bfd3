import { makeStore, type PhoneStore } from './store.ts'
import { keys, type Name, type Run, type Tables } from './tables.ts'

/** A store that lives as long as the page: for browsers without IndexedDB. */
export function memoryStore(): PhoneStore {
  return makeStore(false, memoryTables(), async () => undefined)
}

/** Tables in memory. Transactions run one after another; one that fails leaves nothing. */
function memoryTables(): Run {
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
