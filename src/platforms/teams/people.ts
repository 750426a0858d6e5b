import type { Logger } from 'pino'
import { holdsChild } from '../../domain/held-back.ts'
import type { Host } from '../../platform.ts'
import { createMembership, type Standing } from '../membership/membership.ts'
import { type Activity, isPersonal, placeIn } from './activity.ts'
import { admit, REFUSED_ELSEWHERE, REFUSED_GUEST, REFUSED_LEAVER, type Refusal } from './admission.ts'
import { channelFrom, type Known, type Memory, personFrom } from './reference.ts'
import { type Connector, type Member, NotAMember } from './sdk.ts'

/** A person who may speak, and what is known of them. */
export interface Speaker {
  readonly kind: 'speaker'
  readonly tenant: string
  readonly userId: string
  readonly known: Known
  /** The app was just installed for them, and they have not been welcomed. */
  readonly needsWelcome: boolean
  /** They are a guest whom the coordinator named or linked. */
  readonly isGuest: boolean
  /** Teams does not say just now whether they still belong to the organisation. */
  readonly isUnchecked: boolean
}

/** Who may speak, or why somebody may not. */
export type FindSpeaker = (activity: Activity, connector: Connector) => Promise<Speaker | Refusal>

/** In milliseconds. Teams stops waiting for a response after ten to fifteen seconds. */
const PATIENCE_MS = 3_000
const DEADLINE_MS = 10_000

/** Admits people, and keeps how to reach them and the channel they speak in. Nothing is kept of anybody else. */
export function createFindSpeaker({
  memory,
  allowed,
  hearsGuest,
  machineNow,
  log,
}: {
  memory: Memory
  allowed: ReadonlySet<string> | undefined
  hearsGuest: Host['hearsGuest']
  machineNow: () => Date
  log: Logger
}): FindSpeaker {
  const standingOf = createMembership<Member, Refusal>({
    machineNow,
    patience: PATIENCE_MS,
    failed: () => log.info({ code: 'teams-member' }, 'Teams did not say who is speaking'),
  })
  return async (activity, connector) => {
    const admitted = admit(activity, allowed)
    if (admitted.kind === 'refused') return admitted
    const { tenant, userId } = admitted
    const standing = await standingOf(`${tenant} ${userId}`, () => ask(activity, connector, tenant))
    if (standing.kind === 'outsider') return standing.refusal
    // What Teams says with the activity is newer than what it said when it was asked.
    const isGuest = standing.kind === 'guest' || activity.from.userRole === 'guest'
    if (isGuest) {
      const { name = null, email = null } = standing.profile ?? {}
      const profile = name === null ? undefined : { name, email }
      if (!(await hearsGuest({ platform: 'teams', tenant, userId, profile }))) return REFUSED_GUEST
    }
    let needsWelcome = false
    if (!isPersonal(activity)) {
      await memory.renew(tenant, placeIn(activity), (before) => {
        needsWelcome = before?.isWelcomed !== true && isInstallation(activity)
        return channelFrom(activity, tenant, (before?.isWelcomed ?? false) || needsWelcome)
      })
    }
    const known = await memory.renew(tenant, userId, (before) => {
      const isNew = isPersonal(activity) && before?.isWelcomed !== true && isInstallation(activity)
      needsWelcome ||= isNew
      const now = personFrom(activity, tenant, before)
      const { name = null, email = null } = standing.profile ?? {}
      const profile = name === null || holdsChild(standing.profile) ? now.profile : { name, email }
      return { ...now, profile, isWelcomed: now.isWelcomed || isNew }
    })
    return {
      kind: 'speaker',
      tenant,
      userId,
      known,
      needsWelcome,
      isGuest,
      isUnchecked: standing.kind === 'unsure' || (standing.kind === 'guest' && standing.isUnsure === true),
    }
  }
}

/** @throws when Teams does not say who it is */
async function ask(
  activity: Activity,
  connector: Connector,
  tenant: string,
): Promise<Standing<Member, Refusal>> {
  const refused = (refusal: Refusal) => ({ kind: 'outsider', refusal }) as const
  try {
    const deadline = AbortSignal.timeout(DEADLINE_MS)
    const member = await connector.member(placeIn(activity), activity.from.id, deadline)
    if (member.tenant !== null && member.tenant !== tenant) return refused(REFUSED_ELSEWHERE)
    if (member.role === 'anonymous') return refused(REFUSED_GUEST)
    return member.role === 'guest'
      ? { kind: 'guest', profile: member, refusal: REFUSED_GUEST }
      : { kind: 'member', profile: member }
  } catch (error) {
    if (error instanceof NotAMember) return refused(REFUSED_LEAVER)
    throw error
  }
}

/** Teams tells of a team that the app was added to in either of two ways, or both. */
function isInstallation(activity: Activity): boolean {
  const { type, membersAdded, recipient } = activity
  if (type === 'installationUpdate') return true
  return !isPersonal(activity) && (membersAdded?.some(({ id }) => id === recipient.id) ?? false)
}
