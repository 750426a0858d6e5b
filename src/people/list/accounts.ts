import type { IdentityKey } from '../../../data/people.ts'
import { listed, platformTitle } from '../../domain/format.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import type { SentPerson } from '../../import/people-sheet.ts'
import { SHELL } from '../powers.ts'
import { asked, LEAVE } from './asked.ts'
import type { Comparing, Part, Whom } from './proposed.ts'

/** What the account in a row comes to: a link, a question, or nothing. */
export function accountPart(row: SentPerson, whom: Whom, comparing: Comparing): Part {
  const written = row.account
  if (written === '' || /^(?:-+|–|n\/?a|none|no|tb[acd])$/i.test(written)) return {}
  const read = accountIn(row, comparing)
  if (read.kind === 'account') return linkPart(row, whom, { account: read.account, comparing })
  if (read.kind === 'waits')
    return {
      notices: [
        `${whom.name} is not linked yet: nobody with ${written} has asked. When they write to the bot, you are asked.`,
      ],
    }
  const question = {
    key: `account ${written}`,
    ref: whom.name,
    text: `“${written}” (${row.place}) ${read.why}. Which account is ${whom.name}’s?`,
    answers: [
      { ...LEAVE, means: 'no account; they can ask to be linked themselves' },
      { answer: 'slack:<workspace>:<member ID>', means: '' },
      { answer: 'teams:<tenant>:<object ID>', means: '' },
    ],
  }
  const answer = asked(comparing.answers, question, (said): Part | undefined => {
    if (said === LEAVE.answer) return {}
    const better = accountIn({ ...row, account: said, platform: null }, comparing)
    return better.kind === 'account' ? linkPart(row, whom, { account: better.account, comparing }) : undefined
  })
  return answer.kind === 'open' ? { questions: [answer.question] } : answer.is
}

type Read =
  | { readonly kind: 'account'; readonly account: IdentityKey }
  | { readonly kind: 'waits' }
  | { readonly kind: 'unclear'; readonly why: string }

const WHOLE = /^(slack|teams):([^\s:]+):(\S+)$/i
const SLACK_ID = /^(?:<@)?([UW][A-Z0-9]{6,20})>?$/
const TEAMS_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function accountIn({ account: written, platform }: SentPerson, comparing: Comparing): Read {
  const [, of, tenant, userId] = written.match(WHOLE) ?? []
  if (of !== undefined && tenant !== undefined && userId !== undefined)
    return knownTenant({ platform: of.toLowerCase(), tenant, userId }, comparing)
  if (isMailAddress(written)) return byProfile(written, platform, comparing)
  const [, member] = written.match(SLACK_ID) ?? []
  if (member !== undefined && platform !== 'teams') return inTheOne('slack', member, comparing)
  if (TEAMS_ID.test(written) && platform !== 'slack')
    return inTheOne('teams', written.toLowerCase(), comparing)
  return {
    kind: 'unclear',
    why: 'is no account: expected a Slack member ID such as U0123ABCD, or the object ID of a Teams user',
  }
}

/** An account of a workspace or tenant that nobody has written from is a slip, or somebody else’s. */
function knownTenant(account: IdentityKey, comparing: Comparing): Read {
  const known = tenantsOf(account.platform, comparing)
  if (known.length === 0 || known.includes(account.tenant)) return { kind: 'account', account }
  return { kind: 'unclear', why: `is not in ${listed(known, 'or')}, from where people write` }
}

function inTheOne(platform: 'slack' | 'teams', userId: string, comparing: Comparing): Read {
  const [tenant, ...others] = tenantsOf(platform, comparing)
  if (tenant !== undefined && others.length === 0)
    return { kind: 'account', account: { platform, tenant, userId } }
  const what = platform === 'slack' ? 'workspace' : 'tenant'
  return {
    kind: 'unclear',
    why:
      tenant === undefined
        ? `does not say of which ${what} it is, and nobody has written from one yet`
        : `does not say of which ${what} it is`,
  }
}

function tenantsOf(platform: string, { identities, requests }: Comparing): readonly string[] {
  const all = [...identities, ...requests].filter((each) => each.platform === platform)
  return [...new Set(all.map(({ tenant }) => tenant))]
}

/** A profile’s address finds the request of whoever asked; it links nobody by itself. */
function byProfile(address: string, platform: string | null, { requests }: Comparing): Read {
  const asking = requests.filter(
    (each) =>
      each.email?.toLowerCase() === address.toLowerCase() &&
      (platform === null || each.platform === platform),
  )
  const [only, ...others] = asking
  if (!only) return { kind: 'waits' }
  if (others.length > 0)
    return { kind: 'unclear', why: 'is the address of several accounts that ask to be linked' }
  const { tenant, userId } = only
  return { kind: 'account', account: { platform: only.platform, tenant, userId } }
}

function linkPart(
  { place }: SentPerson,
  whom: Whom,
  { account, comparing }: { readonly account: IdentityKey; readonly comparing: Comparing },
): Part {
  const { identities, people, answers, requests } = comparing
  const same = (each: IdentityKey) =>
    each.platform === account.platform && each.tenant === account.tenant && each.userId === account.userId
  const on = platformTitle(account.platform)
  const known = identities.find(same)
  const personId = whom.kind === 'known' ? whom.personId : undefined
  if (known && known.personId === personId) return {}
  if (known) {
    const owner = people.find(({ id }) => id === known.personId)
    const question = {
      key: `account ${account.userId}`,
      ref: whom.name,
      text: `${account.userId} on ${on} is ${owner?.name ?? 'somebody else'}’s account, and the list has it for ${whom.name}. An account is one person’s. To free it, say: unlink ${owner?.code ?? '<person>'} ${account.platform}`,
      answers: [{ ...LEAVE, means: 'it stays theirs' }],
    }
    const answer = asked(answers, question, (said): Part | undefined =>
      said === LEAVE.answer ? {} : undefined,
    )
    return answer.kind === 'open' ? { questions: [answer.question] } : answer.is
  }
  const request = requests.find(same)?.number ?? null
  const there = identities.filter(
    (each) => each.personId === personId && each.platform === account.platform && each.platform !== SHELL,
  )
  const link = (replaces: readonly number[]): Part => ({
    changes: [
      {
        place,
        text: `${whom.name} speaks from ${account.userId} on ${on}${replaces.length > 0 ? ', which takes the place of the account there now' : ''}${request === null ? '' : `, as asked for (request ${request})`}`,
        act: { kind: 'link', whom, account, request, replaces },
      },
    ],
  })
  if (there.length === 0) return link([])
  const question = {
    key: `account ${account.userId}`,
    ref: whom.name,
    text: `${whom.name} has an account on ${on} already (${listed(there.map(({ userId }) => userId))}); the list has ${account.userId}. Does it take that one’s place?`,
    answers: [
      { answer: 'replace', means: 'yes, from now on' },
      { answer: 'both', means: 'they speak from both' },
      { ...LEAVE, means: 'only the one there now' },
    ],
  }
  const answer = asked(answers, question, (said): Part | undefined => {
    if (said === 'replace') return link(there.map(({ id }) => id))
    if (said === 'both') return link([])
    return said === LEAVE.answer ? {} : undefined
  })
  return answer.kind === 'open' ? { questions: [answer.question] } : answer.is
}
