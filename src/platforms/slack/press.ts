import type { App, RespondFn } from '@slack/bolt'
import type { z } from 'zod'
import type { Reply } from '../../platform.ts'
import { isDirect, isElsewhere, pagesOf, respondWith, shown, type Where } from './answers.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm } from './forms.ts'
import { buttonPress, buttonValue } from './payloads.ts'
import type { Services } from './services.ts'

type Press = z.output<typeof buttonPress>
type Value = z.output<typeof buttonValue>

/** A button of ours: pressing it is typing its line, once. */
export function listenToPresses(app: App, services: Services): void {
  app.action({ type: 'block_actions' }, async ({ body, ack, respond }) => {
    const press = buttonPress.parse(body)
    const value = carriedIn(press)
    // A link, which opens by itself.
    if (!value) return ack()
    const { user, trigger_id: trigger } = press
    const where = whereOf(press)
    const conversation = where?.channel ?? services.home.conversationOf(user.id)
    const reply = await services.handOn({
      userId: user.id,
      team: user.team_id,
      conversation,
      isPrivate: where === undefined || isDirect(where),
      key: `press:${trigger}`,
      ...(value.nonce === undefined ? {} : { nonce: value.nonce }),
      ...underOf(press),
      said: value.line,
    })
    await ack()
    const form = formOf(reply)
    if (form && (await openForm(form, { trigger, where, conversation }, services))) return
    if (!where) return services.home.refresh(user.id, reply)
    await show(reply, { press, value, where, respond }, services)
    await followUp(reply, where, services, user.id)
  })
}

function carriedIn({ actions: [action] }: Press): Value | undefined {
  try {
    return buttonValue.safeParse(JSON.parse(action?.value ?? '')).data
  } catch {
    return undefined
  }
}

/** Undefined on the Home tab. */
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

/**
 * A receipt takes the place of the message whose button was pressed, so that nobody presses it again; but not of one
 * that others read too, nor of one that says more than its button.
 */
async function show(
  reply: Reply,
  { press, value, where, respond }: { press: Press; value: Value; where: Where; respond: RespondFn },
  { answers, seen }: Services,
): Promise<void> {
  const { container } = press
  const pages = pagesOf(reply)
  if (reply.shared) return share()
  const isReceipt = value.nonce !== undefined && (reply.ok || reply.waits)
  const takesItsPlace =
    isReceipt && (container.is_ephemeral === true || (isDirect(where) && !saysMore(press)))
  if (takesItsPlace) {
    const [first, ...more] = pages
    if (first) await respond({ replace_original: true, ...shown(first) })
    if (more.length === 0) return
    if (container.is_ephemeral) return privately(more)
    return answers.toEveryone({ ...where, thread: where.thread ?? container.message_ts ?? null }, more)
  }
  if (container.is_ephemeral) return privately(pages)
  const thread = isReceipt && isDirect(where) ? (container.message_ts ?? null) : null
  await answers.toAsker({ ...where, thread: where.thread ?? thread }, pages)

  async function privately(each: typeof pages): Promise<void> {
    await respondWith(each, { respond, to: 'ephemeral', rest: (more) => answers.toAsker(where, more) })
  }

  /** What was shown to the asker alone is there for everyone now; a second press on the way finds it done. */
  async function share(): Promise<void> {
    if (!seen.isFirstTime(`share:${where.channel}:${where.userId}:${container.message_ts}`)) return
    try {
      await answers.toEveryone(where, pages)
    } catch (error) {
      if (!isElsewhere(error)) throw error
      const rest = (more: typeof pages) => answers.toAsker(where, more)
      await respondWith(pages, { respond, to: 'in_channel', rest })
    }
    if (container.is_ephemeral) await respond({ delete_original: true })
  }
}

/** Beside the words that lead to its buttons: a table, a picture, or rows of buttons for several things. */
function saysMore({ message }: Press): boolean {
  const types = (message?.blocks ?? []).map(({ type }) => type)
  const rows = types.filter((type) => type === 'actions').length
  return rows > 1 || types.includes('table') || types.includes('image') || types.includes('header')
}
