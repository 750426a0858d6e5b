/** Where a message stands: all that editing it or answering in its thread needs. */
export interface MessagePlace {
  readonly channel: string
  readonly ts: string
}

export function messageIdOf({ channel, ts }: MessagePlace): string {
  return `${channel}/${ts}`
}

/** Undefined for the id of another platform's message. */
export function placeOf(messageId: string | null): MessagePlace | undefined {
  const [, channel, ts] = messageId?.match(/^([A-Z0-9]+)\/(\d+\.\d+)$/) ?? []
  return channel === undefined || ts === undefined ? undefined : { channel, ts }
}
