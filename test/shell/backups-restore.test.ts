import { execFileSync } from 'node:child_process'
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
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readManifest } from '../../data/backups/manifest.ts'
import { projectFile } from '../../src/shell/project.ts'
import { asRoot, env, fatten, mount, reading, smallDisk, withDatabase } from '../support/backups.ts'
import { link, type Service, startService } from '../support/service.ts'
import { createShell, type ShellHere } from '../support/shell.ts'

const AS_IT_WAS = 'The backup was not restored, and everything is as it was'
const OTHER_PLAN = projectFile('data/plans/southend-peer-review-2021.yaml')

const database = withDatabase()
const { backup } = database
let shell: ShellHere
let path: string
beforeEach(() => {
  shell = database.shell
  path = database.path
})

const update = (note: string) => shell.run(['say', `update 1.1 green ${note}`], { env })

const updates = (file = path): number =>
  reading(file, (sqlite) => Number(sqlite.prepare('select count(*) from updates').pluck().get()))

/** Every file below the folder of the database, with the hash of its bytes. */
function contents(): Readonly<Record<string, string>> {
  const folder = join(shell.folder, 'var')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [name, hash('sha256', readFileSync(join(parentPath, name)))]),
  )
}

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
