import { execFileSync, spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readManifest } from '../../data/backups/manifest.ts'
import { openDatabase } from '../../data/database.ts'
import { readSettings } from '../../src/settings.ts'
import { createNightly } from '../../src/shell/nightly-backup.ts'
import { projectFile } from '../../src/shell/project.ts'
import { unlessMissing } from '../support/needs.ts'
import { link, type Service, startService } from '../support/service.ts'
import { createShell, createShellHere, type ShellHere } from '../support/shell.ts'

const env = { DATABASE_URL: 'sqlite:var/plan.sqlite' }
const AS_IT_WAS = 'The backup was not restored, and everything is as it was'
const PLAN = projectFile('test/plans/tiny.yaml')
const OTHER_PLAN = projectFile('data/plans/southend-peer-review-2021.yaml')

let shell: ShellHere
let path: string

/** A database with the plan, imported once. */
let imported: Buffer

beforeAll(async () => {
  const first = createShellHere()
  expect((await first.run(['import', PLAN], { env: { DATABASE_URL: 'sqlite:plan.sqlite' } })).exit).toBe(0)
  imported = readFileSync(join(first.folder, 'plan.sqlite'))
  first.close()
})
beforeEach(() => {
  shell = createShellHere()
  path = join(shell.folder, 'var/plan.sqlite')
  mkdirSync(join(shell.folder, 'var'), { mode: 0o700 })
  writeFileSync(path, imported, { mode: 0o600 })
})
afterEach(() => shell.close())

async function backup(args: readonly string[] = []): Promise<string> {
  const { exit, data } = await shell.json(['backup', ...args], { env })
  expect(exit).toBe(0)
  return (data as { file: string }).file
}

const update = (note: string) => shell.run(['say', `update 1.1 green ${note}`], { env })

const updates = (file = path): number =>
  reading(file, (sqlite) => Number(sqlite.prepare('select count(*) from updates').pluck().get()))

function reading<Found>(file: string, read: (sqlite: SqliteDatabase.Database) => Found): Found {
  const sqlite = new SqliteDatabase(file, { readonly: true })
  try {
    return read(sqlite)
  } finally {
    sqlite.close()
  }
}

/** Every file below the folder of the database, with the hash of its bytes. */
function contents(): Readonly<Record<string, string>> {
  const folder = join(shell.folder, 'var')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [name, hash('sha256', readFileSync(join(parentPath, name)))]),
  )
}

describe('a backup', () => {
  test('has a manifest with its SHA-256, its trail and its rows, may be read by this user alone, and is no part of what it copies', async () => {
    const file = await backup()
    expect(file).toMatch(/\/var\/backups\/wsoa-\d{4}-\d\d-\d\dT\d{6}Z\.sqlite$/)
    expect(shell.files('var/backups')).toHaveLength(2)
    const sum = hash('sha256', readFileSync(file))
    const { data } = await shell.json(['audit', 'verify'], { env })
    const { head, entries } = data as { head: string; entries: number }
    const version = (JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string })
      .version
    const manifest = readManifest(file)
    expect(manifest).toMatchObject({ sha256: sum, why: 'asked', version, trail: { head, entries } })
    expect(manifest?.rows).toMatchObject({ plans: 1, trail: entries })
    if (process.platform !== 'win32') {
      const modes = execFileSync('stat', ['-c', '%a', file, join(file, '..')], { encoding: 'utf8' })
      expect(modes).toBe('600\n700\n')
    }
  })

  test('needs no log beside it, and goes where it is told', async () => {
    const file = await backup(['--to', 'elsewhere'])
    const again = await backup(['--to', 'elsewhere'])
    expect(again).not.toBe(file)
    expect(shell.files('elsewhere').filter((name) => /partial|wal|shm|journal/.test(name))).toEqual([])
    expect(reading(file, (sqlite) => sqlite.pragma('journal_mode', { simple: true }))).toBe('delete')
  })

  test('that is taken while others write holds one state, and nobody waits for it', async () => {
    fatten(path)
    const neighbour = new SqliteDatabase(path)
    const insert = neighbour.prepare('insert into filler values (1)')
    let isOver = false
    const taken = backup().finally(() => {
      isOver = true
    })
    let written = 0
    for (; !isOver; written += 1) {
      insert.run()
      await new Promise(setImmediate)
    }
    neighbour.close()
    const { filler = 0 } = readManifest(await taken)?.rows ?? {}
    expect(written).toBeGreaterThan(10)
    expect(filler).toBeGreaterThanOrEqual(20)
    expect(filler).toBeLessThan(20 + written)
  })

  test('that cannot be written is one sentence, and leaves nothing behind', async () => {
    shell.write('file', 'a file where the folder should be')
    const { exit, out, errors } = await shell.run(['backup', '--to', 'file'], { env })
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(errors).toMatch(
      /^wsoa: No backup was taken: its folder cannot be written \(E\w+\)\. Choose one that this user may write to\.\n$/,
    )
  })

  test('for which there is no room is one sentence, and leaves nothing behind', smallDisk(), async () => {
    const folder = join(shell.folder, 'small')
    mkdirSync(folder)
    mount(folder, '256k')
    try {
      const { exit, errors } = await shell.run(['backup', '--to', 'small'], { env })
      expect({ exit, errors }).toEqual({
        exit: 1,
        errors:
          'wsoa: No backup was taken: there is no room in its folder. Free some space there, or choose another folder.\n',
      })
      expect(shell.files('small')).toEqual([])
    } finally {
      execFileSync('umount', [folder])
    }
  })

  test('of a damaged database is refused', async () => {
    reading(path, () => {})
    const bytes = readFileSync(path)
    bytes.fill(0xff, 8 * 4096, 60 * 4096)
    writeFileSync(path, bytes)
    const { exit, errors } = await shell.run(['backup'], { env })
    expect(exit).toBe(1)
    expect(errors).toMatch(/damaged|malformed/)
    expect(shell.files('var/backups').filter((name) => !name.endsWith('partial'))).toEqual([])
  })

  test.each([
    ['the compiled program, on a thread of its own', () => createShell()],
    ['the source', () => shell],
  ])('whose trail was changed is refused by %s, and nothing is left of it', async (_, made) => {
    const sqlite = new SqliteDatabase(path)
    sqlite.exec("update trail set payload = replace(payload, 'import', 'Import')")
    sqlite.close()
    const running = made()
    const folder = join(shell.folder, 'broken')
    const given = { env: { DATABASE_URL: `sqlite:${path}` } }
    expect(await running.run(['backup', '--to', folder], given)).toEqual({
      exit: 1,
      out: '',
      errors:
        'wsoa: No backup was taken: the copy was read back, and its trail is broken at entry #1: its text was changed.\n',
    })
    expect(shell.files('broken')).toEqual([])
    if (running !== shell) running.close()
  })

  test('that was killed in the middle has no name of a backup, and the next one clears it away', async () => {
    const processes = createShell()
    fatten(path)
    const args = ['backup', '--to', join(shell.folder, 'killed')]
    const started = processes.start(args, { env: { DATABASE_URL: `sqlite:${path}` } })
    await vi.waitFor(() => expect(shell.files('killed')).toContainEqual(expect.stringMatching(/partial$/)), {
      timeout: 20_000,
      interval: 1,
    })
    started.child.kill('SIGKILL')
    await started.ended
    processes.close()
    const left = shell.files('killed')
    expect(left.filter((name) => name.endsWith('.sqlite'))).toEqual([])
    for (const name of left) execFileSync('touch', ['-d', '1 hour ago', join(shell.folder, 'killed', name)])
    await backup(['--to', 'killed'])
    expect(shell.files('killed').filter((name) => name.includes('partial'))).toEqual([])
  })
})

describe('a restore', () => {
  test('puts the backup in the place of the database, which is set aside whole and can be restored in its turn', async () => {
    await update('before')
    const file = await backup()
    await update('after')
    const [before, after] = [updates(file), updates()]
    expect(after).toBe(before + 1)
    const { exit, data } = await shell.json(['restore', file], { env })
    const { aside } = data as { aside: string }
    expect(exit).toBe(0)
    expect(updates()).toBe(before)
    expect(updates(aside)).toBe(after)
    expect((await shell.run(['audit', 'verify'], { env })).exit).toBe(0)
    expect((await shell.run(['restore', aside], { env })).exit).toBe(0)
    expect(updates()).toBe(after)
  })

  test('onto a machine without the database, in its own folder, tells the deliveries too', async () => {
    const file = await backup(['--to', 'carried'])
    rmSync(join(shell.folder, 'var'), { recursive: true })
    const { exit, out } = await shell.run(['restore', `${file}.json`], { env })
    expect(exit).toBe(0)
    expect(out).toContain('so nothing is repeated. Start the service again.')
    expect(out).not.toContain('is kept in')
    expect(JSON.parse(readFileSync(`${path}-mark`, 'utf8'))).toMatchObject({
      restored: { takenAt: readManifest(file)?.takenAt },
    })
    expect((await shell.run(['doctor'], { env })).out).toMatch(/ok {5}backup: the last good one was taken on/)
  })

  test(
    'by the superuser leaves the database and its mark to the user whose folder it is',
    asRoot(),
    async () => {
      const file = await backup(['--to', 'carried'])
      chownSync(join(shell.folder, 'var'), 12_345, 12_345)
      expect((await shell.run(['restore', file], { env })).exit).toBe(0)
      for (const place of [path, `${path}-mark`]) {
        const { uid, mode } = statSync(place)
        expect({ uid, mode: mode & 0o777 }).toEqual({ uid: 12_345, mode: 0o600 })
      }
    },
  )

  test('twice in a second writes over nothing that was set aside', async () => {
    const file = await backup()
    const asides: string[] = []
    for (let number = 0; number < 4; number += 1) {
      const { data } = await shell.json(['restore', file], { env })
      asides.push((data as { aside: string }).aside)
    }
    expect(new Set(asides).size).toBe(4)
    expect(asides.filter((aside) => !existsSync(aside))).toEqual([])
  })

  test('takes nothing from a log that somebody put beside the backup', async () => {
    const file = await backup()
    const other = new SqliteDatabase(path)
    other.exec("update plans set code = 'from-the-log'")
    copyFileSync(`${path}-wal`, `${file}-wal`)
    other.close()
    expect((await shell.run(['restore', file], { env })).exit).toBe(0)
    expect(reading(path, (sqlite) => sqlite.prepare('select code from plans').pluck().all())).not.toContain(
      'from-the-log',
    )
  })

  test('over a log that a killed program left behind brings back none of the old state', async () => {
    const file = await backup()
    const other = new SqliteDatabase(path)
    other.exec("update plans set code = 'from-the-log'")
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(shell.folder, `left${suffix}`))
    other.close()
    for (const suffix of ['', '-wal']) copyFileSync(join(shell.folder, `left${suffix}`), path + suffix)
    expect((await shell.run(['restore', file], { env })).exit).toBe(0)
    expect(reading(path, (sqlite) => sqlite.prepare('select code from plans').pluck().all())).not.toContain(
      'from-the-log',
    )
  })

  test('over a log without its database, as a restore that was killed leaves it, uses nothing of the log', async () => {
    const file = await backup()
    const other = new SqliteDatabase(path)
    other.exec("update plans set code = 'from-the-log'")
    copyFileSync(`${path}-wal`, join(shell.folder, 'left-wal'))
    other.close()
    rmSync(path)
    copyFileSync(join(shell.folder, 'left-wal'), `${path}-wal`)
    expect((await shell.run(['restore', file], { env })).exit).toBe(0)
    expect(reading(path, (sqlite) => sqlite.prepare('select code from plans').pluck().all())).not.toContain(
      'from-the-log',
    )
  })

  test('of a damaged database works, and sets the damaged one aside', async () => {
    const file = await backup()
    writeFileSync(path, 'not a database any more')
    const { exit, data } = await shell.json(['restore', file], { env })
    expect(exit).toBe(0)
    expect(readFileSync((data as { aside: string }).aside, 'utf8')).toBe('not a database any more')
    expect((await shell.run(['audit', 'verify'], { env })).exit).toBe(0)
  })

  test('that was killed in the middle leaves the database as it was, and works when it is begun again', async () => {
    const file = await backup()
    fatten(path)
    const fat = await backup()
    const processes = createShell()
    const given = { env: { DATABASE_URL: `sqlite:${path}` } }
    const started = processes.start(['restore', fat], given)
    await vi.waitFor(() => expect(shell.files('var')).toContain('plan.sqlite-restoring'), {
      timeout: 20_000,
      interval: 1,
    })
    started.child.kill('SIGKILL')
    await started.ended
    expect((await processes.run(['audit', 'verify'], given)).exit).toBe(0)
    expect((await processes.run(['restore', file], given)).exit).toBe(0)
    expect(shell.files('var').filter((name) => name.includes('restoring'))).toEqual([])
    processes.close()
  })

  const SPOILT: readonly (readonly [string, (file: string) => string | Promise<string>, RegExp])[] = [
    ['is not there', () => 'nowhere.sqlite', /there is no such file/],
    ['is a folder', () => 'var', /it is a folder/],
    ['is a half one', (file) => renamed(file, `${file}.partial`), /it is a half one, which was never ended/],
    ['was cut', cut, /it was cut or changed: it has 40000 bytes/],
    ['has a changed byte', changeByte, /its SHA-256 is not the one in its manifest/],
    [
      'was cut and has no manifest',
      (file) => {
        rmSync(`${file}.json`)
        truncateSync(file, 40_000)
        return file
      },
      /it is damaged, or is no database/,
    ],
    [
      'has a trail that was changed, and no manifest',
      (file) => {
        rmSync(`${file}.json`)
        const sqlite = new SqliteDatabase(file)
        sqlite.exec("update trail set payload = replace(payload, 'import', 'Import')")
        sqlite.close()
        return file
      },
      /its trail is broken at entry #1: its text was changed/,
    ],
    [
      'has a manifest that is none',
      (file) => {
        writeFileSync(`${file}.json`, '{')
        return file
      },
      /its manifest cannot be read/,
    ],
    ['is no database', () => textFile('t.sqlite', 'hello'), /it is damaged, or is no database/],
    [
      'is the database of another program',
      () => {
        const sqlite = new SqliteDatabase(join(shell.folder, 'theirs.sqlite'))
        sqlite.exec('create table notes (text)')
        sqlite.close()
        return 'theirs.sqlite'
      },
      /it is no backup of wsoa/,
    ],
    [
      'is of a newer version',
      (file) => {
        const manifest = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as object
        writeFileSync(`${file}.json`, JSON.stringify({ ...manifest, version: '9.1.0', schema: '9999-later' }))
        return file
      },
      /it was taken by a newer version of wsoa, 9\.1\.0\. Install that version/,
    ],
    [
      'is of a newer version and has no manifest',
      (file) => {
        rmSync(`${file}.json`)
        const sqlite = new SqliteDatabase(file)
        sqlite.exec("insert into kysely_migration values ('9999-later', '2030')")
        sqlite.close()
        return file
      },
      /it was taken by a newer version of wsoa\. Install that version/,
    ],
    [
      'is of another database',
      async () => {
        const others = { DATABASE_URL: 'sqlite:other/plan.sqlite' }
        await shell.run(['import', OTHER_PLAN], { env: others })
        const { data } = await shell.json(['backup'], { env: others })
        return (data as { file: string }).file
      },
      /it is of another database than the one that is there\. If you mean it, add: --another/,
    ],
  ]

  test.each(SPOILT)('of a backup that %s changes nothing', async (_, spoil, why) => {
    const file = await backup(['--to', 'backups'])
    await update('kept')
    const spoilt = await spoil(file)
    const before = contents()
    const { exit, out, errors } = await shell.run(['restore', spoilt], { env })
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(errors).toContain(AS_IT_WAS)
    expect(errors).toMatch(why)
    expect(errors.trim().split('\n')).toHaveLength(1)
    const { 'plan.sqlite-shm': _shm, ...after } = contents()
    expect(after).toEqual(before)
  })

  test('of another database is done when that is meant', async () => {
    const others = { DATABASE_URL: 'sqlite:other/plan.sqlite' }
    await shell.run(['import', OTHER_PLAN], { env: others })
    const { data } = await shell.json(['backup'], { env: others })
    const { exit } = await shell.run(['restore', '--another', (data as { file: string }).file], { env })
    expect(exit).toBe(0)
  })

  test('for which there is no room changes nothing', smallDisk(), async () => {
    const file = await backup()
    const folder = join(shell.folder, 'small')
    mkdirSync(folder)
    mount(folder, '640k')
    try {
      copyFileSync(path, join(folder, 'plan.sqlite'))
      const small = { DATABASE_URL: 'sqlite:small/plan.sqlite' }
      const { exit, errors } = await shell.run(['restore', file], { env: small })
      expect(exit).toBe(1)
      expect(errors).toBe(
        `wsoa: ${AS_IT_WAS}: there is no room for it beside the database. Free some space there.\n`,
      )
      expect(shell.files('small').filter((name) => name.includes('restor'))).toEqual([])
    } finally {
      execFileSync('umount', [folder])
    }
  })
})

describe('the nightly backup', () => {
  let now: Date
  async function nights(given: Readonly<Record<string, string>> = {}) {
    const settings = readSettings({ ...env, BACKUP_AT: '21:30', BACKUP_KEEP: '2', ...given })
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    const nightly = createNightly({ db, log: pino({ level: 'silent' }), settings, machineNow: () => now })
    const at = async (time: string) => {
      now = new Date(time)
      await nightly()
      return shell.files('var/backups').filter((name) => name.endsWith('.sqlite'))
    }
    return { at, db, close: () => db.destroy() }
  }

  test('is taken once at its time by the zone, late rather than never, and the oldest are deleted', async () => {
    const asked = await backup()
    const { at, close } = await nights()
    // Summer time: 21:30 in London is 20:30 by UTC.
    expect(await at('2027-06-10T20:29:00Z')).toHaveLength(2)
    expect(await at('2027-06-10T20:30:00Z')).toContain('wsoa-2027-06-10T203000Z.sqlite')
    const after = await at('2027-06-10T23:00:00Z')
    expect(after).toHaveLength(3)
    expect(await at('2027-06-12T09:00:00Z')).toEqual([
      expect.stringContaining('wsoa-'),
      'wsoa-2027-06-10T203000Z.sqlite',
      'wsoa-2027-06-12T090000Z.sqlite',
    ])
    expect(existsSync(asked)).toBe(true)
    await close()
  })

  test('by a timer, with --nightly, deletes the oldest nightly ones too', async () => {
    const keeping = { env: { ...env, BACKUP_KEEP: '2' } }
    for (let number = 0; number < 3; number += 1) {
      expect((await shell.run(['backup', '--nightly'], keeping)).exit).toBe(0)
    }
    expect(shell.files('var/backups').filter((name) => name.endsWith('.sqlite'))).toHaveLength(2)
    const noted = 'select count(*) from backups where removed_at is null'
    expect(reading(path, (sqlite) => sqlite.prepare(noted).pluck().get())).toBe(2)
  })

  test('is taken by one of several processes', async () => {
    const one = await nights()
    const other = await nights()
    now = new Date('2027-06-10T21:00:00Z')
    await Promise.all([one.at('2027-06-10T21:00:00Z'), other.at('2027-06-10T21:00:00Z')])
    expect(shell.files('var/backups').filter((name) => name.endsWith('.sqlite'))).toHaveLength(1)
    await one.close()
    await other.close()
  })

  test('that fails is told by doctor and /readyz, and tried again after an hour', async () => {
    shell.write('full', 'a file where the folder should be')
    const broken = await nights({ BACKUP_DIR: 'full' })
    await broken.at('2027-06-10T21:00:00Z')
    const { out } = await shell.run(['doctor'], { env })
    expect(out).toMatch(
      /wrong {2}backup: the one of 10 Jun 2027, 10pm failed: No backup was taken: its folder cannot be written \(\w+\)\. .* None was taken yet\./,
    )
    await broken.close()
    const mended = await nights()
    expect(await mended.at('2027-06-10T21:30:00Z')).toEqual([])
    expect(await mended.at('2027-06-10T22:00:00Z')).toHaveLength(1)
    expect((await shell.run(['doctor'], { env })).out).toMatch(
      /ok {5}backup: the last good one was taken on 10 Jun 2027, 11pm/,
    )
    await mended.close()
  })

  test('that is gone from where it was put is told by doctor', async () => {
    const file = await backup()
    rmSync(file)
    expect((await shell.run(['doctor'], { env })).out).toContain('it is no longer whole where it was put')
  })
})

describe('a restore drill with the real service', () => {
  let service: Service
  afterEach(() => service.close())

  test('a backup is taken while it runs, a restore is refused while it runs, and afterwards nothing is said twice', async () => {
    service = await startService()
    await link(service.path, { userId: 'U0DCS', code: 'DCS' })
    const { stub, shell: its, env: its_env } = service
    const posted = () => stub.callsOf('chat.postMessage').map((call) => JSON.stringify(call.arguments))
    // Slack takes the notice only at the second try; the backup is from in between.
    stub.misbehave('chat.postMessage', { kind: 'limited', retryAfter: 1 })
    expect((await service.command('update C2 red the first word', { trigger: 't1' })).status).toBe(200)
    await stub.called('chat.postMessage')
    const { data } = await its.json(['backup'], { env: its_env })
    const { file } = data as { file: string }
    await vi.waitFor(
      async () => {
        await service.command('help', { trigger: `h${Math.random()}` })
        expect(stub.callsOf('chat.postMessage').length).toBeGreaterThan(1)
      },
      { timeout: 30_000, interval: 500 },
    )
    await service.command('update C2 amber the second word', { trigger: 't2' })
    const refusal = await its.run(['restore', file], { env: its_env })
    expect(refusal).toMatchObject({
      exit: 1,
      errors: `wsoa: ${AS_IT_WAS}: the service or another program has the database open. Stop it first.\n`,
    })
    expect((await service.get('/readyz')).body).toMatchObject({
      notes: [expect.stringMatching(/^the last good backup was taken at 20/)],
    })
    // Even a database that is too damaged to hold a lock is not taken from under the service.
    const damaged = { ...its_env, DATABASE_URL: `sqlite:${join(its.folder, 'damaged.sqlite')}` }
    its.write('damaged.sqlite', 'not a database any more')
    expect((await its.run(['restore', file], { env: damaged })).errors).toBe(refusal.errors)
    service.child.kill('SIGTERM')
    await service.ended
    const before = posted().filter((text) => text.includes('the first word')).length
    expect((await its.run(['restore', file], { env: its_env })).exit).toBe(0)
    service = await service.again()
    await vi.waitFor(
      () => expect(posted().some((text) => text.includes('was restored from the backup of'))).toBe(true),
      { timeout: 60_000, interval: 100 },
    )
    expect(posted().filter((text) => text.includes('the first word'))).toHaveLength(before)
    const status = await service.command('status C2', { trigger: 's1' })
    expect(JSON.stringify(status.json)).toContain('the first word')
    expect(JSON.stringify(status.json)).not.toContain('the second word')
    const trail = await its.json(['trail'], { env: its_env })
    expect((trail.data as { action: string }[]).filter(({ action }) => action === 'restored')).toHaveLength(1)
  })
})

function renamed(file: string, to: string): string {
  copyFileSync(file, to)
  return to
}

function textFile(name: string, words: string): string {
  shell.write(name, words)
  return name
}

function cut(file: string): string {
  truncateSync(file, 40_000)
  return file
}

function changeByte(file: string): string {
  const bytes = readFileSync(file)
  const at = bytes.length - 100
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  writeFileSync(file, bytes)
  return file
}

/** Makes copying take a while. */
function fatten(file: string): void {
  const sqlite = new SqliteDatabase(file)
  sqlite.exec('create table filler (bytes blob)')
  const insert = sqlite.prepare('insert into filler values (zeroblob(1000000))')
  for (let row = 0; row < 20; row += 1) insert.run()
  sqlite.close()
}

function mount(folder: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder])
}

function asRoot() {
  return unlessMissing(process.getuid?.() === 0, 'root')
}

/** A small disk is made in memory, which only root may do. */
function smallDisk() {
  const can = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0
  return unlessMissing(can && process.getuid?.() === 0, 'the right to mount')
}
