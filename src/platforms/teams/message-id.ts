/**
 * A message's place. Its id outside this folder is `<conversation>/<activity>` at the head of a thread or in a chat, and
 * `<conversation>;messageid=<head>/<activity>` within a thread.
 */
export interface MessagePlace {
  /** The conversation's id without a thread. */
  readonly place: string
  /** The head of its thread; null when the message is itself the head. */
  readonly root: string | null
  readonly activityId: string
}

export function messageIdOf({ place, root, activityId }: MessagePlace): string {
  return `${conversationOf({ place, root: root === activityId ? null : root })}/${activityId}`
}

export function placeOf(messageId: string): MessagePlace | undefined {
  const [, conversation = '', activityId = ''] = messageId.match(/^(.+)\/([^/]+)$/) ?? []
  return activityId === '' ? undefined : { ...splitConversation(conversation), activityId }
}

/** The id that Teams expects for speaking in a thread. */
export function conversationOf({ place, root }: Omit<MessagePlace, 'activityId'>): string {
  return root === null ? place : `${place};messageid=${root}`
}

/** Teams appends the head of a channel's thread to the conversation's id, after a semicolon. */
export function splitConversation(conversationId: string): Omit<MessagePlace, 'activityId'> {
  const [, place, root] = conversationId.match(/^(.*?);messageid=([^;]+)/) ?? []
  return place === undefined || root === undefined ? { place: conversationId, root: null } : { place, root }
}
