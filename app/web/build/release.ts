import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

/** Server messages that the browser says too, in the server's own words: what the rules and limits find. */
const shared = /^(rule\.\d|fault\.(date|max|max_items|max_length|required)$)/

/** The app's own texts that come with it, for the frame and the first form; those of the rest come with its pages and parts. */
const first = new RegExp(
  '^(app|form|queue)\\.|\\.title$|^sign\\.again$|^field\\.(' +
    'date|attendance|evidence|area|place|topics|minutes|venue|venue_text|form|count_basis|count_method|organisations|' +
    'programme|campaign|delivery|session\\.l\\w+|visit\\.(mode|street|community)|drive\\.(campus|police_unit|approval_no))$',
)

/** The app's own texts that the office says too: what the fields of a record are called, and how its history is told. */
const named = /^(field\.|record\.(action\.|minutes$|nothing$))/

/** Cuts message files: the server's down to the shared messages, the app's own by `?first`, `?later` and `?fields`. */
export function cutTexts(): Plugin {
  return {
    name: 'cut-texts',
    enforce: 'pre',
    load(id) {
      const [, file, part] =
        /^(.*\/(?:configs\/messages|src\/text)\/(?:zh|en)\.json)(\?first|\?later|\?fields)?$/.exec(id) ?? []
      if (!file || (!part && file.includes('/src/text/'))) return null
      const keep = (key: string) => {
        if (part === '?fields') return named.test(key)
        return part ? first.test(key) === (part === '?first') : shared.test(key)
      }
      const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
      const json = JSON.stringify(Object.fromEntries(Object.entries(all).filter(([key]) => keep(key))))
      // With a query it is no JSON module to the bundler any more.
      return part ? { code: `export default ${json}`, moduleType: 'js' } : json
    },
  }
}

/** Puts a call in the place of the bundler's helper for preloading, which has nothing to preload here: see startingChunk. */
export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    apply: 'build',
    load: id => (id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load()' : null),
  }
}

/** How the bundler tells of a module. */
type Look = (id: string) => { importedIds: readonly string[] } | null

/**
 * Names one chunk for all that the app starts with: the entry and what static imports lead to from there. In several
 * chunks it would compress worse and be asked for in several turns.
 */
export function startingChunk(entry: string, chunk = 'index') {
  let start: Set<string> | undefined
  return {
    name(id: string, bundler: { getModuleInfo: Look }): string | null {
      start ??= reach(entry, module => bundler.getModuleInfo(module))
      return start.has(id) ? chunk : null
    },
  }
}

function reach(entry: string, look: Look): Set<string> {
  const found = new Set([entry])
  for (const id of found) for (const next of look(id)?.importedIds ?? []) found.add(next)
  return found
}

/**
 * Finishes both builds, the office's and then the phone's: names them by the hash of all files (build.txt, the pages'
 * meta tags, the worker's cache), tells the worker which of the phone's files to keep, and puts a Brotli form beside
 * every text.
 */
export function release(): Plugin {
  let [out, given] = ['dist', 'public']
  return {
    name: 'release',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir
      given = config.publicDir
    },
    writeBundle(_, bundle) {
      const files = walk(out).filter(name => !/^(worker\.js|build\.txt|\.keep)$|\.br$/.test(name))
      const hash = createHash('sha256')
      for (const name of files) hash.update(name).update(readFileSync(join(out, name)))
      hash.update(readFileSync(join(out, 'worker.js')))
      const build = hash.digest('hex').slice(0, 12)
      // Pictures of the installed app are the system's to fetch.
      const phone = new Set([...Object.keys(bundle), ...walk(given)])
      const kept = files
        .filter(name => phone.has(name) && name !== 'index.html' && !name.endsWith('.png'))
        .map(name => `/${name}`)
      replace(join(out, 'worker.js'), /["'`]__FILES__["'`]/, JSON.stringify(['/', ...kept]))
      for (const name of ['index.html', 'office.html', 'worker.js']) replace(join(out, name), /__BUILD__/, build)
      writeFileSync(join(out, 'build.txt'), build)
      writeFileSync(join(out, '.keep'), '')
      for (const text of walk(out).filter(name => /\.(js|css|html|webmanifest|svg)$/.test(name)))
        compress(join(out, text))
    },
  }
}

function walk(folder: string, root = folder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap(e => (e.isDirectory() ? walk(join(folder, e.name), root) : relative(root, join(folder, e.name))))
    .toSorted()
}

function replace(file: string, mark: RegExp, text: string): void {
  const before = readFileSync(file, 'utf8')
  if (!mark.test(before)) throw new Error(`${file}: ${mark} is missing`)
  writeFileSync(file, before.replace(mark, text))
}

function compress(file: string): void {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params }))
}
