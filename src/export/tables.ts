import type { Database } from '../../data/database.ts'
import {
  accountRows,
  channelRows,
  meetingRows,
  personRows,
  postRows,
  trailRows,
} from '../../data/export/organisation-rows.ts'
import {
  actionRows,
  boardEntryRows,
  changeRows,
  dateRows,
  decisionRows,
  measureRows,
  positionRows,
  requestRows,
  restrictionRows,
  updateRows,
} from '../../data/export/plan-rows.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Facts } from '../domain/facts.ts'
import { factsForAll } from '../domain/facts-for-all.ts'
import { bearerAt } from '../domain/item-changes.ts'
import { type KeptIn, NOTHING_KEPT_IN } from '../domain/kept-in.ts'
import type { ExportFolder, Row } from './folder.ts'
import { itemRows } from './item-rows.ts'
import type { Release, Subject } from './release.ts'

/** A table of the export: the columns in order, and its rows. */
interface ExportTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<Row>
}

/** What the tables are written with, and who may be told what. */
interface Exporting {
  readonly folder: ExportFolder
  readonly release: Release
  /** What is left out with the rows that belong to it; nothing where all is exported. */
  readonly hidden: KeptIn
}

/** All that is recorded of a plan. */
export async function writePlanTables(
  db: Database,
  model: PlanModel,
  { folder, release, hidden }: Exporting,
): Promise<void> {
  const { plan, items, left } = model
  const refs = new Map([...left, ...items].map(({ id, ref }) => [id, ref]))
  const ofItem = <Found extends { readonly itemId: number }>({ itemId, ...row }: Found) => ({
    ref: refs.get(itemId) ?? null,
    ...row,
  })
  const rows = <Found extends object>(all: AsyncIterable<Found>) => withoutHidden(all, { release, hidden })
  const tables: readonly ExportTable[] = [
    table('items', ITEM_COLUMNS, await itemRows(db, model), (row) => row),
    table('updates', UPDATE_COLUMNS, rows(updateRows(db, plan.id)), ({ finalProposed, ...row }) => ({
      ...ofItem(row),
      finalProposed: finalProposed === 1,
    })),
    table('dates', DATE_COLUMNS, rows(dateRows(db, plan.id)), ({ ambiguous, ...row }) => ({
      ...ofItem(row),
      ambiguous: ambiguous === 1,
    })),
    table('requests', REQUEST_COLUMNS, rows(requestRows(db, plan.id)), ofItem),
    table('decisions', DECISION_COLUMNS, rows(decisionRows(db, plan.id)), ({ chairsAction, ...row }) => ({
      ...ofItem(row),
      chairsAction: chairsAction === 1,
    })),
    table(
      'board-entries',
      ENTRY_COLUMNS,
      rows(boardEntryRows(db, plan.id)),
      ({ itemId, details, ...row }) => ({
        ref: itemId === null ? null : (refs.get(itemId) ?? null),
        ...row,
        details: parsed(details),
      }),
    ),
    table('changes', CHANGE_COLUMNS, rows(changeRows(db, plan.id)), ({ facts, ...row }) => ({
      ...ofItem(row),
      facts: parsed(facts),
    })),
    table('versions', VERSION_COLUMNS, model.record.versions, ({ settings, measured, ...row }) => ({
      ...row,
      settings: { ...settings, measured },
    })),
    table('measures', MEASURE_COLUMNS, rows(measureRows(db, plan.id)), ({ definition, ...row }) => ({
      ...row,
      definition: ofShown(parsed(definition), hidden),
    })),
    table('actions-arising', ACTION_COLUMNS, rows(actionRows(db, plan.id)), (row) => row),
    table(
      'positions',
      POSITION_COLUMNS,
      rows(positionsShown(positionRows(db, plan.id), hidden)),
      (row) => row,
    ),
    table('trail', TRAIL_COLUMNS, trailRows(db, plan.id), (row) => entryShown(row, { release, hidden })),
    ...(hidden === NOTHING_KEPT_IN
      ? [
          table(
            'restrictions',
            RESTRICTION_COLUMNS,
            restrictionRows(db, plan.id),
            ({ definition, ...row }) => ({
              ...ofItem(row),
              ...parsed(definition),
            }),
          ),
        ]
      : []),
  ]
  for (const each of tables)
    await folder.table(
      `plans/${plan.code}/${each.name}`,
      each.columns,
      released(each.rows, release, (row) => ({ plan: plan.code, ref: refOf(row) })),
    )
}

/** What is the organisation's: all of it, or what one plan has to do with. */
export async function writeOrganisationTables(
  db: Database,
  planId: number | undefined,
  { folder, release, hidden }: Exporting,
): Promise<void> {
  const tables: readonly ExportTable[] = [
    table('people', PERSON_COLUMNS, personRows(db, planId), (row) => row),
    table('posts', POST_COLUMNS, postRows(db, planId), (row) => row),
    table('meetings', MEETING_COLUMNS, meetingRows(db, planId), (row) => row),
    ...(planId === undefined
      ? [
          table('accounts', ACCOUNT_COLUMNS, accountRows(db), ({ isGuest, ...row }) => ({
            ...row,
            isGuest: isGuest === 1,
          })),
          table('channels', CHANNEL_COLUMNS, channelRows(db), (row) => row),
          table('trail', TRAIL_COLUMNS, trailRows(db, null), (row) => entryShown(row, { release, hidden })),
        ]
      : []),
  ]
  for (const each of tables)
    await folder.table(
      `organisation/${each.name}`,
      each.columns,
      released(each.rows, release, () => ({ plan: null, ref: null })),
    )
}

/** The rows that tell of nothing that is restricted. */
async function* withoutHidden<Found extends object>(
  rows: AsyncIterable<Found>,
  { release, hidden }: Pick<Exporting, 'release' | 'hidden'>,
): AsyncGenerator<Found> {
  for await (const row of rows) if (!release.leavesOut({ told: row, itemId: itemOf(row) }, hidden)) yield row
}

function itemOf(row: object): number | null {
  return 'itemId' in row && typeof row.itemId === 'number' ? row.itemId : null
}

function table<Found>(
  name: string,
  columns: readonly string[],
  rows: AsyncIterable<Found> | Iterable<Found>,
  shown: (row: Found) => Row,
): ExportTable {
  return { name, columns, rows: inShape(rows, columns, shown) }
}

/** Each row with the columns in their order, which is the order in the JSON too. */
async function* inShape<Found>(
  rows: AsyncIterable<Found> | Iterable<Found>,
  columns: readonly string[],
  shown: (row: Found) => Row,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    const values = shown(row)
    yield Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
  }
}

async function* released(
  rows: AsyncIterable<Row>,
  release: Release,
  subjectOf: (row: Row) => Subject,
): AsyncGenerator<Row> {
  for await (const row of rows) yield release.of(row, subjectOf(row))
}

function refOf({ ref }: Row): string | null {
  return typeof ref === 'string' ? ref : null
}

function parsed(text: string): object {
  return JSON.parse(text) as object
}

/** A measure without the references of hidden items. */
function ofShown(definition: object, { refs }: KeptIn): object {
  if (!('items' in definition) || !Array.isArray(definition.items)) return definition
  return { ...definition, items: definition.items.filter((ref) => !refs.has(String(ref))) }
}

/** The stored positions, without what was restricted since: `factsHash` is that of all that was stored. */
async function* positionsShown<Found extends { readonly facts: string }>(
  rows: AsyncIterable<Found>,
  { itemIds }: KeptIn,
): AsyncGenerator<Omit<Found, 'facts'> & { readonly facts: object }> {
  for await (const { facts, ...row } of rows) {
    const stored = parsed(facts) as Facts
    yield {
      ...row,
      facts: itemIds.size === 0 ? stored : factsForAll(stored, { restricted: itemIds, notShown: 0 }),
    }
  }
}

/**
 * An entry of the trail. Its payload is the text that was sealed: `hash` is the SHA-256 of the hash before it, a line end and
 * that text. Of one that tells of what is restricted only its place in the chain is left.
 */
function entryShown(
  {
    id,
    payload,
    ref,
    ...place
  }: {
    readonly id: number
    readonly chain: string
    readonly ref: string | null
    readonly prev: string
    readonly hash: string
    readonly payload: string
  },
  { release, hidden }: Pick<Exporting, 'release' | 'hidden'>,
): Row {
  const entry = JSON.parse(payload) as Readonly<Record<'at' | 'by' | 'action', string>>
  const { at, by, action } = entry
  const itemId = ref === null ? null : (bearerAt(hidden.borne, ref, at) ?? null)
  if (release.leavesOut({ told: { ref, entry }, itemId }, hidden)) return { seq: id, ...place }
  return { seq: id, ...place, at, by, action, ref, payload }
}

const ITEM_COLUMNS = [
  'ref',
  'level',
  'parent',
  'title',
  'leads',
  'owners',
  'supports',
  'start',
  'due',
  'dueAsGiven',
  'originalDue',
  'originalDueAsGiven',
  'ongoing',
  'review',
  'rating',
  'ratingBasis',
  'ratedSince',
  'state',
  'completedOn',
  'note',
  'notedAt',
  'lastSaidAt',
  'joinedAt',
  'leftAt',
  'leftBecause',
]

const UPDATE_COLUMNS = [
  'id',
  'ref',
  'kind',
  'rating',
  'ratingBasis',
  'finalProposed',
  'state',
  'completedOn',
  'note',
  'evidence',
  'by',
  'onBehalfOf',
  'source',
  'recordedAt',
  'effectiveAt',
  'corrects',
  'undoes',
  'undoneBy',
]

const DATE_COLUMNS = [
  'id',
  'ref',
  'dueOn',
  'asGiven',
  'exact',
  'basis',
  'approvedBy',
  'request',
  'note',
  'ambiguous',
  'effectiveAt',
  'endedAt',
]

const REQUEST_COLUMNS = [
  'number',
  'ref',
  'kind',
  'state',
  'fromDay',
  'toDay',
  'toAsGiven',
  'reason',
  'by',
  'onBehalfOf',
  'askedAt',
  'endedAt',
]

const DECISION_COLUMNS = [
  'id',
  'request',
  'ref',
  'of',
  'outcome',
  'toDay',
  'body',
  'meeting',
  'chairsAction',
  'deputyReason',
  'note',
  'recordedBy',
  'decidedAt',
]

const ENTRY_COLUMNS = ['id', 'body', 'meeting', 'ref', 'about', 'kind', 'details', 'recordedBy', 'recordedAt']

const RESTRICTION_COLUMNS = [
  'id',
  'ref',
  'kind',
  'readers',
  'reason',
  'until',
  'isKnown',
  'paragraph',
  'officer',
  'recordedAt',
  'endedAt',
  'endReason',
]

const CHANGE_COLUMNS = [
  'id',
  'ref',
  'kind',
  'facts',
  'holdsFrom',
  'recordedAt',
  'by',
  'source',
  'basis',
  'reason',
  'corrects',
]

const VERSION_COLUMNS = ['id', 'holdsFrom', 'recordedAt', 'settings']
const MEASURE_COLUMNS = ['code', 'sortOrder', 'definition', 'removedAt']

const ACTION_COLUMNS = [
  'number',
  'body',
  'meeting',
  'text',
  'owner',
  'dueOn',
  'dueAsGiven',
  'recordedBy',
  'recordedAt',
  'doneAt',
  'doneBy',
  'doneNote',
]

const POSITION_COLUMNS = [
  'body',
  'meeting',
  'number',
  'origin',
  'asAt',
  'storedAt',
  'factsHash',
  'trailHead',
  'facts',
]
const TRAIL_COLUMNS = ['seq', 'chain', 'at', 'by', 'action', 'ref', 'prev', 'hash', 'payload']
const PERSON_COLUMNS = ['code', 'name', 'email', 'prefers', 'quietUntil', 'sameAs', 'seatOf']
const POST_COLUMNS = ['post', 'title', 'person', 'name', 'kind', 'fromDay', 'toDay']
const MEETING_COLUMNS = ['body', 'day', 'time', 'state', 'scheduledOn', 'origin', 'factsDay']
const ACCOUNT_COLUMNS = ['person', 'platform', 'tenant', 'userId', 'confirmedAt', 'isGuest']
const CHANNEL_COLUMNS = ['body', 'platform', 'tenant', 'channel', 'name', 'boundAt']
