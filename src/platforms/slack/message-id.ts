/** Where a message stands: all that editing it or answering in its thread needs. */
export interface Place {
  readonly channel: string
  readonly ts: string
}

export function messageIdOf({ channel, ts }: Place): string {
  return `${channel}/${ts}`
}

/** Undefined for the id of another platform's message. */
export function placeOf(messageId: string | null): Place | undefined {
  const [, channel, ts] = messageId?.match(/^([A-Z0-9]+)\/(\d+\.\d+)$/) ?? []
  return channel === undefined || ts === undefined ? undefined : { channel, ts }
}
