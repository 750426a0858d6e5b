import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readManifest } from '../../data/backups/manifest.ts'
import { openDatabase } from '../../data/database.ts'
import { readSettings } from '../../src/settings.ts'
import { createNightly } from '../../src/shell/nightly-backup.ts'
import { projectFile } from '../../src/shell/project.ts'
import { env, fatten, mount, reading, smallDisk, withDatabase } from '../support/backups.ts'
import { type Service, startService } from '../support/service.ts'
import { createShell, type ShellHere } from '../support/shell.ts'

const database = withDatabase()
const { backup } = database
let shell: ShellHere
let path: string
beforeEach(() => {
  shell = database.shell
  path = database.path
})

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

describe('the nightly backup', () => {
  let now: Date
  async function nights(given: Readonly<Record<string, string>> = {}) {
    const settings = readSettings({ ...env, BACKUP_AT: '21:30', BACKUP_KEEP: '2', ...given })
    const db = await openDatabase(`sqlite:${path}`, { create: false })
    const nightly = createNightly({
      db,
      log: pino({ level: 'silent' }),
      settings,
      machineNow: () => now,
      now: () => now,
    })
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

  test('that fails is told to the coordinators once until one is good, and not at all if that is before they heard', async () => {
    shell.write('full', 'a file where the folder should be')
    const broken = await nights({ BACKUP_DIR: 'full' })
    const alerts = () =>
      reading(path, (sqlite) =>
        sqlite.prepare("select state, payload from deliveries where key like 'alert:backup%'").all(),
      )
    await broken.at('2027-06-10T21:00:00Z')
    await broken.at('2027-06-10T22:00:00Z')
    await broken.at('2027-06-11T21:00:00Z')
    expect(alerts()).toEqual([
      {
        state: 'planned',
        payload: expect.stringMatching(
          /The nightly backup failed\. No backup was taken: .*None was taken yet\./,
        ),
      },
    ])
    await broken.close()
    const mended = await nights()
    await mended.at('2027-06-11T22:30:00Z')
    expect(alerts()).toEqual([expect.objectContaining({ state: 'withdrawn' })])
    await mended.close()
    const again = await nights({ BACKUP_DIR: 'full' })
    await again.at('2027-06-12T21:00:00Z')
    expect(alerts()).toEqual([
      expect.objectContaining({ state: 'withdrawn' }),
      {
        state: 'planned',
        payload: expect.stringContaining('The last good one was taken on 11 Jun 2027, 11:30pm.'),
      },
    ])
    await again.close()
  })

  test('that is gone from where it was put is told by doctor', async () => {
    const file = await backup()
    rmSync(file)
    expect((await shell.run(['doctor'], { env })).out).toContain('it is no longer whole where it was put')
  })
})

describe('a nightly backup that fails, with the real service', () => {
  let service: Service
  afterEach(() => service.close())

  test('is told to the coordinator once, and that there is a good one again is told too', async () => {
    service = await startService()
    const { stub, shell: its, env: its_env, command } = service
    const told = (words: string) =>
      stub.callsOf('chat.postMessage').filter((call) => JSON.stringify(call.arguments).includes(words))
    // A line wakes the clock, which would else tick at the next full minute.
    const said = (words: string) =>
      vi.waitFor(
        async () => {
          await command('help', { trigger: `h${Math.random()}` })
          expect(told(words)).toHaveLength(1)
        },
        { timeout: 60_000, interval: 200 },
      )
    its.write('full', 'a file where the folder should be')
    const failing = { env: { ...its_env, BACKUP_DIR: join(its.folder, 'full') } }
    expect((await its.run(['backup', '--nightly'], failing)).exit).toBe(1)
    await said('The nightly backup failed')
    expect(JSON.stringify(told('The nightly backup failed'))).toContain(
      'Choose one that this user may write to',
    )
    expect((await its.run(['doctor'], { env: its_env })).out).toMatch(/wrong {2}backup: the one of/)
    expect((await its.run(['backup', '--nightly'], failing)).exit).toBe(1)
    expect((await its.run(['backup', '--nightly'], { env: its_env })).exit).toBe(0)
    await said('Backups are taken again')
    expect((await its.run(['backup', '--nightly'], { env: its_env })).exit).toBe(0)
    await said('Backups are taken again')
    expect(told('The nightly backup failed')).toHaveLength(1)
  })
})
