import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'

/** The binary under test: OUTREACH_BIN, by default the one that `make build` leaves. */
export const binary = resolve(process.env.OUTREACH_BIN ?? '../../bin/outreach')

/** Runs the binary to its end and gives what it printed. */
export async function run(args: string[]): Promise<string> {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (out += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${binary} ${args.join(' ')} ended with ${code}\n${out}`)
  return out
}

/** A served ledger over a data folder of its own; it keeps its port over restarts. */
export class Ledger {
  readonly data: string
  port = 0
  #child: ChildProcess | undefined
  #log = ''

  constructor(data: string) {
    this.data = data
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Starts to serve and waits until it answers. */
  async start(): Promise<void> {
    this.port ||= await freePort()
    const args = ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`]
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => this.#note(String(chunk)))
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`the ledger ended with ${child.exitCode}\n${this.#log}`)
      await once(child.stdout, 'data', { signal: AbortSignal.timeout(100) }).catch(() => undefined)
    }
  }

  /** Asks it to stop and waits until it has. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Kills it as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Gives it a tenth of the time while something is done, so that its work can be watched on a fast machine too. */
  async slowly<T>(something: () => Promise<T>): Promise<T> {
    let turn = 0
    const turns = setInterval(() => this.#child?.kill(turn++ % 10 === 0 ? 'SIGCONT' : 'SIGSTOP'), 10)
    try {
      return await something()
    } finally {
      clearInterval(turns)
      this.#child?.kill('SIGCONT')
    }
  }

  /** What it logged last, for a failed test. */
  get log(): string {
    return this.#log
  }

  #note(text: string): void {
    this.#log = (this.#log + text).slice(-20_000)
  }

  async #answers(): Promise<boolean> {
    const answer = await fetch(`${this.base}/api/v1/health`).catch(() => null)
    return answer?.ok ?? false
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
