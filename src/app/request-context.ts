import type { Logger } from 'pino'
import type { ConversationKey } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { cacheVersion } from '../../data/engine/engine.ts'
import { listAssignments, listPeople } from '../../data/people.ts'
import type { Commands, Context, Place } from '../command.ts'
import type { Speaker } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import { cleanText } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { type LoadPlan, readVocabulary } from '../lookup/plan.ts'
import type { Incoming } from '../platform.ts'
import { findSpeaker } from './speaker.ts'

/** What the app works with, whoever speaks. */
export interface Services {
  readonly db: Database
  readonly log: Logger
  readonly commands: Commands
  readonly load: LoadPlan
}

/** All that is known of one request: what came, from whom, when and where, and on which plan. */
export interface RequestContext extends Services, Pick<Context, 'model' | 'now' | 'people' | 'assignments'> {
  readonly incoming: Incoming
  readonly place: Place
  readonly vocabulary: Vocabulary
  /** Undefined for a stranger. */
  readonly speaker: Speaker | undefined
  /** The same object as long as nothing of this has changed; undefined when that cannot be told. */
  readonly version: object | undefined
  /** The speaker's account has not been marked as used today. */
  readonly isFirstToday: boolean
}

/** The request of somebody who is known. */
export interface KnownContext extends RequestContext {
  readonly speaker: Speaker
  readonly conversationKey: ConversationKey
}

export const STRANGER =
  'I do not know you yet, so I can show you nothing of the plan. Ask the coordinator to link you to your role by writing to me: link me as <your role, name or e-mail>'

/** Logged where an answer was given without what goes with it. */
export const REFUSED_BY_DISK = 'the disk refused what goes with an answer'

/** Reads the plan, who is speaking and what they hold; inside a transaction (`using`) when rights are to be checked. */
export async function readContext(
  services: Services,
  { incoming, now }: { readonly incoming: Incoming; readonly now: Date },
  using: Database | Writing = services.db,
): Promise<RequestContext> {
  // Taken before anything is read, so that a change in between is seen.
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

/** The context as a transaction sees it: read again unless nothing of it can have changed. */
export async function recheckContext(before: RequestContext, trx: Writing): Promise<RequestContext> {
  const isSame = before.version !== undefined && cacheVersion(trx) === before.version
  return isSame ? before : readContext(before, before, trx)
}

/** The context with its speaker; undefined for a stranger. */
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
  const { platform, tenant, conversation, conversationName = '', under = null } = incoming
  const { isPrivate = false, isOpen = false } = incoming
  return {
    platform,
    tenant,
    conversation,
    name: cleanText(conversationName) || null,
    isPrivate,
    isOpen,
    under,
  }
}

/** Whether the asker alone sees an answer there, with others beside them. */
export function isAside({ isPrivate, isOpen }: Place): boolean {
  return !isPrivate && !isOpen
}
