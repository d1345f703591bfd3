import type { components } from './api.d.ts'

/** The wire types, generated from the API's document. */
export type Wire = components['schemas']

/** A record as the server tells it. */
export type Activity = Wire['Activity']

/** What a person says about one activity: the body of a PUT without its status. Absent fields are left out. */
export type Content = Omit<Wire['PutActivityInput'], 'status'>

/** session, visit or drive. */
export type Kind = Content['kind']

/** One step of a record's history. */
export type Step = Wire['Step']

/** An RFC 9457 problem. */
export type Problem = Wire['Problem']

/** A message at a field, by JSON Pointer ("" for the record as a whole). */
export interface Fault {
  pointer: string
  message: string
}

/**
 * Where a record stands for the volunteer: on the phone unfinished, on the phone and on its way, with the reviewer,
 * sent back (by the server's rules or by a reviewer), approved; void ones are kept out of the five.
 */
export type State = 'draft' | 'waiting' | 'sent' | 'fix' | 'approved' | 'void'

/** A form in the making, kept on the phone at every change. */
export interface Draft {
  /** UUID of version 7, made on the phone; the record keeps it for life. */
  id: string
  content: Content
  /** Revision on the server that the change was made from; 0 for a record the server does not hold. */
  base: number
  /** Milliseconds since the epoch. */
  changedAt: number
  /** What a refusal or a reviewer said, by field; gone once sent again. */
  faults: Fault[]
  /** Contents that may have reached the server before the draft was taken back, to settle a conflict with oneself. */
  attempted: Content[]
}

/** A photo kept on the phone until the server holds it. */
export interface Photo {
  /** SHA-256 of the bytes, 64 lower-case hex digits: the id here and on the server. */
  sha256: string
  /** JPEG without metadata, at most 1,280 px and 200 KB. */
  bytes: ArrayBuffer
  width: number
  height: number
}

/** A record on its way: one row, sent by id, its photos first. */
export interface Row {
  id: string
  content: Content
  base: number
  /** Photos not yet acknowledged by the server. */
  photos: string[]
  enqueuedAt: number
  /** Failed attempts since the last success. */
  tries: number
  /** Not before this instant, milliseconds. */
  nextAt: number
  /** Why it is not sent yet, in the user's language; "" when it has not been tried. */
  trouble: string
  /** Set when the server refused it: it waits for the person, not for the network. */
  refused: Fault[] | null
  attempted: Content[]
}
