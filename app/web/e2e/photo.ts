import type { Page } from '@playwright/test'
import { createHash } from 'node:crypto'

/** What the made photos say about where they were taken; no phone may send it. */
export const secret = 'GPS 22.5431N 114.0579E'

/** A photo as a camera leaves it: large, with the place inside. */
export async function makePhoto(page: Page, hue: number) {
  const url = await page.evaluate(h => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 1600
    const c = canvas.getContext('2d')
    if (!c) throw new Error('no canvas')
    for (let i = 0; i < 600; i++) {
      c.fillStyle = `hsl(${h + i} ${30 + (i % 60)}% ${20 + ((i * 7) % 60)}%)`
      c.fillRect((i * 379) % 2400, (i * 223) % 1600, 200, 150)
    }
    return canvas.toDataURL('image/jpeg', 0.95)
  }, hue)
  const plain = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
  const note = Buffer.from(`Exif\0\0${secret}`)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(note.length + 2)
  // After the start of the image: one APP1 segment.
  const buffer = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, note, plain.subarray(2)])
  return { name: `photo-${hue}.jpg`, mimeType: 'image/jpeg', buffer }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The photos that IndexedDB holds for a user: their ids, and the SHA-256 of the bytes as they lie there. */
export async function keptPhotos(page: Page, user: string): Promise<{ id: string; hash: string }[]> {
  return page.evaluate(async name => {
    const wait = <T>(r: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        r.addEventListener('success', () => done(r.result))
        r.addEventListener('error', () => fail(r.error as Error))
      })
    const db = await wait(indexedDB.open(name))
    const rows = (await wait(db.transaction('photos').objectStore('photos').getAll())) as {
      sha256: string
      bytes: ArrayBuffer
    }[]
    db.close()
    const hex = (b: ArrayBuffer) => [...new Uint8Array(b)].map(n => n.toString(16).padStart(2, '0')).join('')
    return Promise.all(
      rows.map(async r => ({ id: r.sha256, hash: hex(await crypto.subtle.digest('SHA-256', r.bytes)) })),
    )
  }, `outreach-${user}`)
}
