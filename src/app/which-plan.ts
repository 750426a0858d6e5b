import { inThread, plansSpokenOf } from '../../data/conversations.ts'
import type { PlanModel } from '../../data/plans.ts'
import { planOfLatestEntry, planOfMessage, plansOfChannel } from '../../data/plans-meant.ts'
import { type Command, mayUse } from '../command.ts'
import { listed } from '../domain/format.ts'
import { isRunning as isInForce } from '../domain/plan-end.ts'
import { type NamedPlan, type PlanName, planCalled, planNamed, sayable } from '../domain/plan-name.ts'
import type { Submission } from '../domain/question.ts'
import type { Reading } from '../domain/reading.ts'
import { UserError } from '../errors.ts'
import { isAside, type KnownContext } from './request-context.ts'
import { read, readCommand } from './watched-reading.ts'
import { havingWhatIsNamed } from './what-is-named.ts'

/** Which of the speaker's plans something said is about, and what is said of it. */
export type Meant =
  | {
      readonly kind: 'one'
      readonly request: KnownContext
      readonly said: string | Submission
      /** It is about people, boards or the bot itself, so that any plan will do. */
      readonly isAny?: boolean
    }
  /** It is answered for each of these plans. */
  | { readonly kind: 'each'; readonly requests: readonly KnownContext[]; readonly said: string }
  /** It may be about any of these. */
  | {
      readonly kind: 'which'
      readonly requests: readonly KnownContext[]
      readonly said: string
      readonly why?: string
    }

/**
 * Finds which plan is meant. Whatever names one comes first; then the thread, the channel's boards, what the conversation was
 * about, and the only plan that has what the line speaks of. `own` are the plans that the speaker has a part in.
 * @throws UserError where others read along who may have no part in the plan that is meant
 */
export async function planMeant(
  said: string | Submission,
  own: readonly KnownContext[],
  { askedIn, isAnswer }: OpenQuestion = { askedIn: null, isAnswer: false },
): Promise<Meant> {
  if (typeof said !== 'string') return formMeant(said, own)
  const { line, tail } = withoutOther(said.trim())
  const named = planNamed(
    line,
    own.map(({ model }) => nameOf(model)),
  )
  const answered = isAnswer && own.find(({ model }) => model.plan.id === askedIn)
  if (answered) return { kind: 'one', request: answered, said }
  const scope = await inChannel(own)
  const seen = openly(scope, own)
  const isNote = named?.isAtEnd && seen.some((request) => isChange(named.rest, request))
  if (named?.kind === 'all' && !isNote) return { kind: 'each', requests: seen, said: `${named.rest}${tail}` }
  if (named?.kind === 'several' && !isNote) {
    const requests = seen.filter(({ model }) => named.ids.includes(model.plan.id))
    if (requests.length < named.ids.length) throw elsewhere(scope)
    return { kind: 'each', requests, said: named.rest }
  }
  if (named?.kind === 'one') {
    const request = seen.find(({ model }) => model.plan.id === named.id)
    if (!request) throw elsewhere(scope)
    return { kind: 'one', request, said: isNote ? said : `${restOf(named, request)}${tail}` }
  }
  return lineMeant(said, { scope, own, askedIn })
}

/** A name alone is for speaking about that plan. */
function restOf({ rest }: NamedPlan, { model }: Pick<KnownContext, 'model'>): string {
  return rest === '' ? `plan ${sayable(model.plan)}` : rest
}

/** Whether a line would change something: what ends it is then a part of its note. */
function isChange(line: string, request: KnownContext): boolean {
  const reading = probe(line, request)
  return reading.certainty === 'sure' && request.commands.get(reading.command)?.changes === true
}

/** An item is carried over from the plan that the line is about, into one that it names besides. */
const CARRIES_OVER = /^(.*\bitem carry\b.*?)(\s+as\s.*)$/is

function withoutOther(said: string): { readonly line: string; readonly tail: string } {
  const [, line = said, tail = ''] = said.match(CARRIES_OVER) ?? []
  return { line, tail }
}

/** What the bot asked last and waits to hear of. */
interface OpenQuestion {
  /** The plan that it is about. */
  readonly askedIn: number | null
  /** What was said answers it. */
  readonly isAnswer: boolean
}

interface Places {
  /** The plans that can be meant where it is said. */
  readonly scope: readonly KnownContext[]
  readonly own: readonly KnownContext[]
  readonly askedIn: number | null
}

async function lineMeant(said: string, { scope, own, askedIn }: Places): Promise<Meant> {
  const [first] = scope.length > 0 ? scope : own
  if (!first) throw new Error('somebody without a part was taken for somebody with one')
  const one = (request: KnownContext): Meant => ({ kind: 'one', request, said })
  const of = (id: number | null | undefined, among = scope) => among.find(({ model }) => model.plan.id === id)
  if (scope.length === 0 && isReadByAll(first) && !isOfOrganisation(said, first)) throw elsewhere(scope)
  const thread = await threadPlan(first)
  const { last, bound } = await spokenOf(first)
  const inScope = await havingWhatIsNamed(withoutOther(said).line, scope)
  if (
    !inScope.named &&
    scope.length < own.length &&
    (await havingWhatIsNamed(withoutOther(said).line, own)).named
  )
    return beyondTheChannel(said, scope, own)
  if (!inScope.named)
    return withoutReference(said, scope.length > 0 ? scope : own, {
      current: of(thread) ?? of(bound ?? last),
      askedIn,
    })
  const [only, ...others] = inScope.having
  const current = of(thread) ?? of(bound) ?? of(last)
  if (current && inScope.having.includes(current)) return one(current)
  if (bound !== null && only && of(bound)) {
    const why = `The ${of(bound)?.model.plan.title} has nothing of that name.`
    return { kind: 'which', requests: inScope.having, said, why }
  }
  if (only && others.length === 0) return one(only)
  if (only) return oneOf(inScope.having, said)
  return beyondTheChannel(said, scope, own)
}

/** Another plan than the channel's is spoken of, or several at once. */
async function beyondTheChannel(
  said: string,
  scope: readonly KnownContext[],
  own: readonly KnownContext[],
): Promise<Meant> {
  const { having } = await havingWhatIsNamed(withoutOther(said).line, own)
  const [only, ...others] = having
  if (!only) {
    const names = listed(own.map(({ model }) => `in ${sayable(model.plan)}`))
    throw new UserError(
      'invalid',
      `That speaks of several plans at once, so nothing was recorded. Say it plan by plan, each beginning with its name: ${names}.`,
    )
  }
  if (isReadByAll(only)) throw elsewhere(scope)
  return others.length === 0 ? { kind: 'one', request: only, said } : oneOf(having, said)
}

/** The only one of some plans that goes on; otherwise it is asked. */
function oneOf(requests: readonly KnownContext[], said: string): Meant {
  const [running, ...others] = requests.filter(isRunning)
  return running && others.length === 0
    ? { kind: 'one', request: running, said }
    : { kind: 'which', requests, said }
}

export function isRunning({ model, vocabulary }: Pick<KnownContext, 'model' | 'vocabulary'>): boolean {
  return isInForce(model.plan, vocabulary.today)
}

/** Nothing that is said has a reference. What the conversation is about counts, unless it is asked of every plan. */
async function withoutReference(
  said: string,
  all: readonly KnownContext[],
  { current, askedIn }: { readonly current: KnownContext | undefined; readonly askedIn: number | null },
): Promise<Meant> {
  const running = all.filter(isRunning)
  const scope = all.filter((each) => running.length === 0 || each === current || running.includes(each))
  const [first, ...others] = scope
  if (!first) throw new Error('no plan can be meant')
  const probes = scope.map((request) => ({ request, reading: probe(said, request) }))
  const understood = probes.filter(({ reading }) => reading.certainty !== 'none')
  const command = understood.map(({ request, reading }) => commandOf(reading, request)).find(Boolean)
  const able = understood.flatMap(({ request }) =>
    command === undefined || mayUse(command, request.speaker) ? [request] : [],
  )
  const isAny = command?.over === 'organisation'
  const one = (request: KnownContext): Meant => ({ kind: 'one', request, said, isAny })
  if (others.length === 0) return one(first)
  if (command?.over === 'plans' && able.length > 0) {
    const goingOn = able.filter(isRunning)
    return { kind: 'each', requests: goingOn.length > 0 ? goingOn : able, said }
  }
  const askedAbout = scope.find(({ model }) => model.plan.id === askedIn)
  if (askedAbout) return one(askedAbout)
  if (command && command === first.commands.get('undo')) {
    const latest = await planOfLatestEntry(first.db, first.speaker.personId)
    return one(scope.find(({ model }) => model.plan.id === latest) ?? first)
  }
  const [only, ...more] = able
  if (current && (!only || able.includes(current))) return one(current)
  if (!only) return one(understood[0]?.request ?? first)
  return more.length === 0 || isAny ? one(only) : { kind: 'which', requests: able, said }
}

function commandOf(reading: Reading, { commands }: KnownContext): Command | undefined {
  return reading.certainty === 'sure' ? commands.get(reading.command) : undefined
}

function probe(said: string, request: KnownContext): Reading {
  return readCommand(said, request) ?? read(said, request)
}

/**
 * What somebody said who has a part in one plan alone, without the name of that plan before it: what they press carries it.
 * @throws UserError if it is a form of another plan
 */
export function withoutOwnName(said: string | Submission, request: KnownContext): string | Submission {
  if (typeof said !== 'string') {
    if (typeof said.arguments.plan !== 'string') return said
    const meant = formMeant(said, [request])
    return meant.kind === 'one' ? meant.said : said
  }
  const named = planNamed(said.trim(), [nameOf(request.model)])
  return named?.kind === 'one' && !named.isAtEnd ? restOf(named, request) : said
}

/** A form carries its plan; one of before there were several is for the only plan that has its items. */
function formMeant(said: Submission, own: readonly KnownContext[]): Meant {
  const { plan, ...rest } = said.arguments
  const bare = { ...said, arguments: rest }
  if (typeof plan === 'string') {
    const called = planCalled(
      plan,
      own.map(({ model }) => nameOf(model)),
    )
    const request = own.find(({ model }) => model.plan.id === called?.id)
    if (!request)
      throw new UserError(
        'refused',
        'That form is of a plan that you have no part in any more, so nothing was recorded.',
      )
    return { kind: 'one', request, said: bare }
  }
  const refs = [rest.ref, rest.item, ...(Array.isArray(rest.refs) ? rest.refs : [])].filter(
    (each) => typeof each === 'string',
  )
  const fitting = own.filter(({ model }) => refs.every((ref) => model.items.some((item) => item.ref === ref)))
  const [request, ...others] = fitting
  if (request && others.length === 0) return { kind: 'one', request, said: bare }
  throw new UserError(
    'conflict',
    'That form does not say which plan it is of, so nothing was recorded. Please open it again.',
  )
}

/** The plans that can be meant in a place: in a channel those of the boards that it is bound to. */
async function inChannel(own: readonly KnownContext[]): Promise<readonly KnownContext[]> {
  const [first] = own
  if (!first || first.place.isPrivate) return own
  const { platform, tenant, conversation: channel } = first.place
  const bound = await plansOfChannel(first.db, { platform, tenant, channel })
  return bound.length === 0 ? own : own.filter(({ model }) => bound.includes(model.plan.id))
}

/** Where the speaker alone sees the answer, each of their plans can be meant. */
function openly(scope: readonly KnownContext[], own: readonly KnownContext[]): readonly KnownContext[] {
  const [first] = own
  return first && isReadByAll(first) ? scope : own
}

/** Whether others read the answer, who may have no part in the plan that it is about. */
function isReadByAll({ place }: KnownContext): boolean {
  return !isAside(place) && !place.isPrivate
}

function isOfOrganisation(said: string, request: KnownContext): boolean {
  return commandOf(probe(said, request), request)?.over === 'organisation'
}

function elsewhere(scope: readonly KnownContext[]): UserError {
  const titles = listed(scope.map(({ model }) => model.plan.title))
  const about = titles === '' ? 'plans of other boards' : titles
  return new UserError(
    'unknown',
    `This channel is about ${about}, and others read it. About anything else, ask me in our own conversation.`,
  )
}

/** What a conversation, or the thread in it, is about. A line about people, boards or all plans spoke of none. */
async function spokenOf({ db, commands, conversationKey, place: { under } }: KnownContext) {
  const { bound, ...whole } = await plansSpokenOf(db, conversationKey)
  const { last, lastLine } =
    under === null ? whole : await plansSpokenOf(db, inThread(conversationKey, under))
  const [first = '', second = ''] = lastLine?.split(' ') ?? []
  const command = commands.get(`${first}-${second}`) ?? commands.get(first)
  return { bound, last: command?.over === undefined ? last : null }
}

async function threadPlan({ db, place }: KnownContext): Promise<number | undefined> {
  const { platform, tenant, under } = place
  return under === null ? undefined : planOfMessage(db, { platform, tenant, messageId: under })
}

export function nameOf({ plan }: PlanModel): PlanName {
  const { id, code, short, title } = plan
  return { id, code, short, title }
}
