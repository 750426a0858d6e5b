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

const isPackage = /^[@a-z]/i

await build({
  input: {
    ...Object.fromEntries(['src/main', ...named, ...wanted].map((name) => [name, `${name}.ts`])),
    // Beside the parts, where the part that starts it looks for it.
    'src/worker': 'src/paper/worker.ts',
  },
  platform: 'node',
  external: (id) => isPackage.test(id) && !together.test(id),
  output: {
    dir: folder,
    cleanDir: true,
    sourcemap: true,
    entryFileNames: '[name].js',
    // As deep as whatever looks for the folders of commands, digests and platforms.
    chunkFileNames: 'src/[name]-[hash].js',
  },
})
chmodSync(join(folder, 'src/main.js'), 0o755)
