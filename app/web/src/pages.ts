import Form from './page/Form.vue'
import type { Rule } from './route.ts'

/** A component whose module is loaded when it is asked for. */
const lazy =
  <C>(load: () => Promise<{ default: C }>) =>
  async () =>
    (await load()).default

/** Every page and its addresses. The form comes with the app, the others when they are asked for. */
export const pages: [Rule, ...Rule[]] = [
  { pattern: /^\/$/, meta: { title: 'home.title' }, page: lazy(() => import('./page/Home.vue')) },
  {
    pattern: /^\/(new|repeat)(\/(?<kind>session|visit|drive))?$|^\/draft\/(?<id>[^/]+)$/,
    meta: { title: 'form.title' },
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
  { pattern: /^\/sign-in$/, meta: { title: 'sign.title', open: true }, page: lazy(() => import('./page/SignIn.vue')) },
  { pattern: /^\/redeem$/, meta: { title: 'sign.redeem', open: true }, page: lazy(() => import('./page/Redeem.vue')) },
]
