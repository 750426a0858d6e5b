import type { ChannelStanding, Host, Incoming, Reply } from '../../platform.ts'
import { type Activity, ADDRESS, isPersonal, placeIn } from './activity.ts'
import { keyOf } from './answers.ts'
import { messageIdOf, splitConversation } from './message-id.ts'
import type { Speaker } from './people.ts'

type Said = Pick<Incoming, 'said'> &
  Partial<
    Pick<
      Incoming,
      | 'nonce'
      | 'seen'
      | 'files'
      | 'hasUnseenFiles'
      | 'key'
      | 'opensForm'
      | 'message'
      | 'isEdited'
      | 'answering'
    >
  >

/** More rows make a card that a phone's reader scrolls through for long. */
const MOST_ROWS = 20

/** Hands on to the app what a person said by an activity. */
export type HandOn = (from: { activity: Activity; speaker: Speaker }, said: Said) => Promise<Reply>

export function createHandOn(handle: Host['handle']): HandOn {
  return ({ activity, speaker }, said) => {
    const under = headOf(activity)
    return handle({
      platform: 'teams',
      tenant: speaker.tenant,
      userId: speaker.userId,
      conversation: placeIn(activity),
      mostRows: MOST_ROWS,
      isPrivate: isPersonal(activity),
      // Teams has no answer in a channel that one person alone sees.
      isOpen: !isPersonal(activity),
      ...(isPersonal(activity) ? {} : { address: ADDRESS }),
      ...nameOf(activity),
      ...(isPersonal(activity) ? {} : { lookUp: async () => standingOf(activity) }),
      key: keyOf(activity),
      ...(under === undefined ? {} : { under }),
      ...profileOf(activity, speaker),
      ...(speaker.isGuest ? { isGuest: true } : {}),
      ...(speaker.isUnchecked ? { isUnchecked: true } : {}),
      ...said,
    })
  }
}

/** Teams brings what is said in a channel only to an app that is in it, and tells which channels other teams share. */
function standingOf({ channelData }: Activity): ChannelStanding {
  return channelData?.channel?.type?.toLowerCase() === 'shared' ? 'shared' : 'member'
}

/** A team's first channel has no name of its own. */
function nameOf({ channelData, conversation }: Activity): Pick<Incoming, 'conversationName'> {
  const { channel, team } = channelData ?? {}
  const isFirst = team?.id !== undefined && channel?.id === team?.id
  const name = channel?.name ?? (isFirst ? 'General' : conversation.name)
  return name ? { conversationName: team?.name ? `${name} in ${team.name}` : name } : {}
}

function profileOf({ from: { name } }: Activity, { known: { profile } }: Speaker): Pick<Incoming, 'profile'> {
  if (profile) return { profile }
  return name ? { profile: { name, email: null } } : {}
}

/** The message at the head of the thread, by the id that sending it returned. Undefined when this message is the head. */
function headOf(activity: Activity): string | undefined {
  const { place, root } = splitConversation(activity.conversation.id)
  const head = root ?? activity.replyToId
  return head && head !== activity.id ? messageIdOf({ place, root: null, activityId: head }) : undefined
}
