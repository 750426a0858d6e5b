import { sentence } from '../../message.ts'
import type { ChannelStanding, Host, Incoming, Reply } from '../../platform.ts'
import { withNames } from './mentions.ts'
import type { FindMember } from './people.ts'
import type { Why } from './refused.ts'

/** The workspace that the bot belongs to, and the bot's own user id there. */
export interface Self {
  readonly teamId: string
  readonly userId: string
}

type Said = Omit<Incoming, 'platform' | 'tenant' | 'profile'> & {
  /** The speaker's own workspace, if Slack names it. */
  readonly team?: string | null | undefined
}

/** Hands on to the app what a member of the workspace said, and refuses anybody else. */
export type HandOn = (said: Said) => Promise<Reply>

export function createHandOn({
  handle,
  hearsGuest,
  self,
  findMember,
  standingIn,
  refuse,
  isStopping,
}: Pick<Host, 'handle' | 'hearsGuest'> & {
  self: Self
  findMember: FindMember
  standingIn: (channel: string) => Promise<ChannelStanding>
  refuse: (why: Why) => void
  isStopping: () => boolean
}): HandOn {
  return async ({ team, ...said }) => {
    // The Home tab is shown again without anybody having said something.
    if (said.key !== null && isStopping()) return refusal('stopping', STOPPING)
    const member =
      team && team !== self.teamId
        ? ({ kind: 'outsider', refusal: 'you belong to another Slack workspace' } as const)
        : await findMember(said.userId)
    const guest = { platform: 'slack', tenant: self.teamId, userId: said.userId }
    const isRefused = member.kind === 'guest' && !(await hearsGuest({ ...guest, profile: member.profile }))
    if (member.kind === 'outsider' || (member.kind === 'guest' && isRefused)) {
      refuse('person')
      return refusal(
        'refused',
        `I can only speak with members of this workspace, and ${member.refusal}. Nothing was recorded. Please ask the coordinator of the plan.`,
      )
    }
    const { profile } = member
    return handle({
      ...said,
      said: await withNames(said.said, findMember),
      platform: 'slack',
      tenant: self.teamId,
      mostRows: MOST_ROWS,
      ...(said.isPrivate ? {} : { lookUp: () => standingIn(said.conversation) }),
      ...(profile === undefined ? {} : { profile }),
      ...(member.kind === 'guest' ? { isGuest: true } : {}),
      ...(member.kind === 'unsure' || (member.kind === 'guest' && member.isUnsure)
        ? { isUnchecked: true }
        : {}),
    })
  }
}

/** More rows take more than one message, or more than a phone's reader scrolls through. */
const MOST_ROWS = 20

const STOPPING = 'Not saved: wsoa is being restarted. Please say it again in a minute.'

function refusal(code: string, text: string): Reply {
  return {
    ok: false,
    message: sentence(text),
    changes: [],
    items: [],
    error: { code, text },
    waits: false,
    shared: false,
    isUnkept: true,
  }
}
