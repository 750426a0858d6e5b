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
  changeRows,
  dateRows,
  decisionRows,
  measureRows,
  positionRows,
  requestRows,
  updateRows,
  versionRows,
} from '../../data/export/plan-rows.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { ExportFolder, Row } from './folder.ts'
import { itemRows } from './item-rows.ts'
import type { Release, Subject } from './release.ts'

/** A table of the export: the columns in order, and its rows. */
interface ExportTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<Row>
}

/** All that is recorded of a plan. */
export async function writePlanTables(
  db: Database,
  model: PlanModel,
  { folder, release }: { readonly folder: ExportFolder; readonly release: Release },
): Promise<void> {
  const { plan, items, left } = model
  const refs = new Map([...left, ...items].map(({ id, ref }) => [id, ref]))
  const ofItem = <Found extends { readonly itemId: number }>({ itemId, ...row }: Found) => ({
    ref: refs.get(itemId) ?? null,
    ...row,
  })
  const tables: readonly ExportTable[] = [
    table('items', ITEM_COLUMNS, await itemRows(db, model), (row) => row),
    table('updates', UPDATE_COLUMNS, updateRows(db, plan.id), ({ finalProposed, ...row }) => ({
      ...ofItem(row),
      finalProposed: finalProposed === 1,
    })),
    table('dates', DATE_COLUMNS, dateRows(db, plan.id), ({ ambiguous, ...row }) => ({
      ...ofItem(row),
      ambiguous: ambiguous === 1,
    })),
    table('requests', REQUEST_COLUMNS, requestRows(db, plan.id), ofItem),
    table('decisions', DECISION_COLUMNS, decisionRows(db, plan.id), ({ chairsAction, ...row }) => ({
      ...ofItem(row),
      chairsAction: chairsAction === 1,
    })),
    table('changes', CHANGE_COLUMNS, changeRows(db, plan.id), ({ facts, ...row }) => ({
      ...ofItem(row),
      facts: parsed(facts),
    })),
    table('versions', VERSION_COLUMNS, versionRows(db, plan.id), ({ settings, ...row }) => ({
      ...row,
      settings: parsed(settings),
    })),
    table('measures', MEASURE_COLUMNS, measureRows(db, plan.id), ({ definition, ...row }) => ({
      ...row,
      definition: parsed(definition),
    })),
    table('actions-arising', ACTION_COLUMNS, actionRows(db, plan.id), (row) => row),
    table('positions', POSITION_COLUMNS, positionRows(db, plan.id), ({ facts, ...row }) => ({
      ...row,
      facts: parsed(facts),
    })),
    table('trail', TRAIL_COLUMNS, trailRows(db, plan.id), entryOf),
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
  { folder, release }: { readonly folder: ExportFolder; readonly release: Release },
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
          table('trail', TRAIL_COLUMNS, trailRows(db, null), entryOf),
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

/**
 * An entry of the trail. Its payload is the text that was sealed: `hash` is the SHA-256 of the hash before it, a line end and
 * that text.
 */
function entryOf({ id, payload, ...row }: { readonly id: number; readonly payload: string }): Row {
  const { at, by, action } = JSON.parse(payload) as Record<'at' | 'by' | 'action', string>
  return { seq: id, ...row, at, by, action, payload }
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
