/** The part of the Web Locks API in use. */
export interface Locks {
  /** Runs work while nobody else of this origin holds the name, after those who asked before. */
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

/**
 * For browsers without Web Locks: order within one page only. Two tabs may then send a record twice, which the
 * server answers as once.
 */
export function pageLocks(): Locks {
  const ends = new Map<string, Promise<unknown>>()
  return {
    request(name, work) {
      const result = (ends.get(name) ?? Promise.resolve()).then(work)
      ends.set(
        name,
        result.catch(() => undefined),
      )
      return result
    },
  }
}
