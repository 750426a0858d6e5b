import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { appendTrail } from '../../data/trail.ts'
import { openTestDatabase } from '../support/database.ts'
import { itemIdOf } from '../support/items.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const NUMBER = '943 476 5919'
const BIRTH = 'Jamie Example, b. 12 March 2012'
/** Whatever of them is shown anywhere. */
const SHOWN = /943|5919|Jamie|March 2012/

let shell: ShellHere

/** A record from before such texts were refused: they stand in every kind of row. */
beforeAll(async () => {
  shell = createShellHere({ demo: true })
  await shell.run(['say', 'update C2 red the backlog grew'])
  await shell.run(['say', 'revise B5(c) to 26 March 2021 because the audit slipped'])
  await shell.run(['say', 'action add board SLSPPEP by 12 Jan 2021 write to the parents'])
  const db = await openTestDatabase(`sqlite:${join(shell.folder, 'var/demo.sqlite')}`)
  await db
    .updateTable('updates')
    .set({ note: `seen with ${NUMBER}` })
    .where('note', '=', 'the backlog grew')
    .execute()
  await db.updateTable('requests').set({ reason: BIRTH }).execute()
  await db
    .updateTable('actionsArising')
    .set({ text: `write to ${BIRTH}` })
    .execute()
  await db
    .updateTable('itemChanges')
    .set({ facts: sql`json_set(facts, '$.title', ${`Visit ${NUMBER}`})` })
    .where('itemId', '=', await itemIdOf(db, 'A1(a)'))
    .execute()
  await db.updateTable('people').set({ name: BIRTH }).where('code', '=', 'SLSPPEP').execute()
  await db.transaction().execute((trx) =>
    appendTrail(trx, 1, {
      at: '2020-11-24T09:00:00.000Z',
      by: BIRTH,
      identity: 'terminal:local:coordinator',
      onBehalfOf: null,
      action: 'update',
      ref: 'C2',
      before: null,
      after: { note: NUMBER },
      message: null,
    }),
  )
  await db.destroy()
})
afterAll(() => shell.close())

describe('what identifies a child in an old row is held back', () => {
  const LINES = [
    'status C2',
    'status A1(a)',
    'status',
    'history C2',
    'history B5(c)',
    'mine',
    'overdue',
    'list',
    'changes since 1 Nov',
    'requests',
    'decisions board',
    'actions',
    'people',
    'digest board',
    'owner A1(a)',
    'update A1(a)',
    'who owns B5(c)?',
    'home',
    'due this month',
    'meeting board',
  ]
  test.each(LINES)('from the answer to “%s”, in every format', async (line) => {
    for (const format of [['--json'], ['--format', 'html'], ['--format', 'md'], ['--format', 'text']]) {
      const { out, errors } = await shell.run(['say', line, ...format])
      expect(out).not.toBe('')
      expect(out + errors).not.toMatch(SHOWN)
    }
  })

  test.each([
    [['digest', 'improvement-board', '--format', 'html']],
    [['digest', 'improvement-board', '--format', 'md']],
    [['digest', 'improvement-board', '--json']],
    [['digest', 'operational-group', '--json']],
    [['trail']],
    [['trail', 'C2', '--json']],
    [['calendar', 'improvement-board']],
    [['deliveries', '--json']],
    [['doctor', '--json']],
    [['paper', 'board', '--out', 'board.docx']],
    [['tick', '--now', '2020-12-08T09:30']],
  ])('from what %j prints', async (line) => {
    const { out, errors } = await shell.run(line)
    expect(out + errors).not.toBe('')
    expect(out + errors).not.toMatch(SHOWN)
  })

  test('the coordinator reads where it stands, in the answer and in one note for each place', async () => {
    const { out } = await shell.run(['say', 'status C2'])
    expect(out).toMatch(/held\s+back/)
    expect(out.replace(/\s+/g, ' ')).toContain('Held back here: the note on C2.')
    const db = await openTestDatabase(`sqlite:${join(shell.folder, 'var/demo.sqlite')}`)
    const told = (await listDeliveries(db, 1)).filter(({ key }) =>
      key.startsWith('notice:held-back thurrock-wsoa-2019 the note on C2:'),
    )
    expect(told).toHaveLength(1)
    expect(told[0]?.payload).toContain('The note on C2 is held back')
    await db.destroy()
  })

  test('others are not told where', async () => {
    const { out } = await shell.run(['say', 'status C2', '--as', 'SLBI'])
    expect(out).not.toMatch(/Held back here/)
    expect(out).not.toMatch(SHOWN)
  })

  test('no paper is made, and the sentence names the item', async () => {
    const { exit, errors } = await shell.run(['paper', 'board', '--out', 'kept.docx'])
    expect(exit).toBe(2)
    expect(errors).toContain('the note on C2')
    expect(existsSync(join(shell.folder, 'kept.docx'))).toBe(false)
  })
})

describe('what identifies a child does not come in', () => {
  const plan = readFileSync(new URL('../plans/tiny.yaml', import.meta.url), 'utf8')
  test.each([
    ['in a title', plan.replace(/title: .*/, `title: For ${NUMBER}`)],
    ['as a bare figure', `${plan}\nnhs: 4010232137\n`],
    ['as a key that says what its value is', `${plan}\ndob: 2012-03-12\n`],
    ['as a key', `${plan}\n"${NUMBER}": yes\n`],
  ])('from a plan file, %s, and is not repeated', async (_, text) => {
    shell.write('plan.yaml', text)
    for (const line of [
      ['check', 'plan.yaml'],
      ['check', 'plan.yaml', '--json'],
      ['import', 'plan.yaml'],
    ]) {
      const { exit, out, errors } = await shell.run(line)
      expect(exit).toBe(3)
      expect(out + errors).toContain('which no plan may hold')
      expect(out + errors).not.toMatch(/943|4010|2012/)
    }
  })

  test.each([
    [['say', `update C2 red ${NUMBER}`]],
    [['parse', `update C2 red ${NUMBER}`]],
    [['parse', `update C2 red ${NUMBER}`, '--json']],
    [['say', `evidence C2 https://example.org/nhs/4010232137`]],
    [['say', 'overdue', '--as', 'Sam Other, born 3 April 2012']],
    [['digest', NUMBER]],
    [['check', `${NUMBER}.yaml`]],
    [['import', `${BIRTH}.yaml`]],
    [['trail', NUMBER]],
  ])('from the command line %j, and is not repeated', async (line) => {
    const { exit, out, errors } = await shell.run(line)
    expect(exit).toBeGreaterThan(0)
    expect(out + errors).not.toMatch(/943|4010|5919|Jamie|Sam|2012/)
  })
})

describe('a plan file that speaks of very few children of one school', () => {
  const plan = readFileSync(new URL('../plans/tiny.yaml', import.meta.url), 'utf8').replace(
    /title: .*/,
    'title: Support the one pupil at Elm Academy',
  )
  test('is imported only when somebody says that it stands', async () => {
    const other = createShellHere()
    const env = { DATABASE_URL: `sqlite:${join(other.folder, 'record.sqlite')}` }
    other.write('plan.yaml', plan)
    const asked = await other.run(['import', 'plan.yaml'], { env })
    expect(asked.exit).not.toBe(0)
    expect(asked.errors.replace(/\s+/g, ' ')).toContain('fewer than five children of one school')
    await other.run(['import', 'plan.yaml', '--plan-questions'], { env })
    const answers = readFileSync(join(other.folder, 'plan.answers.yaml'), 'utf8')
    other.write('plan.answers.yaml', answers.replace(/^(['"]?few children: [^:'"]*['"]?:).*/m, '$1 stands'))
    const done = await other.run(['import', 'plan.yaml', '--answers', 'plan.answers.yaml'], { env })
    expect(done.errors).toBe('')
    expect(done.out).toContain('Done.')
    expect((await other.run(['import', 'plan.yaml'], { env })).exit).toBe(0)
    other.close()
  })
})
