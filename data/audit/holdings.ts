import { addDays, dayIn } from '../../src/domain/day.ts'
import type { Day } from '../../src/domain/plan.ts'
import type { Database } from '../database.ts'
import { aside } from '../engine/engine.ts'
import { readOrganisation } from '../organisation.ts'
import { type Assignment, accountText, FROM_THE_START } from '../people.ts'
import { readOrganisationTrail, type TrailRow } from '../trail.ts'

/**
 * Replays what the trail tells of assignments, accounts and channels, and compares it with the rows. Each finding names a row
 * that no entry speaks of, or an entry whose row was changed or removed.
 */
export function verifyHoldings(db: Database): Promise<readonly string[]> {
  return aside(db, verify)
}

async function verify(db: Database): Promise<readonly string[]> {
  const trail = await readOrganisationTrail(db)
  const people = await readPeople(db)
  const { timeZone } = (await readOrganisation(db)) ?? {}
  if (timeZone === undefined) return []
  const codes = await readCodes(db)
  return [
    ...(await assignmentsAgainst(db, { trail, people, codes, timeZone })),
    ...(await accountsAgainst(db, { trail, people })),
    ...(await channelsAgainst(db, { trail, codes })),
  ]
}

/** What entries mean by the codes of posts and boards, which are those of the plan that was spoken of. */
interface Codes {
  readonly roleId: (entry: TrailRow, code: string) => number | undefined
  readonly bodyCode: (entry: TrailRow, code: string | undefined) => string
}

async function readCodes(db: Database): Promise<Codes> {
  const plans = await db.selectFrom('plans').select(['id', 'code']).execute()
  const roles = await db.selectFrom('planRoles').select(['planId', 'code', 'roleId']).execute()
  const bodies = await db
    .selectFrom('planBodies')
    .innerJoin('bodies', 'bodies.id', 'planBodies.bodyId')
    .select(['planBodies.planId', 'planBodies.code', 'bodies.code as organisationCode'])
    .execute()
  const planOf = ({ planId, spokenOf }: TrailRow) => planId ?? plans.find(({ code }) => code === spokenOf)?.id
  const of = <Own extends { planId: number; code: string }>(
    rows: readonly Own[],
    entry: TrailRow,
    code: string | undefined,
  ) => rows.find((each) => each.planId === planOf(entry) && each.code === code)
  return {
    roleId: (entry, code) => of(roles, entry, code)?.roleId,
    bodyCode: (entry, code) => of(bodies, entry, code)?.organisationCode ?? code ?? '',
  }
}

/** A person as an entry names them: older entries give only the name, which may have changed since. */
interface Named {
  readonly person?: string
  readonly code?: string
}

interface People {
  /** Whether an entry may mean this person. */
  readonly means: (named: Named, code: string) => boolean
  readonly all: readonly { readonly code: string; readonly name: string }[]
}

async function readPeople(db: Database): Promise<People> {
  const all = await db.selectFrom('people').select(['code', 'name']).execute()
  const means = ({ person, code: given }: Named, code: string) => {
    if (given !== undefined) return given === code
    const same = all.filter(({ name }) => name === person)
    return same.length === 0 || same.some((each) => each.code === code)
  }
  return { all, means }
}

interface Recorded {
  readonly trail: readonly TrailRow[]
  readonly people: People
}

type RecordedPosts = Recorded & { readonly codes: Codes; readonly timeZone: string }

type Expected = Pick<Assignment, 'kind' | 'fromDay'> & {
  readonly roleId: number | undefined
  readonly role: string
  who: Named
  toDay: Day | null
  /** The entry that records it; null for what an import gave. */
  readonly seq: number | null
}

async function assignmentsAgainst(
  db: Database,
  { trail, people, ...recorded }: RecordedPosts,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('roles', 'roles.id', 'assignments.roleId')
    .innerJoin('people', 'people.id', 'assignments.personId')
    .select([
      'assignments.id',
      'assignments.roleId',
      'roles.code as role',
      'people.code',
      'people.name',
      'assignments.kind',
      'assignments.fromDay',
      'assignments.toDay',
    ])
    .orderBy('assignments.id')
    .execute()
  const expected = await startingHolders(db, people)
  for (const entry of trail) replayAssignment(expected, entry, { people, ...recorded })
  const strays = rows.filter((row) => {
    const at = expected.findIndex(
      (each) =>
        each.roleId === row.roleId &&
        each.kind === row.kind &&
        each.fromDay === row.fromDay &&
        each.toDay === row.toDay &&
        people.means(each.who, row.code),
    )
    if (at === -1) return true
    expected.splice(at, 1)
    return false
  })
  return [
    ...strays.map(
      ({ id, name, role, kind, fromDay, toDay }) =>
        `assignment ${id} (${name} as ${kind} of ${role} from ${fromDay} to ${toDay ?? 'now'}) has no entry`,
    ),
    ...expected.map(({ seq, who, kind, role, fromDay, toDay }) => {
      const what = `${who.person ?? who.code} as ${kind} of ${role} from ${fromDay} to ${toDay ?? 'now'}`
      return seq === null
        ? `the assignment of ${what} was changed or removed without an entry`
        : `#${seq} records ${what}; its row was changed or removed without an entry`
    }),
  ]
}

/**
 * A post begins with its seat as its holder. In a database of before there were seats, somebody whose name is not known may
 * sit there: they have the post's code, and are called by it.
 */
async function startingHolders(db: Database, people: People): Promise<Expected[]> {
  const seats = await db
    .selectFrom('people')
    .innerJoin('roles', 'roles.id', 'people.seatOfId')
    .select(['roles.id', 'roles.code', 'people.code as seat'])
    .where('people.sameAsId', 'is', null)
    .execute()
  const roles = await db
    .selectFrom('roles')
    .select(['id', 'code', 'kind'])
    .where('kind', '!=', 'deputy')
    .execute()
  const unnamed = roles
    .filter(({ id }) => !seats.some((seat) => seat.id === id))
    .filter(({ code, kind }) =>
      people.all.some((each) => each.code === code && (kind !== 'officer' || each.name === code)),
    )
  return [...seats, ...unnamed.map((role) => ({ ...role, seat: role.code }))].map(({ id, code, seat }) => ({
    roleId: id,
    role: code,
    who: { code: seat },
    kind: 'holder',
    fromDay: FROM_THE_START,
    toDay: null,
    seq: null,
  }))
}

function replayAssignment(
  expected: Expected[],
  entry: TrailRow,
  { people, codes, timeZone }: Omit<RecordedPosts, 'trail'>,
): void {
  const { seq, at, action, after } = entry
  if (action === 'same') joinExpected(expected, entry, people)
  if (action === 'vacate') vacateExpected(expected, entry, codes)
  if (action !== 'assign' && action !== 'delegate') return
  const given = after as Named & {
    readonly role: string
    readonly from?: Day
    readonly until?: Day
    readonly jointly?: boolean
    /** The codes of those who hold it no longer, although it is held jointly. */
    readonly replaces?: readonly string[]
  }
  const roleId = codes.roleId(entry, given.role)
  const kind = action === 'assign' ? 'holder' : 'delegate'
  const fromDay = given.from ?? dayIn(timeZone, new Date(at))
  const isSame = ({ who }: Expected) =>
    people.all.some(({ code }) => people.means(who, code) && people.means(given, code))
  for (const each of expected) {
    const isOver = each.toDay !== null && each.toDay < fromDay
    if (each.roleId !== roleId || each.kind !== kind || isOver) continue
    const isReplaced = given.jointly !== true || given.replaces?.includes(each.who.code ?? '') === true
    if (kind === 'holder' ? isReplaced : isSame(each)) each.toDay = addDays(fromDay, -1)
  }
  expected.push({ roleId, role: given.role, who: given, kind, fromDay, toDay: given.until ?? null, seq })
}

/** Two people who turned out to be one hold what either held. */
function joinExpected(expected: Expected[], { before, after }: TrailRow, people: People): void {
  const [joined, kept] = [before as Named, after as Named]
  for (const each of expected) {
    if (isNamed(each.who, joined, people)) each.who = { code: kept.code ?? '' }
  }
}

function isNamed(who: Named, { person, code = '' }: Named, people: People): boolean {
  return who.code === undefined ? who.person === person : people.means(who, code)
}

/** Those who hold a post no longer; its seat holds it from then on if nobody else does. */
function vacateExpected(expected: Expected[], entry: TrailRow, codes: Codes): void {
  const given = entry.after as {
    readonly role: string
    readonly kind: Expected['kind']
    readonly from: Day
    readonly ends: readonly string[]
    readonly seat: string | null
  }
  const roleId = codes.roleId(entry, given.role)
  const { role, from: fromDay, seat } = given
  for (const each of expected) {
    const isOver = each.toDay !== null && each.toDay < fromDay
    if (each.roleId !== roleId || each.kind !== given.kind || isOver) continue
    if (given.ends.includes(each.who.code ?? '')) each.toDay = addDays(fromDay, -1)
  }
  if (seat === null) return
  const who = { code: seat }
  expected.push({ roleId, role, who, kind: 'holder', fromDay, toDay: null, seq: entry.seq })
}

async function accountsAgainst(db: Database, { trail, people }: Recorded): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.personId')
    .select(['platform', 'tenant', 'userId', 'people.code', 'people.name'])
    .orderBy('identities.id')
    .execute()
  const expected = new Map<string, { readonly seq: number; readonly who: Named }>()
  for (const { seq, action, before, after } of trail) {
    if (action === 'same') {
      const [joined, kept] = [before as Named, after as Named]
      for (const [account, { who, ...rest }] of expected)
        if (isNamed(who, joined, people)) expected.set(account, { ...rest, who: { code: kept.code ?? '' } })
      const shell = { platform: 'terminal', tenant: 'local', userId: joined.code ?? '' }
      expected.set(accountText(shell), { seq, who: { code: kept.code ?? '' } })
    }
    if (action !== 'link' && action !== 'unlink') continue
    const { accounts = [] } = (before ?? {}) as { accounts?: readonly string[] }
    for (const each of accounts) expected.delete(each)
    const given = after as (Named & { readonly account: string }) | null
    if (given) expected.set(given.account, { seq, who: given })
  }
  const linked = rows.filter(({ platform, tenant, userId, code }) => {
    const isShells = platform === 'terminal' && tenant === 'local' && userId === code
    return !isShells
  })
  const isRecorded = (row: (typeof rows)[number]) => {
    const known = expected.get(accountText(row))
    return known !== undefined && people.means(known.who, row.code)
  }
  const strays = linked.filter((row) => !isRecorded(row))
  const there = linked.filter(isRecorded).map(accountText)
  return [
    ...strays.map((row) => `the account ${accountText(row)} of ${row.name} has no entry`),
    ...[...expected]
      .filter(([account]) => !there.includes(account))
      .map(
        ([account, { seq, who }]) =>
          `#${seq} links ${account} to ${who.person ?? who.code}; its row was changed or removed without an entry`,
      ),
  ]
}

async function channelsAgainst(
  db: Database,
  { trail, codes }: Pick<RecordedPosts, 'trail' | 'codes'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('channels')
    .innerJoin('bodies', 'bodies.id', 'channels.bodyId')
    .select(['channels.id', 'bodies.code as body', 'platform', 'tenant', 'channel', 'name'])
    .orderBy('channels.id')
    .execute()
  const expected = new Map<string, number>()
  for (const entry of trail) {
    const { seq, action, before, after } = entry
    const text = (bound: Bound) => channelText({ ...bound, body: codes.bodyCode(entry, bound.body) })
    if (action === 'bind') {
      const { channel: name, id: channel, ...rest } = after as Omit<Bound, 'name'> & { readonly id: string }
      expected.set(text({ ...rest, channel, name }), seq)
    }
    if (action === 'unbind') expected.delete(text(before as Bound))
  }
  const there = rows.map(channelText)
  return [
    ...rows
      .filter((row) => !expected.has(channelText(row)))
      .map((row) => `channel ${row.id} (${channelText(row)}) has no entry`),
    ...[...expected]
      .filter(([text]) => !there.includes(text))
      .map(([text, seq]) => `#${seq} binds ${text}; its row was changed or removed without an entry`),
  ]
}

interface Bound {
  readonly body: string
  readonly platform: string
  readonly tenant: string
  readonly channel: string
  readonly name: string
}

function channelText({ body, platform, tenant, channel, name }: Bound): string {
  return `${body} in ${name}, ${platform}:${tenant}:${channel}`
}
