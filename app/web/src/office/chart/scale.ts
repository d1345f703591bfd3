/** How many shades a value can take beside the blank one. */
export const shades = 4

/**
 * Marks of an axis from 0 up to at least `most`, evenly spaced by 1, 2 or 5 times a power of ten, about `about` steps of
 * them; by whole numbers unless told otherwise.
 */
export function ticks(most: number, about = 4, whole = true): number[] {
  const top = Number.isFinite(most) && most > 0 ? most : 1
  const rough = top / about
  const power = 10 ** Math.floor(Math.log10(rough))
  const nice = [1, 2, 5, 10].find(n => n * power >= rough * 0.999_999) ?? 10
  const step = whole ? Math.max(1, nice * power) : nice * power
  const count = Math.ceil((top / step) * 0.999_999)
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** How far along a length a value lies whose axis runs from 0 to `most`; never outside it. */
export function along(value: number, most: number, length: number): number {
  return most > 0 ? (Math.min(Math.max(value, 0), most) / most) * length : 0
}

/**
 * The shade of a value: 0 for nothing, else 1 to `shades`, where the way from 0 to `most` is cut in equal parts, each with
 * its upper end.
 */
export function shadeOf(value: number | null, most: number): number {
  if (value === null || !(value > 0) || !(most > 0)) return 0
  return Math.min(shades, Math.max(1, Math.ceil((value / most) * shades - 1e-9)))
}

/** Where the shades end: `shades` values, the last of which is `most`. */
export function bounds(most: number): number[] {
  return Array.from({ length: shades }, (_, i) => Number(((most * (i + 1)) / shades).toPrecision(12)))
}

/** About how wide a text is drawn, in em: ideographs take one, others a little over half. */
export function widthOf(text: string): number {
  let width = 0
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.58
  return width
}

/** Every how many marks are labelled so that labels of a width do not touch along a length. */
export function every(marks: number, width: number, length: number): number {
  return Math.max(1, Math.ceil((marks * width) / Math.max(length, 1)))
}
