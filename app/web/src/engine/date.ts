/** China has had one zone without daylight saving since 1991: a fixed offset needs no zone data. */
const shanghai = 8 * 3_600_000

/** The day in Asia/Shanghai of an instant in milliseconds, 2022-09-15. */
export function dayOf(instant: number): string {
  return new Date(instant + shanghai).toISOString().slice(0, 10)
}

/** Whether a day lies in a span: from its first day, up to but without its last; an open end is absent. */
export function covers(from: string | undefined, to: string | undefined, day: string): boolean {
  return (!from || day >= from) && (!to || day < to)
}
