import type { App } from '@slack/bolt'
import type { Reply } from '../../platform.ts'
import { acknowledgeOf } from './acknowledgement.ts'
import { answeringTo, pagesOf, respondWith, shown } from './answers.ts'
import { followUp } from './follow-up.ts'
import { formOf, openForm, withoutWindow } from './forms.ts'
import type { HandOn } from './hand-on.ts'
import { COMMAND } from './needs.ts'
import { slashCommand } from './payloads.ts'
import { addressIn, isOwn } from './places.ts'
import { typedText } from './said.ts'
import type { Services } from './services.ts'

/**
 * `/wsoa …` is acknowledged with the answer, which only the asker sees. If Slack does not get that, the answer goes to the
 * command's response address, and from there to the channel or the person.
 */
export function listenToCommands(app: App, services: Services): void {
  app.command(COMMAND, async ({ body, context, respond }) => {
    const command = slashCommand.parse(body)
    const acknowledge = acknowledgeOf(context)
    const { user_id: userId, channel_id: channel, trigger_id: trigger, text } = command
    const { places, keepReply, handOn, failed, self } = services
    const where = await places.place({ userId, channel, thread: null })
    const key = `command:${trigger}`
    const asked = { userId, where, key, isToldFirst: true } as const
    const said: Parameters<HandOn>[0] = {
      userId,
      answering: answeringTo({ ...asked, to: 'asker' }, self.teamId),
      conversation: channel,
      ...nameOf(command.channel_name),
      isPrivate: isOwn(where),
      ...addressIn(where),
      key,
      opensForm: true,
      said: typedText(text).trim() || 'help',
    }
    const answered = await handOn(said)
    const form = formOf(answered)
    if (form) {
      // A trigger works for three seconds, so the command is acknowledged at once; the modal is the answer.
      await acknowledge()
      if (await openForm(form, { trigger, where, conversation: channel }, services)) return
    }
    const reply = form ? await withoutWindow(said, services) : answered
    const audience = reply.shared ? 'everyone' : 'asker'
    const kept = await keepReply(reply, { ...asked, to: audience })
    const to = reply.shared ? 'in_channel' : 'ephemeral'
    const pages = pagesOf(reply)
    const [first] = pages
    const isShown = !form && (await acknowledge({ response_type: to, ...(first ? shown(first) : {}) }))
    if (isShown && isOwn(where) && hasPicture(reply)) {
      // A response address takes no pictures of ours.
      await kept.arrived(1)
      await kept.deliver()
    } else await respondWith(pages, { respond, to, kept, told: isShown ? 1 : 0, failed })
    await followUp(reply, where, services, { userId, key })
  })
}

function hasPicture({ thread = [] }: Reply): boolean {
  return thread.some(({ blocks }) => blocks.some(({ kind }) => kind === 'picture'))
}

/** Slack sends these in place of a name for conversations that have none. */
const NAMELESS: readonly string[] = ['directmessage', 'privategroup']

function nameOf(name: string | undefined): { conversationName?: string } {
  return name === undefined || NAMELESS.includes(name) ? {} : { conversationName: `#${name}` }
}
