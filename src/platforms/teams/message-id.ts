/**
 * How a message is named outside this folder: `<conversation>/<activity>` at the head of a thread or in a chat,
 * `<conversation>;messageid=<head>/<activity>` under a head.
 */
export interface MessagePlace {
  /** The conversation's id without a thread. */
  readonly place: string
  /** The head of its thread, when it is not the head itself. */
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

/** The conversation's id as Teams wants it to speak in a thread. */
export function conversationOf({ place, root }: Omit<MessagePlace, 'activityId'>): string {
  return root === null ? place : `${place};messageid=${root}`
}

/** In a channel the head of the thread stands behind a semicolon. */
export function splitConversation(conversationId: string): Omit<MessagePlace, 'activityId'> {
  const [, place, root] = conversationId.match(/^(.*?);messageid=([^;]+)/) ?? []
  return place === undefined || root === undefined ? { place: conversationId, root: null } : { place, root }
}
