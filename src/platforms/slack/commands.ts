import type { App } from '@slack/bolt'
import type { SlackPage } from '../../render/slack/plainer.ts'
import { acknowledgeOf } from './acknowledgement.ts'
import { addressIn, isDirect, pagesOf, respondWith, shown, type Where } from './answers.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm, withoutWindow } from './forms.ts'
import type { HandOn } from './hand-on.ts'
import { COMMAND } from './needs.ts'
import { slashCommand } from './payloads.ts'
import { typedText } from './said.ts'
import type { Services } from './services.ts'

/**
 * `/wsoa …` is acknowledged with the answer, which only the asker sees. If Slack does not get that, the answer goes to the
 * command's response address.
 */
export function listenToCommands(app: App, services: Services): void {
  app.command(COMMAND, async ({ body, context, respond }) => {
    const command = slashCommand.parse(body)
    const acknowledge = acknowledgeOf(context)
    const { user_id: userId, channel_id: channel, trigger_id: trigger, text } = command
    const where: Where = { userId, channel, thread: null }
    const said: Parameters<HandOn>[0] = {
      userId,
      conversation: channel,
      ...nameOf(command.channel_name),
      isPrivate: isDirect(where),
      ...addressIn(where),
      key: `command:${trigger}`,
      opensForm: true,
      said: typedText(text).trim() || 'help',
    }
    const reply = await services.handOn(said)
    const to = reply.shared ? 'in_channel' : 'ephemeral'
    const { toEveryone, toAsker } = services.answers
    const rest = (left: readonly SlackPage[]) => (reply.shared ? toEveryone : toAsker)(where, left)
    const answering = { respond, to, rest, failed: services.failed } as const
    const form = formOf(reply)
    if (form) {
      // A trigger works for three seconds, so the command is acknowledged at once; the modal is the answer.
      await acknowledge()
      if (await openForm(form, { trigger, where, conversation: channel }, services)) return
      return respondWith(pagesOf(await withoutWindow(said, services)), answering)
    }
    const pages = pagesOf(reply)
    const [first, ...more] = pages
    const isShown = await acknowledge({ response_type: to, ...(first ? shown(first) : {}) })
    await respondWith(isShown ? more : pages, answering)
    await followUp(reply, where, services, userId)
  })
}

/** Slack sends these in place of a name for conversations that have none. */
const NAMELESS: readonly string[] = ['directmessage', 'privategroup']

function nameOf(name: string | undefined): { conversationName?: string } {
  return name === undefined || NAMELESS.includes(name) ? {} : { conversationName: `#${name}` }
}
