import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFile } from '../../src/shell/project.ts'
import { inTurns, median, printTable } from './measure.ts'

/** What people run. */
const MAIN = projectFile('dist/src/main.js')
const AT_REST = fileURLToPath(new URL('./at-rest.js', import.meta.url))
const ROUNDS = 7
/** Nothing of the person's own settings: the demo, and nothing else. */
const ENVIRONMENT = { PATH: process.env.PATH }

/** How long it takes until the welcome is on the screen, and what a started app holds while nobody speaks. */
export async function measureStart(folder: string): Promise<void> {
  const cwd = join(folder, 'start')
  mkdirSync(cwd)
  await measureWelcome(cwd)
  measureRest(cwd)
}

async function measureWelcome(cwd: string): Promise<void> {
  const { bare, first, later } = await inTurns(
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
      ['bare Node that prints a line', bare, 1],
      ['first start: database made, sample plan imported', first, first / bare],
      ['later start', later, later / bare],
    ],
  )
}

function measureRest(cwd: string): void {
  const bare = memoryOf('bare', cwd)
  const imports = memoryOf('imports', cwd)
  const app = memoryOf('app', cwd)
  const row = (what: string, { rss, heapUsed }: Held) => [what, rss, heapUsed, rss / imports.rss]
  printTable(
    'Memory at rest, after collection',
    ['what', 'RSS MB', 'heap MB', 'RSS ÷ imports'],
    [
      row('bare Node', bare),
      row('the same after our imports, nothing opened', imports),
      row('started app, after one question', app),
    ],
  )
}

interface Held {
  readonly rss: number
  readonly heapUsed: number
}

/** The medians of several processes. */
function memoryOf(kind: 'bare' | 'imports' | 'app', cwd: string): Held {
  const held = Array.from({ length: ROUNDS }, () => {
    const command = ['--expose-gc', AT_REST, kind]
    const { stdout } = spawnSync(process.execPath, command, { cwd, env: ENVIRONMENT, encoding: 'utf8' })
    return JSON.parse(stdout) as Held
  })
  return { rss: median(held.map(({ rss }) => rss)), heapUsed: median(held.map(({ heapUsed }) => heapUsed)) }
}

/** Milliseconds until the program prints something; its input has ended by then, so it leaves by itself. */
async function firstWord(command: readonly string[], cwd: string): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, command, {
    cwd,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const left = new Promise((resolve) => child.once('close', resolve))
  const printed = await new Promise<number>((resolve) =>
    child.stdout.once('data', () => resolve(performance.now() - from)),
  )
  child.stdout.resume()
  await left
  return printed
}
