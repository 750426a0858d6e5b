/**
 * How the bot stands in a channel: `shared` if another organisation or workspace reads it, perhaps soon; `unknown` where the
 * platform does not say.
 */
export type ChannelStanding = 'member' | 'not a member' | 'shared' | 'unknown'
