import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTurns, median, printTable } from './measure.ts'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const AT_REST = fileURLToPath(new URL('./at-rest.js', import.meta.url))
const ROUNDS = 7

/** How long it takes until the welcome is on the screen, and what a started app holds while nobody speaks. */
export async function measureStart(folder: string): Promise<void> {
  const cwd = join(folder, 'start')
  mkdirSync(cwd)
  const times = await inTurns(
    {
      bare: () => firstWord(['-e', 'console.log(0)'], cwd),
      first: () => {
        rmSync(join(cwd, 'var'), { recursive: true, force: true })
        return firstWord([MAIN, 'start'], cwd)
      },
      later: () => firstWord([MAIN, 'start'], cwd),
    },
    { rounds: ROUNDS, samples: 1 },
  )
  printTable(
    'Start of the demo, until the welcome is printed',
    ['what', 'ms', '÷ bare Node'],
    [
      ['bare Node that prints a line', times.bare, 1],
      ['first start: database made, sample plan imported', times.first, times.first / times.bare],
      ['later start', times.later, times.later / times.bare],
    ],
  )
  const kinds = ['bare', 'imports', 'app'] as const
  const held = Object.fromEntries(kinds.map((kind) => [kind, [] as Held[]])) as Record<
    (typeof kinds)[number],
    Held[]
  >
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of kinds) held[kind].push(memoryOf(kind, cwd))
  }
  const memory = (kind: (typeof kinds)[number]) => ({
    rss: median(held[kind].map(({ rss }) => rss)),
    heapUsed: median(held[kind].map(({ heapUsed }) => heapUsed)),
  })
  const imports = memory('imports').rss
  const words = {
    bare: 'bare Node',
    imports: 'the same after our imports, nothing opened',
    app: 'started app, after one question',
  }
  printTable(
    'Memory at rest, after collection',
    ['what', 'RSS MB', 'heap MB', 'RSS ÷ imports'],
    kinds.map((kind) => {
      const { rss, heapUsed } = memory(kind)
      return [words[kind], rss, heapUsed, rss / imports]
    }),
  )
}

interface Held {
  readonly rss: number
  readonly heapUsed: number
}

function memoryOf(kind: string, cwd: string): Held {
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', AT_REST, kind], { cwd, encoding: 'utf8' })
  return JSON.parse(stdout) as Held
}

/** Milliseconds until the program prints something; its input has ended by then, so it leaves by itself. */
async function firstWord(command: readonly string[], cwd: string): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  const left = new Promise((resolve) => child.once('close', resolve))
  const printed = await new Promise<number>((resolve) =>
    child.stdout.once('data', () => resolve(performance.now() - from)),
  )
  child.stdout.resume()
  await left
  return printed
}
