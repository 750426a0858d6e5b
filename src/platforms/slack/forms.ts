import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/web-api'
import { shortened } from '../../domain/text.ts'
import type { Form } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { FORM } from '../../render/slack/modal.ts'
import { acknowledgeOf } from './acknowledgement.ts'
import { followUp } from './follow-up.ts'
import type { HandOn } from './hand-on.ts'
import { filledIn, modalOf, readCarried } from './modal.ts'
import { SHORTCUT } from './needs.ts'
import { messageShortcut, viewSubmission } from './payloads.ts'
import { addressIn, isOwn, type Where } from './places.ts'
import { typedText } from './said.ts'
import type { Services } from './services.ts'

export function formOf({ message }: Reply): Form | undefined {
  return message.blocks.find((block) => block.kind === 'form')
}

interface Asked {
  /** Slack's permission to open one modal within three seconds. */
  readonly trigger: string
  readonly where: Where | undefined
  readonly conversation: string
}

/** Opens a form as a modal. False when Slack could not, and the message with its buttons is shown instead. */
export async function openForm(
  form: Form,
  { trigger, where, conversation }: Asked,
  { client, failed }: Pick<Services, 'client' | 'failed'>,
): Promise<boolean> {
  const view = modalOf(form, {
    conversation,
    channel: where?.channel ?? null,
    thread: where?.thread ?? null,
  })
  if (!view) return false
  try {
    await client.views.open({ trigger_id: trigger, view })
    return true
  } catch (error) {
    failed(error)
    return false
  }
}

/** The answer in place of a window that could not open: what is said next completes it. */
export function withoutWindow(
  { opensForm: _, ...said }: Parameters<HandOn>[0],
  { handOn }: Pick<Services, 'handOn'>,
): Promise<Reply> {
  return handOn({ ...said, key: null })
}

/** A submitted modal closes once its values are on disk; otherwise it stays open and says what is wrong. */
export function listenToForms(app: App, services: Services): void {
  app.view(FORM, async ({ body, context }) => {
    const { user, view } = viewSubmission.parse(body)
    const acknowledge = acknowledgeOf(context)
    const carried = readCarried(view.private_metadata)
    const { values } = view.state
    const fields = Object.keys(values)
    const wrong = (text: string, field?: string) => {
      const name = field !== undefined && fields.includes(field) ? field : (fields[0] ?? '')
      return acknowledge({
        response_action: 'errors',
        errors: { [name]: shortened(text, MOST_OF_AN_ERROR) },
      })
    }
    if (!carried)
      return void (await wrong('This form is from an earlier version. Please close it and open it again.'))
    const { command, settled, nonce, conversation, channel, thread } = carried
    const { places, keepReply, home, seen, failed } = services
    const where = channel === null ? undefined : await places.place({ userId: user.id, channel, thread })
    const key = `view:${view.id}`
    const reply = await services.handOn({
      userId: user.id,
      team: user.team_id,
      conversation,
      isPrivate: where === undefined || isOwn(where),
      ...addressIn(where),
      key,
      ...(nonce === undefined ? {} : { nonce }),
      said: { command, arguments: { ...settled, ...filledIn(values) } },
    })
    const keepIt = () => keepReply(reply, { userId: user.id, where, to: 'asker', key, isToldFirst: true })
    const inMessages = async () => {
      await (await keepIt()).deliver()
    }
    const again = reply.waits ? viewAgain(reply, { conversation, channel, thread }) : undefined
    if (again) {
      const isShown = await acknowledge({ response_action: 'update', view: again })
      return isShown ? undefined : inMessages()
    }
    if (!reply.ok && !reply.waits) {
      const isShown = await wrong(reply.error?.text ?? reply.message.summary, reply.error?.field)
      return isShown ? undefined : inMessages()
    }
    // A closed window is a receipt, and the words of it are on disk by then.
    const kept = await keepIt()
    await acknowledge()
    const isFirst = await seen.once(key, async () => {
      if (where) await kept.deliver()
      else
        await home.refresh(user.id, reply).then(
          () => kept.arrived(),
          (error: unknown) => {
            failed(error)
            return kept.deliver()
          },
        )
      return true
    })
    // A repeated submission has its receipt already.
    if (isFirst && where) await followUp(reply, where, services, { userId: user.id, key })
  })
}

/** The window with the question that came instead of a receipt: sending it again is the answer. */
function viewAgain(reply: Reply, place: Parameters<typeof modalOf>[1]): ModalView | undefined {
  const form = formOf(reply)
  return (
    form &&
    modalOf(
      form,
      place,
      reply.message.blocks.filter((block) => block !== form),
    )
  )
}

/** In characters; a modal shows no longer text well beside a field. */
const MOST_OF_AN_ERROR = 300

/** "Record as update" on a message opens the form with the message's text as the note. */
export function listenToShortcuts(app: App, services: Services): void {
  app.shortcut({ callback_id: SHORTCUT, type: 'message_action' }, async ({ body, context }) => {
    const { user, trigger_id: trigger, channel, message } = messageShortcut.parse(body)
    const { places, keepReply, handOn } = services
    const thread = message.thread_ts ?? null
    const where = await places.place({ userId: user.id, channel: channel.id, thread })
    const key = `shortcut:${trigger}`
    const note = typedText(message.text).trim()
    const said: Parameters<HandOn>[0] = {
      userId: user.id,
      team: user.team_id,
      conversation: channel.id,
      isPrivate: isOwn(where),
      ...addressIn(where),
      key,
      opensForm: true,
      said: { command: 'update', arguments: note === '' ? {} : { note } },
    }
    const answered = await handOn(said)
    await acknowledgeOf(context)()
    const form = formOf(answered)
    if (form && (await openForm(form, { trigger, where, conversation: channel.id }, services))) return
    const reply = form ? await withoutWindow(said, services) : answered
    await (await keepReply(reply, { userId: user.id, where, to: 'asker', key })).deliver()
  })
}
