import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../data/database.ts'
import { verifyTrail } from '../../data/trail.ts'
import { type App, createApp } from '../../src/app/app.ts'
import { loadCommands } from '../../src/discover.ts'
import { projectFile } from '../../src/shell/project.ts'
import { read } from '../support/app.ts'

/**
 * Databases of before the plan's structure was rows of changes, and what the program of that time answered about them: to
 * every item, now and on twelve days. Earlier imports took items out of the second, retitled, re-dated and reordered some and
 * took one up again.
 */
const FIXTURES = ['before-delivery-columns', 'before-item-changes'] as const

/** What nothing about the plan may change. */
const UNCHANGED = [
  'trail',
  'editions',
  'updates',
  'positions',
  'requests',
  'decisions',
  'revisions',
  'meetings',
]

/** Lines that say of how many counted items something was heard, where all items were the number before. */
const COUNTED = ['1 December 2020', '1 October 2020', '12 November 2020'].map((day) => `changes since ${day}`)

/** The sentence where nothing is known to be late and something is past its date; its figures are the same. */
const REWORDED = ['status as at 30 Oct 2020']

/** What the program can do, which grows, and who can be reached, which it says more fully. */
const OF_THE_PROGRAM = ['commands', 'measures', 'people']

/** Status says more of an item since: what the plan says of it, in one block, and how it came to be what it is. */
const SAID_SINCE =
  /^(?:Aims|Outcomes|How it is seen to work|Progress that the plan reports|How it is judged|Measured by):|^Answers /
const CHANGED_SINCE = /^Reworded on /

/** The items that an import had taken out on 20 November, and what shows them on the days before. */
const TAKEN_OUT = {
  'before-delivery-columns': { refs: [], shownBy: [], alsoIn: [...OF_THE_PROGRAM, ...COUNTED, ...REWORDED] },
  'before-item-changes': {
    refs: ['B1(c)', 'B4', 'B4(a)', 'B4(b)', 'B4(c)', 'D1', 'D1(a)', 'D1(b)'],
    shownBy: ['status as at', 'status B1 as at'],
    alsoIn: ['history B1', ...OF_THE_PROGRAM, ...COUNTED],
  },
} as const

const UNTIL_THEN = 7

interface Before {
  readonly now: string
  readonly days: readonly string[]
  readonly verified: { readonly entries: number; readonly head: string }
  readonly answers: Readonly<Record<string, string>>
}

describe.each(FIXTURES)('a database written before the plan was rows of changes (%s)', (name) => {
  const before = JSON.parse(unzipped(`${name}.answers.json.gz`).toString('utf8')) as Before
  let folder: string
  let path: string
  let rows: Readonly<Record<string, readonly unknown[]>>
  let db: Database
  let app: App

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
    path = join(folder, 'plan.sqlite')
    if (name === 'before-item-changes') writeFileSync(path, unzipped(`${name}.sqlite.gz`))
    else copyFileSync(projectFile(`test/fixtures/databases/${name}.sqlite`), path)
    rows = rowsOf(path)
    db = await openDatabase(`sqlite:${path}`, { create: false })
    app = createApp({ db, commands: await loadCommands(), log: pino({ level: 'silent' }) })
  })
  afterAll(async () => {
    await db?.destroy()
    rmSync(folder, { recursive: true })
  })

  const ask = async (line: string, of = app) =>
    read(
      await of.handle(
        {
          platform: 'terminal',
          tenant: 'local',
          userId: 'coordinator',
          conversation: line,
          isPrivate: true,
          key: null,
          said: line,
        },
        new Date(before.now),
      ),
    )

  test('keeps what was said, decided and stored byte for byte', () => {
    expect(Object.keys(rows)).toEqual(UNCHANGED)
    expect(rowsOf(path, rows)).toEqual(rows)
  })

  test('is sound: its trail has the same head, and no row is missing that another refers to', async () => {
    expect(await verifyTrail(db)).toMatchObject({ ...before.verified, broken: null })
    const sqlite = new SqliteDatabase(path, { readonly: true })
    expect(sqlite.pragma('foreign_key_check')).toEqual([])
    sqlite.close()
  })

  test('gives the same answers, now and on twelve days, but that what was taken out is there on the days before', async () => {
    const different: string[] = []
    for (const [line, answer] of Object.entries(before.answers)) {
      if (!isSame(await ask(line), answer)) different.push(line)
    }
    const { shownBy, alsoIn } = TAKEN_OUT[name]
    const expected = shownBy.flatMap((line) =>
      before.days.slice(0, UNTIL_THEN).map((day) => `${line} ${day}`),
    )
    expect(different.sort()).toEqual([...expected, ...alsoIn].sort())
  })

  test('says of what was taken out how it stood on the days before, and when it left', async () => {
    for (const ref of TAKEN_OUT[name].refs) {
      for (const [index, day] of before.days.entries()) {
        const answer = await ask(`status ${ref} as at ${day}`)
        expect(answer).toContain('Left the plan on 20 Nov 2020: not in the plan file any more.')
        if (index < UNTIL_THEN) expect(answer).toMatch(/^ *\S+ .*\n.*As at /)
        else expect(answer).toContain(`${ref} was not in the plan on`)
      }
    }
  })

  test('seals the plan in its new tables with the next entry, so that what is changed behind it is found', async () => {
    const copy = join(folder, 'copy.sqlite')
    const sqlite = new SqliteDatabase(path, { readonly: true })
    sqlite.exec(`vacuum into '${copy}'`)
    sqlite.close()
    const later = await openDatabase(`sqlite:${copy}`, { create: false })
    const said = createApp({ db: later, commands: await loadCommands(), log: pino({ level: 'silent' }) })
    const [ref] = Object.keys(before.answers).flatMap((line) => line.match(/^owner (.*)$/)?.slice(1) ?? [])
    await ask(`update ${ref} note: it goes on`, said)
    // The joint chain is closed, and the plan and the organisation each open their own.
    expect(await verifyTrail(later)).toMatchObject({
      entries: before.verified.entries + 4,
      head: expect.not.stringMatching(before.verified.head),
      broken: null,
    })
    await sql`update item_changes set holds_from = '2020-10-01' where id = 3`.execute(later)
    expect((await verifyTrail(later)).broken?.problem).toMatch(/^item change #3 .*was changed in the file$/)
    await later.destroy()
  })
})

/** Whether an answer is what it was, apart from what status says besides since. */
function isSame(answer: string, before: string): boolean {
  const was = inTodaysWords(before).split('\n')
  const is = answer.split('\n').filter((line, index) => line === was[index] || !CHANGED_SINCE.test(line))
  const start = is.findIndex((line, index) => line !== was[index])
  if (start === -1) return is.length === was.length
  const end = start + is.length - was.length
  const [said = ''] = is.slice(start, end).filter((line) => line !== '')
  return SAID_SINCE.test(said) && isDeepStrictEqual(is.slice(end), was.slice(start))
}

/** What is said in other words since: a post that nobody held, and what bodies decide. */
function inTodaysWords(answer: string): string {
  return answer
    .replaceAll('nobody assigned yet', 'nobody named yet')
    .replaceAll('; approved by ', '; agreed by ')
    .replaceAll('; declined by ', '; not agreed by ')
    .replaceAll('Approve: ', 'Agree: ')
    .replaceAll('Decline …: ', 'Not agree …: ')
}

function unzipped(file: string): Buffer {
  return gunzipSync(readFileSync(projectFile(`test/fixtures/databases/${file}`)))
}

/** The rows of tables that hold what happened; with the columns of `before` alone, if that is given. */
function rowsOf(
  path: string,
  before: Readonly<Record<string, readonly unknown[]>> = {},
): Readonly<Record<string, readonly unknown[]>> {
  const sqlite = new SqliteDatabase(path, { readonly: true })
  const rows = Object.fromEntries(
    UNCHANGED.map((table) => {
      const columns = Object.keys(before[table]?.[0] ?? { '*': true }).join(', ')
      return [table, sqlite.prepare(`select ${columns} from ${table} order by 1`).all()]
    }),
  )
  sqlite.close()
  return rows
}
