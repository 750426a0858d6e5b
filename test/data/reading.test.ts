import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { listPeople } from '../../data/people.ts'
import { readHistory, saveUpdates } from '../../data/updates.ts'
import { watchStatements } from '../bench/statements.ts'
import { createTestApp } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'

test('the pages of a history hold every entry once, though some hold from before they were recorded', async () => {
  const { db, app, now, close } = await createTestApp()
  const { references } = await app.vocabulary(now())
  const itemId = references.get('c2a')?.id ?? 0
  const [{ id: personId } = { id: 0 }] = await listPeople(db)
  const days = ['2020-11-03', '2020-10-01', '2020-11-20', '2020-09-30', '2020-11-10']
  const said = days.map((day) => ({
    itemId,
    personId,
    kind: 'import' as const,
    note: day,
    recordedAt: now().toISOString(),
    effectiveAt: `${day}T12:00:00.000Z`,
  }))
  await write(db, 1, (trx) => saveUpdates(trx, 1, said))
  const read = []
  for (let before: number | undefined; ; before = read.at(-1)?.id) {
    const page = await readHistory(db, 1, { itemIds: [itemId], limit: 2, before })
    read.push(...page)
    if (page.length < 2) break
  }
  const notes = read.map(({ note }) => note ?? '').filter((note) => days.includes(note))
  expect(notes).toEqual([...days].sort().reverse())
  await close()
})

test('the history as at a day ends with that day, however much was said since', async () => {
  const { say, db, app, now, later, close } = await createTestApp()
  await say('update C2(a) red backlog')
  const until = now()
  later({ days: 1 })
  await say('update C2(a) amber clinic opened')
  const { references } = await app.vocabulary(now())
  const history = await readHistory(db, 1, { itemIds: [references.get('c2a')?.id ?? 0], limit: 1, until })
  expect(history.map(({ note }) => note)).toEqual(['backlog'])
  await close()
})

/** Lines about a past day or stretch: they read the requests of that time too. */
const PAST = [
  'status C2 as at 1 July 2020',
  'changes since 1 October 2020',
  'digest board',
  'digest operational group',
]
const PRESENT = [
  'overdue',
  'status',
  'status C2(a)',
  'history C2(a)',
  'history C2',
  'list red',
  'due next month',
  'requests',
  'update C2(a) amber backlog',
  'update C2(b), C2(c) red staff left',
  'evidence C2(a) minutes of 3 November',
  'confirm C2(a)',
  'undo',
]

test.each([...PRESENT, ...PAST])(
  '"%s" looks things up in the record, and never reads through it',
  async (line) => {
    const path = join(temporaryFolder(), 'plan.sqlite')
    const { say, close } = await createTestApp({ database: `sqlite:${path}` })
    await say('update C2(a) red backlog')
    const { statements } = await watchStatements(async () => {
      await say(line)
    })
    const sqlite = new SqliteDatabase(path)
    const steps = statements.flatMap((text) => stepsOf(sqlite, text))
    sqlite.close()
    await close()
    expect(steps).toContainEqual(expect.stringMatching(/^SEARCH/))
    expect(
      steps.filter((step) =>
        /^SCAN (updates|rated|state|noted|evidence|last|undo|requests|positions)\b/.test(step),
      ),
    ).toEqual([])
    if (PAST.includes(line)) return
    // Every request ever made, only to find the few that are open.
    expect(steps.filter((step) => /^SEARCH requests .*\(plan_id=\?\)$/.test(step))).toEqual([])
  },
)

/** How SQLite goes about a statement, in its own words. */
function stepsOf(sqlite: SqliteDatabase.Database, text: string): readonly string[] {
  if (!/^\s*(select|with)\b|^\s*insert into positions\b/.test(text)) return []
  const values = Array.from(text.matchAll(/\?/g), () => null)
  const rows = sqlite.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[]
  return rows.map(({ detail }) => detail)
}
