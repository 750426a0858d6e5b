import type { Writing } from '../../data/database.ts'
import { withdrawNotices } from '../../data/deliveries.ts'
import {
  endLinkRequest,
  findLatestLinkRequest,
  findLinkRequest,
  type LinkRequest,
  saveLinkRequest,
} from '../../data/link-requests.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { moment, platformTitle } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import {
  type Block,
  type Button,
  buttons,
  type Fact,
  paragraph,
  said,
  sentence,
  context as smallPrint,
  typed,
} from '../message.ts'
import type { Incoming } from '../platform.ts'
import { heldBy, NOBODY_YET } from './holders.ts'
import { isAlike, type Knowing, type Proposal, proposalFor } from './proposal.ts'

/** What handling a request to be linked needs. */
type Asking = Pick<Context, 'model' | 'now' | 'people' | 'assignments' | 'vocabulary'> & {
  readonly incoming: Incoming
}

/** Reads who a stranger says they are: "link me as SLBI", "I'm the post-16 lead"; undefined if they do not say. */
export function nameGiven(line: string): string | undefined {
  const plain = line
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(ADDRESSED, '')
    .replace(/[\s.!]+$/, '')
  const [asks] = plain.match(ASKS) ?? []
  if (asks !== undefined) return plain.slice(asks.length).trim() || undefined
  const [tells] = plain.match(TELLS) ?? []
  const told = tells === undefined ? '' : plain.slice(tells.length).trim()
  return NAME.test(told) ? told : undefined
}

const ADDRESSED = /^(?:(?:\/?wsoa|@wsoa|hi|hello|hey|please|can you|could you)\b[\s,!.]*|\s+)+/i
const ASKS = /^(?:link|connect|register|add) me(?: up)?(?: please)?,? (?:as|to|with)\b/i
const TELLS = /^(?:i'?m|i am|this is|my name is|it's|my role is|my e-?mail is)\b/i
/** A role comes with "the", an office with its board and a name with capitals, so "I'm lost" names nobody. */
const NAME =
  /^(?:[Tt]he .+|(?:a )?(?:(?:deputy|vice)[ -])?(?:chair|member)(?:man|woman|person)? (?:of|on|for) .+|\p{Lu}[\p{Lu}\d-]+|\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)+|[^\s@]+@[^\s@]+\.[^\s@.]+)$/u

/** No name is longer. */
const MOST_CHARACTERS = 200
const HOURS_BEFORE_ASKING_AGAIN = 24

/** Records a request to be linked, once, and tells the coordinator. The answer does not reveal whether the name is known. */
export async function requestLink(trx: Writing, asking: Asking, wanted: string): Promise<Outcome> {
  const { model, now, incoming } = asking
  if (wanted.length > MOST_CHARACTERS)
    throw new UserError(
      'too-long',
      `Say it in at most ${MOST_CHARACTERS} characters: your role, name or e-mail.`,
    )
  const before = await findLatestLinkRequest(trx, incoming)
  if (before?.state === 'pending') {
    return {
      message: sentence(
        'You have asked already; I will tell you when the coordinator has answered.',
        paragraph('You wrote: ', said(before.wanted)),
      ),
    }
  }
  checkDeclined(before, asking)
  const name = incoming.profile?.name || incoming.userId
  const email = incoming.profile?.email ?? null
  const { platform, tenant, userId } = incoming
  const proposal = proposalFor(asking, { wanted, name, email, userId })
  const personId = proposal.kind === 'person' ? proposal.person.id : null
  const isGuest = incoming.isGuest ? 1 : 0
  const askedAt = now.toISOString()
  const asked = { platform, tenant, userId, name, email, wanted, personId, isGuest, askedAt }
  const number = await saveLinkRequest(trx, model.plan.id, asked)
  await appendTrail(trx, null, {
    at: now.toISOString(),
    by: 'somebody who is not linked',
    identity: `${platform}:${tenant}:${userId}`,
    message: incoming.key,
    action: 'link-request',
    ref: null,
    onBehalfOf: null,
    before: null,
    after: { request: number },
  })
  return {
    message: sentence(
      'The coordinator is asked to link you; I will tell you when it is done.',
      paragraph('You wrote: ', said(wanted)),
    ),
    notices: noticeOf(asking, { ...asked, number }),
  }
}

function checkDeclined(before: LinkRequest | undefined, { now, model }: Asking): void {
  if (before?.state !== 'declined' || before.endedAt === null) return
  const from = new Date(Date.parse(before.endedAt) + HOURS_BEFORE_ASKING_AGAIN * 3_600_000)
  if (from <= now) return
  throw new UserError(
    'refused',
    `The coordinator did not link you. Speak to them, or ask again after ${moment(from, model.plan.timeZone)}.`,
  )
}

type Asked = Pick<LinkRequest, 'number' | 'platform' | 'userId' | 'name' | 'email' | 'wanted' | 'isGuest'>

function noticeOf(asking: Asking, request: Asked): readonly Notice[] {
  const { assignments } = asking
  const personIds = assignments
    .filter(({ roleCode }) => roleCode === 'coordinator')
    .map(({ personId }) => personId)
  if (personIds.length === 0) return []
  return [
    {
      about: `link-${request.number}`,
      personIds,
      posts: ['coordinator'],
      message: sentence(asksText(asking, request), ...linkRequestBlocks(asking, request)),
    },
  ]
}

/** The point of it, as a lock screen shows it: "Ann Example asks to be linked as SLBI." */
function asksText(knowing: Knowing, request: Asked): string {
  const proposal = proposalFor(knowing, request)
  switch (proposal.kind) {
    case 'person':
      return `${request.name} asks to be linked as ${proposal.person.name}.`
    case 'post':
      return `${request.name} asks to be linked as ${proposal.role.code}.`
    case 'nobody':
      return `${request.name} asks to be linked.`
  }
}

/** Shows who asks, whom it may be, and the coordinator's buttons. */
export function linkRequestBlocks(knowing: Knowing, request: Asked): readonly Block[] {
  const { number, platform, name, email, wanted } = request
  const proposal = proposalFor(knowing, request)
  const alike = knowing.people.filter(
    (each) => isAlike(each, request) && !(proposal.kind === 'person' && proposal.person.id === each.id),
  )
  const facts: readonly Fact[] = [
    { label: 'Request', value: String(number) },
    { label: 'They say', value: [said(wanted)] },
    { label: `On ${platformTitle(platform)}`, value: [said(email === null ? name : `${name}, ${email}`)] },
    { label: 'It may be', value: whoItMayBe(knowing, proposal) },
    ...(request.isGuest === 1 ? [{ label: 'Guest', value: GUEST }] : []),
    ...alike.map((each) => ({ label: 'Same name or e-mail', value: `${each.name} (${each.code})` })),
  ]
  return [
    { kind: 'facts', facts },
    buttons(...confirmButtons(proposal, request), { label: 'Decline', line: `link decline ${number}` }),
    smallPrint('For somebody else: ', typed(`link confirm ${number} as <person or role>`)),
  ]
}

const GUEST =
  'they are a guest there: linked, they may do what owners and members may, and get no lists of people'

function whoItMayBe(knowing: Knowing, proposal: Proposal): string {
  switch (proposal.kind) {
    case 'person':
      return proposal.person.name
    case 'post': {
      const { code } = proposal.role
      const held = heldBy(knowing, code)
      return `somebody for ${code}, ${held === '' ? NOBODY_YET : `held by ${held}`}`
    }
    case 'nobody':
      return 'nobody I can name'
  }
}

function confirmButtons(proposal: Proposal, { number }: Asked): readonly Button[] {
  switch (proposal.kind) {
    case 'person':
      return [
        {
          label: `Confirm: ${proposal.person.name}`,
          line: `link confirm ${number} as ${proposal.person.code}`,
        },
      ]
    case 'post':
      return [
        {
          label: `Confirm as ${proposal.role.code}`,
          line: `link confirm ${number} as ${proposal.role.code}`,
        },
      ]
    case 'nobody':
      return []
  }
}

export async function requestNamed(context: Context, number: number): Promise<LinkRequest> {
  const request = await findLinkRequest(context.db, number)
  if (!request)
    throw new UserError('unknown', `There is no request ${number}. They are listed by: links`, ['links'])
  if (request.state === 'pending') return request
  throw new UserError('conflict', `Request ${number} was ${request.state} already; nothing was changed.`)
}

/** Closes the request and withdraws its unsent notice. */
export async function endRequest(
  { writing, now, model, speaker }: Context,
  { id, number }: LinkRequest,
  ended: { readonly state: 'confirmed' | 'declined'; readonly personId: number | null },
): Promise<void> {
  await endLinkRequest(writing(), id, { ...ended, endedAt: now.toISOString(), endedBy: speaker.personId })
  await withdrawNotices(writing(), model.plan.id, `link-${number}`)
}
