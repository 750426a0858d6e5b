import { endOfDay } from '../src/domain/day.ts'
import type { RoleKind } from '../src/domain/plan.ts'
import type { PlanFile, PlanFileAction, PlanFileOpening, PlanFileSubAction } from '../src/plan-file/schema.ts'
import type { Database, Writing } from './database.ts'
import { forgetPlannedMeetings, planMeetings } from './meetings.ts'
import { saveAssignment, saveIdentity, savePerson } from './people.ts'
import { loadPlan } from './plans.ts'
import { appendTrail } from './trail.ts'
import { saveUpdates } from './updates.ts'

/** Local identities: a person's code is the user id that `--as` names. */
export const LOCAL = { platform: 'terminal', tenant: 'local' } as const

/** What an import does, a line for each thing, in the order in which it is done. */
export interface ImportResult {
  readonly planId: number
  readonly changes: readonly string[]
}

interface ImportOptions {
  readonly now: Date
  readonly today: string
}

/** One thing to do, with the words that announce it. */
interface Step {
  readonly text: string
  readonly run: (trx: Writing, planId: number) => Promise<void>
}

class DryRun extends Error {}

/** What an import would do; changes nothing. */
export async function previewImport(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<readonly string[]> {
  const changes: string[] = []
  try {
    await db.transaction().execute(async (trx) => {
      changes.push(...(await apply(trx, file, options)).changes)
      throw new DryRun()
    })
  } catch (error) {
    if (!(error instanceof DryRun)) throw error
  }
  return changes
}

/** Brings a plan in line with its file: only what the file changes, and never an update. */
export async function importPlan(
  db: Database,
  file: PlanFile,
  options: ImportOptions,
): Promise<ImportResult> {
  return db.transaction().execute((trx) => apply(trx, file, options))
}

async function apply(trx: Writing, file: PlanFile, options: ImportOptions): Promise<ImportResult> {
  const { id: planId, isNew } = await planRow(trx, file, options)
  const changes: string[] = isNew ? [`add the plan ${file.title}`] : []
  const stages = [settingsSteps, areaSteps, roleSteps, bodySteps, itemSteps, revisionSteps]
  for (const stage of stages) {
    for (const step of await stage(trx, file, { ...options, planId, isNew })) {
      await step.run(trx, planId)
      changes.push(step.text)
    }
  }
  if (changes.length === 0) return { planId, changes }
  await trx
    .updateTable('plans')
    .set({ importedAt: await freshStamp(trx, planId, options.now) })
    .where('id', '=', planId)
    .execute()
  await appendTrail(trx, planId, {
    at: options.now.toISOString(),
    by: 'the command line',
    identity: 'terminal:local:import',
    onBehalfOf: null,
    action: 'import',
    ref: null,
    before: null,
    after: { plan: file.code, changes: isNew ? changes.length : changes },
    message: null,
  })
  return { planId, changes }
}

/** Readers keep the plan in memory until this stamp changes, so it must, even with a clock that stands still. */
async function freshStamp(trx: Writing, planId: number, now: Date): Promise<string> {
  const { importedAt } = await trx
    .selectFrom('plans')
    .select('importedAt')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow()
  const later = Math.max(now.getTime(), (Date.parse(importedAt) || 0) + 1)
  return new Date(later).toISOString()
}

interface StageOptions extends ImportOptions {
  readonly planId: number
  readonly isNew: boolean
}

type Stage = (trx: Writing, file: PlanFile, options: StageOptions) => Promise<readonly Step[]>

async function planRow(
  trx: Writing,
  file: PlanFile,
  { now }: ImportOptions,
): Promise<{ id: number; isNew: boolean }> {
  const found = await trx.selectFrom('plans').select('id').where('code', '=', file.code).executeTakeFirst()
  if (found) return { id: found.id, isNew: false }
  const { id } = await trx
    .insertInto('plans')
    .values({ code: file.code, settings: settingsOf(file), importedAt: now.toISOString() })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, isNew: true }
}

function settingsOf({ areas, roles, bodies, ...settings }: PlanFile): string {
  return JSON.stringify(settings)
}

const settingsSteps: Stage = async (trx, file, { planId, isNew }) => {
  const { settings } = await trx
    .selectFrom('plans')
    .select('settings')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow()
  const wanted = settingsOf(file)
  if (isNew || settings === wanted) return []
  const before = JSON.parse(settings) as Record<string, unknown>
  const after = JSON.parse(wanted) as Record<string, unknown>
  const changed = Object.keys({ ...before, ...after }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return [
    {
      text: `change the plan's ${changed.join(', ')}`,
      run: async (writing) => {
        await writing.updateTable('plans').set({ settings: wanted }).where('id', '=', planId).execute()
      },
    },
  ]
}

const areaSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx.selectFrom('areas').selectAll().where('planId', '=', planId).execute()
  const wanted = file.areas.map((area, sortOrder) => ({
    code: area.code,
    title: area.title,
    details: JSON.stringify({ aims: area.aims, indicators: area.indicators, method: area.method }),
    sortOrder,
    removedAt: null,
  }))
  return [
    ...wanted.flatMap((area) => {
      const row = rows.find((candidate) => candidate.code === area.code)
      if (!row) {
        return [
          {
            text: `add area ${area.code}`,
            run: async (writing: Writing) =>
              void (await writing
                .insertInto('areas')
                .values({ ...area, planId })
                .execute()),
          },
        ]
      }
      const { id, planId: _, ...known } = row
      return same(known, area)
        ? []
        : [
            {
              text: `change area ${area.code}`,
              run: async (writing: Writing) =>
                void (await writing.updateTable('areas').set(area).where('id', '=', id).execute()),
            },
          ]
    }),
    ...removals(
      'areas',
      rows
        .filter((row) => !wanted.some((area) => area.code === row.code))
        .map((row) => ({ ...row, name: `area ${row.code}` })),
      now,
    ),
  ]
}

const roleSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx.selectFrom('roles').selectAll().where('planId', '=', planId).execute()
  const wanted = [...file.roles.map(officer), coordinator(), ...file.bodies.flatMap(offices)]
  return [
    ...wanted.flatMap((role) => {
      const row = rows.find((candidate) => candidate.code === role.code)
      if (!row)
        return [
          { text: `add role ${role.code}`, run: (writing: Writing) => addRole(writing, planId, role, now) },
        ]
      const { id, planId: _, ...known } = row
      return same(known, role)
        ? []
        : [
            {
              text: `change role ${role.code}`,
              run: async (writing: Writing) =>
                void (await writing.updateTable('roles').set(role).where('id', '=', id).execute()),
            },
          ]
    }),
    ...removals(
      'roles',
      rows
        .filter((row) => !wanted.some((role) => role.code === row.code))
        .map((row) => ({ ...row, name: `role ${row.code}` })),
      now,
    ),
  ]
}

interface NewRole {
  readonly code: string
  readonly kind: RoleKind
  readonly title: string
  readonly titleBasis: string | null
  readonly bodyCode: string | null
  readonly removedAt: null
}

function officer({ code, title, titleBasis }: PlanFile['roles'][number]): NewRole {
  return { code, kind: 'officer', title, titleBasis, bodyCode: null, removedAt: null }
}

function coordinator(): NewRole {
  return {
    code: 'coordinator',
    kind: 'coordinator',
    title: 'Coordinator',
    titleBasis: null,
    bodyCode: null,
    removedAt: null,
  }
}

function offices({ code, name }: PlanFile['bodies'][number]): readonly NewRole[] {
  const titles = { chair: 'Chair', deputy: 'Deputy chair', member: 'Member' } as const
  return (['chair', 'deputy', 'member'] as const).map((kind) => ({
    code: `${kind}:${code}`,
    kind,
    title: `${titles[kind]} of the ${name}`,
    titleBasis: null,
    bodyCode: code,
    removedAt: null,
  }))
}

/**
 * A role starts with a holder who has no name, only the role's: usable from the shell until the coordinator
 * assigns somebody. Deputies start vacant.
 */
async function addRole(trx: Writing, planId: number, role: NewRole, now: Date): Promise<void> {
  const { id: roleId } = await trx
    .insertInto('roles')
    .values({ ...role, planId })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (role.kind === 'deputy') return
  const person = await savePerson(trx, planId, { code: role.code, name: placeholderName(role) })
  await saveIdentity(trx, planId, {
    ...LOCAL,
    userId: role.code,
    personId: person.id,
    confirmedAt: now.toISOString(),
  })
  await saveAssignment(trx, planId, {
    roleId,
    personId: person.id,
    kind: 'holder',
    fromDay: FROM_THE_START,
    toDay: null,
  })
}

/** Before every plan: what was said as at an earlier day had a holder too. */
const FROM_THE_START = '1900-01-01'

function placeholderName({ kind, code, title }: NewRole): string {
  return kind === 'officer' ? code : `the ${title.charAt(0).toLowerCase()}${title.slice(1)}`
}

const bodySteps: Stage = async (trx, file, { planId, now, today }) => {
  const rows = await trx.selectFrom('bodies').selectAll().where('planId', '=', planId).execute()
  const wanted = file.bodies.map(({ code, ...definition }) => ({
    code,
    definition: JSON.stringify(definition),
    removedAt: null,
  }))
  return [
    ...wanted.flatMap((body) => {
      const row = rows.find((candidate) => candidate.code === body.code)
      if (!row) {
        return [
          {
            text: `add body ${body.code}`,
            run: async (writing: Writing) => {
              await writing
                .insertInto('bodies')
                .values({ ...body, planId })
                .execute()
              await replan(writing, file.code, body.code, today)
            },
          },
        ]
      }
      if (row.definition === body.definition && row.removedAt === null) return []
      const isRecadenced = cadenceOf(row.definition) !== cadenceOf(body.definition)
      return [
        {
          text: `change body ${body.code}${isRecadenced ? ' and its meetings to come' : ''}`,
          run: async (writing: Writing) => {
            await writing.updateTable('bodies').set(body).where('id', '=', row.id).execute()
            if (!isRecadenced) return
            await forgetPlannedMeetings(writing, row.id, today)
            await replan(writing, file.code, body.code, today)
          },
        },
      ]
    }),
    ...removals(
      'bodies',
      rows
        .filter((row) => !wanted.some((body) => body.code === row.code))
        .map((row) => ({ ...row, name: `body ${row.code}` })),
      now,
    ),
  ]
}

async function replan(trx: Writing, planCode: string, bodyCode: string, today: string): Promise<void> {
  const { plan, bodies } = await loadPlan(trx, planCode)
  const body = bodies.find((candidate) => candidate.code === bodyCode)
  if (body) await planMeetings(trx, plan.id, { body, today })
}

function cadenceOf(definition: string): string {
  return JSON.stringify((JSON.parse(definition) as { cadence: unknown }).cadence)
}

interface WantedItem {
  readonly source: PlanFileAction | PlanFileSubAction
  readonly ref: string
  readonly areaCode: string
  readonly actionRef: string | null
  readonly kind: 'action' | 'sub-action'
  readonly owners: readonly string[]
  readonly columns: ItemColumns
}

interface ItemColumns {
  readonly title: string
  readonly startOn: string | null
  readonly dueOn: string | null
  readonly dueAsGiven: string | null
  readonly ongoing: number
  readonly reviewOn: string | null
  readonly reviewAsGiven: string | null
  readonly details: string
  readonly sortOrder: number
  readonly removedAt: null
}

const itemSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx
    .selectFrom('items')
    .innerJoin('areas', 'areas.id', 'items.areaId')
    .leftJoin('items as action', 'action.id', 'items.actionId')
    .selectAll('items')
    .select(['areas.code as areaCode', 'action.ref as actionRef'])
    .where('items.planId', '=', planId)
    .execute()
  const owners = await ownersByItem(trx, planId)
  const wanted = wantedItems(file)
  return [
    ...wanted.flatMap((item): readonly Step[] => {
      const row = rows.find((candidate) => candidate.ref === item.ref)
      if (!row)
        return [{ text: `add ${item.ref}`, run: (writing) => addItem(writing, planId, item, file, now) }]
      const known = columnsOf(row)
      const moved = row.areaCode !== item.areaCode || row.actionRef !== item.actionRef
      const reowned = !same(owners.get(row.id) ?? [], item.owners)
      if (same(known, item.columns) && !moved && !reowned) return []
      const fields = [
        ...changedFields(known, item.columns),
        ...(moved ? ['place'] : []),
        ...(reowned ? ['owners'] : []),
      ]
      return [
        {
          text: `change ${item.ref}: ${fields.join(', ')}`,
          run: (writing) => changeItem(writing, planId, row.id, item),
        },
      ]
    }),
    ...removals(
      'items',
      rows
        .filter((row) => !wanted.some((item) => item.ref === row.ref))
        .map((row) => ({ ...row, name: `${row.ref} (its record stays)` })),
      now,
    ),
  ]
}

function wantedItems(file: PlanFile): readonly WantedItem[] {
  let sortOrder = 0
  return file.areas.flatMap((area) =>
    area.actions.flatMap((action) => [
      {
        source: action,
        ref: action.ref,
        areaCode: area.code,
        actionRef: null,
        kind: 'action' as const,
        owners: action.lead === null ? [] : [action.lead],
        columns: {
          title: action.title,
          startOn: null,
          ...dueColumns(action.due),
          ongoing: 0,
          reviewOn: null,
          reviewAsGiven: null,
          details: JSON.stringify({
            aspects: [],
            outcomes: action.outcomes,
            progress: action.progress,
            notes: action.notes,
          }),
          sortOrder: sortOrder++,
          removedAt: null,
        },
      },
      ...action.subActions.map((part) => ({
        source: part,
        ref: part.ref,
        areaCode: area.code,
        actionRef: action.ref,
        kind: 'sub-action' as const,
        owners: part.owners,
        columns: {
          title: part.title,
          startOn: part.start,
          ...dueColumns(part.due),
          ongoing: part.ongoing ? 1 : 0,
          reviewOn: part.review?.on ?? null,
          reviewAsGiven: part.review?.asGiven ?? null,
          details: JSON.stringify({
            certainty: part.certainty,
            aspects: part.aspects,
            outcomes: [],
            progress: [],
            notes: part.notes,
          }),
          sortOrder: sortOrder++,
          removedAt: null,
        },
      })),
    ]),
  )
}

function dueColumns(due: { on: string; asGiven: string } | null): {
  dueOn: string | null
  dueAsGiven: string | null
} {
  return { dueOn: due?.on ?? null, dueAsGiven: due?.asGiven ?? null }
}

function columnsOf(row: { [Key in keyof ItemColumns]: ItemColumns[Key] | string | null }): object {
  const {
    title,
    startOn,
    dueOn,
    dueAsGiven,
    ongoing,
    reviewOn,
    reviewAsGiven,
    details,
    sortOrder,
    removedAt,
  } = row
  return {
    title,
    startOn,
    dueOn,
    dueAsGiven,
    ongoing,
    reviewOn,
    reviewAsGiven,
    details,
    sortOrder,
    removedAt,
  }
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  startOn: 'start',
  dueOn: 'due date',
  dueAsGiven: 'due date',
  reviewOn: 'review date',
  reviewAsGiven: 'review date',
  sortOrder: 'order',
  removedAt: 'taken up again',
}

function changedFields(before: object, after: object): readonly string[] {
  const known = new Map(Object.entries(before))
  const fields = Object.entries(after).filter(([key, value]) => !same(known.get(key), value))
  return [...new Set(fields.map(([key]) => FIELD_WORDS[key] ?? key))]
}

async function ownersByItem(trx: Writing, planId: number): Promise<ReadonlyMap<number, readonly string[]>> {
  const links = await trx
    .selectFrom('itemRoles')
    .innerJoin('roles', 'roles.id', 'itemRoles.roleId')
    .select(['itemRoles.itemId', 'roles.code'])
    .where('itemRoles.planId', '=', planId)
    .orderBy('itemRoles.sortOrder')
    .execute()
  const owners = new Map<number, string[]>()
  for (const { itemId, code } of links) owners.set(itemId, [...(owners.get(itemId) ?? []), code])
  return owners
}

async function addItem(
  trx: Writing,
  planId: number,
  item: WantedItem,
  file: PlanFile,
  now: Date,
): Promise<void> {
  const { id } = await trx
    .insertInto('items')
    .values({
      ...item.columns,
      ...(await placeOf(trx, planId, item)),
      planId,
      kind: item.kind,
      ref: item.ref,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saveOwners(trx, planId, id, item.owners)
  await saveOpening(trx, planId, { itemId: id, openings: item.source.opening, file, now })
}

async function changeItem(trx: Writing, planId: number, id: number, item: WantedItem): Promise<void> {
  await trx
    .updateTable('items')
    .set({ ...item.columns, ...(await placeOf(trx, planId, item)) })
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('itemRoles').where('itemId', '=', id).execute()
  await saveOwners(trx, planId, id, item.owners)
}

async function placeOf(
  trx: Writing,
  planId: number,
  item: WantedItem,
): Promise<{ areaId: number; actionId: number | null }> {
  const area = await trx
    .selectFrom('areas')
    .select('id')
    .where('planId', '=', planId)
    .where('code', '=', item.areaCode)
    .executeTakeFirstOrThrow()
  if (item.actionRef === null) return { areaId: area.id, actionId: null }
  const action = await trx
    .selectFrom('items')
    .select('id')
    .where('planId', '=', planId)
    .where('ref', '=', item.actionRef)
    .executeTakeFirstOrThrow()
  return { areaId: area.id, actionId: action.id }
}

async function saveOwners(
  trx: Writing,
  planId: number,
  itemId: number,
  owners: readonly string[],
): Promise<void> {
  for (const [sortOrder, code] of owners.entries()) {
    const role = await trx
      .selectFrom('roles')
      .select('id')
      .where('planId', '=', planId)
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
    await trx.insertInto('itemRoles').values({ planId, itemId, roleId: role.id, sortOrder }).execute()
  }
}

/** The position that the file gives a new item, as updates of their effective day. */
async function saveOpening(
  trx: Writing,
  planId: number,
  {
    itemId,
    openings,
    file,
    now,
  }: { itemId: number; openings: readonly PlanFileOpening[]; file: PlanFile; now: Date },
): Promise<void> {
  if (openings.length === 0) return
  const personId = await planPerson(trx, planId)
  for (const opening of openings) {
    await saveUpdates(trx, planId, [
      {
        itemId,
        kind: 'import',
        personId,
        rating: opening.rating ?? null,
        ratingBasis: opening.rating === undefined ? null : opening.basis,
        state: opening.state ?? null,
        note: opening.note,
        source: opening.effective?.asGiven ?? file.positionAt?.asGiven ?? null,
        recordedAt: now.toISOString(),
        effectiveAt: effectiveOf(opening.effective?.on ?? file.positionAt?.on, file.timeZone, now),
      },
    ])
  }
}

function effectiveOf(day: string | undefined, timeZone: string, now: Date): string {
  return day === undefined ? now.toISOString() : endOfDay(day, timeZone).toISOString()
}

/** Who "said" what the file says. */
async function planPerson(trx: Writing, planId: number): Promise<number> {
  const found = await trx
    .selectFrom('people')
    .select('id')
    .where('planId', '=', planId)
    .where('code', '=', 'plan-file')
    .executeTakeFirst()
  return found?.id ?? (await savePerson(trx, planId, { code: 'plan-file', name: 'the imported plan' })).id
}

/** Printed revisions follow the file; what bodies approved here is theirs. */
const revisionSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx
    .selectFrom('revisions')
    .innerJoin('items', 'items.id', 'revisions.itemId')
    .selectAll('revisions')
    .select('items.ref')
    .where('revisions.planId', '=', planId)
    .where('basis', '=', 'printed')
    .orderBy('revisions.id')
    .execute()
  const parts = file.areas.flatMap((area) => area.actions.flatMap((action) => action.subActions))
  return parts.flatMap((part) => {
    const wanted = part.revisions.map((revision) => ({
      dueOn: revision.due.on,
      asGiven: revision.due.asGiven,
      approvedBy: revision.approvedBy,
      note: revision.note,
      ambiguous: revision.ambiguous ? 1 : 0,
      effectiveAt: effectiveOf(revision.effective?.on ?? file.positionAt?.on, file.timeZone, now),
    }))
    const known = rows
      .filter((row) => row.ref === part.ref)
      .map(({ dueOn, asGiven, approvedBy, note, ambiguous, effectiveAt }) => ({
        dueOn,
        asGiven,
        approvedBy,
        note,
        ambiguous,
        effectiveAt,
      }))
    const timeless = (each: { effectiveAt: string }) => ({
      ...each,
      effectiveAt: file.positionAt ? each.effectiveAt : '',
    })
    if (same(known.map(timeless), wanted.map(timeless))) return []
    return [
      {
        text: `set the printed revisions of ${part.ref}: ${wanted.map((each) => each.asGiven).join(', ') || 'none'}`,
        run: (writing: Writing) => replaceRevisions(writing, planId, part.ref, wanted),
      },
    ]
  })
}

async function replaceRevisions(
  trx: Writing,
  planId: number,
  ref: string,
  wanted: readonly {
    dueOn: string
    asGiven: string
    approvedBy: string | null
    note: string | null
    ambiguous: number
    effectiveAt: string
  }[],
): Promise<void> {
  const item = await trx
    .selectFrom('items')
    .select('id')
    .where('planId', '=', planId)
    .where('ref', '=', ref)
    .executeTakeFirstOrThrow()
  await trx.deleteFrom('revisions').where('itemId', '=', item.id).where('basis', '=', 'printed').execute()
  for (const revision of wanted) {
    await trx
      .insertInto('revisions')
      .values({ ...revision, planId, itemId: item.id, basis: 'printed' })
      .execute()
  }
}

function removals(
  table: 'areas' | 'roles' | 'bodies' | 'items',
  rows: readonly { id: number; name: string; removedAt: string | null }[],
  now: Date,
): readonly Step[] {
  return rows
    .filter((row) => row.removedAt === null)
    .map((row) => ({
      text: `take out ${row.name}`,
      run: async (trx) =>
        void (await trx
          .updateTable(table)
          .set({ removedAt: now.toISOString() })
          .where('id', '=', row.id)
          .execute()),
    }))
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return JSON.stringify(
    Object.fromEntries(Object.entries(value).sort(([one], [other]) => one.localeCompare(other))),
  )
}
