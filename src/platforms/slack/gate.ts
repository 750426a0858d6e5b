import type { App, ReceiverEvent } from '@slack/bolt'
import type { ZodType } from 'zod'
import { buttonPress, eventCallback, messageShortcut, slashCommand, viewSubmission } from './payloads.ts'
import type { Why } from './refused.ts'

/** Lets in what comes from our workspace and is whole; answers `malformed` for what is not. */
export type Gate = (event: ReceiverEvent) => Promise<'taken' | 'malformed'>

/** In the context of an event's listener: what it said is on disk now. */
export type Acknowledge = () => Promise<void>

/** Slack only tells us; there is nothing to say to it. */
const TOLD: readonly unknown[] = ['view_closed', 'app_rate_limited']

const OTHER_TEAM = 'This bot works for another Slack workspace; nothing was recorded.'

/**
 * Everything passes here, whichever way it came. Bolt acknowledges an event before its listener runs, and after that Slack
 * never sends it again: here the listener says when.
 */
export function createGate(
  app: Pick<App, 'processEvent'>,
  { teamId, refuse }: { teamId: string; refuse: (why: Why) => void },
): Gate {
  return async (event) => {
    const { body } = event
    const schema = schemaOf(body)
    if (schema && !schema.safeParse(body).success) {
      refuse('malformed')
      return 'malformed'
    }
    if (teamOf(body) !== teamId) {
      refuse('team')
      const isCommand = schema === slashCommand
      await event.ack(isCommand ? { response_type: 'ephemeral', text: OTHER_TEAM } : undefined)
      return 'taken'
    }
    if (TOLD.includes(body.type)) {
      await event.ack()
      return 'taken'
    }
    if (schema !== eventCallback) {
      await app.processEvent(event)
      return 'taken'
    }
    const acknowledge = once(() => event.ack())
    await app.processEvent({ ...event, ack: async () => {}, customProperties: { acknowledge } })
    await acknowledge()
    return 'taken'
  }
}

function schemaOf(body: ReceiverEvent['body']): ZodType | undefined {
  if (typeof body.command === 'string') return slashCommand
  switch (body.type) {
    case 'event_callback':
      return eventCallback
    case 'block_actions':
      return buttonPress
    case 'view_submission':
      return viewSubmission
    case 'message_action':
      return messageShortcut
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
