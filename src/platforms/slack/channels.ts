import type { WebClient } from '@slack/web-api'
import type { ChannelStanding } from '../../platform.ts'
import { errorName } from './error-name.ts'
import { within } from './waiting.ts'

/** A command has three seconds in all. */
const PATIENCE_MS = 1_500

/** Whether the bot is in a channel, and whether the channel belongs to this workspace alone. */
export async function standingIn(client: WebClient, channel: string): Promise<ChannelStanding> {
  try {
    const { channel: found } = await within(PATIENCE_MS, client.conversations.info({ channel }))
    if (found === undefined) return 'unknown'
    if (isShared(found)) return 'shared'
    return found.is_member === true ? 'member' : 'not a member'
  } catch (error) {
    return errorName(error) === 'channel_not_found' ? 'not a member' : 'unknown'
  }
}

interface Shared {
  readonly is_shared?: boolean
  readonly is_ext_shared?: boolean
  readonly is_org_shared?: boolean
  readonly is_pending_ext_shared?: boolean
  readonly pending_shared?: readonly string[]
  readonly pending_connected_team_ids?: readonly string[]
}

/** Other workspaces read it, or have been invited to. */
export function isShared(found: Shared): boolean {
  const isNow = found.is_shared || found.is_ext_shared || found.is_org_shared || found.is_pending_ext_shared
  const isSoon = [found.pending_shared, found.pending_connected_team_ids].some(
    (teams) => (teams ?? []).length > 0,
  )
  return isNow === true || isSoon
}
