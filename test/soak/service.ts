import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { projectFile } from '../../src/shell/project.ts'

const CLOCK = fileURLToPath(new URL('../../../test/soak/shifted-clock.mjs', import.meta.url))
const PROGRAM = projectFile('dist/src/main.js')

interface Ended {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
}

/** The built service, which is started again after every kill. */
export interface Service {
  readonly url: string
  /** The database’s URL, for other processes. */
  readonly database: string
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  /** Asks it to end, and tells how long that took. */
  readonly stop: () => Promise<Ended & { readonly ms: number }>
  /** Runs another command of the program beside it. */
  readonly run: (args: readonly string[], env?: Environment) => Promise<Ended & { readonly out: string }>
  /** Ends that nobody asked for. */
  readonly fell: readonly Ended[]
  /** All that it has ever printed. */
  readonly printed: () => string
}

type Environment = Readonly<Record<string, string>>

export async function createService(settings: Environment, clockPath: string): Promise<Service> {
  const port = await freePort()
  const environment = {
    PATH: process.env.PATH ?? '',
    NODE_OPTIONS: `--import ${CLOCK}`,
    SOAK_CLOCK: clockPath,
  }
  const fell: Ended[] = []
  let printed = ''
  let running: { child: ChildProcess; ended: Promise<Ended>; isWanted: boolean } | undefined

  const launch = (args: readonly string[], env: Environment) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...environment, ...env } })
    let out = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        out += text
      })
    }
    const ended = new Promise<Ended & { out: string }>((resolve) =>
      child.once('close', (exit, signal) => resolve({ exit, signal, out })),
    )
    return { child, ended }
  }
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    if (!running) throw new Error('the service does not run')
    running.isWanted = false
    running.child.kill(signal)
    const ended = await running.ended
    running = undefined
    return ended
  }
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    database: settings.DATABASE_URL ?? '',
    start: async () => {
      const here = { ...launch(['start'], { ...settings, PORT: `${port}` }), isWanted: true }
      running = here
      here.ended.then((ended) => {
        if (here.isWanted) fell.push(ended)
      })
      while (here.child.exitCode === null && !(await answers(`${url}/healthz`))) await setTimeout(50)
    },
    kill: async () => void (await end('SIGKILL')),
    stop: async () => {
      const from = performance.now()
      return { ...(await end('SIGTERM')), ms: performance.now() - from }
    },
    run: (args, env = settings) => launch(args, env).ended,
    fell,
    printed: () => printed,
  }
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url).catch(() => undefined))?.ok === true
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
