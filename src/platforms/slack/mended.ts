import type { WebClient } from '@slack/web-api'
import type { Mended, Refused } from '../../platform.ts'
import { OF_PERSON, OF_PLACE, OF_TOKEN } from './outcome.ts'

/** Whether Slack would take now what it refused: the bot was invited, the account is active again, the token is accepted. */
export async function isMended(
  client: WebClient,
  { to: { channel, userId }, reason }: Refused,
): Promise<Mended> {
  try {
    if (OF_TOKEN.includes(reason)) return saying((await client.auth.test()).ok)
    if (channel !== null && OF_PLACE.includes(reason)) {
      const { channel: found } = await client.conversations.info({ channel })
      return saying(found?.is_member === true && found.is_archived !== true)
    }
    if (channel === null && userId !== null && OF_PERSON.includes(reason)) {
      const { user } = await client.users.info({ user: userId })
      return saying(user !== undefined && user.deleted !== true && user.is_bot !== true)
    }
    return 'perhaps'
  } catch {
    // It is asked again a minute later.
    return 'not yet'
  }
}

function saying(isSo: boolean): Mended {
  return isSo ? 'mended' : 'not yet'
}
