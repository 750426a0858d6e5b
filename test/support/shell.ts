import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { inject } from 'vitest'
import { runCli } from '../../src/shell/cli.ts'

interface Ran {
  /** Null when a signal ended it. */
  readonly exit: number | null
  readonly out: string
  readonly errors: string
}

interface RunOptions {
  /** Lines on its standard input, which then ends. */
  readonly lines?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A program that is still running. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  /** Answers when the program has printed this. */
  readonly printed: (text: string) => Promise<void>
  /** Answers when the program has written this to its errors or its log. */
  readonly logged: (text: string) => Promise<void>
  readonly ended: Promise<Ran>
}

/** A folder of its own in which the program runs, with nothing of this machine's settings. */
export interface ShellHere {
  readonly folder: string
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>
  /** Runs it with `--json` and reads what it prints. */
  readonly json: (
    args: readonly string[],
    options?: RunOptions,
  ) => Promise<{ exit: number | null; data: unknown }>
  readonly write: (name: string, text: string) => void
  /** The files in a folder of it, or none when there is no such folder. */
  readonly files: (folder?: string) => readonly string[]
  readonly close: () => void
}

/** The same with the compiled program, each time in a process of its own. */
export interface Shell extends ShellHere {
  readonly start: (args: readonly string[], options?: Pick<RunOptions, 'env'>) => Running
}

/** With `demo` the demo's database is there already, as on its first morning. */
interface Contents {
  readonly demo?: boolean
}

export function createShell(contents: Contents = {}): Shell {
  const folder = folderWith(contents)
  const start: Shell['start'] = (args, { env = {} } = {}) => running(folder, args, env)
  const run: Shell['run'] = async (args, { lines = [], env = {} } = {}) => {
    const { child, ended } = start(args, { env })
    child.stdin.end(lines.map((line) => `${line}\n`).join(''))
    return ended
  }
  return { ...shellIn(folder, run), start }
}

/** Runs command lines in this process: all of the program but `src/main.ts`, without the time that a process takes to start. */
export function createShellHere(contents: Contents = {}): ShellHere {
  const home = process.cwd()
  const shell = shellIn(folderWith(contents), runHere)
  process.chdir(shell.folder)
  return {
    ...shell,
    close: () => {
      process.chdir(home)
      shell.close()
    },
  }
}

function folderWith({ demo = false }: Contents): string {
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-shell-'))
  if (demo) {
    mkdirSync(join(folder, 'var'))
    copyFileSync(inject('demo'), join(folder, 'var/demo.sqlite'))
  }
  return folder
}

function shellIn(folder: string, run: ShellHere['run']): ShellHere {
  return {
    folder,
    run,
    json: async (args, options) => {
      const { exit, out } = await run([...args, '--json'], options)
      return { exit, data: JSON.parse(out) as unknown }
    },
    write: (name, text) => writeFileSync(join(folder, name), text),
    files: (inside = '.') => {
      const path = join(folder, inside)
      return existsSync(path) ? readdirSync(path).sort() : []
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const runHere: ShellHere['run'] = async (args, { lines = [], env = {} } = {}) => {
  const written = { out: '', errors: '' }
  const exit = await runCli(['node', 'wsoa', ...args], {
    environment: { NO_COLOR: '1', ...env },
    input: Readable.from(lines.map((line) => `${line}\n`)) as unknown as NodeJS.ReadStream,
    output: writing((text) => {
      written.out += text
    }),
    errors: writing((text) => {
      written.errors += text
    }),
    machineNow: () => new Date(),
    steadyNow: () => performance.now(),
    onStop: () => {},
  })
  return { exit, ...written }
}

function writing(keep: (text: string) => void): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _, done) => {
      keep(text.toString())
      done()
    },
  })
  return stream as NodeJS.WriteStream
}

function running(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const { PATH = '', TZ = 'UTC' } = process.env
  const child = spawn(process.execPath, [join(inject('compiled'), 'src/main.js'), ...args], {
    cwd: folder,
    env: { PATH, TZ, NO_COLOR: '1', ...env },
  })
  const written = { out: '', errors: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.errors += text
  })
  // A program that ends early reads no more of its input; that is for the test to see in what it printed.
  child.stdin.on('error', () => {})
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve({ exit, ...written }))
  })
  const wrote = (stream: 'out' | 'errors') => (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (written[stream].includes(text)) resolve()
      }
      child[stream === 'out' ? 'stdout' : 'stderr'].on('data', look)
      child.once('close', () => reject(new Error(`ended without "${text}": ${written.out}${written.errors}`)))
      look()
    })
  return { child, printed: wrote('out'), logged: wrote('errors'), ended }
}
