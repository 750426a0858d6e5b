import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../data/database.ts'
import { importPlan, previewImport } from '../../../data/import/import.ts'
import type { ImportOptions } from '../../../data/import/stage.ts'
import { lineOf } from '../../../data/import/told.ts'
import { listMeetings } from '../../../data/meetings.ts'
import { listPlans, loadPlan, planAsAt } from '../../../data/plans.ts'
import { readTrail, verifyTrail } from '../../../data/trail.ts'
import { createApp } from '../../../src/app/app.ts'
import type { PlanFile } from '../../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../../src/plan-file/read.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../../support/app.ts'
import { openTestDatabase, setDisk } from '../../support/database.ts'

const tiny = readFileSync(projectFile(TINY), 'utf8')

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

type Change = readonly [from: string, to: string]

/** The tiny plan with some of its text put otherwise. */
function changed(...changes: readonly Change[]): PlanFile {
  const yaml = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the tiny plan has no "${from}"`)
    return text.replace(from, to)
  }, tiny)
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ line, text }) => `${line}: ${text}`).join('; '))
  return plan
}

const LEDGERS = `          - ref: 2.1.2
            title: Copy the oldest ledgers
            owners: [ ARCHIVE ]
            due: { on: 2020-09, asGiven: September 2020 }
`
const RAMP = tiny.slice(
  tiny.indexOf('          - ref: 1.10.1'),
  tiny.indexOf('  - code: 2\n    title: Collections'),
)

function options() {
  return { now: bot.now(), today: bot.now().toISOString().slice(0, 10) }
}

async function bring(file: PlanFile, more: Partial<ImportOptions> = {}): Promise<readonly string[]> {
  return (await importPlan(bot.db, file, { ...options(), ...more })).changes.map(lineOf)
}

async function preview(file: PlanFile, more: Partial<ImportOptions> = {}): Promise<readonly string[]> {
  return (await previewImport(bot.db, file, { ...options(), ...more })).changes.map(lineOf)
}

const NO_LONGER_REQUIRED = { missing: 'left: no longer required' }

const TABLES = [
  ...(['plans', 'plan_versions', 'items', 'item_changes'] as const),
  ...(['roles', 'bodies', 'people', 'identities', 'assignments'] as const),
  ...(['meetings', 'updates', 'positions', 'revisions', 'requests', 'decisions', 'trail'] as const),
]

/** Every row of every table that an import could touch. */
async function rowsOf(db: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, readonly string[]>()
  for (const table of TABLES) {
    const { rows } = await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db)
    tables.set(
      table,
      rows.map((row) => JSON.stringify(row)),
    )
  }
  return tables
}

/** The tables in which a row came, went or changed. */
async function touched(before: ReadonlyMap<string, readonly string[]>): Promise<readonly string[]> {
  const after = await rowsOf(bot.db)
  return TABLES.filter((table) => before.get(table)?.join('\n') !== after.get(table)?.join('\n'))
}

describe('importing again', () => {
  test.each([TINY, SAMPLE])('an unchanged file does nothing: %s', async (path) => {
    const file = planFrom(path)
    await importPlan(bot.db, file, options())
    const before = await rowsOf(bot.db)
    bot.later({ days: 3 })
    expect(await preview(file)).toEqual([])
    expect(await bring(file)).toEqual([])
    expect(await touched(before)).toEqual([])
  })

  test('a file that only says the same otherwise does nothing either', async () => {
    const file = changed(
      [
        '            title: Copy the oldest ledgers\n            owners: [ ARCHIVE ]\n',
        '            owners:\n              - "ARCHIVE" # as before\n            title: >-\n              Copy the\n              oldest ledgers\n            ongoing: false\n',
      ],
      ['letter: 5\n      mark: ■\n', "mark: '■'\n      letter: '5'\n"],
      [
        '    purpose: Decides everything that the head librarian may not\n    chair: A trustee\n',
        '    chair: A trustee\n    purpose: Decides everything that the head librarian may not\n',
      ],
    )
    expect(await bring(file)).toEqual([])
  })

  const ALWAYS = ['plans', 'trail']
  test.each<
    [what: string, changes: readonly Change[], announced: readonly string[], tables: readonly string[]]
  >([
    [
      'a title',
      [['Lay a ramp to', 'Lay two ramps to']],
      ['reworded: 1.10.1: “Lay a ramp to the side door”, now “Lay two ramps to the side door”'],
      ['item_changes'],
    ],
    [
      'an owner',
      [['owners: [ ARCHIVE ]', 'owners: [ HEAD ]']],
      ['with other owners or leads: 2.1.1: ARCHIVE, now HEAD'],
      ['item_changes'],
    ],
    [
      'the order of owners',
      [['[ HEAD, OUTREACH ]', '[ OUTREACH, HEAD ]']],
      ['with other owners or leads: 1.1.1: HEAD, OUTREACH, now OUTREACH, HEAD'],
      ['item_changes'],
    ],
    [
      'a lead',
      [['lead: HEAD', 'lead: OUTREACH']],
      ['with other owners or leads: 1.1: lead HEAD, now lead OUTREACH'],
      ['item_changes'],
    ],
    [
      'a due date',
      [['{ on: 2021-03, asGiven: March', '{ on: 2021-04, asGiven: April']],
      [
        'with another date, which is asked for: 1.10.1: R1 asks the Steering Group for Apr 2021; until it decides, Mar 2021 stays in force',
      ],
      ['item_changes', 'requests'],
    ],
    [
      'a review date',
      [['{ on: 2021-01-15, asGiven: 15', '{ on: 2021-01-22, asGiven: 22']],
      [
        'with another date, which is asked for: 1.1.2: R1 asks the Steering Group for 22 Jan 2021; until it decides, 15 Jan 2021 stays in force',
      ],
      ['item_changes', 'requests'],
    ],
    [
      'notes',
      [['start: 2020-11-02', 'start: 2020-11-02\n            notes: [ The mason was asked twice ]']],
      ['with other details: 1.10.1: notes with “The mason was asked twice”'],
      ['item_changes'],
    ],
    [
      'a theme',
      [['title: Readers', 'title: Readers of all ages']],
      ['reworded: theme 1: “Readers”, now “Readers of all ages”'],
      ['item_changes'],
    ],
    ['a role', [['title: Head librarian', 'title: Director']], ['change role HEAD: title'], ['roles']],
    [
      'what a body is for',
      [['purpose: Decides', 'purpose: Settles']],
      ['change body steering-group: purpose'],
      ['bodies'],
    ],
    [
      'the name of a body, and with it its offices and who holds them without a name',
      [['name: Steering Group', 'name: Library Trust']],
      [
        'change role chair:steering-group: title',
        'change role deputy:steering-group: title',
        'change role member:steering-group: title',
        'change body steering-group: name',
      ],
      ['roles', 'bodies', 'people'],
    ],
    [
      'a cadence',
      [['every: 1 month', 'every: 2 weeks']],
      ['change body steering-group: cadence and its meetings to come'],
      ['bodies', 'meetings'],
    ],
    [
      'a meeting clock',
      [['time: 10:00 }', 'time: 10:00 }\n    clock: { cutOff: { days: 8, at: 16:00 } }']],
      ['change body steering-group: meeting clock'],
      ['bodies'],
    ],
    [
      'closure days',
      [['words:', 'closedDays: [ { on: 2020-12-29, name: Closed over Christmas } ]\nwords:']],
      ["change the plan's closure days"],
      ['plan_versions'],
    ],
    [
      'the policies',
      [['undoMinutes: 5', 'undoMinutes: 10']],
      ["change the plan's policies"],
      ['plan_versions'],
    ],
    [
      'the rating key',
      [['definition: As planned', 'definition: Just as planned']],
      ["change the plan's rating key"],
      ['plan_versions'],
    ],
    [
      'several settings',
      [
        ['title: Harbour Library Renewal', 'title: Harbour Library'],
        ['timeZone: Europe/London', 'timeZone: Europe/Dublin'],
        ['area: theme', 'area: strand'],
      ],
      ["change the plan's title, time zone and levels"],
      ['plan_versions'],
    ],
    [
      'a revised date',
      [
        [
          LEDGERS,
          `${LEDGERS}            revisions:\n              - due: { on: 2021-02, asGiven: Feb 2021 }\n`,
        ],
      ],
      [
        'with another date, which is asked for: 2.1.2: R1 asks the Steering Group for Feb 2021; until it decides, Sep 2020 stays in force',
      ],
      ['item_changes', 'requests'],
    ],
    [
      'a place',
      [
        [RAMP, ''],
        ['          - ref: 1.1.2', `${RAMP}          - ref: 1.1.2`],
        ['      - ref: 1.10\n', '      - ref: 1.10\n        notes: [ Still wanted ]\n'],
      ],
      ['moved: 1.10.1: in 1.10, now in 1.1', 'with other details: 1.10: notes with “Still wanted”'],
      ['item_changes'],
    ],
    [
      'a task in the middle',
      [
        [
          '          - ref: 1.1.2',
          '          - ref: 1.1.3\n            title: Lend out toys\n            owners: [ OUTREACH ]\n            due: { on: 2021-06, asGiven: June 2021 }\n          - ref: 1.1.2',
        ],
      ],
      ['joined: 1.1.3 “Lend out toys”'],
      ['items', 'item_changes'],
    ],
    [
      'a task that went',
      [[LEDGERS, '']],
      ['left: 2.1.2 “Copy the oldest ledgers”: no longer required'],
      ['item_changes'],
    ],
  ])('a file that changed %s changes that and says so', async (_, changes, announced, tables) => {
    const file = changed(...changes)
    const before = await rowsOf(bot.db)
    const seen = await preview(file, NO_LONGER_REQUIRED)
    expect(await touched(before)).toEqual([])
    expect(await bring(file, NO_LONGER_REQUIRED)).toEqual(announced)
    expect(seen).toEqual(announced)
    expect([...(await touched(before))].sort()).toEqual([...ALWAYS, ...tables].sort())
    expect(await bring(file)).toEqual([])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('items in another order are told as such, and only those that moved get another place', async () => {
    const before = (await bot.db.selectFrom('itemChanges').select('id').execute()).length
    const file = changed()
    const [theme, objective, one, two, ...others] = file.items
    if (!theme || !objective || !one || !two) throw new Error('the tiny plan has changed')
    const items = [theme, objective, two, one, ...others]
    expect(await bring({ ...file, items })).toEqual(['in another place of the list: 1.1.1'])
    const changes = await bot.db.selectFrom('itemChanges').selectAll().where('id', '>', before).execute()
    expect(changes.map(({ kind }) => kind)).toEqual(['reordered'])
    const model = await loadPlan(bot.db)
    expect(model.items.slice(1, 4).map(({ ref }) => ref)).toEqual(['1.1', '1.1.2', '1.1.1'])
    expect(await bring(changed())).toEqual(['in another place of the list: 1.1.2'])
  })

  test('the next answer already reads the changed plan, although the clock stands still', async () => {
    expect(await bot.say('status 1.10.1')).toContain('Lay a ramp to the side door')
    await bring(changed(['Lay a ramp to', 'Lay two ramps to']))
    expect(await bot.say('status 1.10.1')).toContain('Lay two ramps to the side door')
  })

  test('each item that an import changed is an entry of the trail, and so is the import, and the chain holds', async () => {
    const { plan } = await loadPlan(bot.db)
    await bring(changed(['Lay a ramp to', 'Lay two ramps to']))
    await bring(changed(['Lay a ramp to', 'Lay two ramps to']))
    const entries = (await readTrail(bot.db, plan.id)).filter(({ action }) => action === 'import')
    expect(entries.map(({ ref, after }) => ref ?? after)).toEqual([
      {
        plan: 'harbour-library',
        changes: [
          'add the plan Harbour Library Renewal',
          'add 2 themes, 3 objectives and 5 tasks',
          'add 3 roles and 1 body with their meetings',
          'record 4 positions and 0 revised dates from the file',
        ],
      },
      '1.10.1',
      {
        plan: 'harbour-library',
        changes: ['reworded: 1.10.1: “Lay a ramp to the side door”, now “Lay two ramps to the side door”'],
        byItem: true,
      },
    ])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })
})

describe('items', () => {
  test('one that is taken out keeps its record, and has it again when it is taken up', async () => {
    await bot.say('update 1.10.1 4 the mason is ill', { as: 'HEAD' })
    await bring(
      changed(
        [RAMP, ''],
        ['title: Make the building easy to reach', 'title: Make the building easy to reach'],
      ),
      NO_LONGER_REQUIRED,
    )
    expect(await bot.say('status 1.10.1')).toContain('Left the plan on 24 Nov 2020: no longer required.')
    expect(await bot.say('history 1.10.1')).toContain('the mason is ill')
    expect((await bot.tell('update 1.10.1 3 it is back')).error).toEqual({
      code: 'conflict',
      text: '1.10.1 left the plan on 24 Nov 2020: no longer required. How it stood then: status 1.10.1',
    })
    const list = await bot.say('list')
    expect(list).toContain('All 4 tasks')
    expect(list).not.toContain('1.10.1')
    expect(await bring(changed())).toEqual([
      'came back: 1.10.1 “Lay a ramp to the side door”, which left on 24 Nov 2020',
    ])
    const text = await bot.say('history 1.10.1')
    expect(text).toContain('the mason is ill')
    expect(text.match(/The mason comes after the frost/g)).toHaveLength(1)
    expect((await bot.tell('status 1.10.1')).items).toMatchObject([{ rating: '4' }])
  })

  test('one that is added brings its opening and its revisions', async () => {
    const toys = `          - ref: 1.1.3
            title: Lend out toys
            owners: [ OUTREACH ]
            due: { on: 2020-06, asGiven: June 2020 }
            revisions:
              - due: { on: 2020-10, asGiven: October 2020 }
            opening:
              - { rating: 5, state: in-progress, note: The toys are in customs }
`
    expect(await bring(changed(['      - ref: 1.10\n', `${toys}      - ref: 1.10\n`]))).toEqual([
      'joined: 1.1.3 “Lend out toys”',
    ])
    expect((await bot.tell('status 1.1.3')).items).toMatchObject([
      {
        rating: '5',
        state: 'in-progress',
        dueDate: '2020-10-31',
        originalDueDate: '2020-06-30',
        dueBasis: 'printed',
        daysOverdue: 24,
      },
    ])
    const { items } = await loadPlan(bot.db)
    expect(items.map(({ ref }) => ref)).toEqual([
      ...['1', '1.1', '1.1.1', '1.1.2', '1.1.3', '1.10', '1.10.1'],
      ...['2', '2.1', '2.1.1', '2.1.2'],
    ])
  })

  test('one that is written otherwise stays the same item', async () => {
    await bot.say('update 1.1.2 2 a fifth school', { as: 'OUTREACH' })
    expect(await bring(changed(['ref: 1.1.2', 'ref: 1.1(2)']))).toEqual([
      'renumbered: 1.1(2), 1.1.2 before: “Read aloud in every school of the town”',
    ])
    expect(await bot.say('history 1.1(2)')).toContain('a fifth school')
    expect((await bot.tell('status 1.1(2)')).items).toMatchObject([{ ref: '1.1(2)', rating: '2' }])
  })

  test('an opening that the file words anew leaves what is on record', async () => {
    const before = await rowsOf(bot.db)
    expect(
      await bring(
        changed(['{ rating: 3, note: Four schools so far }', '{ rating: 5, note: No school at all }']),
      ),
    ).toEqual([])
    expect(await touched(before)).toEqual([])
  })

  test('a position dated after the import holds from the import, so that later words stand', async () => {
    const file = changed(
      ['code: harbour-library', 'code: early'],
      ['{ on: 2020-10-30, asGiven: 30 October', '{ on: 2020-12, asGiven: December'],
    )
    await importPlan(bot.db, file, options())
    bot.later({ minutes: 5 })
    const app = createApp({
      db: bot.db,
      commands: bot.commands,
      log: pino({ level: 'silent' }),
      plan: 'early',
    })
    const say = (said: string) => app.handle({ ...HEAD, said }, bot.now())
    await say('update 1.10.1 3')
    expect((await say('status 1.10.1')).items).toMatchObject([{ rating: '3', state: 'in-progress' }])
  })

  test('those that the record still speaks of may all be taken out', async () => {
    await bot.say('update 1.10.1 4 the mason is ill', { as: 'HEAD' })
    await bot.say('revise 1.10.1 to 30 April 2021 because the mason is ill', { as: 'HEAD' })
    await bot.say('update 2.1.1 settled', { as: 'ARCHIVE' })
    await bring(
      changed(
        [RAMP, ''],
        [tiny.slice(tiny.indexOf('          - ref: 2.1.1'), tiny.indexOf(LEDGERS)), ''],
        [
          'title: Make the building easy to reach',
          'title: Make the building easy to reach\n        due: { on: 2021-05, asGiven: May 2021 }',
        ],
      ),
      NO_LONGER_REQUIRED,
    )
    for (const line of [
      'status',
      'requests',
      'changes since 1 November 2020',
      'mine',
      'meeting',
      'overdue',
      'due',
      'list',
      'people',
    ]) {
      expect((await bot.tell(line, { as: 'HEAD' })).error?.code ?? 'fine', line).toMatch(/^(fine|refused)$/)
    }
    expect(await bot.say('requests')).not.toMatch(/1\.10\.1|2\.1\.1/)
  })
})

const HEAD = {
  platform: 'terminal',
  tenant: 'local',
  userId: 'HEAD',
  conversation: 'test',
  key: null,
} as const

describe('dates', () => {
  const revised = (...dates: readonly string[]): Change => [
    LEDGERS,
    `${LEDGERS}            revisions:\n${dates.map((date) => `              - due: { ${date} }\n`).join('')}`,
  ]
  const FEBRUARY = 'on: 2021-02, asGiven: Feb 2021'
  const MAY = 'on: 2021-05, asGiven: May 2021'

  test('a later edition of the plan does not change how an earlier day is read', async () => {
    await bring(changed(['Lay a ramp to', 'Lay two ramps to']))
    bot.later({ days: 7 })
    await bring(changed(['Lay a ramp to', 'Lay three ramps to']))
    const model = await loadPlan(bot.db)
    const titleAt = (at: string) => planAsAt(model, { at }).items.find(({ ref }) => ref === '1.10.1')?.title
    expect(titleAt('2020-10-29T12:00:00.000Z')).toBe('Lay a ramp to the side door')
    expect(titleAt('2020-11-25T12:00:00.000Z')).toBe('Lay two ramps to the side door')
    expect(titleAt('2020-12-02T12:00:00.000Z')).toBe('Lay three ramps to the side door')
  })

  test('a date that was approved here keeps its approval when the plan prints it later', async () => {
    await bot.say('revise 2.1.2 to Feb 2021 because the paper is brittle', { as: 'ARCHIVE' })
    bot.later(new Date('2020-12-11T09:00:00Z'))
    expect((await bot.tell('approve R1 minute 3, agreed')).ok).toBe(true)
    expect(await bring(changed(revised(FEBRUARY)))).toEqual([
      'where the file now prints the date in force: 2.1.2: Feb 2021',
    ])
    expect(await bring(changed(revised(FEBRUARY)))).toEqual([])
    expect((await bot.tell('status 2.1.2')).items).toMatchObject([
      { dueDate: '2021-02-28', dueBasis: 'approved' },
    ])
  })

  test('a date that the plan prints after an approval is asked for, and the approved one stays in force', async () => {
    await bot.say('revise 2.1.2 to Feb 2021 because the paper is brittle', { as: 'ARCHIVE' })
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3, agreed')
    expect(await bring(changed(revised(FEBRUARY, MAY)))).toEqual([
      'with another date, which is asked for: 2.1.2: R2 asks the Steering Group for May 2021; until it decides, Feb 2021 stays in force',
    ])
    expect((await bot.tell('status 2.1.2')).items).toMatchObject([
      { dueDate: '2021-02-28', dueBasis: 'approved' },
    ])
  })
})

describe('what people did here', () => {
  test('updates, decisions and meetings that were moved or cancelled are never touched', async () => {
    await bot.say('update 1.1.1 5 no caretaker works on Sundays', { as: 'HEAD' })
    await bot.say('revise 1.1.1 to 15 January 2021 because the caretaker starts then', { as: 'HEAD' })
    await bot.say('meeting move steering to 15 December 2020')
    await bot.say('meeting cancel steering on 14 January 2021')
    bot.later(new Date('2020-12-16T09:00:00Z'))
    expect((await bot.tell('approve R1 minute 3, agreed')).ok).toBe(true)
    const { db } = bot
    const theirs = async () => ({
      updates: await db.selectFrom('updates').selectAll().execute(),
      revisions: await db.selectFrom('revisions').selectAll().where('basis', '=', 'approved').execute(),
      requests: await db.selectFrom('requests').selectAll().execute(),
      decisions: await db.selectFrom('decisions').selectAll().execute(),
      meetings: await db.selectFrom('meetings').selectAll().where('state', '!=', 'planned').execute(),
      held: await db.selectFrom('meetings').selectAll().where('day', '<=', '2020-12-16').execute(),
    })
    const before = await theirs()
    expect([before.revisions.length, before.decisions.length, before.meetings.length]).toEqual([1, 1, 2])
    const changes = await bring(
      changed(
        ['every: 1 month', 'every: 2 weeks'],
        ['title: Open on Sunday afternoons', 'title: Open on Sundays'],
        ['{ on: 2020-10, asGiven: October 2020 }', '{ on: 2020-11, asGiven: November 2020 }'],
        ['{ rating: 4, state: in-progress, note: Two', '{ rating: 1, state: complete, note: Four'],
        [LEDGERS, ''],
      ),
      NO_LONGER_REQUIRED,
    )
    // The file's own request is beside theirs.
    expect(changes).toHaveLength(4)
    const after = await theirs()
    expect(after.requests.slice(0, before.requests.length)).toEqual(before.requests)
    expect({ ...after, requests: [] }).toEqual({ ...before, requests: [] })
  })
})

describe('meetings', () => {
  const days = async (from: string) => {
    const { plan } = await loadPlan(bot.db)
    return (await listMeetings(bot.db, plan.id, { from })).map(({ day, state }) => `${day} ${state}`)
  }

  test('a changed cadence plans anew from tomorrow and leaves the meetings that were held', async () => {
    const before = await days('2020-01-01')
    const held = before.filter((meeting) => meeting <= '2020-11-24')
    expect(held).toEqual(['2020-09-10 planned', '2020-10-08 planned', '2020-11-12 planned'])
    await bring(changed(['every: 1 month, from: 2020-09-10', 'every: 4 weeks, from: 2020-09-10']))
    const after = await days('2020-01-01')
    expect(after.slice(0, 3)).toEqual(held)
    expect(after.slice(3, 6)).toEqual(['2020-12-03 planned', '2020-12-31 planned', '2021-01-28 planned'])
  })

  test('a new cadence sets no second meeting on the day to which one was moved', async () => {
    await bot.say('meeting move steering to 17 December 2020')
    await bring(changed(['every: 1 month, from: 2020-09-10', 'every: 2 weeks, from: 2020-09-10']))
    expect((await days('2020-12-01')).slice(0, 3)).toEqual([
      '2020-12-03 planned',
      '2020-12-17 moved',
      '2020-12-31 planned',
    ])
  })

  test('a body that is taken out meets no more, and meets again when it is taken up', async () => {
    const panel: Change = [
      'bodies:\n',
      'bodies:\n  - code: readers-panel\n    name: Readers’ Panel\n    cadence:\n      - { every: 6 weeks, from: 2020-11-10, time: 18:00 }\n',
    ]
    await bring(changed(panel))
    const { plan } = await loadPlan(bot.db)
    const panelDays = async () => {
      const { id } = await bot.db
        .selectFrom('bodies')
        .select('id')
        .where('code', '=', 'readers-panel')
        .executeTakeFirstOrThrow()
      return (await listMeetings(bot.db, plan.id, { bodyId: id })).map(({ day }) => day)
    }
    const whole = await panelDays()
    expect(whole.slice(0, 2)).toEqual(['2020-11-10', '2020-12-22'])
    expect(await bring(changed())).toEqual([
      'take out role chair:readers-panel',
      'take out role deputy:readers-panel',
      'take out role member:readers-panel',
      'take out body readers-panel and its meetings to come',
    ])
    expect(await panelDays()).toEqual(['2020-11-10'])
    expect(await bot.say('meetings')).not.toContain('Panel')
    expect(await bring(changed(panel))).toContain('take up body readers-panel again')
    expect(await panelDays()).toEqual(whole)
  })
})

describe('people', () => {
  test('who was assigned keeps a role whose title changes', async () => {
    await bot.say('assign ARCHIVE new Robin Example')
    await bring(changed(['title: Keeper of the archive', 'title: Archivist']))
    expect(await bot.say('owner 2.1.2')).toContain('Robin Example')
  })

  test('a role that comes with a code that is somebody’s already starts vacant', async () => {
    await bot.say('assign ARCHIVE new Robin Example')
    await bring(changed(['roles:\n', 'roles:\n  - { code: robin-example, title: Another post }\n']))
    expect((await bot.tell('mine', { as: 'robin-example' })).ok).toBe(true)
    const held = await bot.db
      .selectFrom('assignments')
      .innerJoin('roles', 'roles.id', 'assignments.roleId')
      .select('roles.code')
      .where('roles.code', '=', 'robin-example')
      .execute()
    expect(held).toEqual([])
  })
})

describe('an import that cannot be done leaves everything as it was', () => {
  test('when the file drops a rating that the record uses', async () => {
    const settled = tiny.slice(tiny.indexOf('    - code: 4\n'), tiny.indexOf('    - code: 3\n'))
    const file = changed([settled, ''], ['rating: 4', 'rating: 5'], ['Lay a ramp to', 'Lay two ramps to'])
    const before = await rowsOf(bot.db)
    const refusal = 'The record holds ratings that the file no longer has: 4.'
    await expect(previewImport(bot.db, file, options())).rejects.toThrow(refusal)
    await expect(bring(file)).rejects.toThrow(refusal)
    expect(await touched(before)).toEqual([])
  })

  test('when the database refuses in the middle', async () => {
    await sql`create trigger refuse before insert on requests begin select raise(abort, 'refused'); end`.execute(
      bot.db,
    )
    const file = changed(
      ['Lay a ramp to', 'Lay two ramps to'],
      ['every: 1 month', 'every: 2 weeks'],
      [
        LEDGERS,
        `${LEDGERS}            revisions:\n              - due: { on: 2021-02, asGiven: Feb 2021 }\n`,
      ],
    )
    const before = await rowsOf(bot.db)
    await expect(bring(file)).rejects.toThrow('refused')
    expect(await touched(before)).toEqual([])
    expect(await bot.say('status 1.10.1')).toContain('Lay a ramp')
    await sql`drop trigger refuse`.execute(bot.db)
    expect(await bring(file)).toHaveLength(3)
  })

  test('when the disk is full', async () => {
    const sample = planFrom(SAMPLE)
    await setDisk(bot.db, 'full')
    const before = await rowsOf(bot.db)
    await expect(importPlan(bot.db, sample, options())).rejects.toThrow(/full/)
    expect(await touched(before)).toEqual([])
    await setDisk(bot.db, 'free')
    expect((await importPlan(bot.db, sample, options())).changes).toHaveLength(5)
  })

  test('when a new plan fails, no plan is there', async () => {
    const db = await openTestDatabase('sqlite::memory:')
    await sql`create trigger refuse before insert on revisions begin select raise(abort, 'refused'); end`.execute(
      db,
    )
    await expect(importPlan(db, planFrom(SAMPLE), options())).rejects.toThrow('refused')
    expect(await listPlans(db)).toEqual([])
    expect([...(await rowsOf(db)).values()].flat()).toEqual([])
    await db.destroy()
  })
})

describe('two plans in one database', () => {
  const twin = () =>
    changed(['code: harbour-library', 'code: twin'], ['title: Harbour Library Renewal', 'title: Twin'])
  const inPlan = (plan: string) => {
    const app = createApp({ db: bot.db, commands: bot.commands, log: pino({ level: 'silent' }), plan })
    return (said: string, userId = 'HEAD') => app.handle({ ...HEAD, userId, said }, bot.now())
  }

  test('share people, posts and meetings, and keep apart what is said of the same references', async () => {
    await importPlan(bot.db, twin(), options())
    const [harbour, other] = [inPlan('harbour-library'), inPlan('twin')]
    expect((await harbour('update 1.1.1 5 no caretaker works on Sundays')).ok).toBe(true)
    expect((await harbour('revise 1.1.1 to 15 January 2021 because of it')).ok).toBe(true)
    expect((await harbour('assign HEAD new Robin Example', 'coordinator')).ok).toBe(true)
    expect((await harbour('meeting move steering to 15 December 2020', 'coordinator')).ok).toBe(true)
    expect((await harbour('status 1.1.1', 'coordinator')).items).toMatchObject([{ rating: '5' }])
    expect((await other('status 1.1.1', 'robin-example')).items).toMatchObject([{ rating: '4' }])
    for (const line of ['history 1.1.1', 'changes since 1 November 2020', 'requests', 'mine']) {
      expect(JSON.stringify((await other(line, 'robin-example')).message), line).not.toMatch(/Sundays|R1\b/)
    }
    expect(JSON.stringify((await other('meetings', 'robin-example')).message)).toContain('15 December')
    expect(JSON.stringify((await other('owner 1.1.1', 'robin-example')).message)).toContain('Robin Example')
    expect((await other('undo', 'robin-example')).ok).toBe(false)
    expect((await harbour('mine', 'robin-example')).ok).toBe(true)
    expect((await other('mine', 'coordinator')).ok).toBe(true)
    expect((await other('mine', 'twin/coordinator')).ok).toBe(true)
  })

  test('are each in line with their own file, however the files differ', async () => {
    const file = changed(
      ['code: harbour-library', 'code: twin'],
      ['title: Collections', 'title: Books and pictures'],
      ['title: Head librarian', 'title: Director'],
      ['owners: [ HEAD, OUTREACH ]', 'owners: [ ARCHIVE ]'],
      ['purpose: Decides', 'purpose: Settles'],
      [
        LEDGERS,
        `${LEDGERS}            revisions:\n              - due: { on: 2021-02, asGiven: Feb 2021 }\n`,
      ],
    )
    await expect(importPlan(bot.db, file, options())).rejects.toThrow(
      'The organisation has HEAD as “Head librarian”, and the file has it as “Director”. Is it the same post?',
    )
    await importPlan(bot.db, file, { ...options(), answers: new Map([['post HEAD', 'same']]) })
    expect(await bring(changed())).toEqual([])
    expect(await bring(file)).toEqual([])
    const titles = async (code: string) =>
      (await loadPlan(bot.db, code)).roles.flatMap((role) => (role.code === 'HEAD' ? [role.title] : []))
    expect([await titles('harbour-library'), await titles('twin')]).toEqual([
      ['Head librarian'],
      ['Director'],
    ])
    const { items } = await inPlan('harbour-library')('status 2.1.2')
    expect(items).toMatchObject([{ dueDate: '2020-09-30', dueBasis: 'original' }])
  })

  test('have scales of their own: what one rates in, the other need not know', async () => {
    await importPlan(bot.db, planFrom(SAMPLE), options())
    expect(await bring(changed(['definition: As planned', 'definition: Just as planned']))).toEqual([
      "change the plan's rating key",
    ])
  })

  test('are imported apart: what changes in one file changes no row of the other plan', async () => {
    await importPlan(bot.db, twin(), options())
    const { plan } = await loadPlan(bot.db, 'harbour-library')
    const own = async () =>
      [...(await rowsOf(bot.db))].flatMap(([table, rows]) => {
        const key = table === 'plans' ? `"id":${plan.id},` : `"planId":${plan.id},`
        const isOrganisations = ['roles', 'bodies', 'people', 'meetings', 'trail'].includes(table)
        return isOrganisations ? [] : rows.filter((row) => row.includes(key))
      })
    const before = await own()
    expect(before.length).toBeGreaterThan(30)
    const changes = await bring(
      {
        ...twin(),
        roles: twin().roles.map((role) => ({ ...role, title: `${role.title} II` })),
        bodies: twin().bodies.map((body) => ({ ...body, name: 'Twins’ Group', cadence: [] })),
        items: twin().items.slice(0, 6),
      },
      { ...NO_LONGER_REQUIRED, answers: new Map([['calendar steering-group', 'change']]) },
    )
    expect(changes.length).toBeGreaterThan(8)
    expect(await own()).toEqual(before)
  })

  test('have to be named where something is about one of them', async () => {
    await importPlan(bot.db, twin(), options())
    await expect(loadPlan(bot.db)).rejects.toThrow('The database holds 2 plans, and this is about one')
  })
})
