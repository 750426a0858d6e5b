import type { App } from '@slack/bolt'
import type { z } from 'zod'
import { channelWelcome } from '../membership/welcome.ts'
import { type Acknowledge, acknowledgeOf } from './acknowledgement.ts'
import { answeringTo } from './answers.ts'
import { followUp } from './follow-up.ts'
import { eventCallback, homeOpened, memberJoined, messageChanged, messageEvent } from './payloads.ts'
import { ADDRESS, addressIn, isOwn } from './places.ts'
import { typedText, withoutMention } from './said.ts'
import type { Services } from './services.ts'

/** Listens to mentions, direct messages and the opening of the Home tab. */
export function listenToMessages(app: App, services: Services): void {
  app.event(/^(app_mention|message|app_home_opened|member_joined_channel)$/, async ({ body, context }) => {
    const { event_id: id } = eventCallback.parse(body)
    const acknowledge = acknowledgeOf(context)
    const said = editedIn(body.event) ?? messageEvent.safeParse(body.event).data
    if (said) return onMessage(said, { id, acknowledge }, services)
    const joined = memberJoined.safeParse(body.event).data
    if (joined) return onJoined(joined, { id, acknowledge }, services)
    const opened = homeOpened.safeParse(body.event).data
    if (opened?.tab !== 'home') return
    const { user: userId, channel, view } = opened
    await services.seen.once(`event:${id}`, () => services.home.open({ userId, channel, hash: view?.hash }))
  })
}

type Said = z.output<typeof messageEvent>

/** A message as it reads after it was edited. */
function editedIn(event: unknown): Said | undefined {
  const changed = messageChanged.safeParse(event).data
  if (!changed || changed.message.text === changed.previous_message?.text) return undefined
  const { channel, channel_type, message } = changed
  return { ...message, type: 'message', channel, channel_type, edited: message.edited ?? {} }
}

/**
 * An event is acknowledged when its answer is kept: that then goes out, from this process or another. Until then Slack
 * brings the event again.
 */
async function onMessage(
  message: Said,
  { id, acknowledge }: { id: string; acknowledge: Acknowledge },
  services: Services,
): Promise<void> {
  const { user: userId, channel, thread_ts: thread = null } = message
  if (userId === undefined || !isForUs(message, services.self.userId)) return
  const { places, keepReply, seen, filesOf } = services
  const files = filesOf(message.files)
  const spoken = { userId, channel, thread }
  const where = message.channel_type === 'im' ? places.ownPlace(spoken) : await places.place(spoken)
  // Slack may bring one message as several events. Each edit is a message of its own.
  const key = message.edited === undefined ? `message:${channel}/${message.ts}` : `event:${id}`
  const asked = { userId, where, key }
  const answered = await seen.once(key, async () => {
    const reply = await services.handOn({
      userId,
      answering: answeringTo({ ...asked, to: 'asker' }, services.self.teamId),
      team: message.user_team ?? message.source_team ?? message.team,
      conversation: channel,
      isPrivate: isOwn(where),
      ...addressIn(where),
      key,
      message: `${channel}/${message.ts}`,
      ...(files.length === 0 ? {} : { files }),
      ...(message.edited === undefined ? {} : { isEdited: true as const }),
      ...(thread === null ? {} : { under: `${channel}/${thread}` }),
      said: typedText(withoutMention(message.text, services.self.userId)).trim() || 'help',
    })
    const to = reply.shared ? 'everyone' : 'asker'
    const kept = reply.isSilent ? undefined : await keepReply(reply, { ...asked, to })
    return { reply, kept }
  })
  await acknowledge()
  await answered?.kept?.deliver()
  if (answered) await followUp(answered.reply, where, services, { userId, key })
}

/** Welcomes the channel that the bot was invited to. */
async function onJoined(
  { user, channel, inviter = user }: z.output<typeof memberJoined>,
  { id, acknowledge }: { id: string; acknowledge: Acknowledge },
  { self, seen, keepReply }: Services,
): Promise<void> {
  if (user !== self.userId) return
  const kept = await seen.once(`event:${id}`, () => {
    const where = { userId: inviter, channel, thread: null, kind: 'channel' } as const
    const welcome = { message: channelWelcome(ADDRESS.inChannel) }
    return keepReply(welcome, { userId: inviter, where, to: 'everyone', key: `event:${id}` })
  })
  await acknowledge()
  await kept?.deliver()
}

/** Leaves out bots and Slack's own notices. */
function isForUs({ type, channel_type, subtype, bot_id, user }: Said, ownId: string): boolean {
  const isSaid = subtype === undefined || subtype === 'file_share' || subtype === 'thread_broadcast'
  const isHere = type === 'app_mention' ? channel_type !== 'im' : channel_type === 'im'
  return isSaid && isHere && bot_id === undefined && user !== ownId
}
