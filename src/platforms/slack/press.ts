import type { App } from '@slack/bolt'
import type { z } from 'zod'
import { acknowledgeOf } from './acknowledgement.ts'
import { addressIn, isDirect, pagesOf, type Where } from './answers.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm, withoutWindow } from './forms.ts'
import type { HandOn } from './hand-on.ts'
import { buttonPress, buttonValue } from './payloads.ts'
import { showReply } from './press-reply.ts'
import type { Services } from './services.ts'

type Press = z.output<typeof buttonPress>

/** A press of one of our buttons counts as typing the button's line, once. */
export function listenToPresses(app: App, services: Services): void {
  app.action({ type: 'block_actions' }, async ({ body, context, respond }) => {
    const press = buttonPress.parse(body)
    const acknowledge = acknowledgeOf(context)
    const value = readValue(press)
    // A link button opens its link by itself.
    if (!value) return void (await acknowledge())
    const { user, trigger_id: trigger } = press
    const where = whereOf(press)
    const conversation = where?.channel ?? services.home.conversationOf(user.id)
    const said: Parameters<HandOn>[0] = {
      userId: user.id,
      team: user.team_id,
      conversation,
      isPrivate: where === undefined || isDirect(where),
      ...addressIn(where),
      key: `press:${trigger}`,
      ...(value.nonce === undefined ? {} : { nonce: value.nonce }),
      ...(value.seen === undefined ? {} : { seen: value.seen }),
      ...underOf(press),
      opensForm: true,
      said: value.line,
    }
    const answered = await services.handOn(said)
    await acknowledge()
    const form = formOf(answered)
    if (form && (await openForm(form, { trigger, where, conversation }, services))) return
    const reply = form ? await withoutWindow(said, services) : answered
    const { answers, home, failed } = services
    const inAnyCase = (error: unknown) => {
      failed(error)
      return where ? answers.toAsker(where, pagesOf(reply)) : answers.toPerson(user.id, pagesOf(reply))
    }
    if (!where) return home.refresh(user.id, reply).catch(inAnyCase)
    await showReply(reply, { press, value, where, respond }, services).catch(inAnyCase)
    await followUp(reply, where, services, user.id)
  })
}

function readValue({ actions: [action] }: Press): z.output<typeof buttonValue> | undefined {
  try {
    return buttonValue.safeParse(JSON.parse(action?.value ?? '')).data
  } catch {
    return undefined
  }
}

/** Undefined for a button on the Home tab. */
function whereOf({ user, container, message }: Press): Where | undefined {
  if (container.channel_id === undefined) return undefined
  return {
    userId: user.id,
    channel: container.channel_id,
    thread: container.thread_ts ?? message?.thread_ts ?? null,
  }
}

function underOf({ container, message }: Press): { under?: string } {
  const root = container.thread_ts ?? message?.thread_ts ?? container.message_ts
  if (container.channel_id === undefined || root === undefined || container.is_ephemeral) return {}
  return { under: `${container.channel_id}/${root}` }
}
