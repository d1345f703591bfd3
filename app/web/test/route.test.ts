import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Component } from 'vue'
import { makeRouter, type Rule } from '../src/route.ts'

/** A window's history as far as the router uses it. */
function fakeWindow(hash: string) {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }]
  let at = 0
  let hear: (() => void) | undefined
  const now = () => entries[at] ?? entries[0]!
  const win = {
    location: { get hash() { return now().hash } }, // prettier-ignore
    history: {
      get state() { return now().state }, // prettier-ignore
      pushState(state: unknown, _: string, to: string) {
        entries.splice(++at, Infinity, { hash: to, state })
      },
      replaceState(state: unknown, _: string, to = now().hash) {
        entries[at] = { hash: to, state }
      },
    },
    scrolled: 0,
    scrollTo: () => void win.scrolled++,
    addEventListener: (_: string, run: () => void) => (hear = run),
    /** The person follows a link. */
    click(to: string) {
      win.history.pushState(null, '', to)
      hear?.()
    },
    back() {
      at--
      hear?.()
    },
  }
  return win
}

const page = (name: string): Component => ({ name })
const home = page('home')
const form = page('form')
const rules: [Rule, ...Rule[]] = [
  { pattern: /^\/$/, meta: { title: 'home' }, page: () => home },
  { pattern: /^\/(new|draft)\/(?<id>\w+)$/, meta: { title: 'form' }, page: () => form },
  { pattern: /^\/lost$/, meta: { title: 'lost' }, page: () => Promise.reject(new Error('no network')) },
]

/** The router once its first page shows, and how often it told of another. */
async function started(hash: string) {
  const win = fakeWindow(hash)
  const router = makeRouter(rules, win as unknown as Window)
  const told = { times: 0 }
  router.onPage(() => told.times++)
  await settled()
  return { win, router, told }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('an address shows its page with parameters and query', async () => {
  const { router } = await started('#/draft/7?next=%2Frecords&x=')
  assert.equal(router.page.value, form)
  assert.deepEqual(
    { ...router.route, params: { ...router.route.params } },
    {
      path: '/draft/7',
      fullPath: '/draft/7?next=%2Frecords&x=',
      params: { id: '7' },
      query: { next: '/records', x: '' },
      meta: { title: 'form' },
    },
  )
})

test('no address, or an unknown one, is the first page', async () => {
  for (const hash of ['', '#', '#/nowhere', '#/draft/']) {
    const { router, told } = await started(hash)
    assert.equal(router.page.value, home, hash)
    assert.equal(told.times, 0)
  }
})

test('another page is told of and begins at its top; going back leaves it where it was', async () => {
  const { win, router, told } = await started('#/')
  win.click('#/new/a')
  await settled()
  assert.deepEqual([router.page.value, told.times, win.scrolled], [form, 1, 1])
  win.back()
  await settled()
  assert.deepEqual([router.page.value, told.times, win.scrolled], [home, 2, 1])
})

test('the same page at another address stays as it is', async () => {
  const { win, router, told } = await started('#/new/a')
  await router.replace('/draft/b')
  assert.deepEqual([router.route.params.id, told.times, win.scrolled], ['b', 0, 0])
})

test('of two ways taken at once the later one counts', async () => {
  let arrive: ((component: Component) => void) | undefined
  const slow: Rule = { pattern: /^\/slow$/, meta: { title: 'slow' }, page: () => new Promise(r => (arrive = r)) }
  const router = makeRouter([...rules, slow], fakeWindow('#/') as unknown as Window)
  await router.push('/')
  assert.equal(router.leaving, false)
  const first = router.push('/slow')
  assert.equal(router.leaving, true, 'the page of another address is on its way')
  await router.push('/new/a')
  assert.equal(router.leaving, false)
  arrive?.(page('slow'))
  await first
  assert.deepEqual([router.route.path, router.page.value], ['/new/a', form])
})

test('a page whose code cannot be loaded is null, and the way back is open', async () => {
  const { router } = await started('#/')
  await router.push('/lost')
  assert.deepEqual([router.page.value, router.route.path], [null, '/lost'])
  await router.push('/')
  assert.equal(router.page.value, home)
})

test('at another address of the page that shows nothing waits, so that a choice in it is not shown undone', async () => {
  const { router } = await started('#/draft/7')
  void router.replace('/draft/7?kind=visit')
  assert.deepEqual(router.route.query, { kind: 'visit' })
  assert.equal(router.page.value, form)
  void router.push('/')
  assert.equal(router.page.value, form)
  await settled()
  assert.equal(router.page.value, home)
})
