import { chmodSync, copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

/**
 * Bundles the program into a folder: `node build.js [folder [module …]]`, by default `dist`. The modules named are kept as
 * entries of their own, for tests that load them alone. `npm run check` checks the types.
 */
const [, , folder = 'dist', ...modules] = process.argv

/** The program looks these up by file name. */
const discovered = ['commands', 'digests', 'src/platforms'].flatMap((place) =>
  readdirSync(place)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${place}/${file.slice(0, -'.ts'.length)}`),
)

/** Always needed, and made of hundreds of small modules: bundled, they start faster and take less memory. */
const bundled = /^(?:kysely|zod|chrono-node|date-fns|@date-fns\/tz)(?:\/|$)/
const isPackage = /^[@a-z]/i

await build({
  input: {
    ...Object.fromEntries(['src/main', ...discovered, ...modules].map((name) => [name, `${name}.ts`])),
    // The chunks that start the workers look for them in their own folder.
    'src/worker': 'src/paper/worker.ts',
    'src/proof-worker': 'data/backups/proof-worker.ts',
    // So does the one that starts the thread for reading files.
    'src/reading': 'src/import/worker.ts',
  },
  platform: 'node',
  external: (id) => isPackage.test(id) && !bundled.test(id),
  output: {
    dir: folder,
    cleanDir: true,
    sourcemap: true,
    entryFileNames: '[name].js',
    // Chunks sit in `src/`, from where the folders of commands, digests and platforms are found.
    chunkFileNames: 'src/[name].js',
  },
})
// Every page has this sheet, which is read when the program starts.
copyFileSync('src/platforms/web/wsoa.css', join(folder, 'src/wsoa.css'))
chmodSync(join(folder, 'src/main.js'), 0o755)
