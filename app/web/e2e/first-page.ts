/* The page each person sees first: its costs are judged by budgets.spec.ts and its times read by times.spec.ts. */

/** A first page. */
export interface FirstPage {
  name: string
  who: 'volunteer' | 'manager'
  address: string
  /** What a person came for, by selector: the page is ready once it is there and takes what is typed. */
  there: string
  viewport: { width: number; height: number }
}

export const form: FirstPage = {
  name: 'the first form',
  who: 'volunteer',
  address: '/#/new/session',
  there: '#f-attendance',
  viewport: { width: 360, height: 740 },
}

export const board: FirstPage = {
  name: 'the board',
  who: 'manager',
  address: '/office#/board',
  there: 'main .table tbody .number',
  viewport: { width: 1440, height: 900 },
}
