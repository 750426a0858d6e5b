import { boundedMap } from '../src/domain/bounded-map.ts'
import { inOrder } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import { placed } from '../src/domain/hierarchy.ts'
import {
  type Borne,
  countHolding,
  foldItems,
  holdsAt,
  type ItemChange,
  type PastInstant,
  referencesBorne,
} from '../src/domain/item-changes.ts'
import type { Measure } from '../src/domain/measure.ts'
import { measuresAt } from '../src/domain/measure-changes.ts'
import { asApproved } from '../src/domain/minute.ts'
import type { Body, Item, LeftItem, Plan, Role } from '../src/domain/plan.ts'
import { indexReferences, type ReferenceIndex } from '../src/domain/reference.ts'
import { ofOthers } from '../src/domain/restriction.ts'
import { SetupError } from '../src/errors.ts'
import type { Database, Writing } from './database.ts'
import { cached } from './engine/engine.ts'
import { hiddenIn, withoutReferences } from './hidden-items.ts'
import { type PlanVersion, readItemChanges, readPlanVersions, renewStamp } from './item-changes.ts'
import { liftMeasure } from './older-shapes.ts'
import { findOrganisation, type Organisation } from './organisation.ts'
import { listRestrictions } from './restrictions.ts'

/** One plan's structure, now or at an instant; nothing in it is shared with another plan. */
export interface PlanModel {
  readonly plan: Plan
  /** The items of all levels in the plan's order, each before its parts. */
  readonly items: readonly Item[]
  /** Those that had left the plan, as they were when they left. */
  readonly left: readonly LeftItem[]
  /** All of these under the references that they bore until they got another or left, the latest bearer of each last. */
  readonly earlier: readonly Item[]
  readonly roles: readonly Role[]
  readonly bodies: readonly Body[]
  readonly measures: readonly Measure[]
  readonly importedAt: string
  /** Nobody is sent anything of the plan until its coordinator says so. */
  readonly isQuiet: boolean
  /** Whether anything of it is restricted, and so is not here. */
  readonly hasRestricted: boolean
  /** How many restricted items it leaves out of which everybody may know that they are there. */
  readonly notShown: number
  /** Everything that the structure is read from, for any instant. */
  readonly record: PlanRecord
}

/** What was ever recorded of a plan's structure, in the order in which it holds. */
interface PlanRecord {
  readonly changes: readonly ItemChange[]
  /** Those by which items got and lost their references. */
  readonly naming: readonly ItemChange[]
  readonly versions: readonly PlanVersion[]
  readonly organisation: Organisation
}

export function listPlans(
  db: Database,
): Promise<readonly { id: number; code: string; importedAt: string; liveAt: string | null }[]> {
  return cached(db, 'plans', () =>
    db.selectFrom('plans').select(['id', 'code', 'importedAt', 'liveAt']).orderBy('id').execute(),
  )
}

/**
 * The plan with this code; without a code, the only one, or the only one that goes on. It is the plan as everybody may read
 * it: a restricted item is not there, now or at any instant, unless it is `opened` for somebody who may read it.
 * @throws SetupError when that names none or several
 */
export async function loadPlan(
  db: Database,
  code?: string,
  opened: ReadonlySet<number> = NONE,
): Promise<PlanModel> {
  const rows = await db.selectFrom('plans').selectAll().orderBy('id').execute()
  const row =
    code === undefined ? await onlyRunning(db, rows) : rows.find((candidate) => candidate.code === code)
  if (!row) throw new SetupError(code === undefined && rows.length > 0 ? ambiguous(rows) : missing(rows))
  const organisation = await findOrganisation(db)
  if (!organisation) throw new Error('there is a plan, and no organisation that it belongs to')
  const restrictions = await listRestrictions(db, row.id)
  const hidden = hiddenIn(await readItemChanges(db, row.id), restrictions, opened)
  const bodies = await loadBodies(db, row.id)
  const approved = await approvedSittings(db, row.id, bodies)
  const changes = hidden.changes.map((change) => withMinute(change, approved))
  const record = {
    organisation,
    changes,
    naming: changes.filter(({ facts }) => facts.ref !== undefined || facts.left !== undefined),
    versions: (await readPlanVersions(db, row.id)).map((version) => withoutReferences(version, hidden.refs)),
  }
  return {
    ...structureOf(row.id, record),
    roles: await loadRoles(db, row.id, bodies),
    bodies,
    measures: ofOthers(await loadMeasures(db, row.id), hidden.refs),
    importedAt: row.importedAt,
    isQuiet: row.liveAt === null,
    hasRestricted: restrictions.length > 0,
    notShown: hidden.notShown,
    record,
  }
}

const NONE: ReadonlySet<number> = new Set()

/** The sittings whose minutes were approved as a correct record: "SEND Improvement Board, 8 Dec 2020". */
async function approvedSittings(
  db: Database,
  planId: number,
  bodies: readonly Body[],
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('boardEntries')
    .innerJoin('meetings', 'meetings.id', 'boardEntries.meetingId')
    .select(['boardEntries.bodyId', 'meetings.day'])
    .where('boardEntries.planId', '=', planId)
    .where('boardEntries.kind', '=', 'minutes')
    .execute()
  return rows.flatMap(({ bodyId, day }) => {
    const body = bodies.find(({ id }) => id === bodyId)
    return body ? [`${body.name}, ${shortDay(day)}`] : []
  })
}

/** A draft minute is a minute once it was approved. */
function withMinute(change: ItemChange, approved: readonly string[]): ItemChange {
  const { basis } = change
  return basis !== null && approved.some((sitting) => basis.startsWith(sitting))
    ? { ...change, basis: asApproved(basis) }
    : change
}

/** The plan with this code; without a code, the first of all that are served. */
export async function loadServed(db: Database, code: string | undefined): Promise<PlanModel> {
  return loadPlan(db, code ?? (await listPlans(db))[0]?.code)
}

/** Every plan of the database. */
export async function loadPlans(db: Database): Promise<readonly PlanModel[]> {
  return Promise.all((await listPlans(db)).map(({ code }) => loadPlan(db, code)))
}

/** From now on the plan sends messages. */
export async function setLive(trx: Writing, id: number, now: Date): Promise<void> {
  await trx.updateTable('plans').set({ liveAt: now.toISOString() }).where('id', '=', id).execute()
  await renewStamp(trx, id, now)
}

/** What is read from the record: the plan's own settings and its items. */
function structureOf(
  id: number,
  { changes, naming, versions, organisation }: PlanRecord,
  when?: PastInstant,
): Pick<PlanModel, 'plan' | 'items' | 'left' | 'earlier'> {
  const version = versions.findLast((each) => !when || holdsAt(each, when)) ?? versions[0]
  if (!version) throw new Error(`plan ${id} has no settings`)
  const { timeZone, closedDays, terms } = organisation
  const plan = { ...version.settings, timeZone, closedDays, terms, id }
  const folded = foldItems(changes, when)
  const items = placed(folded.inPlan, plan)
  const left = placed(folded.left, plan).flatMap((item) => (item.left ? [{ ...item, left: item.left }] : []))
  const borne = referencesBorne(when ? naming.filter((each) => holdsAt(each, when)) : naming)
  return { plan, items, left, earlier: earlierReferences({ items, left }, borne) }
}

function earlierReferences(
  { items, left }: Pick<PlanModel, 'items' | 'left'>,
  borne: readonly Borne[],
): readonly Item[] {
  const byId = new Map([...left, ...items].map((item) => [item.id, item]))
  return borne
    .filter(({ until }) => until !== null)
    .sort((one, other) => inOrder(one.until ?? '', other.until ?? ''))
    .flatMap(({ itemId, ref }) => {
      const item = byId.get(itemId)
      return item ? [{ ...item, ref }] : []
    })
}

/** The models of past instants that each model was asked for, by how much of the record counts. */
const pastModels = new WeakMap<PlanModel, Map<string, PlanModel>>()

/** The plan as it stood at an instant: its items, key and policies. The model itself if nothing has changed since. */
export function planAsAt(model: PlanModel, when: PastInstant): PlanModel {
  const { plan, record } = model
  const counts = [countHolding(record.changes, when), countHolding(record.versions, when)]
  if (counts[0] === record.changes.length && counts[1] === record.versions.length) return model
  // What counts only grows with the instant, so that the numbers say which changes they are.
  const key = [...counts, when.asKnown === true].join(' ')
  const known = pastModels.get(model) ?? boundedMap<string, PlanModel>(MOST_PAST_MODELS)
  pastModels.set(model, known)
  const past = known.get(key) ?? {
    ...model,
    ...structureOf(plan.id, record, when),
    measures: measuresAt(record.versions, when) ?? model.measures,
  }
  known.set(key, past)
  return past
}

/** What each model looks like to somebody who may read of some other plans only. */
const seenModels = new WeakMap<PlanModel, Map<string, PlanModel>>()

/**
 * The plan as somebody reads it who has a part in the plans of these codes: what was carried over between it and others is
 * told with its dates, and without their names.
 */
export function planSeenBy(model: PlanModel, codes: readonly string[]): PlanModel {
  const { plan, record } = model
  const key = [...codes].sort().join(' ')
  const seen = seenModels.get(model) ?? boundedMap<string, PlanModel>(MOST_PAST_MODELS)
  seenModels.set(model, seen)
  const known = seen.get(key)
  if (known) return known
  const changes = record.changes.map((change) => withoutOthers(change, codes))
  const versions = record.versions.map((version) => withoutSuccessors(version, codes))
  const isSame =
    changes.every((each, at) => each === record.changes[at]) &&
    versions.every((each, at) => each === record.versions[at])
  const masked = { ...record, changes, versions }
  const found = isSame ? model : { ...model, record: masked, ...structureOf(plan.id, masked) }
  seen.set(key, found)
  return found
}

function withoutOthers(change: ItemChange, codes: readonly string[]): ItemChange {
  const { left, carries } = change.facts
  if (left?.as && !codes.includes(left.as.plan))
    return { ...change, facts: { ...change.facts, left: { ...left, as: undefined } } }
  if (!carries?.some(({ plan }) => !codes.includes(plan))) return change
  const told = carries.map((each) =>
    codes.includes(each.plan) ? each : { ...each, ref: '', title: '', plan: '', short: undefined },
  )
  return { ...change, facts: { ...change.facts, carries: told } }
}

function withoutSuccessors(version: PlanVersion, codes: readonly string[]): PlanVersion {
  const { settings } = version
  const { ended } = settings
  if (!ended?.replacedBy?.some(({ plan }) => !codes.includes(plan))) return version
  const replacedBy = ended.replacedBy.filter(({ plan }) => codes.includes(plan))
  return { ...version, settings: { ...settings, ended: { ...ended, replacedBy } } }
}

/** A conversation asks about few days. */
const MOST_PAST_MODELS = 20

function missing(rows: readonly { code: string }[]): string {
  if (rows.length === 0) return 'The database holds no plan yet. Import one with: wsoa import <plan.yaml>'
  return `PLAN names no plan of the database. Set it to one of: ${rows.map((row) => row.code).join(', ')}.`
}

function ambiguous(rows: readonly { code: string }[]): string {
  return `The database holds ${rows.length} plans, and this is about one: set PLAN to its code. They are listed by: wsoa doctor`
}

/** The only plan, or the only one that goes on. */
async function onlyRunning<Row extends { readonly id: number }>(
  db: Database,
  rows: readonly Row[],
): Promise<Row | undefined> {
  if (rows.length < 2) return rows[0]
  const running: Row[] = []
  for (const row of rows) {
    const latest = (await readPlanVersions(db, row.id)).at(-1)
    if (latest?.settings.ended === undefined) running.push(row)
  }
  return running.length === 1 ? running[0] : undefined
}

/** The organisation's posts that a plan has to do with, as the plan calls them. */
async function loadRoles(db: Database, planId: number, bodies: readonly Body[]): Promise<readonly Role[]> {
  const rows = await db
    .selectFrom('planRoles')
    .innerJoin('roles', 'roles.id', 'planRoles.roleId')
    .select(['roles.id', 'planRoles.code', 'roles.kind', 'planRoles.title', 'planRoles.titleBasis'])
    .select('roles.bodyCode')
    .where('planRoles.planId', '=', planId)
    .where('planRoles.removedAt', 'is', null)
    .orderBy('roles.id')
    .execute()
  return rows.map((row) => ({
    ...row,
    bodyCode: bodies.find(({ organisationCode }) => organisationCode === row.bodyCode)?.code ?? row.bodyCode,
  }))
}

/** The ids of the boards that a plan has to do with. */
export function bodiesOf(db: Database | Writing, planId: number) {
  return db.selectFrom('planBodies').select('planBodies.bodyId').where('planBodies.planId', '=', planId)
}

/** The codes of the plans that have to do with a board. */
export async function plansOfBody(db: Database, bodyId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('planBodies')
    .innerJoin('plans', 'plans.id', 'planBodies.planId')
    .select('plans.code')
    .where('planBodies.bodyId', '=', bodyId)
    .where('planBodies.removedAt', 'is', null)
    .orderBy('plans.id')
    .execute()
  return rows.map(({ code }) => code)
}

async function loadBodies(db: Database, planId: number): Promise<readonly Body[]> {
  const rows = await db
    .selectFrom('planBodies')
    .innerJoin('bodies', 'bodies.id', 'planBodies.bodyId')
    .select(['bodies.id', 'planBodies.code', 'bodies.code as organisationCode', 'bodies.definition'])
    .select('bodies.planId as firstPlanId')
    .where('planBodies.planId', '=', planId)
    .where('planBodies.removedAt', 'is', null)
    .orderBy('bodies.id')
    .execute()
  return rows.map(({ definition, ...row }) => ({
    ...(JSON.parse(definition) as Omit<Body, keyof typeof row>),
    ...row,
  }))
}

async function loadMeasures(db: Database, planId: number): Promise<readonly Measure[]> {
  const rows = await db
    .selectFrom('measures')
    .select(['code', 'definition'])
    .where('planId', '=', planId)
    .where('removedAt', 'is', null)
    .orderBy('sortOrder')
    .execute()
  return rows.map(({ code, definition }) => liftMeasure({ code, ...JSON.parse(definition) }))
}

/** A plan's structure, with its references ready to be looked up. */
export interface LoadedPlan {
  readonly model: PlanModel
  readonly references: ReferenceIndex
}

/** Loads the plan as the caller sees it: a transaction may see an import that others do not. */
export type LoadPlan = (using?: Database) => Promise<LoadedPlan>

/** A loader for each plan that is served: the one of that code, or all that there are. */
export type LoadPlans = (using?: Database) => Promise<readonly LoadPlan[]>

export function planLoaders(db: Database, code: string | undefined): LoadPlans {
  const byCode = new Map<string, LoadPlan>()
  const loaderOf = (each: string) => {
    const loader = byCode.get(each) ?? planLoader(db, each)
    byCode.set(each, loader)
    return loader
  }
  return async (using = db) => {
    const codes = code === undefined ? (await listPlans(using)).map((each) => each.code) : [code]
    if (codes.length === 0) throw new SetupError(missing([]))
    return codes.map(loaderOf)
  }
}

/** Keeps a plan's structure, which only an import changes, and reads it again after one. */
function planLoader(db: Database, code: string): LoadPlan {
  let loaded: LoadedPlan | undefined
  return async (using = db) => {
    const plans = await listPlans(using)
    const { plan, importedAt, record } = loaded?.model ?? {}
    const current = plans.find((each) => each.code === code)
    const isSameOrganisation = (await findOrganisation(using))?.changedAt === record?.organisation.changedAt
    const isSamePlan = plan?.id === current?.id && importedAt === current?.importedAt
    if (loaded && isSamePlan && isSameOrganisation) return loaded
    const model = await loadPlan(using, code)
    const fresh = {
      model,
      references: indexReferences(model.items, { earlier: model.earlier, levels: model.plan.levels }),
    }
    // A transaction may still be rolled back, so its plan is not kept.
    if (!using.isTransaction) loaded = fresh
    return fresh
  }
}
