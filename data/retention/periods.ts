import { mapTexts } from '../../src/domain/named-words.ts'
import type { Database } from '../database.ts'
import { among } from '../engine/among.ts'
import type { Period, Stored } from './registry.ts'
import type { Edit } from './remove.ts'
import type { Change, Row, Value } from './rewrite.ts'

/** From which instant on something of each period is kept. */
export type KeptSince = Readonly<Record<Period, string>>

/** What stands where the words of people stood. */
const GONE = '[removed under retention]'

/**
 * What retention does with a row: nothing as long as its period lasts, or as long as what it says still stands.
 */
export async function retentionOf(db: Database, keptSince: KeptSince): Promise<Edit> {
  const standing = await readStanding(db, keptSince.record)
  return (stored, row) => {
    if (stored.table === 'trail') return entryEdit(row, keptSince.record)
    if (!stored.kept || standing(stored, row) || !isOver(stored, row, keptSince)) return undefined
    return stored.kept.becomes === 'row deleted' ? 'delete' : emptied(stored, row)
  }
}

function isOver({ table, kept }: Stored, row: Row, keptSince: KeptSince): boolean {
  if (!kept) return false
  const since = row[kept.since] ?? null
  // From before it was noted when somebody spoke.
  if (since === null) return table === 'conversations'
  return String(since) < keptSince[kept.period]
}

/**
 * What is being sent just now; and what a plan is still answered with, the latest words on an item and the latest position of a board, unless nothing
 * was recorded in the plan for as long as its record is kept.
 */
async function readStanding(db: Database, keptSince: string): Promise<(stored: Stored, row: Row) => boolean> {
  const active = await db
    .selectFrom('updates')
    .select('planId')
    .distinct()
    .where('recordedAt', '>=', keptSince)
    .execute()
  const plans = active.map(({ planId }) => planId)
  const positions = await db
    .selectFrom('positions')
    .select(['ratingId', 'stateId', 'noteId', 'evidenceId', 'lastId'])
    .where(among('planId', plans))
    .execute()
  const updates = new Set(positions.flatMap((each): Value[] => Object.values(each)))
  const latest = await db
    .selectFrom('editions')
    .select(({ fn }) => fn.max('id').as('id'))
    .where(among('planId', plans))
    .groupBy(['planId', 'bodyId'])
    .execute()
  const editions = new Set<Value>(latest.map(({ id }) => id))
  return ({ table }, row) => {
    if (table === 'updates') return updates.has(row.id ?? null)
    if (table === 'editions') return editions.has(row.id ?? null)
    // Whoever is sending it will have sent it or given it up by tomorrow.
    return table === 'deliveries' && row.state === 'sending'
  }
}

/** What could not be sent for so long is not sent any more, without its words. */
function isNeverSent(table: string, { state }: Row): boolean {
  return table === 'deliveries' && !OVER.has(String(state))
}

const OVER: ReadonlySet<string> = new Set(['sent', 'withdrawn', 'missed'])
const NEVER_SENT = { state: 'withdrawn', outcome: GONE } as const

function emptied({ table, texts }: Stored, row: Row): Change['set'] {
  const set: Record<string, string | null> = isNeverSent(table, row) ? { ...NEVER_SENT } : {}
  for (const [column, { holds, json }] of texts) {
    const value = row[column]
    if (typeof value !== 'string' || value === '' || column in set) continue
    if (table === 'deliveries' && column === 'payload') set[column] = MESSAGE_GONE
    else if (table === 'linkRequests' && column === 'email') set[column] = null
    else if (holds === 'words' || (holds === 'name' && table === 'linkRequests'))
      set[column] = json ? JSON.stringify(mapTexts(JSON.parse(value), wordsGone)) : GONE
  }
  return set
}

const MESSAGE_GONE = JSON.stringify({ summary: GONE, blocks: [{ kind: 'paragraph', text: GONE }] })

/** Under these names stand the words of people. */
const SPOKEN: ReadonlySet<string> = new Set([
  'note',
  'evidence',
  'reason',
  'text',
  'said',
  'words',
  'doneNote',
])

function wordsGone(text: string, under: string): string {
  return SPOKEN.has(under) ? GONE : text
}

/** In the trail, the names of people, posts and boards stay: who did what is what it is for. */
const TOLD: ReadonlySet<string> = new Set([
  'decidedBy',
  'person',
  'name',
  'channel',
  'plan',
  'holders',
  'role',
])

/** By these entries the posts, accounts and channels are replayed, and the chains, editions and removals verified. */
const REPLAYED: ReadonlySet<string> = new Set([
  ...['assign', 'delegate', 'vacate', 'same', 'link', 'unlink', 'bind', 'unbind'],
  ...['chain-opened', 'chain-closed', 'freeze', 'removed', 'person-report'],
])

interface Told {
  readonly at: string
  readonly action: string
  readonly before: unknown
  readonly after: unknown
}

function entryEdit({ payload }: Row, keptSince: string): Change['set'] | undefined {
  const entry = JSON.parse(String(payload)) as Told
  if (entry.at >= keptSince || REPLAYED.has(entry.action)) return undefined
  const { before, after } = entry
  return {
    payload: JSON.stringify({
      ...entry,
      before: mapTexts(before, entryWordsGone),
      after: mapTexts(after, entryWordsGone),
    }),
  }
}

function entryWordsGone(text: string, under: string): string {
  if (under === '') return text
  return SPOKEN.has(under) || (/\s/.test(text) && !TOLD.has(under)) ? GONE : text
}
