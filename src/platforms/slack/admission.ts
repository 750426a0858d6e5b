import type { App, ReceiverEvent } from '@slack/bolt'
import type { ZodType } from 'zod'
import { buttonPress, eventCallback, messageShortcut, slashCommand, viewSubmission } from './payloads.ts'
import type { Why } from './refused.ts'

/** What Slack sends that somebody of ours listens to. */
export type Kind = 'command' | 'event' | 'press' | 'form' | 'shortcut'

type Listening = Pick<App, 'processEvent'>

/** Lets in what comes from our workspace and is whole; answers `malformed` for what is not. */
export type Admit = (event: ReceiverEvent) => Promise<'taken' | 'malformed'>

/** In the context of an event's listener: what it said is on disk now. */
export type Acknowledge = () => Promise<void>

/** Slack only tells us; there is nothing to say to it. */
const TOLD: readonly unknown[] = ['view_closed', 'app_rate_limited']

const OTHER_TEAM = 'This bot works for another Slack workspace; nothing was recorded.'

/**
 * Everything passes here, whichever way it came. Bolt tries every listener of an app for whatever comes, so each kind has
 * an app of its own. Bolt acknowledges an event before its listener runs, and after that Slack
 * never sends it again: here the listener says when.
 */
export function createAdmission(
  apps: Readonly<Record<Kind, Listening>>,
  { teamId, refuse }: { teamId: string; refuse: (why: Why) => void },
): Admit {
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
      return 'taken'
    }
    if (TOLD.includes(body.type)) {
      await event.ack()
      return 'taken'
    }
    if (!kind) return 'taken'
    if (kind !== 'event') {
      await apps[kind].processEvent(event)
      return 'taken'
    }
    const acknowledge = once(() => event.ack())
    await apps.event.processEvent({ ...event, ack: async () => {}, customProperties: { acknowledge } })
    await acknowledge()
    return 'taken'
  }
}

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

function once(act: () => Promise<unknown>): Acknowledge {
  let done: Promise<unknown> | undefined
  return async () => {
    done ??= act()
    await done
  }
}
