import type { Settings } from '../settings.ts'
import { EXIT, type Machine, settingsOf } from './session.ts'

/** A service that does not answer for so long does not run. */
const PATIENCE_MS = 5_000

/** Where a service that listens everywhere is found on its own machine. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Asks the service on this machine whether it runs, or whether it does its work. */
export async function healthcheck(machine: Machine, { ready = false }: { ready?: boolean }): Promise<number> {
  const answer = await asked(settingsOf(machine), ready ? 'readyz' : 'healthz')
  if ('why' in answer) {
    machine.errors.write(`wsoa: no service answers at HOST and PORT (${answer.why}).\n`)
    return EXIT.internal
  }
  const { isWell, problems } = answer
  machine.output.write(isWell ? 'well\n' : `${problems.join('\n') || 'not well'}\n`)
  return isWell ? EXIT.done : EXIT.internal
}

type Answer = { readonly isWell: boolean; readonly problems: readonly string[] } | { readonly why: string }

/** Whether a service answers on this machine. */
export async function isServed(settings: Pick<Settings, 'HOST' | 'PORT'>): Promise<boolean> {
  return 'isWell' in (await asked(settings, 'healthz'))
}

async function asked(
  { HOST, PORT }: Pick<Settings, 'HOST' | 'PORT'>,
  page: 'healthz' | 'readyz',
): Promise<Answer> {
  const host = EVERYWHERE[HOST] ?? HOST
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/${page}`
  try {
    const response = await fetch(address, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { connection: 'close' },
    })
    const { problems = [] } = (await response.json()) as { problems?: readonly string[] }
    return { isWell: response.ok, problems }
  } catch (error) {
    const { code = 'no answer' } = ((error as Error).cause ?? {}) as { code?: string }
    return { why: code }
  }
}
