import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

/**
 * Puts the program together in a folder: `node build.js [dist [module …]]`; the modules are those that somebody wants to load by
 * themselves. Its types are the business of `npm run check`.
 */
const [, , folder = 'dist', ...wanted] = process.argv

/** What is found by its name stays a file of that name. */
const named = ['commands', 'digests', 'src/platforms'].flatMap((place) =>
  readdirSync(place)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${place}/${file.slice(0, -'.ts'.length)}`),
)

/** Always needed, and hundreds of small modules each: one by one they take memory, and time to start. */
const together = /^(?:kysely|zod|chrono-node|date-fns|@date-fns\/tz)(?:\/|$)/

/**
 * A module with a single “’” in it takes twice the memory: V8 then keeps all of it with two bytes a character. A backslash
 * before such a character says nothing, and would take the escape's own.
 */
function escaped(code) {
  return code.replace(/(\\*)([\u0100-\uffff])/g, (_, slashes, one) => {
    const kept = slashes.slice(0, slashes.length - (slashes.length % 2))
    return `${kept}\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const isPackage = /^[@a-z]/i

await build({
  input: {
    ...Object.fromEntries(['src/main', ...named, ...wanted].map((name) => [name, `${name}.ts`])),
    // Beside the parts, where the part that starts it looks for it.
    'src/worker': 'src/paper/worker.ts',
  },
  platform: 'node',
  plugins: [{ name: 'a byte a character', renderChunk: escaped }],
  external: (id) => isPackage.test(id) && !together.test(id),
  output: {
    dir: folder,
    cleanDir: true,
    // The map would be wrong, and a smaller file would have the characters written out again.
    sourcemap: false,
    minify: false,
    comments: false,
    entryFileNames: '[name].js',
    // As deep as whatever looks for the folders of commands, digests and platforms.
    chunkFileNames: 'src/[name]-[hash].js',
  },
})
chmodSync(join(folder, 'src/main.js'), 0o755)
