import type { Photo } from './activity.ts'

/** Longest side of a photo in pixels. */
const side = 1280
/** Most bytes of a photo. */
const most = 200 * 1024
/** Smaller pictures, and each of these qualities of them, are tried until the bytes fit. */
const sides = [side, 1024, 800, 640]
const qualities = [0.75, 0.65, 0.55, 0.45]

/** A decoded picture. */
export interface Bitmap {
  width: number
  height: number
  close(): void
}

/** What the browser does with pictures. */
export interface PictureTools {
  /** Decodes any format it knows, turned as the camera was held; fails for others. */
  decode(file: Blob): Promise<Bitmap>
  /** Draws a bitmap at a size and gives it as JPEG; nothing of the file but its pixels is left. */
  encode(bitmap: Bitmap, size: { width: number; height: number }, quality: number): Promise<ArrayBuffer>
  /** SHA-256. */
  digest(bytes: ArrayBuffer): Promise<ArrayBuffer>
}

/** Makes of a picture what is kept and sent: a JPEG of at most 1,280 px and 200 KB that tells nothing but its pixels. */
export async function shrink(file: Blob, tools: PictureTools): Promise<Photo> {
  const bitmap = await tools.decode(file)
  try {
    for (const longest of sides) {
      const size = fit(bitmap, longest)
      for (const quality of qualities) {
        const bytes = bare(await tools.encode(bitmap, size, quality))
        if (bytes.byteLength <= most) return { sha256: hex(await tools.digest(bytes)), bytes, ...size }
      }
    }
  } finally {
    bitmap.close()
  }
  throw new RangeError('the photo does not become small enough')
}

function fit({ width, height }: Bitmap, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  const scaled = (n: number) => Math.max(1, Math.round(n * scale))
  return { width: scaled(width), height: scaled(height) }
}

/**
 * A JPEG without the segments that encoders and cameras write about a picture: all APPn but JFIF (0) and Adobe's
 * colour coding (14), and comments. The server refuses them.
 */
export function bare(jpeg: ArrayBuffer): ArrayBuffer {
  const from = new Uint8Array(jpeg)
  const to = new Uint8Array(from.length)
  to.set(from.subarray(0, 2))
  let [at, end] = [2, 2]
  while (from[at] === 0xff && from[at + 1] !== 0xda) {
    const marker = from[at + 1] ?? 0
    const next = at + 2 + ((from[at + 2] ?? 0) << 8) + (from[at + 3] ?? 0)
    const idle = marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xee)
    if (!idle) {
      to.set(from.subarray(at, next), end)
      end += next - at
    }
    at = next
  }
  to.set(from.subarray(at), end)
  return to.buffer.slice(0, end + from.length - at)
}

/** An address that shows a photo. */
export function dataURL({ bytes }: Photo): string {
  return `data:image/jpeg;base64,${base64(bytes)}`
}

/** Bytes as text. */
export function base64(bytes: ArrayBuffer): string {
  const parts: string[] = []
  // In parts, as a call takes only so many arguments.
  for (let at = 0; at < bytes.byteLength; at += 8192)
    parts.push(String.fromCharCode(...new Uint8Array(bytes.slice(at, at + 8192))))
  return btoa(parts.join(''))
}

/** A hash as hex digits. */
export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')
}
