import type { Component } from 'vue'
import type { Meta, Rule } from '../route.ts'
import type { Role } from './office.ts'
import Board from './page/Board.vue'
import type { Texts } from './texts.ts'

/** What a page of the office is known by. */
export interface OfficeMeta extends Meta {
  /** Who may see it: any of these. */
  roles: readonly Role[]
  /** Where it stands in the navigation, by the address there; none for pages below another. */
  nav?: string
}

/** A page: where it is, its title's key, who may see it, its text files and its code. */
interface Entry {
  pattern: RegExp
  title: string
  roles: readonly Role[]
  nav?: string
  texts: readonly string[]
  load: () => Promise<{ default: Component }>
}

const readers: readonly Role[] = ['manager', 'author', 'admin']

const entries: readonly Entry[] = [
  {
    pattern: /^\/review$/,
    title: 'nav.review',
    roles: ['manager'],
    nav: '/review',
    texts: ['review', 'record', 'field'],
    load: () => import('./page/Review.vue'),
  },
  {
    pattern: /^\/records$/,
    title: 'nav.records',
    roles: readers,
    nav: '/records',
    texts: ['records'],
    load: () => import('./page/Records.vue'),
  },
  {
    pattern: /^\/record\/(?<id>[^/]+)$/,
    title: 'nav.record',
    roles: readers,
    texts: ['record', 'field'],
    load: () => import('./page/Record.vue'),
  },
  {
    pattern: /^\/statistics$/,
    title: 'nav.statistics',
    roles: readers,
    nav: '/statistics',
    texts: ['statistics'],
    load: () => import('./page/Statistics.vue'),
  },
  {
    pattern: /^\/exports$/,
    title: 'nav.exports',
    roles: readers,
    nav: '/exports',
    texts: ['exports', 'jobs'],
    load: () => import('./page/Exports.vue'),
  },
  {
    pattern: /^\/imports$/,
    title: 'nav.imports',
    roles: ['manager', 'admin'],
    nav: '/imports',
    texts: ['imports', 'jobs'],
    load: () => import('./page/Imports.vue'),
  },
  {
    pattern: /^\/imports\/(?<id>[^/]+)$/,
    title: 'nav.import',
    roles: ['manager', 'admin'],
    texts: ['imports', 'jobs'],
    load: () => import('./page/Import.vue'),
  },
  {
    pattern: /^\/closing$/,
    title: 'nav.closing',
    roles: ['manager'],
    nav: '/closing',
    texts: ['closing', 'field'],
    load: () => import('./page/Closing.vue'),
  },
  {
    pattern: /^\/people$/,
    title: 'nav.people',
    roles: ['admin'],
    nav: '/people',
    texts: ['people'],
    load: () => import('./page/People.vue'),
  },
  {
    pattern: /^\/people\/(?<id>[^/]+)$/,
    title: 'nav.person',
    roles: ['admin'],
    texts: ['people', 'jobs'],
    load: () => import('./page/Person.vue'),
  },
  {
    pattern: /^\/catalogue(\/(?<list>[^/]+))?$/,
    title: 'nav.catalogue',
    roles: ['admin'],
    nav: '/catalogue',
    texts: ['catalogue'],
    load: () => import('./page/Catalogue.vue'),
  },
  {
    pattern: /^\/catalogue\/(?<list>programmes|campaigns|organisations|campuses|vocabularies|areas)\/(?<code>[^/]+)$/,
    title: 'nav.entry',
    roles: ['admin'],
    texts: ['catalogue'],
    load: () => import('./page/Entry.vue'),
  },
  {
    pattern: /^\/audit$/,
    title: 'nav.audit',
    roles: ['manager', 'admin'],
    nav: '/audit',
    texts: ['audit', 'field', 'people', 'catalogue'],
    load: () => import('./page/Audit.vue'),
  },
  {
    pattern: /^\/system$/,
    title: 'nav.system',
    roles: ['admin'],
    nav: '/system',
    texts: ['system'],
    load: () => import('./page/System.vue'),
  },
]

/** The navigation: address, title's key and who sees it, in order. */
export const navigation = [
  { to: '/board', title: 'nav.board', roles: readers },
  ...entries.flatMap(({ nav, title, roles }) => (nav ? [{ to: nav, title, roles }] : [])),
]

/** Every page and its addresses. The board comes with the app, the others and their words when they are asked for. */
export function makePages({ bring }: Pick<Texts, 'bring'>): [Rule, ...Rule[]] {
  const board: OfficeMeta = { title: 'nav.board', roles: readers, nav: '/board' }
  return [
    {
      pattern: /^\/(board)?$/,
      meta: board,
      page: async () => {
        await bring('board')
        return Board
      },
    },
    ...entries.map(({ pattern, title, roles, nav, texts, load }): Rule => {
      const meta: OfficeMeta = { title, roles, ...(nav && { nav }) }
      return { pattern, meta, page: async () => (await Promise.all([load(), bring(...texts)]))[0].default }
    }),
  ]
}
