import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../data/database.ts'
import { write } from '../../data/engine/engine.ts'
import {
  appendTrail,
  readOrganisationTrail,
  readTrail,
  type TrailRow,
  verifyTrail,
} from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { newDatabaseUrl, openTestDatabase, setDisk } from '../support/database.ts'

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** Changes the database behind the program's back. */
async function tamper(...statements: readonly string[]): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(bot.db)
  for (const statement of statements) await sql.raw(statement).execute(bot.db)
}

async function planId(db: Database): Promise<number> {
  return (await db.selectFrom('plans').select('id').executeTakeFirstOrThrow()).id
}

async function lastEntry(): Promise<TrailRow> {
  const ofPlan = (await readTrail(bot.db, await planId(bot.db))).at(-1)
  const ofOrganisation = (await readOrganisationTrail(bot.db)).at(-1)
  const last = (ofPlan?.seq ?? 0) > (ofOrganisation?.seq ?? 0) ? ofPlan : ofOrganisation
  if (!last) throw new Error('the trail is empty')
  return last
}

const forged = createHash('sha256').update('forged').digest('hex')
const insertForged = (seq: number) =>
  `insert into trail (seq, chain, plan_id, ref, prev, hash, payload)
   select ${seq}, chain, plan_id, null, '${forged}', '${forged.toUpperCase()}', '{"plan":1,"ref":null}' from trail limit 1`

describe('audit verify finds', () => {
  // The import is entry 1 of the plan and entry 2 of the organisation; the updates are entries 3 to 6.
  beforeEach(async () => {
    for (const word of ['first', 'second', 'third', 'fourth'])
      await bot.say(`update C2 amber the ${word} note`)
  })

  test.each([
    [
      'a changed text',
      ["update trail set payload = replace(payload, 'second', 'other') where seq = 4"],
      4,
      'its text was changed',
    ],
    [
      'a text that was changed with its own hash',
      [`update trail set payload = '{}', hash = '${forged}' where seq = 4`],
      4,
      'its text was changed',
    ],
    [
      'an entry filed under another item',
      ["update trail set ref = 'A1' where seq = 4"],
      4,
      'it was filed under another plan or item',
    ],
    [
      'an entry filed under another plan',
      ['update trail set plan_id = 99 where seq = 4'],
      4,
      'it was filed under another plan or item',
    ],
    [
      'a removed entry',
      ['delete from trail where seq = 4'],
      5,
      'an entry before it was removed, added or moved',
    ],
    [
      'a removed first entry',
      ['delete from trail where seq = 1'],
      3,
      'it is not the first entry that was written',
    ],
    [
      'two entries that changed places',
      [
        'update trail set seq = -4 where seq = 4',
        'update trail set seq = 4 where seq = 5',
        'update trail set seq = 5 where seq = -4',
      ],
      4,
      'an entry before it was removed, added or moved',
    ],
    [
      'an entry slipped in between',
      [
        'update trail set seq = -seq where seq > 4',
        insertForged(5),
        'update trail set seq = 1 - seq where seq < 0',
      ],
      5,
      'an entry before it was removed, added or moved',
    ],
    [
      'an entry slipped in before the first',
      [insertForged(-7)],
      -7,
      'it is not the first entry that was written',
    ],
  ] as const)('%s', async (_, statements, seq, problem) => {
    expect(await verifyTrail(bot.db)).toMatchObject({ entries: 6, broken: null })
    await tamper(...statements)
    expect((await verifyTrail(bot.db)).broken).toEqual({ seq, problem })
  })

  test('a text that is no entry, though it was given the right hash', async () => {
    const { head } = await verifyTrail(bot.db)
    const hash = createHash('sha256').update(`${head}\nno entry`).digest('hex')
    await tamper(
      `insert into trail (chain, plan_id, prev, hash, payload) values ('plan 1', 1, '${head}', '${hash}', 'no entry')`,
    )
    expect((await verifyTrail(bot.db)).broken).toEqual({ seq: 7, problem: 'it is no entry of ours' })
  })

  test('a cut-off end, by the number that the last entry had', async () => {
    const before = await verifyTrail(bot.db)
    await tamper('delete from trail where seq = 6')
    const after = await verifyTrail(bot.db)
    expect(after).toMatchObject({
      entries: 5,
      broken: { seq: null, problem: 'entries up to #6 were written, and the last there is is #5' },
    })
    expect(after.head).not.toBe(before.head)
  })
})

test('the chain of 10,000 entries is verified across every page of it', async () => {
  const { db } = bot
  const plan = await planId(db)
  await write(db, 1, async (trx) => {
    for (let entry = 2; entry <= 10_000; entry += 1) {
      await appendTrail(trx, plan, {
        at: '2020-11-24T09:00:00.000Z',
        by: 'the coordinator',
        identity: 'terminal:local:coordinator',
        onBehalfOf: null,
        action: 'update',
        ref: 'C2',
        before: { rating: 'amber' },
        after: { rating: 'red', entry },
        message: null,
      })
    }
  })
  expect(await verifyTrail(db)).toMatchObject({ entries: 10_001, broken: null })
  await tamper('delete from trail where seq = 7777')
  expect((await verifyTrail(db)).broken?.seq).toBe(7778)
})

describe('an entry holds who, by which identity, on whose behalf, before, after and from which message:', () => {
  const coordinator = { by: 'the coordinator', identity: 'terminal:local:coordinator' }
  const owner = { by: 'P16SM', identity: 'terminal:local:P16SM', onBehalfOf: null }
  const firstMorning = '2020-11-24T09:00:00.000Z'

  test('import', async () => {
    expect(await lastEntry()).toMatchObject({
      at: firstMorning,
      by: 'the command line',
      identity: 'terminal:local:import',
      onBehalfOf: null,
      action: 'import',
      ref: null,
      before: null,
      after: { plan: 'thurrock-wsoa-2019' },
      message: null,
    })
  })

  test('update by an owner', async () => {
    await bot.say('update A2(c) amber the provider signs late', { as: 'P16SM', key: 'message-1' })
    expect(await lastEntry()).toMatchObject({
      ...owner,
      at: firstMorning,
      action: 'update',
      ref: 'A2(c)',
      before: { rating: null, state: 'in-progress' },
      after: { rating: 'amber', state: 'in-progress', note: 'the provider signs late' },
      message: 'message-1',
    })
  })

  test('update by the coordinator, on behalf and with its source', async () => {
    await bot.say('update A2(c) amber via call the provider signs late', { key: 'message-2' })
    expect(await lastEntry()).toMatchObject({
      ...coordinator,
      onBehalfOf: 'P16SM',
      action: 'update',
      after: { rating: 'amber', source: 'call', note: 'the provider signs late' },
      message: 'message-2',
    })
  })

  test('undo', async () => {
    await bot.say('update A2(c) amber the provider signs late', { as: 'P16SM' })
    const said = await lastEntry()
    await bot.say('undo', { as: 'P16SM', key: 'message-3' })
    const { entry } = said.after as { entry: number }
    expect(await lastEntry()).toMatchObject({
      ...owner,
      action: 'undo',
      ref: 'A2(c)',
      before: { entry, rating: 'amber', note: 'the provider signs late' },
      after: { takenBack: entry },
      message: 'message-3',
    })
  })

  test('a request for a date, and its decision', async () => {
    await bot.say('revise A2(e) to 11 December 2020 because the provider signs then', {
      as: 'P16SM',
      key: 'message-4',
    })
    expect(await lastEntry()).toMatchObject({
      ...owner,
      action: 'revise',
      ref: 'A2(e)',
      before: { due: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
      after: { request: 1, asksFor: '2020-12-11', reason: 'the provider signs then' },
      message: 'message-4',
    })
    bot.later(new Date('2020-12-09T09:00:00Z'))
    await bot.say('approve R1 minute 4.2, agreed', { key: 'message-5' })
    expect(await lastEntry()).toMatchObject({
      ...coordinator,
      at: '2020-12-09T09:00:00.000Z',
      action: 'approve',
      ref: 'A2(e)',
      before: { request: 1, state: 'pending' },
      after: { request: 1, state: 'approved', due: '2020-12-11', note: expect.stringContaining('4.2') },
      message: 'message-5',
    })
  })

  test('assign and delegate', async () => {
    await bot.say('assign SLBI new Sam Example', { key: 'message-6' })
    expect(await lastEntry()).toMatchObject({
      ...coordinator,
      action: 'assign',
      before: { role: 'SLBI', holders: [] },
      after: { role: 'SLBI', person: 'Sam Example', from: '2020-11-24' },
      message: 'message-6',
    })
    await bot.say('assign SLSESEND new Stan Dinn')
    await bot.say('delegate P16SM SLSESEND until 18 December 2020', { as: 'P16SM', key: 'message-7' })
    expect(await lastEntry()).toMatchObject({
      ...owner,
      action: 'delegate',
      after: { role: 'P16SM', person: 'Stan Dinn', until: '2020-12-18' },
      message: 'message-7',
    })
  })

  test('a meeting that is moved', async () => {
    await bot.say('meeting move improvement-board to 15 December 2020 at 5pm', { key: 'message-8' })
    expect(await lastEntry()).toMatchObject({
      ...coordinator,
      action: 'meeting-move',
      before: { body: 'improvement-board', day: '2020-12-08', time: '17:30' },
      after: { body: 'improvement-board', day: '2020-12-15', time: '17:00' },
      message: 'message-8',
    })
  })
})

describe('the trail goes on from the entry that stands last', () => {
  let db: Database
  let another: Database

  beforeEach(async () => {
    const url = newDatabaseUrl()
    db = await openTestDatabase(url)
    another = await openTestDatabase(url)
    await db.insertInto('plans').values({ code: 'plan', importedAt: '' }).execute()
  })
  afterEach(async () => {
    await db.destroy()
    await another.destroy()
  })

  const entry = { by: 'Ada', identity: '', onBehalfOf: null, action: 'test', before: null, after: null }
  const append = (using: Database, ref: string, then = async () => {}) =>
    write(using, 1, async (trx) => {
      await appendTrail(trx, 1, { ...entry, at: '', ref, message: null })
      await then()
    })
  const refs = async () =>
    (await db.selectFrom('trail').select('ref').orderBy('seq').execute()).map(({ ref }) => ref)

  test('after one was taken back', async () => {
    await append(db, 'A')
    const failing = append(db, 'B', async () => {
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    await append(db, 'C')
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('beside one that was taken back in the same commit', async () => {
    const failing = append(db, 'B', async () => {
      throw new Error('changed its mind')
    })
    await Promise.allSettled([append(db, 'A'), failing, append(db, 'C')])
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('after another process went on with it', async () => {
    await append(db, 'A')
    await append(another, 'B')
    await append(db, 'C')
    await append(another, 'D')
    expect(await refs()).toEqual(['A', 'B', 'C', 'D'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('after a disk that was full took none', async () => {
    await append(db, 'A')
    await setDisk(db, 'full')
    await expect(append(db, 'x'.repeat(2_000_000))).rejects.toThrow('full')
    await setDisk(db, 'free')
    await append(db, 'C')
    expect(await refs()).toEqual(['A', 'C'])
    expect((await verifyTrail(db)).broken).toBeNull()
  })
})

test('people go on recording while the trail is verified, and none of that looks like a break', async () => {
  const busy = await createTestApp({ database: newDatabaseUrl() })
  const id = await planId(busy.db)
  const entry = { at: busy.now().toISOString(), by: 'wsoa', identity: 'service', onBehalfOf: null }
  await write(busy.db, id, async (trx) => {
    for (let number = 0; number < 8_000; number += 1)
      await appendTrail(trx, id, {
        ...entry,
        action: 'test',
        ref: null,
        before: null,
        after: number,
        message: null,
      })
  })
  let verified: Awaited<ReturnType<typeof verifyTrail>> | undefined
  const verifying = verifyTrail(busy.db).then((found) => {
    verified = found
  })
  let recorded = 0
  while (!verified) {
    await busy.say(`update C2 amber note ${recorded}`)
    recorded += 1
    await new Promise(setImmediate)
  }
  await verifying
  expect(verified.broken).toBeNull()
  expect(recorded).toBeGreaterThan(1)
  await busy.close()
})
