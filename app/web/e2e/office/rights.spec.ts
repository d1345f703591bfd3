import type { Page } from '@playwright/test'
import type { Wire } from '../../src/engine/activity.ts'
import { Person, Problem } from '../api.ts'
import { lesson, makeID } from '../content.ts'
import { sha256 } from '../photo.ts'
import { expect, test, type Desk } from './desk.ts'

/* A manager of Guangdong is never told of Zhejiang: not by rows, totals, names, photos or files, on no page. */

/** What exists of another province, and the words it can be known by. */
interface Foreign {
  record: string
  photo: string
  job: string
  marks: string[]
}

test('no page tells a manager of one province anything of a record of another', async ({ desk }) => {
  test.setTimeout(120_000)
  const foreign = await prepare(desk)
  const heard = listen(desk.page)
  await walk(desk, 'guangdong')
  expect(heard.length).toBeGreaterThan(15)
  expect(telling(heard, foreign.marks)).toEqual([])

  // The same walk by somebody who may see all of it finds every word: the ear is awake.
  heard.length = 0
  await walk(desk, 'manager')
  await desk.go(`/record/${foreign.record}`)
  const found = telling(heard, foreign.marks)
  for (const mark of foreign.marks) expect(found.join('\n'), mark).toContain(mark)
})

test('what is asked for by its address is not there for a manager of another province', async ({ desk }) => {
  const foreign = await prepare(desk)
  const guangdong = await desk.someone('guangdong')
  const manager = await desk.someone('manager')
  const record = `/activities/${foreign.record}`
  for (const path of [
    record,
    `${record}/history`,
    `${record}/findings`,
    `${record}/beside`,
    `/photos/${foreign.photo}?activity=${foreign.record}`,
    `/exports/${foreign.job}`,
    `/exports/${foreign.job}/file`,
  ]) {
    expect((await manager.raw('GET', path)).status, path).toBe(200)
    expect(await refusal(guangdong.raw('GET', path)), path).toBe(404)
  }
  const decision = { decision: 'approve' }
  expect(await refusal(guangdong.raw('POST', `${record}/review`, decision))).toBe(404)
  expect(await refusal(guangdong.raw('POST', `${record}/void`, { reason: 'other' }))).toBe(404)

  await desk.open(`/record/${foreign.record}`, 'guangdong')
  await expect(desk.page.getByRole('alert')).toBeVisible()
  for (const mark of foreign.marks.slice(1)) await expect(desk.page.getByRole('main')).not.toContainText(mark)
})

test('totals of a manager of one province are those of the province', async ({ desk }) => {
  const guangdong = await desk.someone('guangdong')
  const manager = await desk.someone('manager')
  for (const path of [
    '/stats?by=programme,province&measure=activities,attendance,counties&from=2020-01-01',
    '/activities?limit=1&from=2020-01-01',
    '/coverage?level=county&from=2022-01-01&to=2023-01-01',
  ]) {
    const own = await guangdong.ask<Answer>('GET', path)
    const same = await manager.ask<Answer>('GET', `${path}&area=440000`)
    const all = await manager.ask<Answer>('GET', path)
    expect(figures(own), path).toEqual(figures(same))
    expect(figures(own), path).not.toEqual(figures(all))
  }
})

interface Answer {
  rows?: unknown[]
  totals?: Record<string, number>
  total?: number
  reached?: number
}
const figures = ({ rows, totals, total, reached }: Answer) => ({ rows, totals, total, reached })

async function refusal(answer: Promise<Response>): Promise<number> {
  try {
    return (await answer).status
  } catch (e) {
    if (e instanceof Problem) return e.status
    throw e
  }
}

/** A record of Zhejiang with a photo, by a volunteer of its own, and an export of it. */
async function prepare(desk: Desk): Promise<Foreign> {
  const { world } = desk
  const admin = await desk.someone('admin')
  const name = '外省填报人乙'
  await admin.addVolunteer('outsider', name, 'a long enough password')
  const author = await Person.signIn(world.ledger.base, 'outsider', 'a long enough password')
  const photo = await putPhoto(desk, author)
  const record = makeID()
  const [title, place] = ['外省记号甲', '外省地点丙']
  const evidence = [{ sha256: photo, kind: 'photo', consent: 'internal' }]
  await author.put(
    record,
    lesson(author.today, { title, place, area: '330106', evidence } as Parameters<typeof lesson>[1]),
  )
  const manager = await desk.someone('manager')
  const wish = { report: 'r1', filter: { area: ['330000'], from: author.today } }
  const { id: job } = await manager.ask<Wire['Export']>('POST', '/exports', wish)
  await expect
    .poll(async () => (await manager.ask<Wire['Export']>('GET', `/exports/${job}`)).state, { timeout: 30_000 })
    .toBe('done')
  return { record, photo, job, marks: [record, title, place, name, photo, job] }
}

async function putPhoto({ page }: Desk, author: Person): Promise<string> {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 })
    canvas.getContext('2d')?.fillRect(8, 8, 20, 20)
    return canvas.toDataURL('image/jpeg', 0.8)
  })
  const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
  const id = sha256(bytes)
  const answer = await fetch(`${author.base}/api/v1/photos/${id}`, {
    method: 'PUT',
    headers: { Cookie: author.cookie, 'Content-Type': 'image/jpeg' },
    body: bytes,
  })
  expect(answer.ok, await answer.text()).toBe(true)
  return id
}

interface Heard {
  path: string
  text: Promise<string>
  said: string
}

/** Notes every answer of the API that the page receives. */
function listen(page: Page): Heard[] {
  const heard: Heard[] = []
  page.on('response', answer => {
    const { pathname, search } = new URL(answer.url())
    if (!pathname.startsWith('/api/v1/')) return
    const one: Heard = { path: pathname + search, said: '', text: Promise.resolve('') }
    one.text = answer.text().catch(() => '')
    void one.text.then(text => (one.said = text))
    heard.push(one)
  })
  return heard
}

/** Which answers tell which words. */
function telling(heard: readonly Heard[], marks: readonly string[]): string[] {
  return heard.flatMap(({ path, said }) => marks.filter(m => said.includes(m)).map(m => `${path}: ${m}`))
}

/** Goes through every page of the navigation, with the day of the record chosen where a page takes days. */
async function walk(desk: Desk, login: 'guangdong' | 'manager'): Promise<void> {
  await desk.open('/board', login)
  const { today } = desk.person
  const links = await desk.page.getByRole('navigation').getByRole('link').all()
  const pages = await Promise.all(links.map(link => link.getAttribute('href')))
  expect(pages.length).toBeGreaterThan(7)
  for (const page of pages) await desk.go(`${page?.slice(1)}?from=${today}&status=submitted`)
  await desk.go('/records')
}
