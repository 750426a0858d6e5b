import { cpSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PLANS } from '../../src/shell/demo-plans.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeAll(async () => {
  shell = createShellHere({ demo: true })
  await shell.run(['say', 'update C2 red backlog grew after half term'])
  cpSync(join(shell.folder, 'var'), join(shell.folder, 'as-made'), { recursive: true })
})
// Every test begins with the same record.
beforeEach(() => {
  rmSync(join(shell.folder, 'var'), { recursive: true })
  cpSync(join(shell.folder, 'as-made'), join(shell.folder, 'var'), { recursive: true })
})
afterAll(() => shell.close())

/** Changes the demo's database behind the program's back. */
function tamper(sql: string): void {
  const sqlite = new SqliteDatabase(`${shell.folder}/var/demo.sqlite`)
  sqlite.exec(sql)
  sqlite.close()
}

const HASH = /^[0-9a-f]{64}$/
const CODES = DEMO_PLANS.map((path) => basename(path, '.yaml'))

describe('the record from the shell', () => {
  test('trail lists every change, or those of one item, as the JSON that scripts rely on', async () => {
    const [all, one, printed, unknown] = await Promise.all([
      shell.json(['trail']),
      shell.json(['trail', 'c2']),
      shell.run(['trail', 'C2']),
      shell.run(['trail', 'Z9']),
    ])
    expect(all.exit).toBe(0)
    const entries = all.data as readonly { seq: number; action: string }[]
    // The organisation's too, which the demo's other plans belong to.
    expect(entries).toMatchObject([
      { seq: 1, action: 'import', after: { plan: 'thurrock-wsoa-2019' } },
      { seq: 2, action: 'import', after: { plan: 'thurrock-wsoa-2019' } },
      ...entries.slice(2, -1).map(() => ({ action: expect.stringMatching(/^(?:import|assign)$/) })),
      { action: 'update' },
    ])
    expect(one.data).toEqual([
      {
        seq: entries.at(-1)?.seq,
        at: '2020-11-24T09:00:00.000Z',
        by: 'the coordinator',
        onBehalfOf: 'SLSESEND, SLSPPEP',
        action: 'update',
        ref: 'C2',
        before: { rating: 'amber', state: 'in-progress' },
        after: expect.objectContaining({ rating: 'red', note: 'backlog grew after half term' }),
        hash: expect.stringMatching(HASH),
      },
    ])
    expect(printed.out).toContain(`#${entries.at(-1)?.seq}  24 Nov 2020, 9am  the coordinator for SLSESEND`)
    expect(unknown).toMatchObject({ exit: 2, out: '' })
    expect(unknown.errors).toContain('There is no item "Z9" in this plan.')
  })

  test('trail gives the entries of an item whatever reference it bore, and says which item bore it before', async () => {
    const set = (ref: string, to: string) => `
      insert into item_changes (plan_id, item_id, kind, facts, holds_from, recorded_at, source)
      select plan_id, item_id, 'renumbered', '{"ref":"${to}"}', '2020-11-24T09:30:00.000Z', '2020-11-24T09:30:00.000Z', 'command'
      from item_changes where kind = 'joined' and facts ->> 'ref' = '${ref}';`
    tamper(`${set('C2', 'C1')} ${set('C1', 'C2')} update plans set imported_at = '2020-11-24T09:30:00.000Z'`)
    await shell.run(['say', 'update C2 amber plans improve', '--now', '2020-11-24T10:00:00Z'])
    const notes = async (ref: string) =>
      ((await shell.json(['trail', ref])).data as readonly { ref: string; after: { note: string } }[]).map(
        (entry) => `${entry.ref}: ${entry.after.note}`,
      )
    expect(await notes('C1')).toEqual(['C2: backlog grew after half term'])
    expect(await notes('C2')).toEqual(['C2: plans improve'])
    const { out } = await shell.run(['trail', 'C1'])
    expect(out).toContain('It was C2 until 24 Nov 2020.')
    expect(out).toContain('Until 24 Nov 2020 C1 was what is C2 now: Raise plan quality')
  })

  test('tick sends what is due, once; deliveries tells what became of it', async () => {
    const keys = ['plan', 'key', 'number', 'state', 'dueAt', 'sentAt', 'tries', 'late', 'outcome']
    const before = await shell.json(['deliveries'])
    expect(before.data).toMatchObject([{ state: 'planned', sentAt: null, tries: 0, late: false }, {}])
    expect(Object.keys((before.data as object[])[0] ?? {})).toEqual(keys)
    const ticked = await shell.run(['tick', '--json'])
    expect(JSON.parse(ticked.out)).toEqual({ planned: expect.any(Number), sent: 2, held: 0, failed: 0 })
    expect(ticked.errors).toContain('backlog grew after half term')
    expect((await shell.json(['tick'])).data).toMatchObject({ sent: 0, held: 0, failed: 0 })
    const after = (await shell.json(['deliveries'])).data as readonly { state: string; key: string }[]
    const at = '2020-11-24T09:00:00.000Z'
    const sent = { state: 'sent', dueAt: at, sentAt: at, tries: 1 }
    expect(after.filter(({ state }) => state === 'sent')).toMatchObject([sent, sent])
    // What hangs off the meetings to come is planned ahead.
    expect(after.find(({ key }) => key.startsWith('digest:improvement-board:2020-12-08'))).toMatchObject({
      state: 'planned',
      dueAt: '2020-11-30T09:00:00.000Z',
    })
  })

  test('audit verify prints the head and the count, and ends with 1 where the trail is broken', async () => {
    const [intact, printed] = await Promise.all([
      shell.json(['audit', 'verify']),
      shell.run(['audit', 'verify']),
    ])
    expect(intact).toEqual({
      exit: 0,
      data: {
        removed: 0,
        ok: true,
        entries: expect.any(Number),
        head: expect.stringMatching(HASH),
        heads: Object.fromEntries(
          ['organisation', ...CODES].map((chain) => [chain, expect.stringMatching(HASH)]),
        ),
        broken: null,
      },
    })
    const { heads, entries } = intact.data as { heads: Record<string, string>; entries: number }
    const named = [CODES[0] ?? '', 'organisation', ...CODES.slice(1)].map(
      (chain) => `${heads[chain]} (${chain})`,
    )
    expect(printed.out).toBe(`The trail is intact: ${entries} entries, heads ${named.join(', ')}.\n`)
    tamper("update identities set person_id = 1 where user_id = 'SLSP'")
    const past = await shell.run(['audit', 'verify'])
    expect(past.exit).toBe(1)
    expect(past.out).toContain('roles, accounts or bound channels were changed in the file without an entry:')
    expect(past.out).toMatch(/- the account terminal:local:SLSP of .* has no entry/)
    tamper("update trail set payload = replace(payload, 'half term', 'Easter') where ref = 'C2'")
    const broken = await shell.run(['audit', 'verify'])
    expect(broken).toEqual({
      exit: 1,
      out: expect.stringMatching(
        /^The trail is broken at entry #\d+: its text was changed\. \d+ entries were found intact\.\n$/,
      ),
      errors: '',
    })
  })

  test('doctor finds all well, or a broken trail, a wrong setting, an absent database or plan', async () => {
    const well = await shell.json(['doctor'])
    expect(well.exit).toBe(0)
    expect(well.data).toMatchObject(
      'Node settings database disk rights plans trail deliveries backup platforms'
        .split(' ')
        .map((name) => ({ name, ok: true })),
    )
    tamper('delete from trail where seq = 1')
    const broken = await shell.run(['doctor'])
    expect(broken.exit).toBe(1)
    expect(broken.out).toMatch(/wrong {2}trail: broken at #\d+/)
    const [unset, absent, unplanned] = await Promise.all([
      shell.run(['doctor'], { env: { PORT: 'http' } }),
      shell.run(['doctor'], { env: { DATABASE_URL: 'sqlite:var/other.sqlite' } }),
      shell.run(['doctor'], { env: { PLAN: 'another' } }),
    ])
    expect(unset.exit).toBe(3)
    expect(unset.out).toContain('wrong  settings: PORT is not right: expected a port')
    expect(absent).toMatchObject({ exit: 1, errors: '' })
    expect(absent.out).toContain('wrong  database: There is no database where DATABASE_URL says.')
    expect(unplanned.exit).toBe(1)
    expect(unplanned.out).toContain('wrong  plans: PLAN names no plan of the database.')
  })
})
