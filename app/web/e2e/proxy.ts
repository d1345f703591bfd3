import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as later } from 'node:timers/promises'
import { Dice, seed } from './seed.ts'

/** Milliseconds by which a request, and its answer, may be late (OUTREACH_LAG): whatever order answers come in, tests hold. */
const lag = Number(process.env.OUTREACH_LAG ?? '0') || 0

/**
 * What becomes of a request: handed on; cut before the server has it ("lose request") or after ("lose answer");
 * handed on twice, the second answer told.
 */
export type Fate = 'pass' | 'lose request' | 'lose answer' | 'duplicate'

/** One request that reached the proxy. */
export interface Seen {
  method: string
  path: string
  /** Milliseconds of performance.now(); ended is 0 while it is under way. */
  began: number
  ended: number
  /** The server's answer; 0 where there was none. */
  status: number
}

interface Answer {
  status: number
  headers: string[]
  body: Buffer
}

/** The network between the phone and the ledger, for pages, workers and beacons alike. It can fail. */
export class Proxy {
  /** Decides each request; a promise holds the request until it is settled. */
  fate: (seen: Seen) => Fate | Promise<Fate> = () => 'pass'
  /** Changes the texts of pages and scripts on their way, e.g. to play another build. */
  rewrite: ((text: string) => string) | null = null
  readonly seen: Seen[] = []
  readonly #target: { port: number }
  readonly #server = http.createServer((req, res) => void this.#serve(req, res))
  readonly #sockets = new Set<Socket>()
  readonly #dice = new Dice(seed)
  readonly #agent = new http.Agent({ keepAlive: false })
  #down = false
  #port = 0

  constructor(target: { port: number }) {
    this.#target = target
    this.#server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => undefined)
      if (this.#down) socket.destroy()
    })
  }

  get base(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** No network: every connection is broken, and every new one. */
  cut(): void {
    this.#down = true
    for (const socket of this.#sockets) socket.destroy()
  }

  /** The network is back and does nothing wrong. */
  heal(): void {
    this.#down = false
    this.fate = () => 'pass'
  }

  /** Requests of a method whose path begins so. */
  requests(method: string, prefix: string): Seen[] {
    return this.seen.filter(s => s.method === method && s.path.startsWith(prefix))
  }

  async #serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const seen: Seen = { method: req.method ?? '', path: req.url ?? '', began: performance.now(), ended: 0, status: 0 }
    try {
      const body = await buffer(req)
      await this.#late()
      this.seen.push(seen)
      const fate = await this.fate(seen)
      if (fate === 'lose request') throw new Error('lost')
      if (fate === 'duplicate') await this.#ask(req, body)
      const answer = await this.#ask(req, body)
      seen.status = answer.status
      await this.#late()
      if (fate === 'lose answer') throw new Error('lost')
      this.#tell(res, seen.path, answer)
    } catch {
      req.socket.destroy()
    } finally {
      seen.ended = performance.now()
    }
  }

  /** Mostly a little, now and then by all that is allowed. */
  async #late(): Promise<void> {
    if (lag > 0) await later((lag * this.#dice.below(100) ** 3) / 100 ** 3)
  }

  async #ask(req: http.IncomingMessage, body: Buffer): Promise<Answer> {
    const { method, url: path } = req
    // A text that is to be changed is asked for whole and as it is.
    const headers = req.rawHeaders.flatMap((name, i, all) =>
      i % 2 === 1 || (this.rewrite && /^(accept-encoding|if-none-match)$/i.test(name)) ? [] : [name, all[i + 1] ?? ''],
    )
    const out = http.request({ host: '127.0.0.1', port: this.#target.port, agent: this.#agent, method, path, headers })
    out.end(body)
    const [answer] = (await once(out, 'response')) as [http.IncomingMessage]
    return { status: answer.statusCode ?? 0, headers: answer.rawHeaders, body: await buffer(answer) }
  }

  #tell(res: http.ServerResponse, path: string, answer: Answer): void {
    if (!this.rewrite || !/\.js$|^\/$/.test(path)) {
      res.writeHead(answer.status, answer.headers).end(answer.body)
      return
    }
    const body = this.rewrite(answer.body.toString())
    const headers = answer.headers.flatMap((name, i, all) =>
      i % 2 === 1 || /^(content-length|etag)$/i.test(name) ? [] : [name, all[i + 1] ?? ''],
    )
    res.writeHead(answer.status, [...headers, 'Content-Length', String(Buffer.byteLength(body))]).end(body)
  }
}
