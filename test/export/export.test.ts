import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { importPlan } from '../../data/import/import.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import { saveUpdates } from '../../data/updates.ts'
import { exportTo } from '../../src/export/export.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'
import { personAt } from '../support/people.ts'
import { createShell, type Shell } from '../support/shell.ts'

const PLANS = [
  SAMPLE,
  'data/plans/thurrock-sif-2016.yaml',
  'data/plans/thurrock-peer-review-2017.yaml',
  'data/plans/southend-peer-review-2021.yaml',
  'data/plans/thurrock-forward-plan-2017.yaml',
]

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
}

function text(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

function json<Found>(folder: string, name: string): Found {
  return JSON.parse(text(folder, name)) as Found
}

async function exported(app: TestApp, { plan }: { plan?: string } = {}): Promise<string> {
  const folder = join(temporaryFolder(), 'out')
  await exportTo(app.db, { to: folder, plan, replace: false, now: app.now() })
  return folder
}

/** An app on an empty database with some plan files. */
async function appWith(files: readonly string[], now?: Date): Promise<TestApp> {
  const [first = SAMPLE, ...more] = files
  const app = await createTestApp({ plan: first, ...(now ? { now } : {}) })
  for (const file of more)
    await importPlan(app.db, planFrom(file), { now: app.now(), today: app.now().toISOString().slice(0, 10) })
  return app
}

const SAID = '=HYPERLINK("http://example.org","see report")'

describe('everything that is exported', () => {
  let app: TestApp
  let folder: string

  beforeAll(async () => {
    app = await appWith([SAMPLE, 'data/plans/southend-peer-review-2021.yaml'])
    await app.say(`update C2(a) red: ${SAID}`, { as: 'SLSESEND' })
    await app.say('revise C2(a) 31 March 2021 the forum needs longer', { as: 'SLSESEND' })
    app.later(new Date('2020-12-04T12:00:00Z'))
    await app.say('digest board')
    app.later(new Date('2020-12-08T18:00:00Z'))
    await app.say('approve R1')
    await app.say('as in the draft minutes')
    await app.say('update B2(a) amber: two lines\n=1+1', { as: 'SLCSC' })
    await app.say('＝1+1 in B2(b)', { as: 'SLSPPEP' })
    folder = join(mkdtempSync(join(tmpdir(), 'wsoa-export-')), 'out')
    await exportTo(app.db, { to: folder, plan: undefined, replace: false, now: app.now() })
  })
  afterAll(async () => {
    await app.close()
    rmSync(dirname(folder), { recursive: true })
  })

  test('has each plan with its tables as CSV and JSON, its papers, and the organisation’s', () => {
    const files = filesIn(folder)
    for (const name of [
      'items',
      'updates',
      'dates',
      'requests',
      'decisions',
      'changes',
      'measures',
      'trail',
    ]) {
      expect(files).toContain(`plans/thurrock-wsoa-2019/${name}.csv`)
      expect(files).toContain(`plans/thurrock-wsoa-2019/${name}.json`)
    }
    for (const name of ['people', 'posts', 'meetings', 'accounts', 'channels', 'trail'])
      expect(files).toContain(`organisation/${name}.json`)
    expect(files.filter((name) => name.endsWith('plan.yaml')).length).toBe(2)
    expect(files.filter((name) => name.endsWith('.docx'))).toEqual([
      'plans/thurrock-wsoa-2019/papers/improvement-board-2020-12-08.docx',
    ])
    const updates = json<{ ref: string; note: string; by: string }[]>(
      folder,
      'plans/thurrock-wsoa-2019/updates.json',
    )
    expect(updates.find(({ note }) => note === SAID)).toMatchObject({
      ref: 'C2(a)',
      kind: 'update',
      rating: 'red',
    })
    expect(json(folder, 'plans/thurrock-wsoa-2019/decisions.json')).toMatchObject([
      { ref: 'C2(a)', outcome: 'approved', toDay: '2021-03-31', meeting: '2020-12-08' },
    ])
  })

  test('is listed in the manifest with its SHA-256, and the heads of the trail', () => {
    const manifest = json<{
      trail: Record<string, string>
      files: { file: string; bytes: number; sha256: string; rows?: number }[]
    }>(folder, 'manifest.json')
    expect(manifest.files.map(({ file }) => file)).toEqual(
      filesIn(folder).filter((name) => name !== 'manifest.json'),
    )
    for (const { file, bytes, sha256 } of manifest.files) {
      const contents = readFileSync(join(folder, file))
      expect({
        file,
        bytes: contents.length,
        sha256: createHash('sha256').update(contents).digest('hex'),
      }).toEqual({ file, bytes, sha256 })
    }
    const trail = json<{ prev: string; hash: string; payload: string }[]>(
      folder,
      'plans/thurrock-wsoa-2019/trail.json',
    )
    expect(manifest.trail['thurrock-wsoa-2019']).toBe(trail.at(-1)?.hash)
    for (const { prev, hash, payload } of trail)
      expect(createHash('sha256').update(`${prev}\n${payload}`).digest('hex')).toBe(hash)
  })

  test('has the same bytes for the same state', async () => {
    const again = await exported(app)
    expect(filesIn(again)).toEqual(filesIn(folder))
    for (const name of filesIn(folder))
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true)
  })

  test('computes nothing when a spreadsheet opens its CSV', async () => {
    const csv = text(folder, 'plans/thurrock-wsoa-2019/updates.csv')
    expect(csv.startsWith('\ufeffid,ref,kind')).toBe(true)
    const workbook = new ExcelJS.Workbook()
    const sheet = await workbook.csv.readFile(join(folder, 'plans/thurrock-wsoa-2019/updates.csv'), {
      map: (value: unknown) => value,
    })
    const notes = sheet.getColumn(9).values.map(String)
    expect(notes).toContain(`'${SAID}`)
    expect(notes).toContain('two lines\n=1+1')
    // No row begins within a text of several lines.
    expect(
      sheet
        .getColumn(1)
        .values.slice(2)
        .every((id) => /^\d+$/.test(String(id))),
    ).toBe(true)
    for (const name of filesIn(folder).filter((each) => each.endsWith('.csv')))
      expect(text(folder, name), name).not.toMatch(/(?:^|,|\r\n)[=+@＝＋＠](?![^,\r\n]*")/m)
  })

  test('is private to whoever runs wsoa', () => {
    expect(statSync(join(folder, 'organisation/people.csv')).mode & 0o077).toBe(0)
    expect(statSync(folder).mode & 0o077).toBe(0)
  })

  test('of one plan says nothing of another', async () => {
    const one = await exported(app, { plan: 'southend-peer-review-2021' })
    expect(readdirSync(join(one, 'plans'))).toEqual(['southend-peer-review-2021'])
    const everything = filesIn(one)
      .map((name) => text(one, name))
      .join('\n')
    expect(everything).not.toMatch(/SLSESEND|thurrock/i)
    expect(filesIn(one)).not.toContain('organisation/accounts.json')
  })

  test('leads to the same plan where the present dates and positions are read again', async () => {
    const there = await createTestApp({
      plan: join(folder, 'plans/thurrock-wsoa-2019/plan.yaml'),
      now: app.now(),
    })
    expect(counted(await there.say('status'))).toEqual(counted(await app.say('wsoa status')))
    expect(counted(await there.say('overdue'))).toEqual(counted(await app.say('wsoa overdue')))
    expect(await there.say('C2(a)')).toContain('31 Mar 2021')
    await there.close()
  })

  test('changes nothing when it is imported where it came from', async () => {
    for (const { code } of await listPlans(app.db)) {
      const file = planFrom(join(folder, `plans/${code}/plan.yaml`))
      const before = await loadPlan(app.db, code)
      const { changes } = await importPlan(app.db, file, { now: app.now(), today: '2020-12-08' })
      const after = await loadPlan(app.db, code)
      expect(after.items.map(({ ref, title, due }) => [ref, title, due])).toEqual(
        before.items.map(({ ref, title, due }) => [ref, title, due]),
      )
      expect({ code, changes: changes.filter(({ kind }) => kind === 'plan') }).toEqual({ code, changes: [] })
    }
  })
})

function counted(status: string): readonly string[] {
  return status.match(/\d+ (?:red|amber|green|blue|complete|overdue|of \d+)[^,.;\n]*/gi) ?? []
}

describe('a plan that was exported and imported into an empty database', () => {
  const LINES = ['status', 'overdue', 'decisions', 'decisions all', 'requests', 'list', 'measures', 'mine']

  test.each(PLANS)('%s answers as it did', async (path) => {
    const app = await createTestApp({ plan: path })
    const { plan, items } = await loadPlan(app.db)
    const folder = await exported(app)
    const there = await createTestApp({ plan: join(folder, `plans/${plan.code}/plan.yaml`) })
    const refs = items.filter((_, place) => place % 15 === 0).map(({ ref }) => ref)
    for (const line of [...LINES, ...refs.flatMap((ref) => [`history ${ref}`, `why ${ref}`])])
      expect(await there.say(line), line).toBe(await app.say(line))
    const back = await exported(there)
    for (const name of ['plan.yaml', 'items.json'])
      expect(text(back, `plans/${plan.code}/${name}`)).toBe(text(folder, `plans/${plan.code}/${name}`))
    await app.close()
    await there.close()
  })
})

describe('what identifies a child', () => {
  test('is in no file, and its item is named', async () => {
    const app = await createTestApp()
    const { plan, items } = await loadPlan(app.db)
    const person = await personAt(app.db, 'SLSESEND')
    const item = items.find(({ ref }) => ref === 'C2(a)')
    await write(app.db, plan.id, async (trx) => {
      await saveUpdates(trx, plan.id, [
        {
          itemId: item?.id ?? 0,
          kind: 'update',
          personId: person.id,
          note: 'asked for NHS 943 476 5919',
          recordedAt: app.now().toISOString(),
        },
      ])
    })
    const folder = await exported(app)
    for (const name of filesIn(folder)) expect(text(folder, name), name).not.toMatch(/943\s?476\s?5919/)
    const manifest = json<{ heldBack: string[] }>(folder, 'manifest.json')
    expect(manifest.heldBack).toContain('thurrock-wsoa-2019 C2(a)')
    expect(planFrom(join(folder, 'plans/thurrock-wsoa-2019/plan.yaml')).items.length).toBe(items.length)
    await app.close()
  })
})

describe('the folder', () => {
  let shell: Shell

  beforeAll(() => {
    shell = createShell({ demo: true })
  })
  afterAll(() => shell.close())

  test('is refused if something else is in it, and replaced only if that is asked for', async () => {
    mkdirSync(join(shell.folder, 'mine'))
    writeFileSync(join(shell.folder, 'mine/letter.txt'), 'Dear all')
    const refused = await shell.run(['export', '--to', 'mine', '--replace'])
    expect(refused).toEqual({
      exit: 2,
      out: '',
      errors:
        'wsoa: mine is not empty, and what is in it is no export. Name a folder that is new or empty. Nothing was exported.\n',
    })
    expect(readdirSync(join(shell.folder, 'mine'))).toEqual(['letter.txt'])
    expect((await shell.run(['export', '--to', 'out', '--plan', 'southend-peer-review-2021'])).exit).toBe(0)
    const second = await shell.run(['export', '--to', 'out'])
    expect(second.errors).toBe(
      'wsoa: out holds an earlier export. Name another folder, or add --replace to put this one in its place. Nothing was exported.\n',
    )
    expect(readdirSync(join(shell.folder, 'out/plans'))).toEqual(['southend-peer-review-2021'])
    const replaced = await shell.run(['export', '--to', 'out', '--replace'])
    expect(replaced.exit).toBe(0)
    expect(replaced.out).toMatch(
      /^Exported to out: 5 plans \(.*\), \d+ files\. manifest\.json lists them with their SHA-256\.\n$/,
    )
    expect(readdirSync(join(shell.folder, 'out/plans')).length).toBe(5)
  })

  test('is not there at all when it cannot be written whole', () => {
    const limited = createShell({ demo: true })
    // No file may grow beyond a few kilobytes.
    const command = 'ulimit -f 64; exec "$0" "$1" export --to out'
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command, process.execPath, join(inject('compiled'), 'src/main.js')],
      { cwd: limited.folder, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' } },
    )
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'wsoa: out cannot be written (EFBIG). Name another folder with --to.\n',
    })
    expect(limited.files()).toEqual(['var'])
    limited.close()
  })

  test('names what it wants where no folder or no such plan is given', async () => {
    expect((await shell.run(['export'])).errors).toContain('wsoa export --to ../wsoa-export')
    const { errors, exit } = await shell.run(['export', '--to', 'none', '--plan', 'sif'])
    expect(errors).toMatch(/^wsoa: There is no plan "sif"\. Expected one of: .*Nothing was exported\.\n$/)
    expect(exit).toBe(2)
    expect(existsSync(join(shell.folder, 'none'))).toBe(false)
    expect(shell.files().filter((name) => name.includes('partial'))).toEqual([])
  })

  test('with restricted texts is noted in the trail', async () => {
    expect((await shell.run(['export', '--to', 'restricted', '--with-restricted'])).exit).toBe(0)
    const trail = text(join(shell.folder, 'restricted'), 'organisation/trail.json')
    expect(trail).toContain('export-restricted')
  })
})
