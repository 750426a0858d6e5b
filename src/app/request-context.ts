import type { Logger } from 'pino'
import type { ConversationKey } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { cacheVersion } from '../../data/engine/engine.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import type { Commands, Context, Place } from '../command.ts'
import type { Speaker } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { type LoadPlan, readVocabulary } from '../lookup/plan.ts'
import type { Incoming } from '../platform.ts'
import { findSpeaker } from './speaker.ts'

/** What the app needs for every request. */
export interface Services {
  readonly db: Database
  readonly log: Logger
  readonly commands: Commands
  readonly load: LoadPlan
  /** Milliseconds that only go forward, to measure with. Without it nothing is measured. */
  readonly steadyNow?: (() => number) | undefined
}

/** All that is known of one request: what came, from whom, when and where, and on which plan. */
export interface RequestContext extends Services, Pick<Context, 'model' | 'now' | 'people' | 'assignments'> {
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

/** Reads the plan, the speaker and what they hold; with a transaction as `using` when rights are checked for a change. */
export async function readContext(
  services: Services,
  { incoming, now }: { readonly incoming: Incoming; readonly now: Date },
  using: Database | Writing = services.db,
): Promise<RequestContext> {
  // Read first, so that a change made while the rest is read is noticed.
  const version = cacheVersion(using)
  const plan = await services.load(using)
  const { model } = plan
  const today = dayIn(model.plan.timeZone, now)
  const assignments = await listAssignments(using, model.plan.id, today)
  const { speaker, lastUsedAt } = await findSpeaker(using, model, { identity: incoming, assignments })
  const usedOn = lastUsedAt === null ? null : dayIn(model.plan.timeZone, new Date(lastUsedAt))
  return {
    ...services,
    incoming,
    now,
    model,
    people: await listPeople(using, model.plan.id),
    assignments,
    speaker,
    vocabulary: await readVocabulary(plan, { commands: services.commands, now, using }),
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
  const { platform, tenant, conversation, conversationName, under = null } = incoming
  const { isPrivate = false, isOpen = false } = incoming
  return {
    platform,
    tenant,
    conversation,
    name: conversationName || null,
    isPrivate,
    isOpen,
    under,
  }
}

/** Whether others are in the conversation but the asker alone sees an answer. */
export function isAside({ isPrivate, isOpen }: Place): boolean {
  return !isPrivate && !isOpen
}
