import type { WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import { type Address, done, ended, type Step } from '../../platform.ts'
import { called } from './calls.ts'
import { beforePosting } from './outcome.ts'

/** The id of an address's channel. For a person, Slack opens their direct messages with the app. */
export type ChannelOf = (to: Address, deadline: AbortSignal) => Promise<Step<string>>

const MOST_REMEMBERED = 2_000

export function createChannelOf(client: WebClient): ChannelOf {
  const opened = boundedMap<string, string>(MOST_REMEMBERED)
  return async ({ channel, userId }, deadline) => {
    if (channel !== null) return done(channel)
    if (userId === null) return ended({ state: 'refused', reason: 'it names neither a channel nor a person' })
    const known = opened.get(userId)
    if (known !== undefined) return done(known)
    const result = await called(() => client.conversations.open({ users: userId }), deadline)
    if (result.kind === 'ended') return ended(beforePosting(result.outcome))
    const id = result.value.channel?.id
    if (id === undefined) return ended({ state: 'later', seconds: null })
    opened.set(userId, id)
    return done(id)
  }
}
