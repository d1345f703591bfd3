import type { Component } from 'vue'
import Form from './page/Form.vue'
import type { Rule } from './route.ts'
import type { Texts } from './texts.ts'

/** Every page and its addresses. The form comes with the app, the others and their words when they are asked for. */
export function makePages({ more }: Pick<Texts, 'more'>): [Rule, ...Rule[]] {
  const lazy = (load: () => Promise<{ default: Component }>) => async () =>
    (await Promise.all([load(), more()]))[0].default
  return [
    { pattern: /^\/$/, meta: { title: 'home.title' }, page: lazy(() => import('./page/Home.vue')) },
    {
      pattern: /^\/(new|repeat)(\/(?<kind>session|visit|drive))?$|^\/draft\/(?<id>[^/]+)$/,
      meta: { title: 'form.title', early: true },
      page: () => Form,
    },
    {
      pattern: /^\/records(\/(?<state>\w+))?$/,
      meta: { title: 'records.title' },
      page: lazy(() => import('./page/Records.vue')),
    },
    {
      pattern: /^\/record\/(?<id>[^/]+)$/,
      meta: { title: 'record.title' },
      page: lazy(() => import('./page/Record.vue')),
    },
    {
      pattern: /^\/settings$/,
      meta: { title: 'settings.title', open: true },
      page: lazy(() => import('./page/Settings.vue')),
    },
    { pattern: /^\/probe$/, meta: { title: 'probe.title', open: true }, page: lazy(() => import('./page/Probe.vue')) },
    {
      pattern: /^\/sign-in$/,
      meta: { title: 'sign.title', open: true },
      page: lazy(() => import('./page/SignIn.vue')),
    },
    {
      pattern: /^\/redeem$/,
      meta: { title: 'sign.redeem', open: true },
      page: lazy(() => import('./page/Redeem.vue')),
    },
  ]
}
