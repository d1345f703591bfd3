import { randomBytes } from 'node:crypto'
import type { Content } from '../src/engine/activity.ts'

/** A session that the rules let through. */
export function lesson(date: string, over: Partial<Content> = {}): Content {
  return {
    kind: 'session',
    programme: 'xinghai',
    title: '老围社区反诈课堂',
    date,
    minutes: 60,
    area: '440303',
    place: '老围社区党群服务中心',
    venue: 'community',
    delivery: 'in_person',
    form: 'lecture',
    topics: ['telecom_fraud'],
    attendance: 45,
    count_basis: 'counted',
    organisations: [{ name: '某公司', role: 'lead' }],
    ...over,
  } as Content
}

/** A record's id as a phone makes it: UUID of version 7. */
export function makeID(now = Date.now()): string {
  const b = randomBytes(16)
  b.writeUIntBE(now, 0, 6)
  b.writeUInt8((b.readUInt8(6) & 0x0f) | 0x70, 6)
  b.writeUInt8((b.readUInt8(8) & 0x3f) | 0x80, 8)
  return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
