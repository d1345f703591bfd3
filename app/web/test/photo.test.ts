import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { bare, base64, dataURL, shrink, type PictureTools } from '../src/engine/photo.ts'

const most = 200 * 1024

function segment(marker: number, payload: number[]): number[] {
  return [0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 0xff, ...payload]
}

function text(words: string): number[] {
  return Array.from(words, c => c.codePointAt(0) ?? 0)
}

const start = [0xff, 0xd8]
const jfif = segment(0xe0, [...text('JFIF\0'), 1, 2, 0, 0, 1, 0, 1, 0, 0])
const adobe = segment(0xee, text('Adobe 123456'))
const table = segment(0xdb, [1, 2, 3])
const scan = [...segment(0xda, [1]), 0x12, 0xff, 0x00, 0xff, 0xe1, 0x34, 0xff, 0xd9]
const place = segment(0xe1, text('Exif 31.2N 121.5E'))

function bytesOf(...parts: number[][]): ArrayBuffer {
  return Uint8Array.from(parts.flat()).buffer
}

/** Tools that make JPEGs of a size by quality; what was asked of them is noted. */
function tools(width: number, height: number, size: (side: number, quality: number) => number) {
  const asked: { width: number; height: number; quality: number }[] = []
  let closed = 0
  const made: PictureTools = {
    decode: async () => ({ width, height, close: () => closed++ }),
    async encode(_, at, quality) {
      asked.push({ ...at, quality })
      const small = new Uint8Array(bytesOf(start, place, scan))
      const bytes = new Uint8Array(Math.max(small.length, size(Math.max(at.width, at.height), quality)))
      bytes.set(small)
      return bytes.buffer
    },
    digest: async bytes => new Uint8Array(createHash('sha256').update(new Uint8Array(bytes)).digest()).buffer,
  }
  return { made, asked, closed: () => closed }
}

test('what cameras and encoders write about a picture goes, the picture stays', () => {
  const comment = segment(0xfe, text('by me'))
  const profile = segment(0xe2, text('ICC_PROFILE'))
  const full = bytesOf(start, jfif, place, profile, adobe, comment, table, place, scan)
  assert.deepEqual(bare(full), bytesOf(start, jfif, adobe, table, scan))
  const clean = bytesOf(start, jfif, table, scan)
  assert.deepEqual(bare(clean), clean)
})

test('a large picture becomes at most 1,280 px at its own shape, named by its hash', async () => {
  const { made, asked, closed } = tools(4000, 3000, () => 100_000)
  const photo = await shrink(new Blob(['x']), made)
  assert.deepEqual(asked, [{ width: 1280, height: 960, quality: 0.75 }])
  assert.equal(photo.sha256, createHash('sha256').update(new Uint8Array(photo.bytes)).digest('hex'))
  assert.deepEqual([photo.width, photo.height], [1280, 960])
  assert.ok(!Buffer.from(photo.bytes).includes('Exif'))
  assert.equal(closed(), 1)
})

test('a small picture is not made larger, and a line of pixels keeps one', async () => {
  for (const [width, height, to] of [
    [300, 200, [300, 200]],
    [1, 9000, [1, 1280]],
  ] as const) {
    const { made, asked } = tools(width, height, () => 1000)
    await shrink(new Blob(['x']), made)
    assert.deepEqual([asked[0]?.width, asked[0]?.height], to)
  }
})

test('quality goes down first, then size, until 200 KB are enough', async () => {
  const { made, asked } = tools(4000, 3000, (side, quality) => side * quality * 400)
  const photo = await shrink(new Blob(['x']), made)
  assert.ok(photo.bytes.byteLength <= most)
  assert.deepEqual(
    asked.map(one => [one.width, one.quality]),
    [
      [1280, 0.75],
      [1280, 0.65],
      [1280, 0.55],
      [1280, 0.45],
      [1024, 0.75],
      [1024, 0.65],
      [1024, 0.55],
      [1024, 0.45],
    ],
  )
})

test('a picture that cannot be read or never fits is an error, and its memory is given back', async () => {
  const { made, closed } = tools(4000, 3000, () => 10 * most)
  await assert.rejects(shrink(new Blob(['x']), made), RangeError)
  assert.equal(closed(), 1)
  const broken = { ...made, decode: async () => Promise.reject(new DOMException('no picture', 'InvalidStateError')) }
  await assert.rejects(shrink(new Blob(['x']), broken), { name: 'InvalidStateError' })
})

test('bytes become text and an address, however many there are', () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => i % 256)
  assert.equal(base64(bytes.buffer), Buffer.from(bytes).toString('base64'))
  const photo = { sha256: '', bytes: bytes.buffer, width: 1, height: 1 }
  assert.match(dataURL(photo), /^data:image\/jpeg;base64,AAECAw/)
})
