import { createHash } from 'node:crypto'
import { longDay } from '../../src/domain/format.ts'
import type { Day } from '../../src/domain/plan.ts'
import type { Database } from '../database.ts'
import { engineOf } from '../engine/engine.ts'
import { latestReference } from '../item-changes.ts'
import { findWrongPosition } from '../positions.ts'
import type { MayStandFor } from './tombstones.ts'
import type { Problem } from './verified.ts'

/** The head of a trail without entries. */
export const GENESIS = '0'.repeat(64)

/** An edition that the trail speaks of: the hash of its facts, and of those that it was compared with. */
export interface FrozenFacts {
  readonly seq: number
  readonly facts: string
  readonly comparedWith: readonly string[]
  /** What the edition is: entries of early versions leave some of it out. */
  readonly body?: string
  readonly meeting?: Day
  readonly edition?: number
  readonly asAt?: string
}

/** Whether what was stored for meetings and messages, and what stands now, agree with each other and with the trail. */
export async function problemInStored(
  db: Database,
  frozen: readonly FrozenFacts[],
  mayStandFor: MayStandFor,
): Promise<Problem | null> {
  return (
    (await problemInEditions(db, frozen, mayStandFor)) ??
    (await problemInMessages(db, mayStandFor)) ??
    (await lostHead(db)) ??
    (await problemInPositions(db)) ??
    (await problemInReferences(db))
  )
}

async function problemInEditions(
  db: Database,
  frozen: readonly FrozenFacts[],
  mayStandFor: MayStandFor,
): Promise<Problem | null> {
  const known = new Set(frozen.flatMap(({ facts, comparedWith }) => [facts, ...comparedWith]))
  const stored = new Set<string>()
  const rows = await db
    .selectFrom('editions')
    .innerJoin('bodies', 'bodies.id', 'editions.bodyId')
    .select(['editions.id', 'editions.number', 'editions.meetingDay', 'editions.asAt'])
    .select(['editions.facts', 'editions.factsHash', 'bodies.code'])
    .orderBy('editions.id')
    .execute()
  for (const { number, meetingDay, asAt, facts, factsHash, code } of rows) {
    const name = `edition ${number} for ${code} of ${longDay(meetingDay)}`
    if (!mayStandFor(factsHash, hashOf(facts)))
      return { seq: null, problem: `the figures of ${name} were changed` }
    if (!known.has(factsHash))
      return { seq: null, problem: `${name} is not the one that was stored at its cut-off` }
    // Two editions may hold the same figures.
    const told = frozen.filter((each) => each.facts === factsHash)
    const isAs = ({ body = code, meeting = meetingDay, edition = number, asAt: at = asAt }: FrozenFacts) =>
      body === code && meeting === meetingDay && edition === number && at === asAt
    if (told.length > 0 && !told.some(isAs))
      return { seq: null, problem: `${name} was stored for another meeting, or as at another time` }
    stored.add(factsHash)
  }
  const gone = frozen.find(({ facts }) => !stored.has(facts))
  return gone ? { seq: gone.seq, problem: 'the edition that it stored was taken away' } : null
}

async function problemInMessages(db: Database, mayStandFor: MayStandFor): Promise<Problem | null> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['number', 'payload', 'payloadHash'])
    .orderBy('number')
    .execute()
  const wrong = rows.find(({ payload, payloadHash }) => !mayStandFor(payloadHash, hashOf(payload)))
  return wrong ? { seq: null, problem: `the message of delivery ${wrong.number} was changed` } : null
}

/** Every edition and every message keeps the head of its time, which a chain that was cut off since does not hold. */
async function lostHead(db: Database): Promise<Problem | null> {
  const edition = await db
    .selectFrom('editions')
    .select(['number', 'meetingDay'])
    .where('trailHead', '<>', GENESIS)
    .where('trailHead', 'not in', (query) => query.selectFrom('trail').select('hash'))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (edition) {
    const name = `edition ${edition.number} of ${longDay(edition.meetingDay)}`
    return {
      seq: null,
      problem: `the head that was stored with ${name} is not in the trail: entries were removed`,
    }
  }
  const delivery = await db
    .selectFrom('deliveries')
    .select('number')
    .where('trailHead', 'is not', null)
    .where('trailHead', '<>', GENESIS)
    .where('trailHead', 'not in', (query) => query.selectFrom('trail').select('hash'))
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (!delivery) return null
  return {
    seq: null,
    problem: `the head that was stored with delivery ${delivery.number} is not in the trail: entries were removed`,
  }
}

async function problemInPositions(db: Database): Promise<Problem | null> {
  const itemId = await findWrongPosition(db)
  if (itemId === undefined) return null
  const ref = (await latestReference(db, itemId)) ?? `item #${itemId}`
  return { seq: null, problem: `the position of ${ref} does not rest on what was said of it` }
}

/** Somebody deleted a row that others name. */
async function problemInReferences(db: Database): Promise<Problem | null> {
  const found = await engineOf(db).orphan(db)
  if (!found) return null
  return { seq: null, problem: `a row of ${found.table} refers to one of ${found.parent} that is not there` }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
