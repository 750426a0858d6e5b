import type { Database, Writing } from '../../data/database.ts'
import { cacheVersion, write } from '../../data/engine/engine.ts'
import { bodiesRunningShort, planMeetings } from '../../data/meetings.ts'
import { type IdentityKey, listAssignments, listPeople } from '../../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import type { Commands, Context, Whereabouts } from '../command.ts'
import type { Speaker } from '../domain/authority.ts'
import { dayIn } from '../domain/day.ts'
import type { Day } from '../domain/plan.ts'
import { indexReferences, type ReferenceIndex } from '../domain/reference.ts'
import { cleanText } from '../domain/text.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import type { Incoming } from '../platform.ts'
import { findSpeaker } from './speaker.ts'

/** A plan's structure with its references ready to be looked up. */
export interface LoadedPlan {
  readonly model: PlanModel
  readonly references: ReferenceIndex
}

/** Who is speaking, when, and what they can be speaking about. */
export interface Situation {
  readonly model: PlanModel
  readonly now: Date
  readonly commands: Commands
  readonly people: Context['people']
  readonly assignments: Context['assignments']
  /** Undefined for a stranger. */
  readonly speaker: Speaker | undefined
  readonly vocabulary: Vocabulary
  /** The platform's key of the message. */
  readonly key: string | null
  readonly whereabouts: Whereabouts
  /** By which it is seen whether any of this was changed since. */
  readonly state: object | undefined
  /** The speaker's account, to be marked as used; undefined when it was marked today. */
  readonly unmarked: IdentityKey | undefined
}

/** Loads the plan as it is for whoever asks: a transaction may see an import that others do not. */
export type LoadPlan = (using?: Database | Writing) => Promise<LoadedPlan>

/** The plan's structure changes only by an import: it is read again when that has happened. */
export function planLoader(db: Database, code: string | undefined): LoadPlan {
  let cached: LoadedPlan | undefined
  return async (using = db) => {
    const plans = await listPlans(using)
    const current =
      code === undefined && plans.length === 1 ? plans[0] : plans.find((plan) => plan.code === code)
    const isFresh = cached?.model.plan.id === current?.id && cached?.model.importedAt === current?.importedAt
    if (cached && isFresh) return cached
    const model = await loadPlan(using, code)
    const loaded = { model, references: indexReferences(model.items) }
    // What a transaction sees may yet be taken back.
    if (!using.isTransaction) cached = loaded
    return loaded
  }
}

/** Reads the plan, who is speaking and what they hold: inside a transaction when rights are to be checked. */
export async function situationOf(
  db: Database | Writing,
  { load, incoming, now, commands }: { load: LoadPlan; incoming: Incoming; now: Date; commands: Commands },
): Promise<Situation> {
  // Before anything is read: whatever of it is changed after that is seen to have changed.
  const state = cacheVersion(db)
  const plan = await load(db)
  const { model } = plan
  const today = dayIn(model.plan.timeZone, now)
  const people = await listPeople(db, model.plan.id)
  const assignments = await listAssignments(db, model.plan.id, today)
  const { speaker, lastUsedAt } = await findSpeaker(db, model, { identity: incoming, assignments })
  const vocabulary = { ...planVocabulary(plan, commands), people, today }
  const isMarked = lastUsedAt !== null && dayIn(model.plan.timeZone, new Date(lastUsedAt)) === today
  return {
    model,
    now,
    commands,
    people,
    assignments,
    speaker,
    vocabulary,
    key: incoming.key,
    whereabouts: whereaboutsOf(incoming),
    state,
    unmarked: isMarked ? undefined : incoming,
  }
}

/** A situation as it is inside a transaction: read anew, unless nothing of it can have changed. */
export async function situationIn(
  trx: Writing,
  before: Situation,
  { load, incoming }: { load: LoadPlan; incoming: Incoming },
): Promise<Situation> {
  const isSame = before.state !== undefined && cacheVersion(trx) === before.state
  if (isSame) return before
  const { now, commands } = before
  return situationOf(trx, { load, incoming, now, commands })
}

function whereaboutsOf(incoming: Incoming): Whereabouts {
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

/** An answer there is for the asker's eyes, with others beside them. */
export function isAside({ isPrivate, isOpen }: Whereabouts): boolean {
  return !isPrivate && !isOpen
}

export async function vocabularyOf(
  db: Database,
  { plan, now, commands }: { plan: LoadedPlan; now: Date; commands: Commands },
): Promise<Vocabulary> {
  const { model } = plan
  const people = await listPeople(db, model.plan.id)
  return { ...planVocabulary(plan, commands), people, today: dayIn(model.plan.timeZone, now) }
}

/** The day on which a plan's calendar was last looked at: only another day or an import can make it too short. */
const lookedAt = new WeakMap<PlanModel, Day>()

/** Whether the calendar was looked at today. */
export function isCalendarKept(model: PlanModel, now: Date): boolean {
  return lookedAt.get(model) === dayIn(model.plan.timeZone, now)
}

/** Plans meetings ahead when the calendar runs short. */
export async function keepCalendar(db: Database, model: PlanModel, now: Date): Promise<void> {
  if (isCalendarKept(model, now)) return
  const { plan, bodies } = model
  const today = dayIn(plan.timeZone, now)
  const short = await bodiesRunningShort(db, plan.id, { bodies, today })
  if (short.length > 0) {
    await write(db, plan.id, async (trx) => {
      for (const body of short) await planMeetings(trx, plan.id, { body, today })
    })
  }
  lookedAt.set(model, today)
}

type PlanVocabulary = Omit<Vocabulary, 'people' | 'today'>

/** A plan's words are the same until another is loaded; so are the commands. */
const vocabularies = new WeakMap<LoadedPlan, PlanVocabulary>()

function planVocabulary(plan: LoadedPlan, commands: Commands): PlanVocabulary {
  const known = vocabularies.get(plan)
  if (known) return known
  const made = makeVocabulary(plan, commands)
  vocabularies.set(plan, made)
  return made
}

function makeVocabulary(
  { model: { plan, areas, roles, bodies }, references }: LoadedPlan,
  commands: Commands,
): PlanVocabulary {
  const names = [...commands].filter(([, command]) => !command.hidden).map(([name]) => name)
  return {
    references,
    scale: plan.scale,
    words: plan.words,
    areas,
    roles,
    bodies,
    decides: plan.policies.decidesDates,
    commands: names,
  }
}
