import { listPeople, type Person } from '../../data/people.ts'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context } from '../command.ts'

/**
 * Whether whoever decides something and whoever asked for it may be one person: they have one name or one e-mail address. A
 * mailbox may be shared, so this is noted and refuses nothing.
 */
export async function twoHats(
  { db, speaker }: Pick<Context, 'db' | 'speaker'>,
  { askedBy, onBehalfOf }: Pick<AskedRequest, 'askedBy' | 'onBehalfOf'>,
): Promise<string | undefined> {
  const people = await listPeople(db)
  const decider = people.find(({ id }) => id === speaker.personId)
  const asker = people.find(({ id }) => id !== speaker.personId && (id === askedBy || id === onBehalfOf))
  if (!decider || !asker) return undefined
  const what = shared(decider, asker)
  return (
    what &&
    `${decider.name} (${decider.code}) decided it, and ${asker.name} (${asker.code}), who asked for it, has the same ${what}.`
  )
}

function shared(one: Person, other: Person): string | undefined {
  if (one.email !== null && one.email.toLowerCase() === other.email?.toLowerCase()) return 'e-mail address'
  return nameOf(one) === nameOf(other) ? 'name' : undefined
}

/** "Example, Sam" is "Sam Example". */
function nameOf({ name }: Person): string {
  return (name.toLowerCase().match(/\p{L}+/gu) ?? []).sort().join(' ')
}
