import type { LinkRequest } from '../../data/link-requests.ts'
import type { Identity, Person } from '../../data/people.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { listed, platformTitle, shortDay } from '../domain/format.ts'
import type { Role } from '../domain/plan.ts'
import type { Option } from '../domain/question.ts'
import { sentence, context as smallPrint, said as theirs } from '../message.ts'
import { holdersNamed, isHeldBySeveral } from './holders.ts'
import { chatsOf } from './link-account.ts'
import { hasName, isAlike, mayBe } from './proposal.ts'

/** What the coordinator says of who is to hold the post that somebody asks for. */
export interface Said {
  /** Somebody whom nobody knows yet. */
  readonly new?: true | undefined
  readonly taking?: true | undefined
  readonly jointly?: true | undefined
}

/** Who somebody is who asks for a post. */
export type Who =
  /** A person who holds it. */
  | { readonly kind: 'holder'; readonly person: Person }
  | { readonly kind: 'newcomer'; readonly jointly: boolean }
  | { readonly kind: 'asked'; readonly outcome: Outcome }

/**
 * Finds out whether an account is its post's holder's, somebody's whom we know, or a newcomer's. What only the coordinator
 * can know is asked.
 */
export async function whoIsIt(
  context: Context,
  { request, role, said }: { request: LinkRequest; role: Role; said: Said },
): Promise<Who> {
  const holders = holdersNamed(context, role.code)
  const line = `link confirm ${request.number} as`
  const others: readonly Option[] = [
    {
      label: `Somebody else, who takes over ${role.code} from today`,
      line: `${line} ${role.code} new taking over`,
    },
    { label: `Somebody else: they hold ${role.code} jointly`, line: `${line} ${role.code} new jointly` },
  ]
  const isShared = isHeldBySeveral(context, role)
  const isOpen = holders.length === 0 || isShared
  if (said.new && (said.taking || said.jointly || isOpen))
    return { kind: 'newcomer', jointly: said.jointly === true || isShared }
  const alike = context.people.filter((each) => isAlike(each, request))
  const [same, ...further] = holders.filter((each) => alike.some(({ id }) => id === each.id))
  if (same && further.length === 0 && !said.new) return { kind: 'holder', person: same }
  const known = alike.filter((each) => !holders.includes(each))
  if (known.length > 0 && !said.new) {
    const held = isOpen ? '' : `, which ${listed(holders.map(({ name }) => name))} holds now`
    const text = `${request.name} asks for ${role.code}${held}, and has the name or e-mail of somebody who is known. Is it the same person?`
    return asked(
      text,
      [
        ...known.flatMap((each) => beingOptions(`${line} ${role.code} being ${each.code}`, { each, isOpen })),
        ...(isOpen ? [{ label: 'No, somebody else', line: `${line} ${role.code} new` }] : others),
      ],
      isOpen && known.length === 1,
    )
  }
  if (isOpen) return { kind: 'newcomer', jointly: isShared }
  const [only, ...more] = holders
  if (only && more.length === 0 && !said.new) {
    const chats = await chatsOf(context, only)
    if (chats.length === 0 && mayBe(only, request)) return { kind: 'holder', person: only }
    return {
      kind: 'asked',
      outcome: whetherTheHolder(context, { request, role, holder: only, chats, others }),
    }
  }
  const text = `${listed(holders.map(({ name }) => name))} ${holders.length === 1 ? 'holds' : 'hold'} ${role.code}. Who is it?`
  return asked(text, [
    ...(said.new ? [] : holders.map(({ code, name }) => ({ label: name, line: `${line} ${code}` }))),
    ...others,
  ])
}

function beingOptions(
  line: string,
  { each: { name, code }, isOpen }: { each: Person; isOpen: boolean },
): readonly Option[] {
  if (isOpen) return [{ label: `Yes, ${name} (${code})`, line }]
  return [
    { label: `Yes, ${name} (${code}), who takes over from today`, line },
    { label: `Yes, ${name} (${code}), who holds it jointly`, line: `${line} jointly` },
  ]
}

function asked(text: string, options: readonly Option[], isYesNo = false): Who {
  return {
    kind: 'asked',
    outcome: {
      message: sentence(text),
      waits: true,
      question: { text, options, answerLine: null, ...(isYesNo ? { isYesNo } : {}) },
    },
  }
}

interface AboutHolder {
  readonly request: LinkRequest
  readonly role: Role
  readonly holder: Person
  readonly chats: readonly Identity[]
  readonly others: readonly Option[]
}

/** Whether an account is the holder's as well, or somebody's who takes over; and who loses what then. */
function whetherTheHolder(context: Context, { request, role, holder, chats, others }: AboutHolder): Outcome {
  const who = hasName(request) ? request.name : `the account ${request.userId}`
  const text = `${holder.name} holds ${role.code}${chats.length > 0 ? ' and is linked' : ''}. Is ${who} the same person?`
  const there = chats.filter(({ platform }) => platform === request.platform)
  const line = `link confirm ${request.number} as ${holder.code}`
  const same = there.length === 0 ? [{ label: `Yes, ${holder.name}`, line }] : sameOptions(line, holder)
  const items = context.model.items.filter(({ owners }) => owners.includes(role.code)).map(({ ref }) => ref)
  return {
    message: sentence(
      text,
      accountsShown(context, { request, there: chats }),
      smallPrint(
        `If somebody else takes over, ${holder.name} no longer holds ${role.code} from today${items.length > 0 ? ` and no longer answers for ${listed(items)}` : ''}.`,
      ),
    ),
    waits: true,
    question: { text, options: [...same, ...others], isYesNo: true, answerLine: null },
  }
}

function sameOptions(line: string, { name }: Person): readonly Option[] {
  return [
    { label: `Yes, ${name}: replace the account`, line: `${line} replacing` },
    { label: `Yes, ${name}: keep both accounts`, line: `${line} also` },
  ]
}

/** A second account on a platform may be somebody else's: the coordinator says which of them speak for the person. */
export function whetherToReplace(
  context: Context,
  {
    request,
    person,
    there,
    line,
  }: { request: LinkRequest; person: Person; there: readonly Identity[]; line: string },
): Outcome {
  const text = `${person.name} has an account on ${platformTitle(request.platform)} already. Replace it?`
  return {
    message: sentence(text, accountsShown(context, { request, there })),
    waits: true,
    question: {
      text,
      options: [
        { label: 'Yes, replace it', line: `${line} replacing` },
        { label: 'Keep both', line: `${line} also` },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

function accountsShown(
  { model }: Context,
  { request, there }: { request: LinkRequest; there: readonly Identity[] },
) {
  const used = there.map(({ platform, userId, lastUsedAt }) => {
    const on = `${userId} on ${platformTitle(platform)}`
    return lastUsedAt === null
      ? `${on}, not used yet`
      : `${on}, last used on ${shortDay(dayIn(model.plan.timeZone, new Date(lastUsedAt)))}`
  })
  return {
    kind: 'facts' as const,
    facts: [
      { label: 'They have', value: [theirs(listed(used) || 'no account')] },
      { label: 'They ask for', value: [theirs(`${request.userId}, ${request.name}`)] },
    ],
  }
}
