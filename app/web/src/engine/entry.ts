/** What was typed is no number: it stays as typed until the person corrects it. */
export class Unreadable extends Error {}

/**
 * The number a person typed, undefined for nothing. Full-width digits and points are digits and points; commas group
 * thousands; anything else is Unreadable, never dropped. Whole numbers unless `decimal`.
 */
export function readNumber(text: string, decimal = false): number | undefined {
  const plain = text
    .replaceAll(/[\uFF0C\uFF0E\uFF10-\uFF19]/g, c => String.fromCodePoint((c.codePointAt(0) ?? 0) - 0xfee0))
    .trim()
  if (plain === '') return undefined
  const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain
  const value = Number(grouped)
  if (!(decimal ? /^\d+(\.\d+)?$/ : /^\d+$/).test(grouped) || !Number.isSafeInteger(Math.trunc(value)))
    throw new Unreadable(text)
  return value
}
