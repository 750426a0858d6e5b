import type { App } from '@slack/bolt'
import { shortened } from '../../domain/text.ts'
import type { Form } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { FORM } from '../../render/slack/modal.ts'
import { isDirect, pagesOf, type Where } from './answers.ts'
import { followUp } from './follow-up.ts'
import { filledIn, modalOf, readCarried } from './modal.ts'
import { SHORTCUT } from './needs.ts'
import { messageShortcut, viewSubmission } from './payloads.ts'
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

/** A submitted modal closes once its values are on disk; otherwise it stays open and says what is wrong. */
export function listenToForms(app: App, services: Services): void {
  app.view(FORM, async ({ body, ack }) => {
    const { user, view } = viewSubmission.parse(body)
    const carried = readCarried(view.private_metadata)
    const { values } = view.state
    const fields = Object.keys(values)
    const wrong = (text: string, field?: string) => {
      const name = field !== undefined && fields.includes(field) ? field : (fields[0] ?? '')
      return ack({ response_action: 'errors', errors: { [name]: shortened(text, MOST_OF_AN_ERROR) } })
    }
    if (!carried) return wrong('This form is of an earlier version. Close it and open it anew, please.')
    const { command, settled, nonce, conversation, channel, thread } = carried
    const where = channel === null ? undefined : { userId: user.id, channel, thread }
    const reply = await services.handOn({
      userId: user.id,
      team: user.team_id,
      conversation,
      isPrivate: where === undefined || isDirect(where),
      key: `view:${view.id}`,
      ...(nonce === undefined ? {} : { nonce }),
      said: { command, arguments: { ...settled, ...filledIn(values) } },
    })
    if (!reply.ok) return wrong(reply.error?.text ?? reply.message.summary, reply.error?.field)
    await ack()
    // A repeated submission has its receipt already.
    if (!services.seen.isFirstTime(`view:${view.id}`)) return
    if (!where) return services.home.refresh(user.id, reply)
    await services.answers.toAsker(where, pagesOf(reply))
    await followUp(reply, where, services, user.id)
  })
}

/** In characters; a modal shows no longer text well beside a field. */
const MOST_OF_AN_ERROR = 300

/** "Record as update" on a message opens the form with the message's text as the note. */
export function listenToShortcuts(app: App, services: Services): void {
  app.shortcut({ callback_id: SHORTCUT, type: 'message_action' }, async ({ body, ack }) => {
    const { user, trigger_id: trigger, channel, message } = messageShortcut.parse(body)
    const where: Where = { userId: user.id, channel: channel.id, thread: message.thread_ts ?? null }
    const note = typedText(message.text).trim()
    const reply = await services.handOn({
      userId: user.id,
      team: user.team_id,
      conversation: channel.id,
      isPrivate: isDirect(where),
      key: `shortcut:${trigger}`,
      said: { command: 'update', arguments: note === '' ? {} : { note } },
    })
    await ack()
    const form = formOf(reply)
    if (form && (await openForm(form, { trigger, where, conversation: channel.id }, services))) return
    await services.answers.toAsker(where, pagesOf(reply))
  })
}
