import type { Content, Draft, Fault, Photo, Row } from './activity.ts'
import { namesOf } from './content.ts'
import { base64, hex } from './photo.ts'
import { dropUnnamed, heldPhotos, type PhoneStore } from './store.ts'
import type { Tables } from './tables.ts'

const format = 'outreach-unsent-1'

/** The file is none of ours, is broken, or belongs to somebody else. */
export class BadBackup extends Error {}

type Stored = Omit<Photo, 'bytes'> & { base64: string }

/** A backup's JSON. */
interface Backup {
  format: string
  /** Id of the person whose work it is. */
  user: string
  /** Milliseconds since the epoch. */
  at: number
  drafts: Draft[]
  rows: Row[]
  photos: Stored[]
}

/** All unsent work of a person with its photos, as one JSON file. */
export async function pack(store: PhoneStore, user: string, at: number): Promise<Blob> {
  const [drafts, rows] = await Promise.all([store.drafts(), store.rows()])
  const photos: Stored[] = []
  for (const sha256 of new Set([...drafts, ...rows].flatMap(({ content }) => namesOf(content)))) {
    const photo = await store.photo(sha256)
    if (photo) photos.push({ sha256, width: photo.width, height: photo.height, base64: base64(photo.bytes) })
  }
  const backup: Backup = { format, user, at, drafts, rows, photos }
  return new Blob([JSON.stringify(backup)], { type: 'application/json' })
}

/**
 * Takes a backup back, unless the phone has something as new; gives how many records it added. Fails with BadBackup
 * and changes nothing where the file is not whole or not of this person.
 */
export async function unpack(store: PhoneStore, user: string, text: string): Promise<number> {
  const backup = parse(text)
  if (backup.user !== user) throw new BadBackup('the work of somebody else')
  const photos: Photo[] = []
  for (const stored of backup.photos) photos.push(await photoOf(stored))
  return store.run('strict', t => merge(t, backup, photos))
}

async function merge(t: Tables, { drafts, rows }: Backup, photos: readonly Photo[]): Promise<number> {
  let added = 0
  const older = async (id: string, at: number) => {
    const draft = await t.get('drafts', id)
    const row = await t.get('queue', id)
    return Math.max(draft?.changedAt ?? -1, row?.enqueuedAt ?? -1) < at
  }
  for (const photo of photos) await t.put('photos', photo)
  for (const draft of drafts) {
    if (!(await older(draft.id, draft.changedAt))) continue
    await t.put('drafts', draft)
    added++
  }
  for (const row of rows) {
    if (!(await older(row.id, row.enqueuedAt))) continue
    await t.put('queue', { ...row, photos: await heldPhotos(t, row.content), tries: 0, nextAt: 0, trouble: '' })
    added++
  }
  await dropUnnamed(
    t,
    photos.map(({ sha256 }) => sha256),
  )
  return added
}

function parse(text: string): Backup {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (error) {
    throw new BadBackup('no JSON', { cause: error })
  }
  if (!isObject(found) || found.format !== format || typeof found.user !== 'string') throw new BadBackup('no backup')
  const { at, drafts, rows, photos } = found
  const whole = typeof at === 'number' && every(drafts, isDraft) && every(rows, isRow) && every(photos, isPhoto)
  if (!whole) throw new BadBackup('not whole')
  return { format, user: found.user, at, drafts, rows, photos }
}

async function photoOf({ base64: text, ...rest }: Stored): Promise<Photo> {
  try {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer
    if (hex(await crypto.subtle.digest('SHA-256', bytes)) === rest.sha256) return { ...rest, bytes }
  } catch (error) {
    throw new BadBackup('a broken photo', { cause: error })
  }
  throw new BadBackup('a changed photo')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function every<T>(list: unknown, is: (one: unknown) => one is T): list is T[] {
  return Array.isArray(list) && list.every(is)
}

function isContent(value: unknown): value is Content {
  return isObject(value) && ['session', 'visit', 'drive'].includes(String(value.kind))
}

function isFault(value: unknown): value is Fault {
  return isObject(value) && typeof value.pointer === 'string' && typeof value.message === 'string'
}

/** What drafts and rows have in common. */
function isWork(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    isContent(value.content) &&
    typeof value.base === 'number' &&
    every(value.attempted, isContent)
  )
}

function isDraft(value: unknown): value is Draft {
  return isWork(value) && typeof value.changedAt === 'number' && every(value.faults, isFault)
}

function isRow(value: unknown): value is Row {
  return (
    isWork(value) && typeof value.enqueuedAt === 'number' && (value.refused === null || every(value.refused, isFault))
  )
}

function isPhoto(value: unknown): value is Stored {
  return (
    isObject(value) &&
    /^[0-9a-f]{64}$/.test(String(value.sha256)) &&
    typeof value.base64 === 'string' &&
    typeof value.width === 'number' &&
    typeof value.height === 'number'
  )
}
