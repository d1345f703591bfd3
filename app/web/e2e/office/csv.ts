/** The cells of a CSV by RFC 4180, with or without its mark; rows without the heading come as read. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g
  for (const [all, cell = '', end] of text.replace(/^\uFEFF/, '').matchAll(pattern)) {
    if (all === '') break
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end !== ',') rows.push([])
  }
  return rows.filter(row => row.length > 0)
}

/** Writes cells as a CSV that an import reads. */
export function csvOf(rows: readonly (readonly string[])[]): Buffer {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return Buffer.from(rows.map(row => row.map(quoted).join(',') + '\r\n').join(''))
}
