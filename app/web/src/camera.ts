import type { PictureTools } from './engine/photo.ts'

/** What this browser does with pictures. */
export const camera: PictureTools = {
  decode: file => createImageBitmap(file, { imageOrientation: 'from-image' }),
  async encode(bitmap, { width, height }, quality) {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width, height })
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    // Transparent parts would come out black.
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, width, height)
    pen.drawImage(bitmap as ImageBitmap, 0, 0, width, height)
    const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', quality))
    if (!blob) throw new Error('no JPEG')
    return blob.arrayBuffer()
  },
  digest: bytes => crypto.subtle.digest('SHA-256', bytes),
}
