import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadBackup, pack, unpack } from '../src/engine/backup.ts'
import { openStore } from '../src/engine/store.ts'
import { contentWith, draftOf, photoOf, textOf } from './phone.ts'

const user = 'u1'

async function filled() {
  const store = openStore('page', undefined)
  const photos = [photoOf('one'), photoOf('\u0000\u00ff two '.repeat(3000))]
  await store.save({ ...draftOf('a', contentWith(1, photos)), changedAt: 5 }, photos)
  await store.enqueue({ ...draftOf('b', contentWith(2, photos.slice(0, 1))), base: 3 }, 6)
  const row = await store.enqueue(draftOf('c', contentWith(3)), 7)
  await store.amend(row, { refused: [{ pointer: '/title', message: 'no' }], tries: 4, nextAt: 99 })
  return { store, photos }
}

test('a backup brings drafts, rows and photos back to an empty phone, byte for byte', async () => {
  const { store, photos } = await filled()
  const file = await pack(store, user, 8)
  assert.equal(file.type, 'application/json')
  const other = openStore('page', undefined)
  assert.equal(await unpack(other, user, await file.text()), 3)
  assert.deepEqual(await other.drafts(), await store.drafts())
  const [b, c] = await store.rows()
  assert.deepEqual(await other.rows(), [b, { ...c, tries: 0, nextAt: 0, trouble: '' }])
  for (const photo of photos) {
    const back = await other.photo(photo.sha256)
    assert.equal(textOf(back?.bytes), textOf(photo.bytes))
  }
})

test('nothing that is as new or newer is overwritten, wherever it stands', async () => {
  const { store } = await filled()
  const text = await (await pack(store, user, 8)).text()
  assert.equal(await unpack(store, user, text), 0)
  const draft = await store.takeBack('c', 50)
  await store.save({ ...draft!, content: contentWith(33) })
  await store.save({ ...draftOf('a', contentWith(11)), changedAt: 4 })
  assert.equal(await unpack(store, user, text), 1, 'only the older draft is renewed')
  const drafts = Object.fromEntries((await store.drafts()).map(one => [one.id, one.content.attendance]))
  assert.deepEqual(drafts, { a: 1, c: 33 })
  assert.equal((await store.rows()).length, 1)
})

test('photos that nothing names are not brought', async () => {
  const { store, photos } = await filled()
  const other = openStore('page', undefined)
  const backup = JSON.parse(await (await pack(store, user, 8)).text()) as { drafts: unknown[]; rows: unknown[] }
  await unpack(other, user, JSON.stringify({ ...backup, drafts: [], rows: [] }))
  assert.equal(await other.photo(photos[0]?.sha256 ?? ''), undefined)
})

test('a file that is broken, changed or of somebody else is refused and changes nothing', async () => {
  const { store } = await filled()
  const text = await (await pack(store, user, 8)).text()
  const whole = JSON.parse(text) as Record<string, Record<string, unknown>[]>
  const change = (table: string, field: string, value: unknown) => {
    const copy = JSON.parse(text) as typeof whole
    Object.assign(copy[table]?.[0] ?? {}, { [field]: value })
    return JSON.stringify(copy)
  }
  const bad = {
    'half of it': text.slice(0, text.length / 2),
    nothing: '',
    'another format': JSON.stringify({ ...whole, format: 'zip' }),
    'no list': JSON.stringify({ ...whole, drafts: {} }),
    'a list': '[]',
    'a draft without id': change('drafts', 'id', undefined),
    'a draft without content': change('drafts', 'content', { kind: 'party' }),
    'a row without time': change('rows', 'enqueuedAt', 'noon'),
    'a row with a strange refusal': change('rows', 'refused', [1]),
    'another photo': change('photos', 'base64', btoa('other')),
    'a photo of strange text': change('photos', 'base64', '???'),
    'a photo with a strange name': change('photos', 'sha256', '../x'),
  }
  for (const [what, file] of Object.entries(bad)) {
    const other = openStore('page', undefined)
    await assert.rejects(unpack(other, user, file), BadBackup, what)
    assert.deepEqual([...(await other.drafts()), ...(await other.rows())], [], what)
  }
  await assert.rejects(unpack(openStore('page', undefined), 'u2', text), BadBackup)
})
