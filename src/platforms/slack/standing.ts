import type { Opening, Profile } from '../../platform.ts'
import type { FindStanding } from '../membership/membership.ts'
import { createClient } from './client.ts'
import { createFindMember, type FindMember } from './people.ts'

type Standing = Awaited<ReturnType<FindStanding<Profile, string>>>

/** What Slack says of somebody who was signed in there, if they belong to the bot's own workspace. */
export function createStandingInTeam({
  settings,
  log,
  machineNow,
}: Pick<Opening, 'settings' | 'log' | 'machineNow'>): (teamId: string, userId: string) => Promise<Standing> {
  const client = createClient(settings, log)
  let own: { readonly teamId: string; readonly findMember: FindMember } | undefined

  async function ownTeam() {
    if (own) return own
    const { team_id: teamId } = await client.auth.test()
    if (!teamId) throw new Error('Slack did not say which workspace the bot token belongs to')
    // A call that fails is in the log already.
    own = { teamId, findMember: createFindMember(client, { teamId, machineNow, failed: () => {} }) }
    return own
  }

  return async (teamId, userId) => {
    try {
      const team = await ownTeam()
      if (teamId !== team.teamId)
        return { kind: 'outsider', refusal: 'you belong to another Slack workspace' }
      return await team.findMember(userId)
    } catch {
      // The client has logged it, and the next who comes asks again.
      return { kind: 'unsure', profile: undefined }
    }
  }
}
