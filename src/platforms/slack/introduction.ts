import type { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import { SetupError } from '../../errors.ts'
import { pauseAfter, waitAfter } from './backoff.ts'
import type { Self } from './hand-on.ts'
import { sentenceOf, type Trouble, troubleOf } from './trouble.ts'
import { type Wait, waited } from './waiting.ts'

interface Options {
  readonly client: WebClient
  readonly log: Logger
  readonly wait: Wait
  /** Fires when the service is asked to end. */
  readonly stopped: AbortSignal
  readonly troubled: (trouble: Trouble) => void
}

export interface Introduction {
  readonly self: Self
  /** Slack said it when it was first asked. */
  readonly isAtOnce: boolean
}

/**
 * Asks Slack which workspace the token belongs to, and who the bot is there, until it says so. Undefined if the service
 * is asked to end meanwhile.
 * @throws SetupError if Slack's first answer is that it refuses the token
 */
export async function introduce({
  client,
  log,
  wait,
  stopped,
  troubled,
}: Options): Promise<Introduction | undefined> {
  for (let tries = 1; ; tries += 1) {
    const found = await ask(client)
    if (stopped.aborted) return undefined
    if ('teamId' in found) return { self: found, isAtOnce: tries === 1 }
    if (found.kind === 'refused' && tries === 1) throw new SetupError(sentenceOf(found, 'SLACK_BOT_TOKEN'))
    troubled(found)
    const pause = waitAfter(tries, pauseAfter(found), Math.random())
    log.warn(
      { code: 'slack-not-reached', why: found.name, wait: Math.round(pause / 1_000) },
      'Slack does not answer as hoped; it is tried again',
    )
    if (!(await waited(wait, pause, stopped))) return undefined
  }
}

async function ask(client: WebClient): Promise<Self | Trouble> {
  try {
    const { team_id: teamId, user_id: userId } = await client.auth.test()
    return teamId && userId ? { teamId, userId } : { kind: 'refused', name: 'it is of no bot in a workspace' }
  } catch (error) {
    return troubleOf(error)
  }
}
