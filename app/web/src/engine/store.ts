import type { Activity, Content, Draft, Photo, Row } from './activity.ts'
import { contentOf, namesOf, sameContent, union } from './content.ts'
import { idbTables } from './idb.ts'
import type { Place, Run, Tables } from './tables.ts'

/** What the phone keeps for one person. Every method is one transaction: all of it happens or nothing. */
export interface PhoneStore {
  /** Whether it outlives the page. */
  lasting(): Promise<boolean>
  /** Newest change first. */
  drafts(): Promise<Draft[]>
  /** In the order of sending. */
  rows(): Promise<Row[]>
  /** The server's records, in no order. */
  records(): Promise<Activity[]>
  photo(sha256: string): Promise<Photo | undefined>
  /** Something small by name: catalogue, areas, month. */
  kept<T>(key: string): Promise<T | undefined>
  keep(key: string, value: unknown): Promise<void>
  /** Keeps a draft, with photos it newly names. */
  save(draft: Draft, photos?: readonly Photo[]): Promise<void>
  /** Ends a draft; photos that nothing else names go too. */
  discard(id: string): Promise<void>
  dropPhoto(sha256: string): Promise<void>
  /** Turns a draft into a row. Resolves when it would survive a power cut. */
  enqueue(draft: Draft, at: number): Promise<Row>
  /** Changes a row, unless it is no longer the one that is meant: then undefined, and nothing has changed. */
  amend(row: Row, change: Partial<Row>): Promise<Row | undefined>
  /** The server has the row as this record. */
  sent(row: Row, record: Activity): Promise<void>
  /** Turns a row into a draft again; undefined where there is none. */
  takeBack(id: string, at: number): Promise<Draft | undefined>
  /** Puts records of the server and forgets those of the ids `gone`. */
  putRecords(records: readonly Activity[], gone?: readonly string[]): Promise<void>
  /** One transaction of another kind. */
  run: Run
  /** Frees the database, for its removal. */
  close(): Promise<void>
}

/**
 * The store of a name: in IndexedDB, or for the page alone where this browser has none or, as in some private windows,
 * refuses to open it. It can be used at once; what is asked of it waits until it is open.
 */
export function openStore(name: string, factory: IDBFactory | undefined): PhoneStore {
  return makeStore(factory ? idbTables(name, factory).catch(without) : without())
}

async function without(): Promise<Place> {
  return (await import('./memory.ts')).memoryTables()
}

function makeStore(place: Promise<Place>): PhoneStore {
  const run: Run = async (mode, work) => (await place).run(mode, work)
  return {
    lasting: async () => (await place).lasting,
    run,
    close: async () => (await place).close(),
    drafts: async () => (await run('read', t => t.all('drafts'))).sort((a, b) => b.changedAt - a.changedAt),
    rows: async () => (await run('read', t => t.all('queue'))).sort(byTurn),
    records: () => run('read', t => t.all('records')),
    photo: sha256 => run('read', t => t.get('photos', sha256)),
    kept: async <T>(key: string) => (await run('read', t => t.get('kept', key)))?.value as T | undefined,
    keep: (key, value) => run('relaxed', t => t.put('kept', { key, value })),
    save: (draft, photos = []) =>
      run(photos.length > 0 ? 'strict' : 'relaxed', async t => {
        for (const photo of photos) await t.put('photos', photo)
        await t.put('drafts', draft)
      }),
    ...removals(run),
    ...queue(run),
    putRecords: (records, gone = []) =>
      run('relaxed', async t => {
        for (const id of gone) await t.delete('records', id)
        for (const record of records) await t.put('records', record)
      }),
  }
}

function removals(run: Run): Pick<PhoneStore, 'discard' | 'dropPhoto'> {
  return {
    discard: id =>
      run('strict', async t => {
        const draft = await t.get('drafts', id)
        if (!draft) return
        await t.delete('drafts', id)
        await dropUnnamed(t, namesOf(draft.content))
      }),
    dropPhoto: sha256 => run('relaxed', t => dropUnnamed(t, [sha256])),
  }
}

function queue(run: Run): Pick<PhoneStore, 'enqueue' | 'amend' | 'sent' | 'takeBack'> {
  return {
    enqueue: (draft, at) => run('strict', t => enqueue(t, draft, at)),
    amend: (row, change) =>
      run('strict', async t => {
        const stored = await t.get('queue', row.id)
        if (!stored || !stands(stored, row)) return undefined
        const changed = { ...stored, ...change }
        await t.put('queue', changed)
        return changed
      }),
    sent: (row, record) => run('strict', t => sent(t, row, record)),
    takeBack: (id, at) => run('strict', t => takeBack(t, id, at)),
  }
}

function byTurn(a: Row, b: Row): number {
  return a.enqueuedAt - b.enqueuedAt || (a.id < b.id ? -1 : 1)
}

/** Whether the stored row is still the same handing over: another tab may have taken it back and sent it anew. */
function stands(stored: Row | undefined, row: Row): boolean {
  return stored?.enqueuedAt === row.enqueuedAt && sameContent(stored.content, row.content)
}

async function enqueue(t: Tables, draft: Draft, at: number): Promise<Row> {
  const { id, content } = draft
  // A row under this id is the same record handed over in another tab: it may have reached the server.
  const before = await t.get('queue', id)
  const row: Row = {
    id,
    content,
    base: Math.max(draft.base, before?.base ?? 0),
    photos: await heldPhotos(t, content),
    enqueuedAt: at,
    tries: 0,
    nextAt: 0,
    trouble: '',
    refused: null,
    attempted: before ? union(draft.attempted, before.attempted, [before.content]) : draft.attempted,
  }
  await t.delete('drafts', id)
  await t.put('queue', row)
  return row
}

async function sent(t: Tables, row: Row, record: Activity): Promise<void> {
  const now = await t.get('queue', row.id)
  const draft = await t.get('drafts', row.id)
  await t.put('records', record)
  // What has been written since builds on the revision just made, where that holds what this phone sent.
  const base = sameContent(contentOf(record), row.content) ? record.revision : 0
  if (draft) await t.put('drafts', { ...draft, base: Math.max(draft.base, base) })
  if (now && stands(now, row)) await t.delete('queue', row.id)
  else if (now) await t.put('queue', { ...now, base: Math.max(now.base, base) })
  await dropUnnamed(t, namesOf(row.content))
}

async function takeBack(t: Tables, id: string, at: number): Promise<Draft | undefined> {
  const row = await t.get('queue', id)
  const begun = await t.get('drafts', id)
  if (!row) return begun
  const draft: Draft = {
    id,
    content: begun?.content ?? row.content,
    base: Math.max(begun?.base ?? 0, row.base),
    changedAt: at,
    faults: row.refused ?? [],
    attempted: union(begun?.attempted ?? [], row.attempted, [row.content]),
  }
  await t.delete('queue', id)
  await t.put('drafts', draft)
  return draft
}

/** Photos that a content names and the phone has. */
export async function heldPhotos(t: Tables, content: Content): Promise<string[]> {
  const held: string[] = []
  for (const sha256 of namesOf(content)) if (await t.has('photos', sha256)) held.push(sha256)
  return held
}

/** Drops those of some photos that no draft and no row names. */
export async function dropUnnamed(t: Tables, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const contents = [...(await t.all('drafts')), ...(await t.all('queue'))].map(({ content }) => content)
  const named = new Set(contents.flatMap(namesOf))
  for (const sha256 of names) if (!named.has(sha256)) await t.delete('photos', sha256)
}
