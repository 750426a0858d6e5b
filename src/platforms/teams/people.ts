import type { Logger } from 'pino'
import { boundedMap } from '../../domain/bounded-map.ts'
import { type Activity, isPersonal, placeIn } from './activity.ts'
import { admit, REFUSED_GUEST, type Refusal } from './admission.ts'
import { channelFrom, type Known, type Memory, personFrom } from './reference.ts'
import type { Connector, Member } from './sdk.ts'

/** A person who may speak, and what is known of them. */
export interface Speaker {
  readonly kind: 'speaker'
  readonly tenant: string
  readonly userId: string
  readonly known: Known
  /** The app was just installed for them, and they have not been welcomed. */
  readonly needsWelcome: boolean
}

/** In milliseconds. A person whom Teams does not describe within this time may speak all the same. */
const PATIENCE_MS = 3_000

/** Who may speak, or why somebody may not. */
export type FindSpeaker = (activity: Activity, connector: Connector) => Promise<Speaker | Refusal>

const MOST_UNDESCRIBED = 2_000

/** Admits people, and keeps how to reach them and the channel they speak in. */
export function createFindSpeaker({
  memory,
  allowed,
  log,
}: {
  memory: Memory
  allowed: ReadonlySet<string> | undefined
  log: Logger
}): FindSpeaker {
  // Teams is not asked again, with every word, about people whom it would not describe.
  const undescribed = boundedMap<string, true>(MOST_UNDESCRIBED)
  return async (activity, connector) => {
    const admitted = admit(activity, allowed)
    if (admitted.kind === 'refused') return admitted
    const { tenant, userId } = admitted
    if (!isPersonal(activity)) {
      await memory.renew(tenant, placeIn(activity), () => channelFrom(activity, tenant))
    }
    let needsWelcome = false
    let isGuest = false
    const known = await memory.renew(tenant, userId, async (before) => {
      needsWelcome = before?.isWelcomed !== true && isInstallation(activity)
      const now = personFrom(activity, tenant, before)
      const member = now.profile || undescribed.has(userId) ? undefined : await ask(activity, connector)
      if (!now.profile && !member) undescribed.set(userId, true)
      isGuest = member?.isGuest ?? false
      const name = member?.name ?? null
      const profile = member && name !== null && !isGuest ? { name, email: member.email } : now.profile
      return { ...now, profile, isWelcomed: now.isWelcomed || needsWelcome }
    })
    return isGuest ? REFUSED_GUEST : { kind: 'speaker', tenant, userId, known, needsWelcome }
  }

  /** Undefined when Teams does not answer. The profile only helps to propose a link. */
  async function ask(activity: Activity, connector: Connector): Promise<Member | undefined> {
    try {
      return await connector.member(placeIn(activity), activity.from.id, AbortSignal.timeout(PATIENCE_MS))
    } catch {
      log.info({ code: 'teams-member' }, 'Teams did not say who is speaking')
      return undefined
    }
  }
}

function isInstallation(activity: Activity): boolean {
  return activity.type === 'installationUpdate' && isPersonal(activity)
}
