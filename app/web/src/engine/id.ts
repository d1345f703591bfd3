/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then randomness. It is made once, on the phone; the record
 * keeps it for life.
 */
export function makeID(now: number, random: (bytes: number) => Uint8Array): string {
  const tail = random(10)
  tail[0] = 0x70 | ((tail[0] ?? 0) & 0x0f)
  tail[2] = 0x80 | ((tail[2] ?? 0) & 0x3f)
  const hex = now.toString(16).padStart(12, '0') + Array.from(tail, byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
