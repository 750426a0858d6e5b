import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../data/database.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { appendTrail, verifyTrail } from '../../data/trail.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'
import { temporaryFolder } from '../support/folder.ts'

/** A record with every kind of row that an entry speaks of. */
let recorded: string
let folder: string
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
  recorded = join(folder, 'recorded.sqlite')
  const bot = await createTestApp({ database: `sqlite:${recorded}` })
  await bot.say('update C2 amber the first note')
  await bot.say('evidence A1(a) https://example.org/minutes')
  await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
  await bot.say('undo', { as: 'SLSPPEP' })
  await bot.say('revise A2(e) to 11 December 2020 because the provider signs then', { as: 'P16SM' })
  await bot.say('revise B5(c) to 26 March 2021 because the audit slipped')
  await bot.say('action add board SLSPPEP by 12 Jan 2021 write to the parents')
  const farEnd = createFarEnd(bot)
  for (const time of ['2020-11-25T09:00:00Z', '2020-11-30T09:00:00Z']) await farEnd.tickAt(time)
  bot.later(new Date('2020-12-10T09:00:00Z'))
  await bot.say('approve R1 minute 4.2, agreed')
  await bot.say('approve R2 minute 4.3, agreed')
  await bot.say('action done 1 written')
  await bot.say('meeting move improvement-board to 13 January 2021 at 5pm')
  await bot.say('update B2(a) complete on 3 December 2020')
  expect(await verifyTrail(bot.db)).toMatchObject({ broken: null })
  await bot.close()
})

/** Verifies a copy that somebody changed with a tool of their own. */
async function verifiedAfter(...statements: readonly string[]) {
  const path = join(temporaryFolder(), 'changed.sqlite')
  copyFileSync(recorded, path)
  const file = new SqliteDatabase(path)
  file.pragma('foreign_keys = off')
  for (const statement of statements) file.exec(statement)
  file.close()
  const db = await openDatabase(`sqlite:${path}`, { create: false })
  try {
    return await verifyTrail(db)
  } finally {
    await db.destroy()
  }
}

const LAST_UPDATE = "(select id from updates where kind = 'update' order by id desc limit 1)"
const copyOf = (table: string, columns: string) =>
  `insert into ${table} (${columns}) select ${columns} from ${table} order by id desc limit 1`

describe('audit verify names what was changed in the file behind the trail:', () => {
  test.each([
    ['nothing', ['select 1'], null],
    [
      'the note of an update',
      ["update updates set note = 'the last note' where note = 'the first note'"],
      /an update of C2/,
    ],
    [
      'the rating of an update',
      [`update updates set rating = 'red' where id = ${LAST_UPDATE}`],
      /an update of B2\(a\)/,
    ],
    [
      'the evidence of an update',
      ['update updates set evidence = null where evidence is not null'],
      /an update of A1\(a\)/,
    ],
    ['who said it', [`update updates set person_id = 1 where id = ${LAST_UPDATE}`], /an update of B2\(a\)/],
    [
      'since when it holds',
      [`update updates set effective_at = '2020-11-01T09:00:00.000Z' where id = ${LAST_UPDATE}`],
      /an update of/,
    ],
    [
      'the position that the plan file brought',
      [
        "update updates set rating = 'green' where id = (select min(id) from updates where kind = 'import' and rating is not null)",
      ],
      /an update was changed/,
    ],
    [
      'an update that was taken away',
      [`delete from updates where id = ${LAST_UPDATE}`],
      /an update of B2\(a\)/,
    ],
    ['the last update', ['delete from updates where id = (select max(id) from updates)'], /an update of/],
    ['an undo that was taken away', ["delete from updates where kind = 'undo'"], /an update of/],
    [
      'an update that was added',
      [
        copyOf(
          'updates',
          'plan_id, item_id, batch_id, kind, rating, final_proposed, person_id, recorded_at, effective_at',
        ),
      ],
      /^update #\d+ is in the file, and no entry tells of it$/,
    ],
    [
      'an update that was slipped in before',
      [
        `insert into updates (id, plan_id, item_id, batch_id, kind, final_proposed, person_id, recorded_at, effective_at) select -1, plan_id, item_id, batch_id, kind, final_proposed, person_id, recorded_at, effective_at from updates limit 1`,
      ],
      /an update/,
    ],
    [
      'the position that is shown',
      [
        "update positions set rating_id = null where item_id = (select item_id from item_changes where facts ->> 'ref' = 'C2')",
      ],
      /^the position of C2 does not rest/,
    ],
    [
      'a position that was taken away',
      [
        "delete from positions where item_id = (select item_id from item_changes where facts ->> 'ref' = 'C2')",
      ],
      /^the position of C2/,
    ],
    ['the date of a request', ["update requests set to_day = '2021-06-01' where number = 1"], /request #1/],
    ['the reason of a request', ["update requests set reason = 'another' where number = 2"], /request #2/],
    [
      'the state of a request',
      ["update requests set state = 'pending', ended_at = null where number = 1"],
      /request #1/,
    ],
    [
      'a request that was taken away',
      ['delete from requests where number = 2'],
      /request #2 of B5\(c\) was taken away/,
    ],
    [
      'a request that was added',
      [
        copyOf('requests', 'plan_id, kind, item_id, state, reason, asked_by, asked_at')
          .replace('(plan_id', '(number, plan_id')
          .replace('select plan_id', 'select 99, plan_id'),
      ],
      /request #\d+ is in the file/,
    ],
    ['what was decided', ["update decisions set outcome = 'declined'"], /decision #1 of A2\(e\)/],
    ['the minute of a decision', ["update decisions set note = 'minute 5.1' where id = 2"], /decision #2/],
    [
      'the body of a decision',
      ["update decisions set body_code = 'operational-group' where id = 2"],
      /decision #2/,
    ],
    [
      'a decision that was taken away',
      ['delete from decisions where id = 2'],
      /decision #2 of B5\(c\) was taken away/,
    ],
    [
      'a decision that was added',
      [copyOf('decisions', 'plan_id, request_id, outcome, body_code, person_id, chairs_action, decided_at')],
      /decision #3 is in the file/,
    ],
    [
      'a date that a board approved',
      ["update revisions set due_on = '2021-06-01' where basis = 'approved'"],
      /revised date #\d+ of A2\(e\)/,
    ],
    [
      'a date that the plan printed',
      [
        "update revisions set due_on = '2021-06-01' where id = (select min(id) from revisions where basis = 'printed')",
      ],
      /revised date #\d+ was changed/,
    ],
    [
      'a revised date that was ended',
      ["update revisions set ended_at = '2020-12-01T00:00:00.000Z' where basis = 'approved'"],
      /revised date/,
    ],
    [
      'a revised date that was taken away',
      ["delete from revisions where basis = 'approved'"],
      /revised date #\d+ of A2\(e\) was taken away/,
    ],
    [
      'a revised date that was added',
      [copyOf('revisions', 'plan_id, item_id, due_on, as_given, basis, ambiguous, effective_at')],
      /revised date #\d+ is in the file/,
    ],
    ['an action arising', ["update actions_arising set due_on = '2021-06-01'"], /action arising #1/],
    ['an action arising that was done', ['update actions_arising set done_at = null'], /action arising #1/],
    [
      'the day of a meeting that was moved',
      ["update meetings set day = '2021-01-20' where state = 'moved'"],
      /meeting #\d+/,
    ],
    [
      'the day of a meeting that was not',
      [
        "update meetings set day = '2021-06-16' where id = (select max(id) from meetings where state = 'planned')",
      ],
      /meeting #\d+ is in the file/,
    ],
    [
      'the title of an item',
      ["update item_changes set facts = json_set(facts, '$.title', 'Easy') where facts ->> 'ref' = 'C2'"],
      /^item change #\d+ was changed in the file/,
    ],
    [
      'the due date of an item',
      [
        "update item_changes set facts = json_set(facts, '$.due.on', '2022-01-01') where facts ->> 'ref' = 'A1(a)'",
      ],
      /^item change #\d+/,
    ],
    [
      'who answers for an item',
      [
        "update item_changes set facts = json_set(facts, '$.owners', json('[]')) where facts ->> 'ref' = 'A1(a)'",
      ],
      /^item change #\d+/,
    ],
    [
      'from when a change holds',
      ["update item_changes set holds_from = '2020-11-20' where id = 1"],
      /^item change #1 was changed/,
    ],
    [
      'an item change that was added',
      [
        `insert into item_changes (plan_id, item_id, kind, facts, holds_from, recorded_at, source) select plan_id, item_id, 'left', '{"left":{"why":"closed"}}', '2020-11-20', '2020-11-20', 'import' from item_changes limit 1`,
      ],
      /^item change #\d+ is in the file, and no entry tells of it/,
    ],
    [
      'the title of a role',
      ["update plan_roles set title = 'Nobody' where code = 'SLSESEND'"],
      /the plan in the file is not the one/,
    ],
    [
      'the title of a post of the organisation',
      ["update roles set title = 'Nobody' where code = 'SLSESEND'"],
      /the organisation in the file is not the one/,
    ],
    [
      'a day on which it is closed',
      [`update organisation set settings = '{"closedDays":[{"on":"2020-11-24"}],"terms":[]}'`],
      /the organisation in the file is not the one/,
    ],
    [
      'which body decides',
      ["update plan_versions set settings = replace(settings, 'improvement-board', 'operational-group')"],
      /^plan version #1 was changed/,
    ],
    [
      'the figures of an edition',
      ['update editions set facts = replace(facts, \'"red":\', \'"red": \')'],
      /the figures of edition 1 for .* of .* were changed/,
    ],
    [
      'the figures of an edition with their hash',
      [
        "update editions set facts = '{}', facts_hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'",
      ],
      /is not the one that was stored at its cut-off/,
    ],
    ...(
      [
        ['the number', 'number = 7'],
        ['the meeting', "meeting_day = '2021-03-02'"],
        ['the body', 'body_id = 3 - body_id'],
        ['the cut-off', "as_at = '2020-11-01T12:00:00.000Z'"],
      ] as const
    ).map(([what, change]): [string, readonly string[], RegExp] => [
      `${what} of an edition`,
      [`update editions set ${change} where id = (select max(id) from editions where origin = 'cut-off')`],
      /edition \d for .* was stored for another meeting, or as at another time/,
    ]),
    [
      'an edition that was taken away',
      ["delete from editions where origin = 'cut-off'"],
      /the edition that it stored was taken away/,
    ],
    [
      'the message of a delivery',
      ["update deliveries set payload = replace(payload, 'was', 'is') where payload <> ''"],
      /the message of delivery \d+ was changed/,
    ],
    [
      'the end of the trail',
      ['delete from trail where seq = (select max(seq) from trail)'],
      /entries up to #\d+ were written/,
    ],
    [
      'the end of the trail with the count',
      ['delete from trail where seq > 5', "update sqlite_sequence set seq = 5 where name = 'trail'"],
      /no entry tells of it/,
    ],
    [
      'the whole trail',
      ['delete from trail'],
      /entries up to #\d+ were written, and the last there is is #0/,
    ],
    [
      'the whole trail with the count',
      ['delete from trail', "delete from sqlite_sequence where name = 'trail'"],
      /it is empty, although there is a plan/,
    ],
  ] as const)('%s', async (_, statements, problem) => {
    const { broken } = await verifiedAfter(...statements)
    if (problem === null) expect(broken).toBeNull()
    else expect(broken?.problem).toMatch(problem)
  })

  test('a person who was taken away, and is named by what they said', async () => {
    const { broken } = await verifiedAfter(
      'delete from people where id = (select max(person_id) from updates)',
    )
    expect(broken?.problem).toMatch(/^a row of \w+ refers to one of people that is not there$/)
  })

  test('a head that was stored with an edition or a message, and is in the trail no more', async () => {
    const withHead = await verifiedAfter(
      `update deliveries set trail_head = '${createHash('sha256').update('gone').digest('hex')}' where number = 1`,
    )
    expect(withHead.broken?.problem).toMatch(/^the head that was stored with delivery 1 is not in the trail/)
    const withEdition = await verifiedAfter(
      `update editions set trail_head = '${createHash('sha256').update('gone').digest('hex')}'`,
    )
    expect(withEdition.broken?.problem).toMatch(
      /^the head that was stored with edition 1 of .* is not in the trail/,
    )
  })
})

describe('a trail of before rows were sealed', () => {
  let db: Database
  beforeAll(async () => {
    const path = join(folder, 'released.sqlite')
    copyFileSync(projectFile('test/fixtures/databases/before-delivery-columns.sqlite'), path)
    db = await openDatabase(`sqlite:${path}`, { create: false })
  })
  afterAll(() => db.destroy())

  test('verifies as it did, and its next entry seals all that is there', async () => {
    expect(await verifyTrail(db)).toMatchObject({ entries: 13, broken: null })
    await db.transaction().execute((trx) =>
      appendTrail(trx, 1, {
        at: '2021-01-06T10:00:00.000Z',
        by: 'the coordinator',
        identity: 'terminal:local:coordinator',
        onBehalfOf: null,
        action: 'prefer',
        ref: null,
        before: null,
        after: {},
        message: null,
      }),
    )
    expect(await verifyTrail(db)).toMatchObject({ entries: 17, broken: null })
    await db.updateTable('updates').set({ rating: 'red' }).where('id', '=', 1).execute()
    expect((await verifyTrail(db)).broken).toMatchObject({ seq: 15 })
  })
})

describe('what was changed in the file is not told:', () => {
  let bot: TestApp
  beforeEach(async () => {
    bot = await createTestApp()
  })
  afterEach(() => bot.close())

  test('a message that was composed is held, and the coordinator hears why', async () => {
    const farEnd = createFarEnd(bot)
    await bot.say('update A2(c) amber via call the provider signs late')
    await bot.db
      .updateTable('deliveries')
      .set({ payload: '{"summary":"forged","blocks":[]}' })
      .where('payload', '<>', '')
      .execute()
    await farEnd.tickAt('2020-11-24T09:05:00Z')
    const held = (await listDeliveries(bot.db, 1)).filter(({ state }) => state === 'held')
    expect(held).toMatchObject([{ kind: 'notice', firstTriedAt: null }])
    expect(JSON.stringify(farEnd.arrived)).not.toContain('forged')
    expect(JSON.stringify(farEnd.arrived)).toContain('its message was changed in the file')
  })

  test('an edition whose figures were changed stops its digest, and is named', async () => {
    const farEnd = createFarEnd(bot)
    await farEnd.tickAt('2020-11-27T12:00:00Z')
    await bot.db
      .updateTable('editions')
      .set(({ fn, val }) => ({ facts: fn<string>('replace', ['facts', val('"red":4'), val('"red":0')]) }))
      .execute()
    await farEnd.tickAt('2020-11-30T09:00:00Z')
    expect(farEnd.arrived.filter(({ key }) => key.startsWith('digest:improvement-board'))).toEqual([])
    const alert = farEnd.arrived.find(({ key }) => key.startsWith('alert:digest:improvement-board'))
    expect(alert?.message.summary).toContain(
      'The stored figures for Tuesday 8 December 2020 (edition 1) were changed in the file',
    )
    expect(await bot.say('digest board')).toContain('were changed in the file, so nothing is told from them')
  })
})
