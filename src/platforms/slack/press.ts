import type { App } from '@slack/bolt'
import type { z } from 'zod'
import { acknowledgeOf } from './acknowledgement.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm, withoutWindow } from './forms.ts'
import type { HandOn } from './hand-on.ts'
import { buttonPress, buttonValue } from './payloads.ts'
import { addressIn, isOwn, type Where } from './places.ts'
import { placeFor, showReply } from './press-reply.ts'
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
    const where = await whereOf(press, services)
    const key = `press:${trigger}`
    const conversation = where?.channel ?? services.home.conversationOf(user.id)
    const said: Parameters<HandOn>[0] = {
      userId: user.id,
      team: user.team_id,
      conversation,
      isPrivate: where === undefined || isOwn(where),
      ...addressIn(where),
      key,
      ...(value.nonce === undefined ? {} : { nonce: value.nonce }),
      ...(value.seen === undefined ? {} : { seen: value.seen }),
      ...underOf(press),
      opensForm: true,
      said: value.line,
    }
    const answered = await services.handOn(said)
    const form = formOf(answered)
    if (form) await acknowledge()
    if (form && (await openForm(form, { trigger, where, conversation }, services))) return
    const reply = form ? await withoutWindow(said, services) : answered
    const { keepReply, home, failed } = services
    const asked = { userId: user.id, where: where && placeFor(reply, { press, value, where }), key } as const
    const kept = await keepReply(reply, {
      ...asked,
      to: reply.shared ? 'everyone' : 'asker',
      isToldFirst: true,
    })
    await acknowledge()
    const inAnyCase = async (error: unknown) => {
      failed(error)
      await kept.deliver()
    }
    if (!where) return home.refresh(user.id, reply).then(() => kept.arrived(), inAnyCase)
    await showReply(reply, { press, value, where, respond, kept }, services).catch(inAnyCase)
    await followUp(reply, where, services, { userId: user.id, key })
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
async function whereOf(
  { user, container, message }: Press,
  { places }: Pick<Services, 'places'>,
): Promise<Where | undefined> {
  if (container.channel_id === undefined) return undefined
  return places.place({
    userId: user.id,
    channel: container.channel_id,
    thread: container.thread_ts ?? message?.thread_ts ?? null,
  })
}

function underOf({ container, message }: Press): { under?: string } {
  const root = container.thread_ts ?? message?.thread_ts ?? container.message_ts
  if (container.channel_id === undefined || root === undefined || container.is_ephemeral) return {}
  return { under: `${container.channel_id}/${root}` }
}
