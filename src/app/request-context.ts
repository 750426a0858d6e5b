import type { Logger } from 'pino'
import type { ConversationKey } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { findSubject } from '../../data/deliveries.ts'
import { cacheVersion } from '../../data/engine/engine.ts'
import { listMeetings } from '../../data/meetings.ts'
import {
  type Assignment,
  findPersonByIdentity,
  type IdentityKey,
  type Known,
  listAssignments,
  listPeople,
} from '../../data/people.ts'
import type { LoadedPlan, LoadPlan, LoadPlans, PlanModel } from '../../data/plans.ts'
import type { Command, Commands, Context, Place } from '../command.ts'
import type { AttachedFile } from '../domain/attached-file.ts'
import { guestRoles, isSeatOf, type Speaker } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import type { Subject } from '../domain/delivery.ts'
import { groupsOf } from '../domain/hierarchy.ts'
import { withContacts } from '../domain/organisations.ts'
import type { Day } from '../domain/plan.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import type { Incoming, SentFile } from '../platform.ts'
import { checkChildren } from './incoming.ts'

export interface Services {
  readonly db: Database
  readonly log: Logger
  readonly commands: Commands
  readonly loadPlans: LoadPlans
  /** Milliseconds that only go forward, to measure with. Without it nothing is measured. */
  readonly steadyNow?: (() => number) | undefined
  /** The address of the web pages, if there are any. */
  readonly web?: (() => string | undefined) | undefined
  /** Keeps the database as it is before an import changes it, and returns the name of the file. */
  readonly keepCopy?: ((now: Date) => Promise<string>) | undefined
  /** People sign in to them by a link from the chat, perhaps among other ways. */
  readonly hasSignInLinks?: boolean | undefined
  /** What is published is shown to anybody. */
  readonly hasPublicPage?: boolean | undefined
  /** Assistants may ask in people’s names. */
  readonly hasAssistants?: boolean | undefined
}

/** All that is known of one request: what came, from whom, when and where, and on which plan. */
export interface RequestContext extends Services, Pick<Context, 'model' | 'now' | 'people' | 'assignments'> {
  readonly load: LoadPlan
  /** The plans that the speaker has a part in, this one among them; none for a stranger. */
  readonly parts: readonly PlanModel[]
  readonly incoming: Incoming
  readonly place: Place
  readonly vocabulary: Vocabulary
  /** Undefined for a stranger. */
  readonly speaker: Speaker | undefined
  /** Stays the same object while the cached tables are unchanged; undefined if that is unknown. */
  readonly version: object | undefined
  /** The speaker's account is not yet marked as used today. */
  readonly isFirstToday: boolean
}

/** A request of somebody who is linked to a person of the plan. */
export interface KnownContext extends RequestContext {
  readonly speaker: Speaker
  readonly conversationKey: ConversationKey
}

export const STRANGER =
  'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role by writing to me: link me as <your role, name or e-mail>'

/** The log's sentence for an answer whose optional write failed. */
export const REFUSED_BY_DISK = 'the disk refused what goes with an answer'

interface Arriving {
  readonly load: LoadPlan
  readonly incoming: Incoming
  readonly now: Date
  /** Left out while it is not known who else's part it is. */
  readonly parts?: readonly PlanModel[]
}

/** Reads the plan, the speaker and what they hold; with a transaction as `using` when rights are checked for a change. */
export async function readContext(
  services: Services,
  { load, incoming, now, parts }: Arriving,
  using: Database = services.db,
): Promise<RequestContext> {
  // Read first, so that a change made while the rest is read is noticed.
  const version = cacheVersion(using)
  const plan = await load(using)
  const { model } = plan
  const today = dayIn(model.plan.timeZone, now)
  const assignments = withContacts(await listAssignments(using, model.plan.id, today), model.plan)
  const { speaker, lastUsedAt } = await findSpeaker(using, model, { identity: incoming, assignments })
  const usedOn = lastUsedAt === null ? null : dayIn(model.plan.timeZone, new Date(lastUsedAt))
  return {
    ...services,
    load,
    parts: parts ?? (speaker ? [model] : []),
    incoming,
    now,
    model,
    people: await listPeople(using),
    assignments,
    speaker,
    vocabulary: await readVocabulary(plan, { commands: services.commands, today, using }),
    place: placeOf(incoming),
    version,
    isFirstToday: usedOn !== today,
  }
}

/** Returns the context as a transaction sees it. It is read again unless nothing of it can have changed. */
export async function recheckContext(before: RequestContext, trx: Writing): Promise<RequestContext> {
  const isSame = before.version !== undefined && cacheVersion(trx) === before.version
  return isSame ? before : readContext(before, before, trx)
}

/** The request, with what a command needs to be asked of the platform before it changes anything. */
export async function lookedUp(
  request: KnownContext,
  { looksUpChannel, takesFiles }: Pick<Command, 'looksUpChannel' | 'takesFiles'>,
): Promise<KnownContext> {
  const { lookUp, files } = request.incoming
  const channel = looksUpChannel && lookUp ? { channel: await lookUp() } : {}
  const attached = takesFiles && files ? { attached: await Promise.all(files.map(attachedFile)) } : {}
  const incoming = { ...request.incoming, ...channel, ...attached }
  return { ...request, incoming, place: placeOf(incoming) }
}

/** @throws UserError if its name or link identifies a child */
async function attachedFile({ name, link, hash }: SentFile): Promise<AttachedFile> {
  checkChildren([name, link])
  return { name, link, hash: await hash() }
}

/** Adds the speaker and their conversation; undefined for a stranger. */
export function knownContext(request: RequestContext): KnownContext | undefined {
  const { speaker, model, incoming } = request
  if (!speaker) return undefined
  const { conversation } = incoming
  return {
    ...request,
    speaker,
    conversationKey: { planId: model.plan.id, personId: speaker.personId, conversation },
  }
}

function placeOf(incoming: Incoming): Place {
  const { platform, tenant, conversation, conversationName, under = null, via } = incoming
  const { isPrivate = false, isOpen = false, channel: standing = 'unknown' } = incoming
  return {
    platform,
    tenant,
    conversation,
    name: conversationName || null,
    isPrivate,
    isOpen,
    under,
    isPage: via === 'web',
    standing,
  }
}

/** Whether others are in the conversation but the asker alone sees an answer. */
export function isAside({ isPrivate, isOpen }: Place): boolean {
  return !isPrivate && !isOpen
}

/**
 * Finds the person behind an identity and what they hold; undefined for a stranger, and for somebody without a role. A seat
 * has its own post, whoever holds that.
 * `lastUsedAt` is at most a day old.
 */
export async function findSpeaker(
  db: Database,
  model: PlanModel,
  { identity, assignments }: { identity: Account; assignments: readonly Assignment[] },
): Promise<{ speaker: Speaker | undefined; lastUsedAt: string | null }> {
  const person = await findPersonByIdentity(db, identity)
  const isLinkedAsGuest = person?.isGuest === 1
  // Where the platform does not say, as on a page, whoever was linked as a guest counts as one.
  const isUnsaid = identity.isUnchecked === true || identity.via !== undefined
  const isGuest = identity.isGuest === true || (isUnsaid && isLinkedAsGuest)
  const isHeard = person && (!isGuest || isLinkedAsGuest)
  const speaker = isHeard ? knownSpeaker(person, model, { identity, assignments, isGuest }) : undefined
  return {
    speaker: speaker && speaker.roles.length > 0 ? speaker : undefined,
    lastUsedAt: person?.lastUsedAt ?? null,
  }
}

/** An account as its platform tells of it. */
type Account = IdentityKey & Pick<Incoming, 'isGuest' | 'isUnchecked' | 'via'>

/** Who speaks, and what everybody holds. */
interface Speaking {
  readonly identity: Account
  readonly assignments: readonly Assignment[]
  readonly isGuest: boolean
}

interface KnownSpeaker {
  readonly speaker: Speaker
  readonly model: PlanModel
  readonly assignments: readonly Assignment[]
}

/** Speakers by account row and plan; valid while plan and assignments are the same objects. */
const speakers = new WeakMap<Known, Map<number, KnownSpeaker>>()

function knownSpeaker(person: Known, model: PlanModel, given: Speaking): Speaker {
  const { assignments, isGuest } = given
  const byPlan = speakers.get(person) ?? new Map<number, KnownSpeaker>()
  const known = byPlan.get(model.plan.id)
  const isSame = known?.model === model && known.assignments === assignments
  if (isSame && (known.speaker.isGuest ?? false) === isGuest) return known.speaker
  const speaker = speakerOf(person, model, given)
  speakers.set(person, byPlan.set(model.plan.id, { speaker, model, assignments }))
  return speaker
}

function speakerOf(
  person: Known,
  { roles }: PlanModel,
  { identity, assignments, isGuest }: Speaking,
): Speaker {
  const isSeat = person.seatOfId !== null
  const held = assignments.filter((assignment) => !isSeat && assignment.personId === person.id)
  const open = isGuest ? guestRoles(roles) : roles
  const heldRoles = open.filter((role) =>
    isSeat
      ? isSeatOf({ code: person.code, roleId: person.seatOfId }, role)
      : held.some((assignment) => assignment.roleCode === role.code),
  )
  const bodiesAs = (kind: string) =>
    heldRoles.flatMap((role) => (role.kind === kind && role.bodyCode ? [role.bodyCode] : []))
  return {
    personId: person.id,
    code: person.code,
    name: person.name,
    identity: `${identity.platform}:${identity.tenant}:${identity.userId}`,
    roles: heldRoles.map((role) => role.code),
    delegated: heldRoles
      .map(({ code }) => code)
      .filter(
        (code) => !isSeat && !held.some(({ kind, roleCode }) => kind === 'holder' && roleCode === code),
      ),
    isCoordinator: heldRoles.some((role) => role.kind === 'coordinator'),
    chairs: bodiesAs('chair'),
    deputises: bodiesAs('deputy'),
    memberOf: bodiesAs('member'),
    ...(isGuest ? { isGuest } : {}),
  }
}

export async function readVocabulary(
  plan: LoadedPlan,
  { commands, today, using }: { commands: Commands; today: Day; using: Database },
): Promise<Vocabulary> {
  const { model } = plan
  const people = await listPeople(using)
  const meetings = (await listMeetings(using, model.plan.id, { from: today })).flatMap(
    ({ bodyId, day, state }) => {
      const body = model.bodies.find(({ id }) => id === bodyId)
      return body && state !== 'cancelled' ? [{ body: body.code, day }] : []
    },
  )
  return { ...planWords(plan, commands), people, meetings, today, plans: [model.plan] }
}

type PlanWords = Omit<Vocabulary, 'people' | 'meetings' | 'today' | 'plans'>

/** The words of each loaded plan; building its hundreds of references for every line would be slow. */
const knownWords = new WeakMap<LoadedPlan, PlanWords>()

function planWords(plan: LoadedPlan, commands: Commands): PlanWords {
  const known = knownWords.get(plan)
  if (known) return known
  const { plan: settings, items, roles, bodies } = plan.model
  const words = {
    references: plan.references,
    scale: settings.scale,
    levels: settings.levels,
    groups: groupsOf(items),
    roles,
    bodies,
    decides: settings.policies.decidesDates,
    terms: settings.terms ?? [],
    commands: [...commands].filter(([, command]) => !command.hidden).map(([name]) => name),
  }
  knownWords.set(plan, words)
  return words
}

/** What the thread is about; undefined outside the bot's own threads. */
export async function threadOf({ db, model, place }: RequestContext): Promise<Subject | undefined> {
  const { platform, tenant, under } = place
  return under === null ? undefined : findSubject(db, model.plan.id, { platform, tenant, messageId: under })
}

/** The item of a thread that is about a single one. */
export function onlyRef(thread: Subject | undefined): string | null {
  const [ref, ...others] = thread?.refs ?? []
  return ref !== undefined && others.length === 0 ? ref : null
}
