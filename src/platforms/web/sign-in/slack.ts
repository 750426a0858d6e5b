import { z } from 'zod'
import { holdsChild } from '../../../domain/held-back.ts'
import type { Opening } from '../../../platform.ts'
import { createStandingInTeam } from '../../slack/standing.ts'
import type { Arrival, Way } from './way.ts'

const LOGIN = 'https://slack.com'

const claims = z.object({
  'https://slack.com/user_id': z.string().min(1),
  'https://slack.com/team_id': z.string().min(1),
})

/** Slack, with the people of the bot's own workspace. Its token does not tell who is a guest, so Slack is asked. */
export function slackWay(opening: Pick<Opening, 'settings' | 'log' | 'machineNow'>): Way | undefined {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_LOGIN_URL } = opening.settings
  if (clientId === undefined || clientSecret === undefined) return undefined
  const standingInTeam = createStandingInTeam(opening)
  return {
    name: 'slack',
    title: 'Slack',
    issuer: SLACK_LOGIN_URL ?? LOGIN,
    clientId,
    clientSecret,
    read: async (given) => {
      const parsed = claims.safeParse(given)
      if (!parsed.success) return { kind: 'refused', text: 'Slack did not say who you are.' }
      const userId = parsed.data['https://slack.com/user_id']
      const tenant = parsed.data['https://slack.com/team_id']
      return arrivalOf({ tenant, userId }, await standingInTeam(tenant, userId))
    },
  }
}

function arrivalOf(
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
  standing: Awaited<ReturnType<ReturnType<typeof createStandingInTeam>>>,
): Arrival {
  switch (standing.kind) {
    case 'outsider':
      return { kind: 'refused', text: `You cannot sign in here: ${standing.refusal}.` }
    case 'unsure':
      return {
        kind: 'unsure',
        text: 'Slack does not say just now whether you belong to the workspace. Try again in a minute.',
      }
    case 'member':
    case 'guest': {
      const { profile } = standing
      const isGuest = standing.kind === 'guest'
      return {
        kind: 'account',
        account: {
          platform: 'slack',
          tenant,
          userId,
          ...(holdsChild(profile) ? {} : { profile }),
          ...(isGuest ? { isGuest } : {}),
        },
      }
    }
  }
}
