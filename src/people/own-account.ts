import type { IdentityKey } from '../../data/people.ts'
import type { Context } from '../command.ts'

/** The account that somebody speaks from. */
export function ownAccount({
  place: { platform, tenant },
  speaker,
}: Pick<Context, 'place' | 'speaker'>): IdentityKey {
  return { platform, tenant, userId: speaker.identity.slice(`${platform}:${tenant}:`.length) }
}
