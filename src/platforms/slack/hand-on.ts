import { sentence } from '../../message.ts'
import type { Host, Incoming, Reply } from '../../platform.ts'
import type { FindMember } from './people.ts'
import type { Why } from './refused.ts'

/** Which workspace this is, and who the bot is in it. */
export interface Self {
  readonly teamId: string
  readonly userId: string
}

type Spoken = Omit<Incoming, 'platform' | 'tenant' | 'profile'> & {
  /** The speaker's own workspace, where Slack names it. */
  readonly team?: string | null | undefined
}

/** Hands on what a member of the workspace said; nobody else is heard. */
export type HandOn = (spoken: Spoken) => Promise<Reply>

export function createHandOn({
  host,
  self,
  findMember,
  refuse,
}: {
  host: Host
  self: Self
  findMember: FindMember
  refuse: (why: Why) => void
}): HandOn {
  return async ({ team, ...spoken }) => {
    const member =
      team && team !== self.teamId
        ? ({ is: 'outsider', why: 'you belong to another Slack workspace' } as const)
        : await findMember(spoken.userId)
    if (member.is === 'outsider') {
      refuse('person')
      return refusal(member.why)
    }
    const { profile } = member
    return host.handle({
      ...spoken,
      platform: 'slack',
      tenant: self.teamId,
      ...(profile === undefined ? {} : { profile }),
    })
  }
}

function refusal(why: string): Reply {
  const text = `I can only speak with members of this workspace, and ${why}. Nothing was recorded. Please ask the coordinator of the plan.`
  return {
    ok: false,
    message: sentence(text),
    changes: [],
    items: [],
    error: { code: 'refused', text },
    waits: false,
    shared: false,
  }
}
