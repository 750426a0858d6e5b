import type { App, ReceiverEvent } from '@slack/bolt'
import type { ZodType } from 'zod'
import { type Acknowledge, acknowledgeOnce } from './acknowledgement.ts'
import { isOfSlack } from './error-name.ts'
import { buttonPress, eventCallback, messageShortcut, slashCommand, viewSubmission } from './payloads.ts'
import type { Why } from './refused.ts'

/** Something that Slack brought, by HTTP or Socket Mode. */
export interface Arrived extends Pick<ReceiverEvent, 'body' | 'retryNum' | 'retryReason'> {
  readonly acknowledge: Acknowledge
}

/** What became of it. Nothing but what was admitted is acknowledged, and of that only what is on disk. */
export type Admitted = 'admitted' | 'malformed' | 'stopping' | 'failed'

/** Passes on a well-formed event of our workspace, whichever way it came. @throws what is a fault of ours */
export type Admit = (arrived: Arrived) => Promise<Admitted>

export interface Admission {
  readonly admit: Admit
  readonly isStopping: () => boolean
  /** Admits no more events, and resolves when all that was admitted is answered, or after so many milliseconds. */
  readonly stop: (patience: number) => Promise<void>
}

interface Options {
  readonly teamId: string
  readonly refuse: (why: Why) => void
  readonly failed: (error: unknown) => void
  /** In milliseconds, from a clock that only goes forward. */
  readonly steadyNow: () => number
}

const OTHER_TEAM = 'This bot works for another Slack workspace; nothing was recorded.'
/** Slack expects these to be acknowledged, and nothing else. */
const NOTICES: readonly unknown[] = ['view_closed', 'app_rate_limited']

export function createAdmission(
  app: Pick<App, 'processEvent'>,
  { teamId, refuse, failed, steadyNow }: Options,
): Admission {
  const inHand = new Set<Promise<Admitted>>()
  let isStopping = false

  /** False when Slack did not take an answer, which is logged. @throws what is a fault of ours */
  async function process(
    { body, retryNum, retryReason }: Arrived,
    acknowledge: Acknowledge,
  ): Promise<boolean> {
    const event: ReceiverEvent = {
      body,
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
      // Bolt acknowledges an event before its listener runs, and Slack never sends an acknowledged event again.
      ack: async () => {},
      customProperties: { acknowledge },
    }
    try {
      await app.processEvent(event)
      return true
    } catch (error) {
      const cause = isWrapped(error) ? error.original : error
      if (!isOfSlack(cause)) throw cause
      failed(cause)
      return false
    }
  }

  async function admit(arrived: Arrived): Promise<Admitted> {
    const { body } = arrived
    const { acknowledge, isDone } = acknowledgeOnce(arrived.acknowledge, steadyNow)
    const kind = kindOf(body)
    if (kind && !SCHEMAS[kind].safeParse(body).success) {
      refuse('malformed')
      return 'malformed'
    }
    if (teamOf(body) !== teamId) {
      refuse('team')
      await acknowledge(kind === 'command' ? { response_type: 'ephemeral', text: OTHER_TEAM } : undefined)
      return 'admitted'
    }
    // Slack brings an event again, and the next process takes it. The rest is told that it is not saved.
    if (isStopping && kind === 'event') return 'stopping'
    if (NOTICES.includes(body.type)) await acknowledge()
    else if (kind && !(await process(arrived, acknowledge))) return 'failed'
    if (kind === 'event' && !isDone()) await acknowledge()
    return 'admitted'
  }

  return {
    admit: async (arrived) => {
      const work = admit(arrived)
      inHand.add(work)
      try {
        return await work
      } finally {
        inHand.delete(work)
      }
    },
    isStopping: () => isStopping,
    stop: async (patience) => {
      isStopping = true
      await withinPatience(Promise.allSettled(inHand), patience)
    },
  }
}

async function withinPatience(work: Promise<unknown>, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([work, passed])
  clearTimeout(timer)
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
