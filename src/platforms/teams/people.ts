import type { Logger } from 'pino'
import { type Activity, isPersonal, placeIn } from './activity.ts'
import { type Admission, admit, GUEST } from './admission.ts'
import { channelFrom, type Known, type Memory, personFrom } from './reference.ts'
import type { Connector, Member } from './sdk.ts'

/** Who is speaking, and all that is known of them. */
export interface Speaker {
  readonly tenant: string
  readonly userId: string
  readonly known: Known
  /** They are met for the first time, and nobody has welcomed them. */
  readonly needsWelcome: boolean
}

/** Asking who somebody is may take so long; without an answer they are spoken with all the same. */
const LONGEST = 3_000

/** Lets people in, and keeps how to reach them and the channel they speak in. */
export function createFindSpeaker({
  memory,
  allowed,
  log,
}: {
  memory: Memory
  allowed: ReadonlySet<string> | undefined
  log: Logger
}): (activity: Activity, connector: Connector) => Promise<Speaker | Extract<Admission, { refusal: string }>> {
  // Whom Teams would not tell of is not asked about with every word they say.
  const untold = new Set<string>()
  return async (activity, connector) => {
    const admitted = admit(activity, allowed)
    if ('refusal' in admitted) return admitted
    const { tenant, userId } = admitted
    if (!isPersonal(activity)) {
      await memory.renew(tenant, placeIn(activity), () => channelFrom(activity, tenant))
    }
    let isNew = false
    let isGuest = false
    const known = await memory.renew(tenant, userId, async (before) => {
      isNew = before?.isWelcomed !== true && isInstallation(activity)
      const now = personFrom(activity, tenant, before)
      const member = now.profile || untold.has(userId) ? undefined : await ask(activity, connector)
      if (!now.profile && !member) untold.add(userId)
      isGuest = member?.isGuest ?? false
      const name = member?.name ?? null
      const profile = member && name !== null && !isGuest ? { name, email: member.email } : now.profile
      return { ...now, profile, isWelcomed: now.isWelcomed || isNew }
    })
    return isGuest ? { refusal: GUEST, code: 'guest' } : { tenant, userId, known, needsWelcome: isNew }
  }

  /** Undefined when Teams does not say: the profile only helps to propose a link, and can be asked for again. */
  async function ask(activity: Activity, connector: Connector): Promise<Member | undefined> {
    try {
      return await connector.member(placeIn(activity), activity.from.id, AbortSignal.timeout(LONGEST))
    } catch {
      log.info({ code: 'teams-member' }, 'Teams did not say who is speaking')
      return undefined
    }
  }
}

function isInstallation(activity: Activity): boolean {
  return activity.type === 'installationUpdate' && isPersonal(activity)
}
