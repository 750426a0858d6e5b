import type { Opening } from '../../../platform.ts'
import type { Way } from './way.ts'

/** With whom people can sign in, as `WEB_SIGN_IN` says; Slack's own library is loaded for Slack alone. */
export async function waysOf(
  opening: Pick<Opening, 'settings' | 'log' | 'machineNow'>,
): Promise<readonly Way[]> {
  const { settings } = opening
  const named = settings.WEB_SIGN_IN
  const microsoft = named.includes('microsoft')
    ? (await import('./microsoft.ts')).microsoftWay(settings)
    : undefined
  const slack = named.includes('slack') ? (await import('./slack.ts')).slackWay(opening) : undefined
  return [microsoft, slack].filter((way) => way !== undefined)
}
