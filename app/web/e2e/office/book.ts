import { inflateRawSync } from 'node:zlib'

/** The rows of a workbook's last sheet, a text a cell; what is not there is empty, days are numbers. */
export function rowsOf(book: Buffer): string[][] {
  const files = filesOf(book)
  const sheets = [...files.keys()].filter(name => /^xl\/worksheets\/sheet\d+\.xml$/.test(name)).toSorted()
  const sheet = files.get(sheets.at(-1) ?? '') ?? ''
  const shared = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, s = '']) =>
    text(s),
  )
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) => {
    const cells: string[] = []
    for (const [, letters = '', type = '', cell = ''] of row.matchAll(
      /<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs,
    ))
      cells[columnOf(letters)] = type.includes('t="s"') ? (shared[Number(text(cell))] ?? '') : text(cell)
    return Array.from(cells, value => value ?? '')
  })
}

const columnOf = (letters: string) => [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1

const text = (xml: string) =>
  [...xml.matchAll(/<(?:t|v)[^>]*>(.*?)<\/(?:t|v)>/gs)]
    .map(([, value = '']) => value)
    .join('')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** The files of a ZIP archive of texts, by its directory (PKWARE APPNOTE 4.3.12). */
function filesOf(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const name = zip.readUInt16LE(at + 28)
    const head = zip.readUInt32LE(at + 42)
    const from = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28)
    const bytes = zip.subarray(from, from + zip.readUInt32LE(at + 20))
    const packed = zip.readUInt16LE(at + 10) !== 0
    files.set(zip.toString('utf8', at + 46, at + 46 + name), (packed ? inflateRawSync(bytes) : bytes).toString('utf8'))
    at += 46 + name + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return files
}
