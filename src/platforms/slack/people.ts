import type { WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import type { Profile } from '../../platform.ts'

/** A member of the workspace, or someone whom the bot does not talk to, and why. */
type Member =
  | { readonly kind: 'member'; readonly profile: Profile | undefined }
  | { readonly kind: 'outsider'; readonly why: string }

export type FindMember = (userId: string) => Promise<Member>

/** A member who becomes a guest is noticed after this long. */
const REMEMBERED_MS = 5 * 60_000
const MOST_REMEMBERED = 2_000
/** An answer is due within three seconds. */
const PATIENCE_MS = 1_200

/**
 * Slack is asked about a person only to keep guests out and to propose a link; rights depend on the confirmed link alone.
 * So a person about whom Slack says nothing in time is let through.
 */
export function createFindMember(
  client: WebClient,
  { machineNow, failed }: { machineNow: () => Date; failed: (error: unknown) => void },
): FindMember {
  const remembered = boundedMap<string, { asked: Promise<Member>; member?: Member; until: number }>(
    MOST_REMEMBERED,
  )
  return async (userId) => {
    const now = machineNow().getTime()
    const known = remembered.get(userId)
    if (known && known.until > now) return known.member ?? inTime(known.asked)
    const asked = lookUp(client, userId).catch((error: unknown) => {
      failed(error)
      remembered.delete(userId)
      return UNKNOWN
    })
    const until = now + REMEMBERED_MS
    remembered.set(userId, { asked, until })
    void asked.then((member) => {
      if (remembered.get(userId)?.asked === asked) remembered.set(userId, { asked, member, until })
    })
    return inTime(asked)
  }
}

const UNKNOWN: Member = { kind: 'member', profile: undefined }

async function lookUp(client: WebClient, userId: string): Promise<Member> {
  const { user } = await client.users.info({ user: userId })
  if (!user) return UNKNOWN
  if (user.deleted) return outsider('your Slack account is deactivated')
  if (user.is_bot) return outsider('bots cannot speak for a person')
  if (user.is_stranger) return outsider('you belong to another Slack workspace')
  if (user.is_restricted || user.is_ultra_restricted) return outsider('you are a guest in this workspace')
  const { real_name: name, email } = user.profile ?? {}
  return {
    kind: 'member',
    profile: { name: name || user.real_name || user.name || userId, email: email ?? null },
  }
}

function outsider(why: string): Member {
  return { kind: 'outsider', why }
}

/** The look-up goes on after we stop waiting, and its result is there the next time. */
async function inTime(member: Promise<Member>): Promise<Member> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Member>((resolve) => {
    timer = setTimeout(() => resolve(UNKNOWN), PATIENCE_MS)
  })
  try {
    return await Promise.race([member, late])
  } finally {
    clearTimeout(timer)
  }
}
