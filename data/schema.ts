import type { Generated } from 'kysely'
import type { BoardEntryKind } from '../src/domain/board-entries.ts'
import type { DeliveryState } from '../src/domain/delivery-events.ts'
import type { ChangeSource, ItemChangeKind } from '../src/domain/item-changes.ts'
import type { Exactness } from '../src/domain/plan.ts'
import type { RequestKind } from '../src/domain/request.ts'

/** Why a backup was taken. */
export type BackupReason = 'asked' | 'nightly' | 'before-upgrade' | 'before-import'

/** Why texts were removed: they were old enough, of a person who asked for it, or should never have been there. */
export type RemovalKind = 'retention' | 'person' | 'text'

/**
 * The tables. People, accounts, posts, boards, meetings and channels are the organisation's: their `planId` is the plan under
 * which they came, and says nothing of who they are for. A day is `2020-11-24`, an instant is ISO text in UTC, a flag is 0 or 1, details are
 * JSON text.
 */
export interface Schema {
  /** The one row of the organisation that the plans belong to. */
  organisation: {
    id: number
    timeZone: string
    /** `OrganisationSettings` as JSON. */
    settings: string
    /** Rises with each change. */
    changedAt: string
  }
  plans: {
    id: Generated<number>
    code: string
    /** Rises with each change of the plan: readers keep the plan in memory while it stays the same. */
    importedAt: string
    /** Since when it sends messages; null while it is quiet. */
    liveAt: string | null
  }
  /** What the plan file says of the plan as a whole, each time it said something else. */
  planVersions: {
    id: Generated<number>
    planId: number
    /** `PlanSettings` as JSON. */
    settings: string
    holdsFrom: string
    recordedAt: string
  }
  /** That there is such an item; what it is called and where it stands is said by its changes. */
  items: {
    id: Generated<number>
    planId: number
  }
  itemChanges: {
    id: Generated<number>
    planId: number
    itemId: number
    kind: ItemChangeKind
    /** `ItemFactsPatch` as JSON. */
    facts: string
    holdsFrom: string
    recordedAt: string
    personId: number | null
    source: ChangeSource
    basis: string | null
    reason: string | null
    correctsId: number | null
  }
  /** That an item is not for everybody, from when to when. */
  restrictions: {
    id: Generated<number>
    planId: number
    itemId: number
    /** `Restriction` as JSON. */
    definition: string
    recordedAt: string
    /** Null where the plan file says it. */
    personId: number | null
    endedAt: string | null
    endedBy: number | null
    endReason: string | null
  }
  /** The items that are restricted now, with all below them. */
  restrictedItems: {
    itemId: number
    planId: number
    restrictionId: number
  }
  /** What a plan calls a post of the organisation. */
  planRoles: {
    planId: number
    roleId: number
    code: string
    title: string
    titleBasis: string | null
    removedAt: string | null
  }
  /** The boards that a plan has to do with, by its own codes. */
  planBodies: {
    planId: number
    bodyId: number
    code: string
    /** What the plan's file says of it; what holds is the organisation's. */
    definition: string
    removedAt: string | null
  }
  roles: {
    id: Generated<number>
    planId: number
    code: string
    kind: 'officer' | 'coordinator' | 'chair' | 'deputy' | 'member'
    title: string
    titleBasis: string | null
    bodyCode: string | null
    removedAt: string | null
  }
  bodies: {
    id: Generated<number>
    planId: number
    code: string
    definition: string
    removedAt: string | null
  }
  people: {
    id: Generated<number>
    planId: number
    code: string
    name: string
    email: string | null
    /** The platform on which they want messages. */
    prefers: string | null
    /** The last day of an absence. */
    quietUntil: string | null
    /** The person that this one turned out to be; their words of before stay under this row. */
    sameAsId: number | null
    /** The post whose own seat this is: it speaks for the post in the shell, and is nobody. Null for a person. */
    seatOfId: number | null
  }
  identities: {
    id: Generated<number>
    planId: number
    personId: number
    platform: string
    tenant: string
    userId: string
    confirmedAt: string
    /** Written once a day at most. */
    lastUsedAt: string | null
    /** 1 where the coordinator linked it as a guest's. */
    isGuest: Generated<number>
  }
  assignments: {
    id: Generated<number>
    planId: number
    roleId: number
    personId: number
    kind: 'holder' | 'delegate'
    fromDay: string
    /** The last day, included. */
    toDay: string | null
  }
  meetings: {
    id: Generated<number>
    planId: number
    bodyId: number
    /** The day that the cadence or the coordinator first gave it; never changes. */
    scheduledOn: string
    day: string
    time: string
    state: 'planned' | 'moved' | 'cancelled'
    origin: 'cadence' | 'extra'
    /** The day whose cut-off fixed the meeting's facts, if it was moved too late for new ones. */
    factsDay: string | null
    /** Whether it took place, as its latest entry says; null until somebody has said. No seal holds it. */
    met: 'quorate' | 'inquorate' | 'not-met' | null
  }
  updates: {
    id: Generated<number>
    planId: number
    itemId: number
    /** The id of the first update of the same line: a line is undone as a whole. */
    batchId: number
    kind: 'update' | 'confirm' | 'undo' | 'import' | 'sign-off'
    rating: string | null
    ratingBasis: 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off' | null
    /** When the rating began; repeating it does not begin it again. */
    ratingSince: string | null
    /** Whether the final rating was proposed: it waits for sign-off and changes nothing yet. */
    finalProposed: number
    state: 'not-started' | 'in-progress' | 'complete' | null
    /** When the state began: a completion reaches back to its day. */
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
  positions: {
    itemId: number
    planId: number
    ratingId: number | null
    stateId: number | null
    noteId: number | null
    evidenceId: number | null
    lastId: number | null
  }
  revisions: {
    id: Generated<number>
    planId: number
    itemId: number
    requestId: number | null
    dueOn: string
    asGiven: string
    /** How exact it is meant to be; null where that is not recorded. No seal holds it. */
    exact: Exactness | null
    basis: 'printed' | 'approved'
    approvedBy: string | null
    note: string | null
    ambiguous: number
    effectiveAt: string
    /** When a decision ended it. */
    endedAt: string | null
  }
  requests: {
    id: Generated<number>
    planId: number
    number: number
    kind: RequestKind
    itemId: number
    state: 'pending' | 'approved' | 'declined' | 'deferred' | 'withdrawn'
    fromDay: string | null
    toDay: string | null
    toAsGiven: string | null
    /** How exact the day that is asked for is meant to be; null where that is not recorded. No seal holds it. */
    exact: Exactness | null
    reason: string
    askedBy: number
    onBehalfOf: number | null
    askedAt: string
    /** When it was decided or withdrawn. */
    endedAt: string | null
    /** The update that withdrew it. */
    endedBy: number | null
    updateId: number | null
    /** `AskedChange` as JSON, where a change of the plan is asked for. No seal holds it; the trail does. */
    change: string | null
  }
  decisions: {
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
    /** Since when it does not count: its meeting did not take place, or was inquorate. No seal holds it. */
    struckAt: string | null
  }
  /** What is said of a meeting, and what a board does besides deciding requests. Only ever added. */
  boardEntries: {
    id: Generated<number>
    planId: number
    bodyId: number
    meetingId: number | null
    itemId: number | null
    /** The entry that it answers or corrects. */
    aboutId: number | null
    kind: BoardEntryKind
    /** `BoardDetails` of that kind as JSON. */
    details: string
    personId: number
    recordedAt: string
  }
  trail: {
    seq: Generated<number>
    /** The empty name is that of the one chain of before each plan had its own. */
    chain: string
    /** Null for what is the organisation's. */
    planId: number | null
    ref: string | null
    prev: string
    hash: string
    payload: string
  }
  inbound: {
    platform: string
    tenant: string
    key: string
    planId: number
    reply: string
    receivedAt: string
  }
  heardMessages: {
    platform: string
    tenant: string
    message: string
    planId: number
    personId: number
    said: string
    line: string
    summary: string
    batchId: number | null
    heardAt: string
  }
  nonces: {
    personId: number
    nonce: string
    planId: number
    usedAt: string
  }
  conversations: {
    planId: number
    personId: number
    conversation: string
    /** The latest question that was answered, for `share`. */
    lastLine: string | null
    lastItemId: number | null
    /** The plan that they said this conversation is about. */
    boundPlanId: number | null
    /** Null where it is older than this column. */
    spokenAt: Generated<string | null>
  }
  pendingQuestions: {
    id: Generated<number>
    planId: number
    personId: number
    conversation: string
    question: string
    asked: string
    ends: string
  }
  deliveries: {
    key: string
    /** Null for what speaks of several plans. */
    planId: number | null
    /** Counted over the organisation: people name a delivery by it. */
    number: number
    kind: string
    /** As JSON. */
    subject: string
    bodyId: number | null
    meetingId: number | null
    /** The address of the person is chosen when it is sent. */
    personId: number | null
    /**
     * Counts the digests of one meeting in one channel, from 1: there is another when the meeting moves after one went
     * out, early enough for new figures. Null but for digests and their papers.
     */
    edition: number | null
    /** Counts the pages of a digest, from 1. Null but for digests. */
    page: number | null
    platform: string | null
    tenant: string | null
    channel: string | null
    userId: string | null
    /** The delivery in whose thread it belongs; that one is sent first. */
    underKey: string | null
    state: DeliveryState
    dueAt: string
    /** When the next try or look is due. */
    nextAt: string
    sentAt: string | null
    /** When it was first tried since it was planned, or since the coordinator asked for it again. */
    waitingSince: string | null
    /** By the machine's clock: when a request first went out, and when one went out in the present try. */
    firstTriedAt: string | null
    triedAt: string | null
    tries: number
    /** Looks since the last try. */
    looks: number
    late: number
    /** The message as JSON, frozen before the first try; empty until then. */
    payload: string
    payloadHash: string
    /** The head of the trail when the message was composed; null until then, and for what was composed before heads were kept. */
    trailHead: string | null
    leaseToken: string | null
    leaseUntil: string | null
    /** The platform's id of the message, or of its first post while others are missing. */
    messageId: string | null
    /** A long message takes several posts; all must arrive. */
    postsArrived: Generated<number>
    postsTotal: Generated<number>
    /** How plainly it is sent, counted from what was composed: each refusal of how it is built adds one. */
    plainness: Generated<number>
    /** When it is looked for again, since a copy that was given up may turn up. */
    recheckAt: string | null
    /** It may have been sent at this time or later, before the database was restored: it is looked for first. */
    lookFrom: string | null
    /** Why it is held, failed or withdrawn, in words for the coordinator. */
    outcome: string | null
  }
  measures: {
    id: Generated<number>
    planId: number
    code: string
    definition: string
    sortOrder: number
    removedAt: string | null
  }
  editions: {
    id: Generated<number>
    planId: number
    bodyId: number
    meetingId: number
    /** Counts a plan's editions of a meeting, from 1: a move to a day with another cut-off makes another. */
    number: number
    /** Stored at its cut-off; or rebuilt from the record later, for a newer edition to be compared with. */
    origin: 'cut-off' | 'rebuilt'
    /** The day of the meeting at the time when the facts were stored. */
    meetingDay: string
    asAt: string
    facts: string
    factsHash: string
    /** The editions that it is compared with: the body's previous one, and that of the body that recommends to it. */
    previousId: number | null
    recommendedId: number | null
    /** The head of the trail when the facts were stored. */
    trailHead: string
    /** The head of the organisation's chain; missing in editions of before it had one. */
    organisationHead: string | null
    storedAt: string
  }
  clock: {
    id: number
    now: string
  }
  channels: {
    id: Generated<number>
    planId: number
    bodyId: number
    platform: string
    tenant: string
    channel: string
    name: string
    boundAt: string
  }
  linkRequests: {
    id: Generated<number>
    planId: number
    number: number
    platform: string
    tenant: string
    userId: string
    /** As the platform gives it; gives no rights. */
    name: string
    email: string | null
    /** The role or person that they say they are, as typed. */
    wanted: string
    /** The person they would be linked to. */
    personId: number | null
    state: 'pending' | 'confirmed' | 'declined'
    isGuest: Generated<number>
    askedAt: string
    endedAt: string | null
    endedBy: number | null
  }
  platformReferences: {
    platform: string
    tenant: string
    place: string
    reference: string
  }
  /** E-mail addresses that wait for the number in their test message; the address itself is among the references. */
  mailProofs: {
    personId: number
    account: string
    number: number
    sentAt: string
    wrongNumbers: Generated<number>
  }
  /** What was published of a plan: its public words beside a held meeting's position, as they were looked at. */
  publications: {
    id: Generated<number>
    planId: number
    editionId: number
    /** `PublicDocument` as JSON. */
    document: string
    publishedAt: string
    publishedBy: number
    correction: string | null
    withdrawnAt: string | null
  }
  /** By which a person's assistant asks in their name; only the hash is kept. */
  assistantTokens: {
    hash: string
    platform: string
    tenant: string
    userId: string
    madeAt: string
  }
  /** Rows of trackers that were recorded: the same row counts once. */
  trackerRows: {
    planId: number
    /** The SHA-256 of the export's instant and of what the row says. */
    key: string
    /** Null where it recorded no update. */
    updateId: number | null
    recordedAt: string
  }
  /** Files that somebody sent to be imported. The bytes are there until it ends; one of a plan is open at a time. */
  importSessions: {
    id: Generated<number>
    planId: number
    kind: 'plan' | 'updates'
    name: string
    bytes: Uint8Array | null
    /** SHA-256 of the bytes. */
    hash: string
    /** Who answers its questions. */
    holderId: number
    state: 'asking' | 'stopped' | 'imported' | 'replaced' | 'given-up' | 'lapsed'
    /** The question that it waits with: its key and what it offers, as JSON. */
    asked: string | null
    begunAt: string
    touchedAt: string
  }
  /** Answers to their questions, by kind and subject. What was taken back stays, with when. */
  importAnswers: {
    id: Generated<number>
    sessionId: number
    planId: number
    key: string
    answer: string
    personId: number
    saidAt: string
    takenBackAt: string | null
  }
  /** What files hold that a link is out for, by its hash. */
  keptFiles: {
    hash: string
    /** JSON. */
    contents: string
    keptAt: string
  }
  /** Things that a meeting asked somebody to do, apart from the plan's own items. */
  actionsArising: {
    id: Generated<number>
    planId: number
    number: number
    bodyId: number
    meetingId: number | null
    text: string
    /** A role's code, or a name. */
    owner: string | null
    dueOn: string | null
    dueAsGiven: string | null
    recordedBy: number
    recordedAt: string
    doneAt: string | null
    doneBy: number | null
    doneNote: string | null
  }
  /** How far the database has come; a copy of this stands beside it. */
  marks: {
    id: number
    /** Rises each time, whatever the clock says. */
    count: number
    /** By the machine's clock. */
    at: string
  }
  /** Each time the database was found to be older than what was done with it. */
  restores: {
    id: Generated<number>
    foundAt: string
    /** From when on something may have been done that the database does not know of. */
    lookFrom: string
  }
  /** The backups that were begun, by the machine's clock, and how each ended. */
  backups: {
    id: Generated<number>
    why: BackupReason
    /** When a nightly one was due; only one process takes it. */
    night: string | null
    begunAt: string
    /** Null while it is being taken, and for one that failed. */
    takenAt: string | null
    file: string | null
    bytes: number | null
    sha256: string | null
    /** The latest entry of the trail that it holds. */
    trailHead: string | null
    problem: string | null
    /** When it was deleted because there are newer ones. */
    removedAt: string | null
  }
  /** Each time that texts were removed from the record, in one transaction; an entry of the trail tells of it. */
  removals: {
    id: Generated<number>
    kind: RemovalKind
    at: string
    /** The entry that tells of it. */
    entrySeq: number | null
    /** When the file was cleared of what had stood there; null until then. */
    erasedAt: string | null
  }
  /** What stood in a place before texts were removed from it, by its hash, and what stands there since. */
  tombstones: {
    id: Generated<number>
    removalId: number
    /** `updates 12`: a table, and the number or key of a row. */
    place: string
    was: string
    now: string
  }
  /** The files that the command line wrote from the record. */
  exports: {
    id: Generated<number>
    /** "tracker" */
    what: string
    /** The file or folder, as it was named. */
    place: string
    at: string
    /** The latest entry of the trail that it may tell of. */
    trailHead: string
  }
  ticks: {
    id: number
    /** By the machine's clock, when it was believed. */
    tickedAt: string
  }
  /** Each time the machine's clock was found to have been set. */
  clockSteps: {
    id: Generated<number>
    /** The time by the clock as it was before. */
    expectedAt: string
    /** The time that it showed then. */
    shownAt: string
    /** The time that it showed when a process last held messages because of it. */
    seenAt: string
    /** So large that the coordinator has to say that the clock is right. */
    needsAnswer: number
    confirmedAt: string | null
    /** When messages were no longer held because of it. */
    endedAt: string | null
  }
  /** Pictures that cards show by a link, by the hash of their SVG. */
  pictures: {
    hash: string
    svg: string
    keptAt: string
  }
  /** The keys that sign links, made here and told to nobody. */
  secrets: {
    name: string
    value: string
  }
  /** Keys that another has replaced, and until when they count. */
  retiredSecrets: {
    name: string
    value: string
    endsAt: string
  }
  /** Who is signed in to the web pages: an account that a person is linked by. Of the cookie only its hash is kept. */
  webSessions: {
    hash: string
    platform: string
    tenant: string
    userId: string
    startedAt: string
    usedAt: string
    /** As Microsoft or Slack named them when they signed in there; null after signing in by a link. */
    name: string | null
    email: string | null
    isGuest: Generated<number>
  }
  /** What was begun with Microsoft or Slack, until the answer comes. Of the cookie only its hash is kept. */
  signInAttempts: {
    hash: string
    way: string
    state: string
    nonce: string
    verifier: string
    begunAt: string
  }
  /** Where the calendar program of an account fetches its meetings. Of the address only its hash is kept. */
  calendarAddresses: {
    hash: string
    platform: string
    tenant: string
    userId: string
    madeAt: string
  }
  /** Links that sign somebody in once. Of their tokens only the hash is kept. */
  signInLinks: {
    hash: string
    platform: string
    tenant: string
    userId: string
    /** What the record calls whoever asked for it. */
    name: string
    madeAt: string
  }
  /** What a page has to show to one account alone: an answer, or words that were not sent. */
  pageNotes: {
    hash: string
    account: string
    /** JSON. */
    note: string
    keptAt: string
  }
}
