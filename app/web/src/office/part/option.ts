/** One of the values to choose from. */
export interface Option {
  code: string
  label: string
}
