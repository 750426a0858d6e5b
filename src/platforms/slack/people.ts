import type { WebClient } from '@slack/web-api'
import type { Profile } from '../../platform.ts'

/** Who somebody is in the workspace: a member with a name, or somebody whom the bot does not talk to, and why. */
type Member =
  | { readonly is: 'member'; readonly profile: Profile | undefined }
  | { readonly is: 'outsider'; readonly why: string }

export type FindMember = (userId: string) => Promise<Member>

/** A guest who became one a moment ago is found out so soon. */
const MINUTES = 5
const MOST_REMEMBERED = 2_000
/** An answer is due within three seconds. */
const PATIENCE_MS = 1_200

/**
 * Slack's word on a person is asked for only to keep guests out and to propose whom they are: rights hang on the confirmed
 * link alone. So somebody whom Slack cannot tell about just now is let through, to be known by their link or not at all.
 */
export function createFindMember(
  client: WebClient,
  { machineNow, failed }: { machineNow: () => Date; failed: (error: unknown) => void },
): FindMember {
  const remembered = new Map<string, { asked: Promise<Member>; member?: Member; until: number }>()
  return async (userId) => {
    const now = machineNow().getTime()
    const known = remembered.get(userId)
    if (known && known.until > now) return known.member ?? soon(known.asked)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    const asked = lookUp(client, userId).catch((error: unknown) => {
      failed(error)
      remembered.delete(userId)
      return UNTOLD
    })
    const until = now + MINUTES * 60_000
    remembered.set(userId, { asked, until })
    void asked.then((member) => {
      if (remembered.get(userId)?.asked === asked) remembered.set(userId, { asked, member, until })
    })
    return soon(asked)
  }
}

const UNTOLD: Member = { is: 'member', profile: undefined }

async function lookUp(client: WebClient, userId: string): Promise<Member> {
  const { user } = await client.users.info({ user: userId })
  if (!user) return UNTOLD
  if (user.deleted) return outsider('your Slack account is deactivated')
  if (user.is_bot) return outsider('bots cannot speak for a person')
  if (user.is_stranger) return outsider('you belong to another Slack workspace')
  if (user.is_restricted || user.is_ultra_restricted) return outsider('you are a guest in this workspace')
  const { real_name: name, email } = user.profile ?? {}
  return {
    is: 'member',
    profile: { name: name || user.real_name || user.name || userId, email: email ?? null },
  }
}

function outsider(why: string): Member {
  return { is: 'outsider', why }
}

/** The answer if it comes in time; else nobody waits for it, and it is there the next time. */
async function soon(member: Promise<Member>): Promise<Member> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Member>((resolve) => {
    timer = setTimeout(() => resolve(UNTOLD), PATIENCE_MS)
  })
  try {
    return await Promise.race([member, late])
  } finally {
    clearTimeout(timer)
  }
}
