import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { Profile } from '../../platform.ts'
import { createMembership, type FindStanding, type Standing } from '../membership/membership.ts'

/** `refusal` completes "and …". */
type SlackStanding = Standing<Profile, string>

export type FindMember = (userId: string) => ReturnType<FindStanding<Profile, string>>

/** An answer is due within three seconds. */
const PATIENCE_MS = 1_200

/** Slack is asked about a person to keep guests out and to propose a link. Rights depend on the confirmed link. */
export function createFindMember(
  client: WebClient,
  { teamId, ...needs }: { teamId: string; machineNow: () => Date; failed: (error: unknown) => void },
): FindMember {
  const standingOf = createMembership<Profile, string>({ ...needs, patience: PATIENCE_MS })
  return (userId) => standingOf(userId, () => lookUp(client, { userId, teamId }))
}

async function lookUp(
  client: WebClient,
  { userId, teamId }: { userId: string; teamId: string },
): Promise<SlackStanding> {
  const user = await userOf(client, userId)
  if (!user) return outsider('Slack does not know you here')
  if (user.deleted) return outsider('your Slack account is deactivated')
  if (user.is_bot) return outsider('bots cannot speak for a person')
  const teams = [user.team_id ?? teamId, ...(user.enterprise_user?.teams ?? [])]
  if (user.is_stranger || !teams.includes(teamId)) return outsider('you belong to another Slack workspace')
  const { real_name: name, email } = user.profile ?? {}
  const profile = { name: name || user.real_name || user.name || userId, email: email ?? null }
  return user.is_restricted || user.is_ultra_restricted
    ? { kind: 'guest', profile, refusal: 'you are a guest in this workspace' }
    : { kind: 'member', profile }
}

async function userOf(client: WebClient, userId: string) {
  try {
    const { user } = await client.users.info({ user: userId })
    if (!user) throw new Error('an answer without a user')
    return user
  } catch (error) {
    const isUnknown = error instanceof WebAPIPlatformError && UNKNOWN.includes(error.data.error)
    if (isUnknown) return undefined
    throw error
  }
}

const UNKNOWN: readonly string[] = ['user_not_found', 'user_not_visible', 'users_not_found']

function outsider(refusal: string): SlackStanding {
  return { kind: 'outsider', refusal }
}
