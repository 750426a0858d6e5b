import type { App, ReceiverEvent } from '@slack/bolt'
import type { ZodType } from 'zod'
import { buttonPress, eventCallback, messageShortcut, slashCommand, viewSubmission } from './payloads.ts'
import type { Why } from './refused.ts'

/** Passes on a well-formed event of our workspace, whichever receiver took it. */
export type Admit = (event: ReceiverEvent) => Promise<'admitted' | 'malformed'>

/** The listener of an event calls it once what was said is on disk. */
export type Acknowledge = () => Promise<void>

interface Options {
  readonly teamId: string
  readonly refuse: (why: Why) => void
  readonly failed: (error: unknown) => void
}

const OTHER_TEAM = 'This bot works for another Slack workspace; nothing was recorded.'
/** Slack expects these to be acknowledged, and nothing else. */
const NOTICES: readonly unknown[] = ['view_closed', 'app_rate_limited']

export function createAdmission(app: Pick<App, 'processEvent'>, { teamId, refuse, failed }: Options): Admit {
  /** Logs here, since what Bolt throws while it takes a payload apart reaches no error handler of its own. */
  async function processEvent(event: ReceiverEvent): Promise<void> {
    try {
      await app.processEvent(event)
    } catch (error) {
      failed(isWrapped(error) ? error.original : error)
      throw error
    }
  }

  return async (event) => {
    const { body } = event
    const kind = kindOf(body)
    if (kind && !SCHEMAS[kind].safeParse(body).success) {
      refuse('malformed')
      return 'malformed'
    }
    if (teamOf(body) !== teamId) {
      refuse('team')
      await event.ack(kind === 'command' ? { response_type: 'ephemeral', text: OTHER_TEAM } : undefined)
    } else if (NOTICES.includes(body.type)) await event.ack()
    else if (kind === 'event') await processAcknowledgedLater(event, processEvent)
    else if (kind) await processEvent(event)
    return 'admitted'
  }
}

/**
 * Bolt acknowledges an event before its listener runs, and Slack never sends an acknowledged event again. Here the
 * listener acknowledges it.
 */
async function processAcknowledgedLater(
  event: ReceiverEvent,
  processEvent: (event: ReceiverEvent) => Promise<void>,
): Promise<void> {
  let acknowledged: Promise<unknown> | undefined
  const acknowledge: Acknowledge = async () => {
    acknowledged ??= event.ack()
    await acknowledged
  }
  await processEvent({ ...event, ack: async () => {}, customProperties: { acknowledge } })
  await acknowledge()
}

type Kind = 'command' | 'event' | 'press' | 'form' | 'shortcut'

const SCHEMAS: Readonly<Record<Kind, ZodType>> = {
  command: slashCommand,
  event: eventCallback,
  press: buttonPress,
  form: viewSubmission,
  shortcut: messageShortcut,
}

function kindOf(body: ReceiverEvent['body']): Kind | undefined {
  if (typeof body.command === 'string') return 'command'
  switch (body.type) {
    case 'event_callback':
      return 'event'
    case 'block_actions':
      return 'press'
    case 'view_submission':
      return 'form'
    case 'message_action':
      return 'shortcut'
    default:
      return undefined
  }
}

function teamOf({ team_id: id, team }: ReceiverEvent['body']): unknown {
  return id ?? team?.id
}

/** Bolt wraps every error that is not its own. */
function isWrapped(error: unknown): error is { original: unknown } {
  return error instanceof Error && 'original' in error && error.original !== undefined
}
