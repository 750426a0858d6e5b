import { mapTexts, type Replacement, replaceWords } from '../../src/domain/named-words.ts'
import type { Database, Writing } from '../database.ts'
import { write } from '../engine/engine.ts'
import { accountText, endIdentities } from '../people.ts'
import type { Schema } from '../schema.ts'
import { appendTrail, readOrganisationTrail, type TrailEntry } from '../trail.ts'
import { replacing } from './named.ts'
import { STORED, type Stored } from './registry.ts'
import { type Found, findRows, removeIn } from './remove.ts'
import { anyTable, type Row } from './rewrite.ts'

type PersonRow = Pick<Schema['people'], 'code' | 'name' | 'email'> & {
  readonly id: number
  readonly sameAsId: number | null
  readonly seatOfId: number | null
}

/** Somebody, with every row of theirs and every spelling by which the record knows them. */
export interface Subject {
  readonly id: number
  readonly name: string
  readonly code: string
  /** Rows of people that turned out to be this one. */
  readonly rows: readonly PersonRow[]
  readonly replacements: readonly Replacement[]
}

/** The people of a name or a code, seats left out: several where a name is not enough. */
export async function findSubjects(
  db: Database,
  wanted: string,
  also: readonly string[] = [],
): Promise<readonly Subject[]> {
  const all = await db
    .selectFrom('people')
    .select(['id', 'code', 'name', 'email', 'sameAsId', 'seatOfId'])
    .orderBy('id')
    .execute()
  const means = ({ code, name }: PersonRow) =>
    [code, name].some((each) => each.toLowerCase() === wanted.toLowerCase())
  const called = all.filter((each) => each.seatOfId === null && means(each))
  const byCode = called.filter(({ code }) => code.toLowerCase() === wanted.toLowerCase())
  const heads = new Set((byCode.length > 0 ? byCode : called).map((each) => rootOf(all, each).id))
  return Promise.all(
    [...heads].map(async (id) => {
      const rows = all.filter((each) => rootOf(all, each).id === id)
      const head = rows.find((each) => each.id === id) ?? rows[0]
      return {
        id,
        name: head?.name ?? wanted,
        code: head?.code ?? wanted,
        rows,
        replacements: await replacementsFor(db, { id, rows, also }),
      }
    }),
  )
}

function rootOf(all: readonly PersonRow[], person: PersonRow): PersonRow {
  const kept = all.find(({ id }) => id === person.sameAsId)
  return kept ? rootOf(all, kept) : person
}

/** What is called in the record after this, and under which code. */
export function pseudonymOf(id: number): { readonly name: string; readonly code: string } {
  return { name: `Person ${id}`, code: `person-${id}` }
}

async function replacementsFor(
  db: Database,
  {
    id,
    rows,
    also,
  }: { readonly id: number; readonly rows: readonly PersonRow[]; readonly also: readonly string[] },
): Promise<readonly Replacement[]> {
  const { name } = pseudonymOf(id)
  const accounts = await accountsEver(db, rows)
  const links = await db.selectFrom('linkRequests').select(['userId', 'name', 'email', 'personId']).execute()
  const asked = links.filter(
    ({ personId, userId }) => rows.some((each) => each.id === personId) || accounts.has(userId),
  )
  const names = new Set([...rows.map((each) => each.name), ...asked.map((each) => each.name), ...also])
  const emails = [...rows, ...asked].flatMap(({ email }) => (email === null ? [] : [email]))
  const codes = rows.map((each) => ({ words: each.code, instead: pseudonymOf(each.id).code }))
  const ids = [...accounts].filter((each) => !rows.some(({ code }) => code === each))
  return [
    ...[...names].map((words) => ({ words, instead: name })),
    ...emails.map((words) => ({ words, instead: '[e-mail address removed]' })),
    ...ids.map((words, index) => ({ words, instead: `person-${id}-account-${index + 1}` })),
    ...codes,
  ].filter(({ words }) => words.trim().length > 1)
}

/** The ids of the accounts that they have, and of those that the trail says they had. */
async function accountsEver(db: Database, rows: readonly PersonRow[]): Promise<ReadonlySet<string>> {
  const linked = await db.selectFrom('identities').select(['userId', 'personId']).execute()
  const of = linked
    .filter(({ personId }) => rows.some(({ id }) => id === personId))
    .map(({ userId }) => userId)
  const told = (await readOrganisationTrail(db)).flatMap(({ before, after }) =>
    [before, after].flatMap((each) => accountsIn(each, rows)),
  )
  return new Set([...of, ...told])
}

function accountsIn(value: unknown, rows: readonly PersonRow[]): readonly string[] {
  const {
    code,
    account,
    accounts = [],
  } = (value ?? {}) as {
    readonly code?: string
    readonly account?: string
    readonly accounts?: readonly string[]
  }
  if (!rows.some((each) => each.code === code)) return []
  // `platform:tenant:user`; the id of a user of Teams has colons of its own.
  return [...(account === undefined ? [] : [account]), ...accounts].map((each) =>
    each.split(':').slice(2).join(':'),
  )
}

/** A row in which somebody stands. */
export interface Recorded {
  readonly stored: Stored
  readonly row: Row
}

/** Everything that is recorded about somebody: the rows that name them by number, and the texts in which they stand. */
export async function recordedOf(
  db: Database,
  { rows, replacements }: Subject,
): Promise<readonly Recorded[]> {
  const ids = new Set<unknown>(rows.map(({ id }) => id))
  const found = await findRows(db, (stored, row) => {
    const isNamed = stored.people.some((column) => ids.has(row[column])) || stands(stored, row, replacements)
    return isNamed ? 'delete' : undefined
  })
  const untold = STORED.filter(({ texts, people }) => texts.size === 0 && people.length > 0)
  return [...found, ...(await rowsOf(db, untold, ids))]
}

async function rowsOf(
  db: Database,
  tables: readonly Stored[],
  ids: ReadonlySet<unknown>,
): Promise<readonly Recorded[]> {
  const found: Recorded[] = []
  for (const stored of tables) {
    const rows = await anyTable(db)
      .selectFrom(stored.table as string)
      .selectAll()
      .execute()
    found.push(
      ...rows
        .filter((row) => stored.people.some((column) => ids.has(row[column])))
        .map((row) => ({ stored, row })),
    )
  }
  return found
}

function stands({ texts }: Stored, row: Row, replacements: readonly Replacement[]): boolean {
  return [...texts].some(([column, { json }]) => {
    const value = row[column]
    if (typeof value !== 'string') return false
    let isThere = false
    const look = (text: string) => {
      isThere ||= replaceWords(text, replacements) !== text
      return text
    }
    if (json && value !== '') mapTexts(JSON.parse(value), look)
    else look(value)
    return isThere
  })
}

interface Asked {
  readonly now: Date
  readonly by: Pick<TrailEntry, 'by' | 'identity'>
  readonly reason: string
}

/** Notes that somebody was told what is recorded about a person. */
export function noteReport(db: Database, { code }: Subject, { now, by, reason }: Asked): Promise<void> {
  return write(db, null, (trx) =>
    appendTrail(trx, null, {
      ...by,
      at: now.toISOString(),
      onBehalfOf: null,
      action: 'person-report',
      ref: null,
      before: null,
      after: { code, reason },
      message: null,
    }),
  )
}

/**
 * Takes a person's name, addresses and accounts out of every row: what they said, and the post that they held, stay under a number.
 */
export async function anonymise(db: Database, subject: Subject, asked: Asked): Promise<readonly Found[]> {
  const { id, replacements } = subject
  await write(db, null, (trx) => unlink(trx, subject, asked))
  const replace = replacing(replacements)
  const ids = new Set<unknown>(subject.rows.map((each) => each.id))
  const edit: typeof replace = (stored, row) => {
    const set = replace(stored, row)
    // No address stays, not even one that cannot be used.
    if (stored.table === 'people' && ids.has(row.id)) return { ...(set as object), email: null }
    return set
  }
  return removeIn(
    db,
    {
      kind: 'person',
      planId: null,
      now: asked.now,
      entry: {
        ...asked.by,
        told: { person: pseudonymOf(id).code, reason: replaceWords(asked.reason, replacements) },
      },
    },
    { found: await findRows(db, edit), edit },
  )
}

/** Nobody speaks for them any more, nothing is sent to them, and nobody is signed in as them. */
async function unlink(trx: Writing, { id, name, code, rows }: Subject, { now, by }: Asked): Promise<void> {
  const all = await trx
    .selectFrom('identities')
    .select(['id', 'platform', 'tenant', 'userId', 'personId'])
    .execute()
  const accounts = all.filter(
    ({ platform, userId, personId }) =>
      rows.some((each) => each.id === personId) &&
      !(platform === 'terminal' && rows.some((each) => each.code === userId)),
  )
  await trx.deleteFrom('mailProofs').where('personId', '=', id).execute()
  if (accounts.length === 0) return
  await endIdentities(
    trx,
    accounts.map((each) => each.id),
  )
  await appendTrail(trx, null, {
    ...by,
    at: now.toISOString(),
    onBehalfOf: null,
    action: 'unlink',
    ref: null,
    before: { person: name, code, accounts: accounts.map(accountText) },
    after: null,
    message: null,
  })
}

/** The posts that they hold on a day, so that somebody else is given them. */
export async function postsHeld(db: Database, { rows }: Subject, day: string): Promise<readonly string[]> {
  const held = await db
    .selectFrom('assignments')
    .innerJoin('roles', 'roles.id', 'assignments.roleId')
    .select(['roles.code', 'personId', 'toDay'])
    .where('fromDay', '<=', day)
    .execute()
  return held
    .filter(
      ({ personId, toDay }) => rows.some(({ id }) => id === personId) && (toDay === null || toDay >= day),
    )
    .map(({ code }) => code)
}
