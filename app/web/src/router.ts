import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import Form from './page/Form.vue'
import Home from './page/Home.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the window's title and, of two addresses with the same one, the sign that the page stays. */
    title: string
    /** Whether the page can be read by somebody who has not signed in. */
    open?: true
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: Home, meta: { title: 'home.title' } },
  { path: '/new/:kind(session|visit|drive)', component: Form, meta: { title: 'form.title' } },
  { path: '/repeat/:kind(session|visit|drive)?', component: Form, meta: { title: 'form.title' } },
  { path: '/draft/:id', component: Form, meta: { title: 'form.title' } },
  { path: '/records/:state?', component: () => import('./page/Records.vue'), meta: { title: 'records.title' } },
  { path: '/record/:id', component: () => import('./page/Record.vue'), meta: { title: 'record.title' } },
  { path: '/settings', component: () => import('./page/Settings.vue'), meta: { title: 'settings.title', open: true } },
  { path: '/probe', component: () => import('./page/Probe.vue'), meta: { title: 'probe.title', open: true } },
  { path: '/sign-in', component: () => import('./page/SignIn.vue'), meta: { title: 'sign.title', open: true } },
  { path: '/redeem', component: () => import('./page/Redeem.vue'), meta: { title: 'sign.redeem', open: true } },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** Makes the router: hash addresses, so that one kept page answers for all of them without network. */
export function makeRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes,
    scrollBehavior: (to, from, kept) => kept ?? (to.meta.title === from.meta.title ? false : { top: 0 }),
  })
}
