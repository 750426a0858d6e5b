import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { ask, endQuestion, remember } from '../../../data/conversations.ts'
import type { Database, Writing } from '../../../data/database.ts'
import { write } from '../../../data/engine/engine.ts'
import { importPlan } from '../../../data/import/import.ts'
import { appendTrail, verifyTrail } from '../../../data/trail.ts'
import { saveUpdates } from '../../../data/updates.ts'
import { type App, createApp } from '../../../src/app/app.ts'
import { loadCommands } from '../../../src/discover.ts'
import { dayIn } from '../../../src/domain/day.ts'
import { FIRST_MORNING, planFrom, SAMPLE, TINY } from '../../support/app.ts'
import { openTestDatabase, setDisk } from '../../support/database.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { itemIdOf } from '../../support/items.ts'
import { expectPositionsToAgree } from '../../support/positions.ts'

/** A process: its connection to the database, and an app for each of the two plans in it. */
interface Process {
  readonly db: Database
  readonly apps: Readonly<Record<Said['plan'], App>>
}

interface Said {
  readonly kind: 'say'
  readonly plan: 'sample' | 'tiny'
  readonly line: string
  readonly as: string
  readonly conversation: string
  readonly key: string | null
  readonly nonce: string | null
  readonly under: string | null
}

type Step = { readonly process: number; readonly minutes: number } & (
  | Said
  | { readonly kind: 'together'; readonly all: readonly Said[] }
  | { readonly kind: 'import'; readonly file: 0 | 1 }
  | { readonly kind: 'taken back'; readonly by: 'error' | 'full disk' }
)

const LINES: Readonly<Record<Said['plan'], readonly string[]>> = {
  sample: [
    'update C2 amber the backlog is still being cleared',
    'update C2 red',
    'update C2, B2(a) green',
    'update C2',
    'confirm C2',
    'C2 no change',
    'update B2(a) complete',
    'update C2 note see the minutes',
    'evidence C2 https://example.org/minutes',
    'amber',
    'the backlog grew',
    'yes',
    'no',
    '1',
    'undo',
    'sorry, meant B2(a) not C2',
    'status C2',
    'what about B2(a)?',
    'overdue',
    'mine',
    'share',
    'revise C2 to 11 January 2021 because it is late',
    'revise C2',
    'requests',
    'approve R1',
    'decline R1 too late',
    'assign SLSESEND SLBI',
    'assign SLSESEND SLSESEND',
    'delegate SLSESEND SLBI until 30 November 2020',
    'unlink SLBI',
    'unlink SLSESEND',
    'link me as SLBI',
    'link confirm 1',
    'people',
    'meeting OG',
    'meeting move OG to 14 December 2020',
    'meeting cancel OG',
    'changes',
    'help',
  ],
  tiny: [
    'update 1.1 steady',
    'update 1.2 slipping the boat is late',
    'update 1.1',
    'confirm 1.1',
    'undo',
    'status 1.1',
    'no',
  ],
}
const PEOPLE = fc.oneof(
  { weight: 4, arbitrary: fc.constant('coordinator') },
  { weight: 4, arbitrary: fc.constant('SLSESEND') },
  fc.constantFrom('SLBI', 'chair:operational-group', 'stranger'),
)

/** How many of the lines are said more often than the others. */
const OFTEN = 6

const rarely = (...texts: readonly string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.constantFrom(...texts))

const saidOn = (plan: Said['plan']): fc.Arbitrary<Said> =>
  fc.record({
    kind: fc.constant('say'),
    plan: fc.constant(plan),
    line: fc.oneof(fc.constantFrom(...LINES[plan].slice(0, OFTEN)), fc.constantFrom(...LINES[plan])),
    as: plan === 'tiny' ? fc.constantFrom('coordinator', 'HEAD') : PEOPLE,
    conversation: fc.constantFrom('one', 'two'),
    key: rarely('k1', 'k2', 'k3', 'k4'),
    nonce: rarely('n1', 'n2'),
    under: rarely('thread'),
  })

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc
    .tuple(
      fc.record({
        process: fc.constantFrom(0, 0, 0, 1),
        minutes: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(1, 4, 11, 1_440)),
      }),
      fc.oneof(
        { weight: 14, arbitrary: saidOn('sample') },
        { weight: 3, arbitrary: saidOn('tiny') },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constant('together' as const),
            all: fc.array(saidOn('sample'), { minLength: 2, maxLength: 4 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('import' as const), file: fc.constantFrom(0, 1) }),
        },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constant('taken back' as const),
            by: fc.constantFrom<'error' | 'full disk'>('error', 'full disk'),
          }),
        },
      ),
    )
    .map(([each, what]) => ({ ...each, ...what })),
  { minLength: 10, maxLength: 40 },
)

const policies = {
  ...planFrom(SAMPLE).policies,
  agrees: {
    wording: 'coordinator',
    joining: 'coordinator',
    leaving: 'coordinator',
    merging: 'coordinator',
    owners: 'coordinator',
  },
}
/** The sample, with an importer who may change what the plan says. */
const SAMPLE_FILE = { ...planFrom(SAMPLE), policies }
/** As it is, and with other titles and without the last action of its last area. */
const FILES = [
  SAMPLE_FILE,
  {
    ...SAMPLE_FILE,
    roles: SAMPLE_FILE.roles.map((role) => ({ ...role, title: `${role.title} (interim)` })),
    items: SAMPLE_FILE.items.slice(
      0,
      SAMPLE_FILE.items.findLastIndex(({ level }) => level === 1),
    ),
  },
] as const

test('what a process remembers changes no answer and nothing of the record', async () => {
  const folder = temporaryFolder()
  const template = await withBothPlans(join(folder, 'template.sqlite'))
  let runs = 0
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      runs += 1
      const [long, short] = [join(folder, `long-${runs}.sqlite`), join(folder, `short-${runs}.sqlite`)]
      for (const path of [long, short]) copyFileSync(template, path)
      const processes = [await start(long), await start(long)]
      let now = FIRST_MORNING
      for (const step of all) {
        now = new Date(now.getTime() + step.minutes * 60_000)
        const process = processes[step.process]
        const fresh = await start(short)
        const expected = await taken(fresh, step, now)
        await fresh.db.destroy()
        expect(unique(process && (await taken(process, step, now)))).toEqual(unique(expected))
        for (const { db } of processes) expect((await verifyTrail(db)).broken).toBeNull()
      }
      for (const { db } of processes) await db.destroy()
      expect(await contents(long)).toEqual(await contents(short))
    }),
    { numRuns: 3 },
  )
})

async function withBothPlans(path: string): Promise<string> {
  const { db } = await start(path)
  for (const plan of [SAMPLE_FILE, planFrom(TINY)]) {
    await importPlan(db, plan, { now: FIRST_MORNING, today: '2020-11-24' })
  }
  await db.destroy()
  return path
}

async function start(path: string): Promise<Process> {
  const db = await openTestDatabase(`sqlite:${path}`)
  const commands = await loadCommands()
  const app = (plan: string) => createApp({ db, commands, log: pino({ level: 'silent' }), plan })
  return { db, apps: { sample: app(SAMPLE_FILE.code), tiny: app(planFrom(TINY).code) } }
}

async function taken(process: Process, step: Step, now: Date): Promise<unknown> {
  switch (step.kind) {
    case 'say':
      return tell(process, step, now)
    case 'together':
      return Promise.all(step.all.map((each) => tell(process, each, now)))
    case 'import':
      return importPlan(process.db, FILES[step.file], {
        now,
        today: dayIn(SAMPLE_FILE.timeZone, now),
        missing: 'left: no longer required',
      })
    case 'taken back':
      return takenBack(process.db, step.by, now)
  }
}

function tell({ apps }: Process, saying: Said, now: Date) {
  const { plan, line, as: userId, conversation, key, nonce, under } = saying
  return apps[plan].handle(
    {
      platform: 'terminal',
      tenant: 'local',
      userId,
      conversation,
      isPrivate: true,
      key,
      said: line,
      ...(nonce === null ? {} : { nonce }),
      ...(under === null ? {} : { under }),
    },
    now,
  )
}

async function takenBack(db: Database, by: 'error' | 'full disk', now: Date): Promise<string> {
  const note = by === 'full disk' ? 'x'.repeat(3_000_000) : 'short'
  if (by === 'full disk') await setDisk(db, 'full')
  const failing = write(db, 1, (trx) => changeMuch(trx, { now, note }))
  const error = await failing.catch(String)
  await setDisk(db, 'free')
  return String(error)
}

/** Changes whatever a process remembers, and then its mind. */
async function changeMuch(trx: Writing, { now, note }: { now: Date; note: string }): Promise<void> {
  const planId = 1
  const itemId = await itemIdOf(trx, 'C2')
  const people = await trx.selectFrom('people').select('id').where('planId', '=', planId).execute()
  const [first] = people
  for (const { id: personId } of people) {
    const [one, two] = ['one', 'two'].map((conversation) => ({ planId, personId, conversation }))
    if (!one || !two) continue
    await ask(trx, one, { text: 'Really?', options: [], answerLine: null }, now)
    await endQuestion(trx, two)
    await remember(trx, one, { lastItemId: itemId, spokenAt: new Date(0).toISOString() })
  }
  await trx.updateTable('people').set({ name: 'Nobody' }).execute()
  await trx.deleteFrom('assignments').execute()
  const update = { itemId, kind: 'update', personId: first?.id ?? 0, recordedAt: now.toISOString() } as const
  await saveUpdates(trx, planId, [{ ...update, rating: 'red' }])
  await appendTrail(trx, planId, {
    at: now.toISOString(),
    by: 'nobody',
    identity: '',
    onBehalfOf: null,
    action: 'test',
    ref: null,
    before: null,
    after: null,
    message: null,
  })
  await saveUpdates(trx, planId, [{ ...update, note }])
  throw new Error('changed its mind')
}

/** Every row of every table but Kysely's own, without what is made at random. */
async function contents(path: string): Promise<unknown> {
  const db = await openTestDatabase(`sqlite:${path}`)
  const { rows: tables } = await sql<{
    name: string
  }>`select name from sqlite_master where type = 'table' and name not like 'kysely%' order by name`.execute(
    db,
  )
  const all = new Map<string, unknown>()
  for (const { name } of tables) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db)
    // The payloads that are hashed hold nonces.
    const comparable = rows.map((row) => ({ ...row, payloadHash: null }))
    all.set(name, unique(comparable))
  }
  await expectPositionsToAgree(db)
  await db.destroy()
  return all
}

function unique(what: unknown): unknown {
  return JSON.parse(JSON.stringify(what).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'random'))
}
