/** What a message is filled with, by name. */
export type Params = Record<string, string | number>

/** The words of one language. */
export interface Text {
  readonly lang: 'zh' | 'en'
  has(key: string): boolean
  /** The message of a key with its places filled; an unknown key comes back as it is. */
  t(key: string, params?: Params): string
}

/** The words of a language out of message tables; of a key that stands in two, the later is taken. */
export function makeText(lang: Text['lang'], tables: readonly Record<string, string>[]): Text {
  const messages = new Map(tables.flatMap(table => Object.entries(table)))
  // Made when a number first wants it: the tables behind it cost a cheap phone a tenth of a second.
  const group = (n: number) => n.toLocaleString(lang)
  return {
    lang,
    has: key => messages.has(key),
    t(key, params = {}) {
      const message = messages.get(key) ?? key
      return message.includes('{{') ? fill(message, params, group) : message
    },
  }
}

/** A name in a language; in Chinese where there is no English. */
export function label(lang: Text['lang'], { zh, en }: { zh: string; en: string }): string {
  return (lang === 'en' && en) || zh
}

/** An open if: whether its present branch is printed, and whether any of its branches has been. */
interface Branch {
  on: boolean
  done: boolean
}

/**
 * Fills a template of the server's messages, which are Go's: {{.Name}}, {{or .A .B}}, {{if .A}}, {{if eq .A "x"}} or
 * ne, {{else if …}}, {{else}}, {{end}}, and one word of our own, {{num .N}}, for a number in groups of digits.
 */
function fill(template: string, params: Params, group: (n: number) => string): string {
  const open: Branch[] = []
  let out = ''
  for (const [i, part] of template.split(/\{\{(.*?)\}\}/).entries()) {
    const printed = open.every(branch => branch.on)
    if (i % 2 === 0) {
      if (printed) out += part
      continue
    }
    const words = part.match(/"[^"]*"|\S+/g) ?? []
    const branch = open[open.length - 1]
    if (words[0] === 'if') open.push(turn({ on: false, done: false }, words.slice(1), params))
    else if (words[0] === 'end') open.pop()
    else if (words[0] === 'else' && branch) turn(branch, words.slice(2), params)
    else if (printed) out += value(words, params, group)
  }
  return out
}

/** Turns an if to its next branch, whose condition may be none. */
function turn(branch: Branch, condition: string[], params: Params): Branch {
  branch.on = !branch.done && holds(condition, params)
  branch.done ||= branch.on
  return branch
}

function holds([word = '', a = '', b = '']: string[], params: Params): boolean {
  if (word === 'eq' || word === 'ne') return (String(read(a, params)) === String(read(b, params))) === (word === 'eq')
  return word === '' || Boolean(read(word, params))
}

function value([word = '', ...rest]: string[], params: Params, group: (n: number) => string): string {
  const names = word === 'or' || word === 'num' ? rest : [word]
  const found = names.map(name => read(name, params)).find(Boolean) ?? read(names[0] ?? '', params) ?? ''
  return word === 'num' ? group(Number(found)) : String(found)
}

/** The value of .Name, of a "text" or of a bare number. */
function read(word: string, params: Params): string | number | undefined {
  return word.startsWith('.') ? params[word.slice(1)] : word.replaceAll('"', '')
}
