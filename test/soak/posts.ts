import type { SlackStub } from '../support/slack/web-api.ts'

/** When the message of a delivery was first seen at Slack. */
export type Posts = ReadonlyMap<string, Date>

const EVERY_MS = 100

/** Looks all the time at what has arrived at Slack. */
export function watchPosts(
  slack: SlackStub,
  now: () => Date,
): { readonly posts: Posts; readonly stop: () => void } {
  const posts = new Map<string, Date>()
  let read = 0
  const look = () => {
    for (const { metadata } of slack.workspace.messages.slice(read)) {
      const key = keyOf(metadata)
      if (key !== undefined && !posts.has(key)) posts.set(key, now())
    }
    read = slack.workspace.messages.length
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    posts,
    stop: () => {
      clearInterval(timer)
      look()
    },
  }
}

/** The keys of all messages that stand at Slack, one for each message. */
export function standing(slack: SlackStub): readonly string[] {
  return slack.workspace.messages.flatMap(({ metadata }) => keyOf(metadata) ?? [])
}

/** Whether a receipt that holds this text stands in a conversation. */
export function hasReceipt(slack: SlackStub, conversation: string, text: string): boolean {
  const found = slack.workspace.messages.findLast(
    ({ channel, text: summary, blocks }) =>
      channel === conversation && summary.startsWith('Recorded') && JSON.stringify(blocks).includes(text),
  )
  return found !== undefined
}

function keyOf(metadata: unknown): string | undefined {
  return (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key
}
