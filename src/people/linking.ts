import type { Writing } from '../../data/database.ts'
import { withdrawNotices } from '../../data/deliveries.ts'
import {
  endLinkRequest,
  findLatestLinkRequest,
  findLinkRequest,
  type LinkRequest,
  saveLinkRequest,
} from '../../data/link-requests.ts'
import type { Person } from '../../data/people.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { findRole } from '../conversation/intents/role-entity.ts'
import { moment, platformTitle } from '../domain/format.ts'
import { wordsOf } from '../domain/text.ts'
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
/** A role comes with "the" and a name with capitals, so "I'm lost" names nobody. */
const NAME =
  /^(?:[Tt]he .+|\p{Lu}[\p{Lu}\d-]+|\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)+|[^\s@]+@[^\s@]+\.[^\s@.]+)$/u

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
  const personId = proposed(asking, { wanted, email })
  const asked = { platform, tenant, userId, name, email, wanted, personId, askedAt: now.toISOString() }
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

/** Finds the one person whom the words and the profile's e-mail point to. This only proposes; it links nobody. */
function proposed(
  { people, assignments, model, vocabulary }: Asking,
  { wanted, email }: { wanted: string; email: string | null },
): number | null {
  const plain = wanted.toLowerCase()
  const words = wordsOf(wanted)
  const described = findRole(words, 0, vocabulary.roles)
  const role = model.roles.find(
    ({ code, title }) =>
      [code.toLowerCase(), title.toLowerCase()].includes(plain.replace(/^the /, '')) ||
      (described?.next === words.list.length && described.code === code),
  )
  const held = assignments.filter(({ roleCode, kind }) => roleCode === role?.code && kind === 'holder')
  const named = people.filter(
    ({ id, name, email: known }) =>
      assignments.some(({ personId }) => personId === id) &&
      (name.toLowerCase() === plain ||
        (known !== null && [plain, email?.toLowerCase()].includes(known.toLowerCase()))),
  )
  const found = new Set([...held.map(({ personId }) => personId), ...named.map(({ id }) => id)])
  const [only, ...others] = found
  return only !== undefined && others.length === 0 ? only : null
}

type Asked = Pick<LinkRequest, 'number' | 'platform' | 'name' | 'email' | 'wanted' | 'personId'>

function noticeOf({ assignments, people }: Asking, request: Asked): readonly Notice[] {
  const personIds = assignments
    .filter(({ roleCode }) => roleCode === 'coordinator')
    .map(({ personId }) => personId)
  if (personIds.length === 0) return []
  return [
    {
      about: `link-${request.number}`,
      personIds,
      posts: ['coordinator'],
      message: sentence('Somebody asks to be linked.', ...linkRequestBlocks(people, request)),
    },
  ]
}

/** Shows who asks, whom it may be, and the coordinator's buttons. */
export function linkRequestBlocks(
  people: Context['people'],
  { number, platform, name, email, wanted, personId }: Asked,
): readonly Block[] {
  const person = people.find(({ id }) => id === personId)
  const facts: readonly Fact[] = [
    { label: 'Request', value: String(number) },
    { label: 'They say', value: [said(wanted)] },
    { label: `On ${platformTitle(platform)}`, value: [said(email === null ? name : `${name}, ${email}`)] },
    { label: 'It may be', value: person?.name ?? 'nobody I can name' },
  ]
  const confirm: readonly Button[] = person
    ? [{ label: `Confirm: ${person.name}`, line: `link confirm ${number} as ${person.code}` }]
    : []
  return [
    { kind: 'facts', facts },
    buttons(...confirm, { label: 'Decline', line: `link decline ${number}` }),
    smallPrint('For somebody else: ', typed(`link confirm ${number} as <person or role>`)),
  ]
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

/** The people who hold a role now. */
export function holdersNamed({ assignments, people }: Context, role: string): readonly Person[] {
  const held = assignments.filter(({ roleCode, kind }) => roleCode === role && kind === 'holder')
  return people.filter(({ id }) => held.some(({ personId }) => personId === id))
}
