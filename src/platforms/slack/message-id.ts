/** A message's place, which is enough to edit it or to answer in its thread. */
export interface MessagePlace {
  readonly channel: string
  readonly ts: string
}

export function messageIdOf({ channel, ts }: MessagePlace): string {
  return `${channel}/${ts}`
}

/** Undefined when the id is another platform's. */
export function placeOf(messageId: string | null): MessagePlace | undefined {
  const [, channel, ts] = messageId?.match(/^([A-Z0-9]+)\/(\d+\.\d+)$/) ?? []
  return channel === undefined || ts === undefined ? undefined : { channel, ts }
}
