import type { App } from '@slack/bolt'
import type { SlackPage } from '../../render/slack.ts'
import { isDirect, pagesOf, respondWith, shown, type Where } from './answers.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm } from './forms.ts'
import { COMMAND } from './needs.ts'
import { slashCommand } from './payloads.ts'
import { typedText } from './said.ts'
import type { Services } from './services.ts'

/** `/wsoa …` is acknowledged with the answer, which only the asker sees. */
export function listenToCommands(app: App, services: Services): void {
  app.command(COMMAND, async ({ body, ack, respond }) => {
    const command = slashCommand.parse(body)
    const { user_id: userId, channel_id: channel, trigger_id: trigger, text } = command
    const where: Where = { userId, channel, thread: null }
    const reply = await services.handOn({
      userId,
      conversation: channel,
      ...nameOf(command.channel_name),
      isPrivate: isDirect(where),
      key: `command:${trigger}`,
      said: typedText(text).trim() || 'help',
    })
    const to = reply.shared ? 'in_channel' : 'ephemeral'
    const { toEveryone, toAsker } = services.answers
    const rest = (pages: readonly SlackPage[]) => (reply.shared ? toEveryone : toAsker)(where, pages)
    const form = formOf(reply)
    if (form) {
      // A trigger works for three seconds, so the command is acknowledged at once; the modal is the answer.
      await ack()
      if (await openForm(form, { trigger, where, conversation: channel }, services)) return
      return respondWith(pagesOf(reply), { respond, to, rest })
    }
    const [first, ...more] = pagesOf(reply)
    await ack({ response_type: to, ...(first ? shown(first) : {}) })
    await respondWith(more, { respond, to, rest })
    await followUp(reply, where, services, userId)
  })
}

/** Slack sends these in place of a name for conversations that have none. */
const NAMELESS: readonly string[] = ['directmessage', 'privategroup']

function nameOf(name: string | undefined): { conversationName?: string } {
  return name === undefined || NAMELESS.includes(name) ? {} : { conversationName: `#${name}` }
}
