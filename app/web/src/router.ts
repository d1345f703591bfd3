import { createRouter, createWebHashHistory } from 'vue-router'

/** Makes the router: hash addresses, so that one kept page answers for all of them without network. */
export function makeRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes: [{ path: '/', component: () => import('./page/Home.vue') }],
  })
}
