import type { Schema } from '../schema.ts'

/** How long something is kept; what each period is, a setting says. */
export type Period = 'record' | 'messages' | 'access' | 'conversation'

/**
 * What a column of text holds. `words` are what people wrote, and are emptied when their period is over. `plan` is the
 * plan's own wording, which is kept as long as the plan. A `name` and an `account` tell who somebody is.
 */
interface TextColumn {
  readonly holds: 'words' | 'plan' | 'name' | 'account'
  /** The texts stand within JSON. */
  readonly json?: true
}

const WORDS = { holds: 'words' } as const
const WORDS_IN_JSON = { holds: 'words', json: true } as const
const PLAN = { holds: 'plan' } as const
const PLAN_IN_JSON = { holds: 'plan', json: true } as const
const NAME = { holds: 'name' } as const
const ACCOUNT = { holds: 'account' } as const
const ACCOUNT_IN_JSON = { holds: 'account', json: true } as const

interface StoredTable<Row> {
  /** What its rows are, for people: "notes and evidence". */
  readonly says: string
  /** The columns that tell its rows apart. */
  readonly key: readonly (keyof Row & string)[]
  readonly texts: Readonly<Partial<Record<keyof Row & string, TextColumn>>>
  /** The other columns of text, which hold nothing of people: codes, days, states, hashes. */
  readonly own: readonly (keyof Row & string)[]
  /** The columns that name a person by number. */
  readonly people?: readonly (keyof Row & string)[]
  readonly kept?: {
    readonly period: Period
    /** The column whose instant the period is counted from; while it is null, the row stays. */
    readonly since: keyof Row & string
    readonly becomes: 'words emptied' | 'row deleted'
  }
}

/**
 * Every column of text that the database has: what it holds, how long, and what becomes of it then. Reports about people,
 * removals and retention go by this alone, so a column that is not here would be missed: a test compares it with the schema.
 */
const REGISTRY: { readonly [Table in keyof Schema]: StoredTable<Schema[Table]> } = {
  organisation: {
    says: 'settings of the organisation',
    key: ['id'],
    texts: { settings: PLAN_IN_JSON },
    own: ['timeZone', 'changedAt'],
  },
  plans: { says: 'plans', key: ['id'], texts: {}, own: ['code', 'importedAt', 'liveAt'] },
  planVersions: {
    says: 'settings of plans',
    key: ['id'],
    texts: { settings: PLAN_IN_JSON },
    own: ['holdsFrom', 'recordedAt'],
  },
  items: { says: 'items', key: ['id'], texts: {}, own: [] },
  itemChanges: {
    says: 'reasons for changes of items',
    key: ['id'],
    texts: { facts: PLAN_IN_JSON, basis: WORDS, reason: WORDS },
    own: ['kind', 'holdsFrom', 'recordedAt', 'source'],
    people: ['personId'],
    kept: { period: 'record', since: 'recordedAt', becomes: 'words emptied' },
  },
  planRoles: {
    says: 'titles of posts',
    key: ['planId', 'roleId'],
    texts: { title: PLAN, titleBasis: PLAN },
    own: ['code', 'removedAt'],
  },
  planBodies: {
    says: 'what plans say of boards',
    key: ['planId', 'bodyId'],
    texts: { definition: PLAN_IN_JSON },
    own: ['code', 'removedAt'],
  },
  roles: {
    says: 'posts',
    key: ['id'],
    texts: { title: PLAN, titleBasis: PLAN },
    own: ['code', 'kind', 'bodyCode', 'removedAt'],
  },
  bodies: {
    says: 'boards',
    key: ['id'],
    texts: { definition: PLAN_IN_JSON },
    own: ['code', 'removedAt'],
  },
  people: {
    says: 'people',
    key: ['id'],
    texts: { code: ACCOUNT, name: NAME, email: ACCOUNT },
    own: ['prefers', 'quietUntil'],
    people: ['id', 'sameAsId'],
  },
  identities: {
    says: 'accounts',
    key: ['id'],
    texts: { userId: ACCOUNT },
    own: ['platform', 'tenant', 'confirmedAt', 'lastUsedAt'],
    people: ['personId'],
  },
  assignments: {
    says: 'who held which post',
    key: ['id'],
    texts: {},
    own: ['kind', 'fromDay', 'toDay'],
    people: ['personId'],
  },
  meetings: {
    says: 'meetings',
    key: ['id'],
    texts: {},
    own: ['scheduledOn', 'day', 'time', 'state', 'origin', 'factsDay', 'met'],
  },
  updates: {
    says: 'notes and evidence',
    key: ['id'],
    texts: { note: WORDS, evidence: WORDS, source: WORDS },
    own: [
      'kind',
      'rating',
      'ratingBasis',
      'ratingSince',
      'state',
      'stateFrom',
      'completedOn',
      'recordedAt',
      'effectiveAt',
    ],
    people: ['personId', 'onBehalfOf'],
    kept: { period: 'record', since: 'recordedAt', becomes: 'words emptied' },
  },
  positions: { says: 'positions', key: ['itemId'], texts: {}, own: [] },
  revisions: {
    says: 'remarks on earlier dates',
    key: ['id'],
    texts: { asGiven: PLAN, approvedBy: WORDS, note: WORDS },
    own: ['dueOn', 'exact', 'basis', 'effectiveAt', 'endedAt'],
    kept: { period: 'record', since: 'endedAt', becomes: 'words emptied' },
  },
  requests: {
    says: 'reasons of requests',
    key: ['id'],
    texts: { toAsGiven: PLAN, reason: WORDS, change: PLAN_IN_JSON },
    own: ['kind', 'state', 'fromDay', 'toDay', 'exact', 'askedAt', 'endedAt'],
    people: ['askedBy', 'onBehalfOf'],
    kept: { period: 'record', since: 'endedAt', becomes: 'words emptied' },
  },
  decisions: {
    says: 'remarks on decisions',
    key: ['id'],
    texts: { deputyReason: WORDS, note: WORDS },
    own: ['outcome', 'toDay', 'bodyCode', 'decidedAt', 'struckAt'],
    people: ['personId'],
    kept: { period: 'record', since: 'decidedAt', becomes: 'words emptied' },
  },
  boardEntries: {
    // Minutes, interests and resolutions are a board's own record: they stay as long as the plan.
    says: 'minutes, interests, resolutions and what else boards say',
    key: ['id'],
    texts: { details: WORDS_IN_JSON },
    own: ['kind', 'recordedAt'],
    people: ['personId'],
  },
  restrictions: {
    says: 'why items are restricted',
    key: ['id'],
    texts: { definition: WORDS_IN_JSON, endReason: WORDS },
    own: ['recordedAt', 'endedAt'],
    people: ['personId', 'endedBy'],
  },
  restrictedItems: { says: 'restricted items', key: ['itemId'], texts: {}, own: [] },
  trail: {
    // When it was written stands within the entry.
    says: 'entries of the trail',
    key: ['seq'],
    texts: { payload: WORDS_IN_JSON },
    own: ['chain', 'ref', 'prev', 'hash'],
  },
  inbound: {
    says: 'replies that were kept',
    key: ['platform', 'tenant', 'key'],
    texts: { reply: WORDS_IN_JSON },
    own: ['platform', 'tenant', 'key', 'receivedAt'],
    kept: { period: 'conversation', since: 'receivedAt', becomes: 'row deleted' },
  },
  heardMessages: {
    says: 'messages as they were typed',
    key: ['platform', 'tenant', 'message'],
    texts: { said: WORDS, line: WORDS, summary: WORDS },
    own: ['platform', 'tenant', 'message', 'heardAt'],
    people: ['personId'],
    kept: { period: 'conversation', since: 'heardAt', becomes: 'row deleted' },
  },
  nonces: {
    says: 'buttons that were pressed',
    key: ['personId', 'nonce'],
    texts: {},
    own: ['nonce', 'usedAt'],
    people: ['personId'],
  },
  conversations: {
    says: 'what conversations were about',
    key: ['personId', 'conversation'],
    texts: { conversation: ACCOUNT, lastLine: WORDS },
    own: ['spokenAt'],
    people: ['personId'],
    kept: { period: 'conversation', since: 'spokenAt', becomes: 'words emptied' },
  },
  pendingQuestions: {
    says: 'questions that were never answered',
    key: ['id'],
    texts: { conversation: ACCOUNT, question: WORDS_IN_JSON, asked: WORDS },
    own: ['ends'],
    people: ['personId'],
    kept: { period: 'conversation', since: 'ends', becomes: 'row deleted' },
  },
  deliveries: {
    says: 'messages that were sent',
    key: ['key'],
    texts: {
      key: ACCOUNT,
      underKey: ACCOUNT,
      subject: WORDS_IN_JSON,
      userId: ACCOUNT,
      payload: WORDS_IN_JSON,
      outcome: WORDS,
    },
    own: [
      'kind',
      'platform',
      'tenant',
      'channel',
      'state',
      'dueAt',
      'nextAt',
      'sentAt',
      'waitingSince',
      'firstTriedAt',
      'triedAt',
      'payloadHash',
      'trailHead',
      'leaseToken',
      'leaseUntil',
      'messageId',
      'recheckAt',
      'lookFrom',
    ],
    people: ['personId'],
    kept: { period: 'messages', since: 'dueAt', becomes: 'words emptied' },
  },
  measures: {
    says: 'measures',
    key: ['id'],
    texts: { definition: PLAN_IN_JSON },
    own: ['code', 'removedAt'],
  },
  editions: {
    says: 'positions at cut-offs',
    key: ['id'],
    texts: { facts: WORDS_IN_JSON },
    own: ['origin', 'meetingDay', 'asAt', 'factsHash', 'trailHead', 'organisationHead', 'storedAt'],
    kept: { period: 'record', since: 'storedAt', becomes: 'words emptied' },
  },
  clock: { says: 'the clock of the demo', key: ['id'], texts: {}, own: ['now'] },
  channels: {
    says: 'channels',
    key: ['id'],
    texts: { name: PLAN },
    own: ['platform', 'tenant', 'channel', 'boundAt'],
  },
  linkRequests: {
    says: 'requests to be linked',
    key: ['id'],
    texts: { userId: ACCOUNT, name: NAME, email: ACCOUNT, wanted: WORDS },
    own: ['platform', 'tenant', 'state', 'askedAt', 'endedAt'],
    people: ['personId', 'endedBy'],
    kept: { period: 'access', since: 'endedAt', becomes: 'words emptied' },
  },
  platformReferences: {
    says: 'addresses of conversations',
    key: ['platform', 'tenant', 'place'],
    texts: { place: ACCOUNT, reference: ACCOUNT_IN_JSON },
    own: ['platform', 'tenant'],
  },
  mailProofs: {
    says: 'e-mail addresses to be proved',
    key: ['personId'],
    texts: { account: ACCOUNT },
    own: ['sentAt'],
    people: ['personId'],
  },
  publications: {
    says: 'what was published',
    key: ['id'],
    texts: { document: PLAN_IN_JSON, correction: PLAN },
    own: ['publishedAt', 'withdrawnAt'],
    people: ['publishedBy'],
  },
  assistantTokens: {
    says: 'tokens of assistants',
    key: ['hash'],
    texts: { userId: ACCOUNT },
    own: ['hash', 'platform', 'tenant', 'madeAt'],
  },
  trackerRows: { says: 'rows of trackers', key: ['planId', 'key'], texts: {}, own: ['key', 'recordedAt'] },
  // The bytes go when the import ends; until then they are no texts that can be searched.
  importSessions: {
    says: 'files that were sent to be imported',
    key: ['id'],
    texts: { name: WORDS, asked: WORDS_IN_JSON },
    own: ['kind', 'bytes', 'hash', 'state', 'begunAt', 'touchedAt'],
    people: ['holderId'],
    kept: { period: 'record', since: 'touchedAt', becomes: 'words emptied' },
  },
  importAnswers: {
    says: 'answers to questions of an import',
    key: ['id'],
    texts: { key: PLAN, answer: WORDS },
    own: ['saidAt', 'takenBackAt'],
    people: ['personId'],
    kept: { period: 'record', since: 'saidAt', becomes: 'words emptied' },
  },
  keptFiles: {
    says: 'files that a link is out for',
    key: ['hash'],
    texts: { contents: WORDS_IN_JSON },
    own: ['hash', 'keptAt'],
  },
  actionsArising: {
    says: 'actions arising',
    key: ['id'],
    texts: { text: WORDS, owner: NAME, dueAsGiven: PLAN, doneNote: WORDS },
    own: ['dueOn', 'recordedAt', 'doneAt'],
    people: ['recordedBy', 'doneBy'],
    kept: { period: 'record', since: 'doneAt', becomes: 'words emptied' },
  },
  marks: { says: 'marks', key: ['id'], texts: {}, own: ['at'] },
  restores: { says: 'restores', key: ['id'], texts: {}, own: ['foundAt', 'lookFrom'] },
  backups: {
    says: 'backups',
    key: ['id'],
    texts: {},
    own: ['why', 'night', 'begunAt', 'takenAt', 'file', 'sha256', 'trailHead', 'problem', 'removedAt'],
  },
  removals: { says: 'removals', key: ['id'], texts: {}, own: ['kind', 'at', 'erasedAt'] },
  exports: {
    says: 'files that were written',
    key: ['id'],
    texts: {},
    own: ['what', 'place', 'at', 'trailHead'],
  },
  tombstones: { says: 'tombstones', key: ['id'], texts: { place: ACCOUNT }, own: ['was', 'now'] },
  ticks: { says: 'ticks', key: ['id'], texts: {}, own: ['tickedAt'] },
  clockSteps: {
    says: 'steps of the clock',
    key: ['id'],
    texts: {},
    own: ['expectedAt', 'shownAt', 'seenAt', 'confirmedAt', 'endedAt'],
  },
  pictures: { says: 'pictures', key: ['hash'], texts: { svg: WORDS }, own: ['hash', 'keptAt'] },
  secrets: { says: 'keys', key: ['name'], texts: {}, own: ['name', 'value'] },
  retiredSecrets: {
    says: 'earlier keys',
    key: ['name', 'value'],
    texts: {},
    own: ['name', 'value', 'endsAt'],
  },
  webSessions: {
    says: 'sessions',
    key: ['hash'],
    texts: { userId: ACCOUNT, name: NAME, email: ACCOUNT },
    own: ['hash', 'platform', 'tenant', 'startedAt', 'usedAt'],
  },
  signInAttempts: {
    says: 'attempts to sign in',
    key: ['hash'],
    texts: {},
    own: ['hash', 'way', 'state', 'nonce', 'verifier', 'begunAt'],
  },
  calendarAddresses: {
    says: 'addresses of calendars',
    key: ['hash'],
    texts: { userId: ACCOUNT },
    own: ['hash', 'platform', 'tenant', 'madeAt'],
  },
  signInLinks: {
    says: 'links to sign in',
    key: ['hash'],
    texts: { userId: ACCOUNT, name: NAME },
    own: ['hash', 'platform', 'tenant', 'madeAt'],
  },
  pageNotes: {
    says: 'answers that pages showed',
    key: ['hash'],
    texts: { account: ACCOUNT, note: WORDS_IN_JSON },
    own: ['hash', 'keptAt'],
    kept: { period: 'conversation', since: 'keptAt', becomes: 'row deleted' },
  },
}

export type TableName = keyof Schema

/** A table of the registry with the names of its columns as they come. */
export interface Stored {
  readonly table: TableName
  readonly says: string
  readonly key: readonly string[]
  readonly texts: ReadonlyMap<string, TextColumn>
  readonly own: readonly string[]
  readonly people: readonly string[]
  readonly kept:
    | { readonly period: Period; readonly since: string; readonly becomes: 'words emptied' | 'row deleted' }
    | undefined
}

export const STORED: readonly Stored[] = Object.entries(REGISTRY).map(([table, each]) => ({
  table: table as TableName,
  says: each.says,
  key: each.key,
  texts: new Map(Object.entries(each.texts)),
  own: each.own,
  people: each.people ?? [],
  kept: each.kept,
}))
