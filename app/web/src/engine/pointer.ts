/** A tree of JSON values: what pointers walk. */
type Tree = Record<string, unknown>

/** The steps of a JSON Pointer (RFC 6901), unescaped. */
export function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A map's key as one step of a pointer. */
export function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The value at a pointer; undefined where there is none. */
export function read(root: object, pointer: string): unknown {
  let at: unknown = root
  for (const step of steps(pointer)) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Tree)[step]
  }
  return at
}

/**
 * Puts a value at a pointer and makes the objects on the way; "" and undefined take the value away. Lists are never
 * made here: who adds a row puts the whole list.
 */
export function write(root: object, pointer: string, value: unknown): void {
  const way = steps(pointer)
  const last = way.pop()
  if (last === undefined) throw new RangeError('a pointer to the whole has no place to write')
  let at = root as Tree
  for (const step of way) at = (at[step] ??= {}) as Tree
  if (value === undefined || value === '') delete at[last]
  else at[last] = value
}

/** Whether a pointer is one of the branches or lies below one. */
export function within(pointer: string, branches: readonly string[]): boolean {
  return branches.some(branch => pointer === branch || pointer.startsWith(`${branch}/`))
}
