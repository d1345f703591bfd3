/** An instant as the value of a datetime-local input that means Beijing time; "" for none. */
export function toLocal(instant: string | undefined): string {
  const at = Date.parse(instant ?? '')
  return Number.isNaN(at) ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** The instant of a datetime-local value in Beijing time, undefined for an unfinished one. */
export function fromLocal(local: string): string | undefined {
  const at = Date.parse(`${local}:00+08:00`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z')
}
