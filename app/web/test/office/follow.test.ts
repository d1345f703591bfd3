import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Offline, Refusal } from '../../src/engine/client.ts'
import { follow, type Source } from '../../src/office/follow.ts'

interface Job {
  state: string
  revision: number
  words?: string
}

/** A browser whose events and clock the test moves. */
class Browser {
  readonly heard: string[] = []
  readonly waits: { ms: number; run: () => void }[] = []
  readonly answers: (Job | Error)[] = []
  asked = 0
  lost = 0
  closed = 0
  readyState = 1
  #run = new Map<string, (event: { data?: string }) => void>()

  start(): () => void {
    const source: Source = {
      readyState: 1,
      addEventListener: (type, run) => void this.#run.set(type, run),
      close: () => void this.closed++,
    }
    Object.defineProperty(source, 'readyState', { get: () => this.readyState })
    return follow<Job>(
      {
        events: '/events',
        ask: async () => {
          this.asked++
          const answer = this.answers.shift() ?? new Offline('no answer')
          if (answer instanceof Error) throw answer
          return answer
        },
        told: job => void this.heard.push(`${job.state} ${job.revision}${job.words ?? ''}`),
        lost: () => void this.lost++,
      },
      {
        source: () => source,
        after: (ms, run) => {
          const wait = { ms, run }
          this.waits.push(wait)
          return () => void this.waits.splice(this.waits.indexOf(wait), 1)
        },
      },
    )
  }
  event(job: Job): void {
    this.#run.get('job')?.({ data: JSON.stringify(job) })
  }
  error(readyState: number): void {
    this.readyState = readyState
    this.#run.get('error')?.({})
  }
  /** Lets the one wait be over; gives how long it was. */
  async pass(): Promise<number> {
    assert.equal(this.waits.length, 1, 'one wait at a time')
    const [{ ms, run }] = this.waits.splice(0) as [{ ms: number; run: () => void }]
    run()
    await new Promise(setImmediate)
    return ms
  }
}

test('events are told as they come, the end in the reader’s language', async () => {
  const b = new Browser()
  b.start()
  b.event({ state: 'waiting', revision: 1 })
  b.event({ state: 'running', revision: 2 })
  b.event({ state: 'running', revision: 2 })
  b.event({ state: 'done', revision: 3, words: ' of the browser' })
  b.answers.push({ state: 'done', revision: 3, words: ' asked for' })
  assert.equal(await b.pass(), 0)
  assert.deepEqual(b.heard, ['waiting 1', 'running 2', 'done 3 asked for'])
  assert.deepEqual([b.waits.length, b.closed, b.asked], [0, 1, 1])
})

test('without events it is asked for, and again after a failure', async () => {
  const b = new Browser()
  b.start()
  b.error(2)
  b.answers.push({ state: 'running', revision: 2 }, new Offline('no'), { state: 'failed', revision: 5 })
  assert.deepEqual([await b.pass(), await b.pass(), await b.pass()], [2000, 2000, 2000])
  assert.deepEqual(b.heard, ['running 2', 'failed 5'])
  assert.equal(b.waits.length, 0)
})

test('while events come it is asked for seldom', async () => {
  const b = new Browser()
  b.start()
  b.event({ state: 'running', revision: 2 })
  b.answers.push({ state: 'running', revision: 1 })
  assert.equal(await b.pass(), 10_000)
  assert.deepEqual(b.heard, ['running 2'], 'an older answer is not told')
  assert.equal(b.waits[0]?.ms, 10_000)
})

test('a refusal that passes is waited for, another ends it', async () => {
  const b = new Browser()
  b.start()
  b.answers.push(new Refusal(429, { code: 'rate_limited' } as never, 7000), new Refusal(404, {} as never, 0))
  await b.pass()
  assert.equal(await b.pass(), 7000)
  assert.deepEqual([b.lost, b.closed, b.waits.length], [1, 1, 0])
})

test('stopped, it says nothing any more', async () => {
  const b = new Browser()
  const stop = b.start()
  b.answers.push({ state: 'done', revision: 3 })
  const over = b.pass()
  stop()
  await over
  b.event({ state: 'running', revision: 4 })
  assert.deepEqual([b.heard, b.closed, b.waits.length], [[], 1, 0])
})
