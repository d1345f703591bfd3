import assert from 'node:assert/strict'
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { test } from 'node:test'
import type { Activity } from '../src/engine/activity.ts'
import { dropDatabase } from '../src/engine/idb.ts'
import { openStore, type PhoneStore } from '../src/engine/store.ts'
import { contentWith, draftOf, photoOf } from './phone.ts'

const name = 'outreach-a'
const stores: Record<string, () => PhoneStore> = {
  IndexedDB: () => openStore(name, new IDBFactory()),
  memory: () => openStore('page', undefined),
}

function recordOf(id: string, attendance: number, revision = 1): Activity {
  return { ...contentWith(attendance), id, revision, status: 'submitted', author: 'me' } as Activity
}

for (const [kind, open] of Object.entries(stores)) {
  test(`${kind}: drafts come newest first, rows in turn, a draft is kept once`, async () => {
    const store = await open()
    await store.save({ ...draftOf('a', contentWith(1)), changedAt: 1 })
    await store.save({ ...draftOf('b', contentWith(2)), changedAt: 3 })
    await store.save({ ...draftOf('a', contentWith(3)), changedAt: 2 })
    assert.deepEqual(
      (await store.drafts()).map(draft => [draft.id, draft.content.attendance]),
      [
        ['b', 2],
        ['a', 3],
      ],
    )
    for (const draft of await store.drafts()) await store.enqueue(draft, 10 - draft.changedAt)
    assert.deepEqual(await store.drafts(), [])
    assert.deepEqual(
      (await store.rows()).map(row => row.id),
      ['b', 'a'],
    )
  })

  test(`${kind}: an ended draft takes its photos along, but none that another names`, async () => {
    const store = await open()
    const [one, two] = [photoOf('one'), photoOf('two')]
    await store.save(draftOf('a', contentWith(1, [one, two])), [one, two])
    await store.save(draftOf('b', contentWith(1, [two])))
    await store.dropPhoto(one.sha256)
    assert.deepEqual(await store.photo(one.sha256), one, 'a draft names it')
    await store.discard('a')
    assert.equal(await store.photo(one.sha256), undefined)
    assert.deepEqual(await store.photo(two.sha256), two)
    await store.discard('a')
    assert.equal((await store.drafts()).length, 1)
  })

  test(`${kind}: a row that was handed over anew is not changed by who means the old one`, async () => {
    const store = await open()
    const old = await store.enqueue(draftOf('a', contentWith(1)), 1)
    const anew = await store.enqueue(draftOf('a', contentWith(2)), 2)
    assert.deepEqual(anew.attempted, [contentWith(1)])
    assert.equal(await store.amend(old, { tries: 9 }), undefined)
    assert.deepEqual(await store.rows(), [anew])
    await store.sent(old, recordOf('a', 1))
    assert.deepEqual(await store.rows(), [{ ...anew, base: 1 }])
    assert.equal((await store.amend(anew, { tries: 9 }))?.tries, 9)
  })

  test(`${kind}: a draft kept in another tab builds on what was sent meanwhile, not on what a reviewer wrote`, async () => {
    const store = await open()
    for (const [id, told, base] of [
      ['a', 1, 4],
      ['b', 7, 0],
    ] as const) {
      const row = await store.enqueue(draftOf(id, contentWith(1)), 1)
      await store.save(draftOf(id, contentWith(2)))
      await store.sent(row, recordOf(id, told, 4))
      const draft = (await store.drafts()).find(one => one.id === id)
      assert.equal(draft?.base, base)
      assert.equal(draft.content.attendance, 2)
    }
  })

  test(`${kind}: a row taken back while a draft of it was kept gives the draft`, async () => {
    const store = await open()
    await store.enqueue(draftOf('a', contentWith(1)), 1)
    await store.save(draftOf('a', contentWith(2)))
    const draft = await store.takeBack('a', 5)
    assert.equal(draft?.content.attendance, 2)
    assert.deepEqual(draft.attempted, [contentWith(1)])
    assert.deepEqual(await store.rows(), [])
    assert.deepEqual(await store.drafts(), [draft])
    assert.equal(await store.takeBack('nobody', 5), undefined)
  })

  test(`${kind}: records are added, or put in place of all`, async () => {
    const store = await open()
    await store.putRecords([recordOf('a', 1), recordOf('b', 1)])
    await store.putRecords([recordOf('b', 2)])
    assert.equal((await store.records()).length, 2)
    await store.putRecords([recordOf('c', 3)], ['a', 'b'])
    assert.deepEqual(await store.records(), [recordOf('c', 3)])
    assert.equal(await store.kept('month'), undefined)
    await store.keep('month', { total: 1 })
    assert.deepEqual(await store.kept('month'), { total: 1 })
  })
}

test('what was kept is there when the app is opened again', async () => {
  const disk = new IDBFactory()
  const before = openStore(name, disk)
  await before.enqueue(draftOf('a', contentWith(1)), 1)
  await before.close()
  const after = openStore(name, disk)
  assert.equal((await after.rows()).length, 1)
  assert.equal((await openStore('outreach-b', disk).rows()).length, 0, 'another person sees it')
})

test('a connection that the browser closed is opened again', async () => {
  const disk = new IDBFactory()
  const opened: IDBDatabase[] = []
  const factory = {
    open(...args: Parameters<IDBFactory['open']>) {
      const request = disk.open(...args)
      request.addEventListener('success', () => opened.push(request.result as unknown as IDBDatabase))
      return request
    },
  } as unknown as globalThis.IDBFactory
  const store = openStore(name, factory)
  await store.save(draftOf('a', contentWith(1)))
  opened[0]?.close()
  await store.save(draftOf('b', contentWith(2)))
  assert.equal((await store.drafts()).length, 2)
  assert.ok(opened[1])
  forceCloseDatabase(opened[1] as never)
  assert.equal((await store.drafts()).length, 2)
  assert.equal(opened.length, 3)
})

test('an open tab does not stand in the way of a removal', async () => {
  const disk = new IDBFactory()
  const store = openStore(name, disk)
  await store.save(draftOf('a', contentWith(1)))
  await dropDatabase(name, disk)
  assert.deepEqual(await store.drafts(), [])
})

test('a transaction that fails changes nothing and tells why', async () => {
  const store = openStore(name, new IDBFactory())
  const broken = { ...photoOf('x'), bytes: (() => undefined) as unknown as ArrayBuffer }
  await assert.rejects(store.save(draftOf('a', contentWith(1)), [photoOf('y'), broken]), { name: 'DataCloneError' })
  assert.deepEqual(await store.drafts(), [])
  assert.equal(await store.photo(photoOf('y').sha256), undefined)
  const memory = openStore('page', undefined)
  const naught = null as unknown as ReturnType<typeof draftOf>
  await assert.rejects(memory.save(naught, [photoOf('y')]), TypeError)
  assert.equal(await memory.photo(photoOf('y').sha256), undefined)
})
