import { boundedMap } from '../../domain/bounded-map.ts'

/** What a platform says of somebody: that they belong to it, or why the bot does not speak with them. */
export type Standing<Profile, Refusal> =
  | { readonly kind: 'member'; readonly profile: Profile }
  /** They are heard only where the coordinator named or linked them. */
  | {
      readonly kind: 'guest'
      readonly profile: Profile
      readonly refusal: Refusal
      /** The platform does not say just now whether they still are. */
      readonly isUnsure?: true
    }
  | { readonly kind: 'outsider'; readonly refusal: Refusal }

/** The platform does not say just now whether they still belong to it. */
interface Unsure<Profile> {
  readonly kind: 'unsure'
  /** As it was known before. */
  readonly profile: Profile | undefined
}

export type FindStanding<Profile, Refusal> = (
  userId: string,
  ask: () => Promise<Standing<Profile, Refusal>>,
) => Promise<Standing<Profile, Refusal> | Unsure<Profile>>

/** Who leaves, or becomes a guest, is noticed after this long. */
const REMEMBERED_MS = 5 * 60_000
const MOST_REMEMBERED = 5_000

interface Known<Profile, Refusal> {
  readonly last?: Standing<Profile, Refusal>
  readonly at: number
  readonly asking?: Promise<Standing<Profile, Refusal> | undefined>
}

/**
 * Asks a platform who somebody is, once in five minutes. While it does not answer, whoever was refused stays refused, and
 * nobody counts as a member.
 */
export function createMembership<Profile, Refusal>({
  machineNow,
  patience,
  failed,
}: {
  readonly machineNow: () => Date
  /** How long somebody waits for the answer, in milliseconds. It counts for the next time, however late it comes. */
  readonly patience: number
  readonly failed: (error: unknown) => void
}): FindStanding<Profile, Refusal> {
  const people = boundedMap<string, Known<Profile, Refusal>>(MOST_REMEMBERED)
  const now = () => machineNow().getTime()

  async function asked(userId: string, ask: () => Promise<Standing<Profile, Refusal>>) {
    try {
      const last = await ask()
      people.set(userId, { last, at: now() })
      return last
    } catch (error) {
      failed(error)
      const { asking, ...known } = people.get(userId) ?? { at: 0 }
      people.set(userId, known)
      return undefined
    }
  }

  return async (userId, ask) => {
    const known = people.get(userId)
    const { last, at = 0 } = known ?? {}
    if (last && Math.abs(now() - at) < REMEMBERED_MS) return last
    const asking = known?.asking ?? asked(userId, ask)
    people.set(userId, { at, ...(last ? { last } : {}), asking })
    const answer = await inTime(asking, patience)
    if (answer) return answer
    if (last?.kind === 'outsider') return last
    if (last?.kind === 'guest') return { ...last, isUnsure: true }
    return { kind: 'unsure', profile: last?.profile }
  }
}

async function inTime<Answer>(asking: Promise<Answer>, patience: number): Promise<Answer | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience)
  })
  try {
    return await Promise.race([asking, late])
  } finally {
    clearTimeout(timer)
  }
}
