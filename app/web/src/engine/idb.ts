import { keys, type Name, type Place, type Run, type Tables } from './tables.ts'

const names = Object.keys(keys) as Name[]

/** What a lost connection is told by: the browser closed it, as iOS does with pages in the background. */
const lost = new Set(['InvalidStateError', 'UnknownError'])

/**
 * Tables in IndexedDB. A connection that the browser closed is opened again and the transaction, of which nothing
 * has happened, is run again; one that stands in the way of a removal is given up.
 */
export async function idbTables(name: string, factory: IDBFactory): Promise<Place> {
  let opening: Promise<IDBDatabase> | undefined
  let closed = false
  const forget = () => (opening = undefined)

  async function open(): Promise<IDBDatabase> {
    const request = factory.open(name, 1)
    request.addEventListener('upgradeneeded', () => {
      for (const table of names) request.result.createObjectStore(table, { keyPath: keys[table] })
    })
    const db = await done(request)
    db.addEventListener('close', forget)
    db.addEventListener('versionchange', () => {
      db.close()
      forget()
    })
    return db
  }

  async function once<T>(mode: Parameters<Run>[0], work: (tables: Tables) => Promise<T>): Promise<T> {
    if (closed) throw new DOMException('the store is closed', 'AbortError')
    opening ??= open()
    const db = await opening.catch((error: unknown) => {
      forget()
      throw error
    })
    const tx =
      mode === 'read' ? db.transaction(names, 'readonly') : db.transaction(names, 'readwrite', { durability: mode })
    const end = new Promise<void>((ok, no) => {
      tx.addEventListener('complete', () => ok())
      tx.addEventListener('abort', () => no(tx.error ?? new DOMException('aborted', 'AbortError')))
    })
    end.catch(() => undefined)
    try {
      const value = await work(inside(tx))
      await end
      return value
    } catch (error) {
      abort(tx)
      throw error
    }
  }

  const run: Run = async (mode, work) => {
    try {
      return await once(mode, work)
    } catch (error) {
      if (!lost.has((error as Error).name)) throw error
      forget()
      return once(mode, work)
    }
  }
  opening = open()
  await opening
  return {
    lasting: true,
    run,
    async close() {
      closed = true
      const db = await opening
      forget()
      db?.close()
    },
  }
}

/** Takes a database away with all that is in it. */
export async function dropDatabase(name: string, factory: IDBFactory): Promise<void> {
  await done(factory.deleteDatabase(name))
}

function inside(tx: IDBTransaction): Tables {
  return {
    get: (table, key) => done(tx.objectStore(table).get(key)),
    has: async (table, key) => (await done(tx.objectStore(table).count(key))) > 0,
    all: table => done(tx.objectStore(table).getAll()),
    async put(table, value) {
      await done(tx.objectStore(table).put(value))
    },
    delete: (table, key) => done(tx.objectStore(table).delete(key)),
    clear: table => done(tx.objectStore(table).clear()),
  }
}

function abort(tx: IDBTransaction): void {
  try {
    tx.abort()
  } catch (error) {
    // It has ended already, which is all that was wanted.
    if ((error as Error).name !== 'InvalidStateError') throw error
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((ok, no) => {
    request.addEventListener('success', () => ok(request.result))
    request.addEventListener('error', () => no(request.error))
  })
}
