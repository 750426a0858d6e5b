import type { Generated } from 'kysely'

/** Columns are the domain's words; a day is `2020-11-24`, an instant ISO text, a flag 0 or 1, details are JSON text. */
export interface Schema {
  plans: PlansTable
  areas: AreasTable
  items: ItemsTable
  roles: RolesTable
  itemRoles: ItemRolesTable
  bodies: BodiesTable
  people: PeopleTable
  identities: IdentitiesTable
  assignments: AssignmentsTable
  meetings: MeetingsTable
  updates: UpdatesTable
  positions: PositionsTable
  revisions: RevisionsTable
  requests: RequestsTable
  decisions: DecisionsTable
  trail: TrailTable
  inbound: InboundTable
  nonces: NoncesTable
  conversations: ConversationsTable
  pendingQuestions: PendingQuestionsTable
  deliveries: DeliveriesTable
  measures: MeasuresTable
  editions: EditionsTable
  clock: ClockTable
}

interface PlansTable {
  id: Generated<number>
  code: string
  settings: string
  importedAt: string
}

interface AreasTable {
  id: Generated<number>
  planId: number
  code: string
  title: string
  details: string
  sortOrder: number
  removedAt: string | null
}

interface ItemsTable {
  id: Generated<number>
  planId: number
  areaId: number
  actionId: number | null
  kind: 'action' | 'sub-action'
  ref: string
  title: string
  startOn: string | null
  dueOn: string | null
  dueAsGiven: string | null
  ongoing: number
  reviewOn: string | null
  reviewAsGiven: string | null
  details: string
  sortOrder: number
  removedAt: string | null
}

interface RolesTable {
  id: Generated<number>
  planId: number
  code: string
  kind: 'officer' | 'coordinator' | 'chair' | 'deputy' | 'member'
  title: string
  titleBasis: string | null
  bodyCode: string | null
  removedAt: string | null
}

interface ItemRolesTable {
  planId: number
  itemId: number
  roleId: number
  sortOrder: number
}

interface BodiesTable {
  id: Generated<number>
  planId: number
  code: string
  definition: string
  removedAt: string | null
}

interface PeopleTable {
  id: Generated<number>
  planId: number
  code: string
  name: string
  email: string | null
}

interface IdentitiesTable {
  id: Generated<number>
  planId: number
  personId: number
  platform: string
  tenant: string
  userId: string
  confirmedAt: string
}

interface AssignmentsTable {
  id: Generated<number>
  planId: number
  roleId: number
  personId: number
  kind: 'holder' | 'delegate'
  fromDay: string
  /** The last day, included. */
  toDay: string | null
}

interface MeetingsTable {
  id: Generated<number>
  planId: number
  bodyId: number
  /** The day the cadence or the coordinator first gave it; never changes. */
  scheduledOn: string
  day: string
  time: string
  state: 'planned' | 'moved' | 'cancelled'
  origin: 'cadence' | 'extra'
}

interface UpdatesTable {
  id: Generated<number>
  planId: number
  itemId: number
  /** The first update of the same line: one line is undone as a whole. */
  batchId: number
  kind: 'update' | 'confirm' | 'undo' | 'import' | 'sign-off'
  rating: string | null
  ratingBasis: 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off' | null
  /** When the rating began: saying it again does not begin it anew. */
  ratingSince: string | null
  /** The final rating was asked for: it waits for sign-off and changes nothing yet. */
  finalProposed: number
  state: 'not-started' | 'in-progress' | 'complete' | null
  /** From when the state holds: a completion reaches back to its day. */
  stateFrom: string | null
  completedOn: string | null
  note: string | null
  evidence: string | null
  personId: number
  onBehalfOf: number | null
  source: string | null
  recordedAt: string
  effectiveAt: string
  undoesId: number | null
  correctsId: number | null
}

interface PositionsTable {
  itemId: number
  planId: number
  ratingId: number | null
  stateId: number | null
  noteId: number | null
  evidenceId: number | null
  lastId: number | null
}

interface RevisionsTable {
  id: Generated<number>
  planId: number
  itemId: number
  requestId: number | null
  dueOn: string
  asGiven: string
  basis: 'printed' | 'approved'
  approvedBy: string | null
  note: string | null
  ambiguous: number
  effectiveAt: string
  /** When a decision took it back. */
  endedAt: string | null
}

interface RequestsTable {
  id: Generated<number>
  planId: number
  number: number
  kind: 'date' | 'sign-off'
  itemId: number
  state: 'pending' | 'approved' | 'declined' | 'deferred' | 'withdrawn'
  fromDay: string | null
  toDay: string | null
  toAsGiven: string | null
  reason: string
  askedBy: number
  onBehalfOf: number | null
  askedAt: string
  /** When it was decided or withdrawn. */
  endedAt: string | null
  /** The update that withdrew it. */
  endedBy: number | null
  updateId: number | null
}

interface DecisionsTable {
  id: Generated<number>
  planId: number
  requestId: number
  outcome: 'approved' | 'declined' | 'deferred' | 'recommended'
  toDay: string | null
  bodyCode: string
  meetingId: number | null
  personId: number
  chairsAction: number
  deputyReason: string | null
  note: string | null
  decidedAt: string
}

interface TrailTable {
  seq: Generated<number>
  planId: number
  ref: string | null
  prev: string
  hash: string
  payload: string
}

interface InboundTable {
  platform: string
  tenant: string
  key: string
  planId: number
  reply: string
  receivedAt: string
}

interface NoncesTable {
  personId: number
  nonce: string
  planId: number
  usedAt: string
}

interface ConversationsTable {
  planId: number
  personId: number
  conversation: string
  /** The latest question that was answered, for `share`. */
  lastLine: string | null
  lastItemId: number | null
}

interface PendingQuestionsTable {
  id: Generated<number>
  planId: number
  personId: number
  conversation: string
  question: string
  asked: string
  ends: string
}

interface DeliveriesTable {
  key: string
  planId: number
  kind: string
  meetingId: number | null
  personId: number | null
  channel: string | null
  state: 'planned' | 'sending' | 'sent' | 'unknown' | 'held' | 'failed' | 'missed' | 'withdrawn'
  dueAt: string
  sentAt: string | null
  tries: number
  late: number
  payload: string
  payloadHash: string
  leaseToken: string | null
  leaseUntil: string | null
  messageId: string | null
}

interface MeasuresTable {
  id: Generated<number>
  planId: number
  code: string
  definition: string
  sortOrder: number
  removedAt: string | null
}

interface EditionsTable {
  id: Generated<number>
  planId: number
  bodyId: number
  meetingId: number
  /** Grows when the meeting is moved to a day with another cut-off. */
  number: number
  /** Stored at its cut-off; or rebuilt later from the record, as what a newer edition is compared with. */
  origin: 'cut-off' | 'rebuilt'
  /** The day of the meeting when the facts were stored. */
  meetingDay: string
  asAt: string
  facts: string
  factsHash: string
  /** What it is compared with: the body's previous edition, and that of the body that recommends to it. */
  previousId: number | null
  recommendedId: number | null
  /** The head of the trail when the facts were stored. */
  trailHead: string
  storedAt: string
}

interface ClockTable {
  id: number
  now: string
}
