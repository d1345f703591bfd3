import type { Page } from '@playwright/test'
import { deflateSync, crc32 } from 'node:zlib'

/** A picture of the page as a PNG of at most 256 colours: a third of what the browser makes. */
export async function picture(page: Page): Promise<Buffer> {
  const png = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64')
  const { width, height, pixels } = await page.evaluate(async data => {
    const bytes = Uint8Array.from(atob(data), c => c.codePointAt(0) ?? 0)
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    context.drawImage(image, 0, 0)
    const all = context.getImageData(0, 0, image.width, image.height).data
    let text = ''
    for (let i = 0; i < all.length; i += 0x8000) text += String.fromCodePoint(...all.subarray(i, i + 0x8000))
    return { width: image.width, height: image.height, pixels: btoa(text) }
  }, png)
  return encode(width, height, Buffer.from(pixels, 'base64'))
}

function encode(width: number, height: number, rgba: Buffer): Buffer {
  const counts = new Map<number, number>()
  const at = (i: number) => rgba.readUIntBE(i * 4, 3)
  for (let i = 0; i < width * height; i++) counts.set(at(i), (counts.get(at(i)) ?? 0) + 1)
  const palette = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour)
  const index = new Map(palette.map((colour, i) => [colour, i]))
  for (const colour of counts.keys()) if (!index.has(colour)) index.set(colour, nearest(palette, colour))
  const lines = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = index.get(at(y * width + x)) ?? 0
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap(c => [c >> 16, (c >> 8) & 255, c & 255]))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function nearest(palette: number[], colour: number): number {
  const far = (a: number) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0)
  let best = 0
  for (const [i, c] of palette.entries()) if (far(c) < far(palette[best] ?? 0)) best = i
  return best
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'ascii'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
