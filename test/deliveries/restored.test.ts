import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { readOrganisationTrail, verifyTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { temporaryFolder } from '../support/folder.ts'
import { bindOperationalGroup, giveAccount } from '../support/places.ts'

const DUE = '2020-11-25T09:00:00Z'
const AFTER = '2020-11-25T11:00:00Z'
const HEAD = 'digest:operational-group:2020-12-03:1:slack/C1:1'

let path: string
let bot: TestApp
let slack: FarEnd
/** All that ever arrived in Slack, whichever database it came from. */
let arrived: FarEnd['arrived'] = []

beforeEach(async () => {
  path = join(temporaryFolder(), 'wsoa.sqlite')
  arrived = []
  await opened()
  await link('coordinator')
  await link('SLSPPEP')
  await bindOperationalGroup(bot)
  await slack.tickAt('2020-11-24T12:00:00Z')
})
afterEach(() => bot.close())

async function opened(): Promise<void> {
  bot = await createTestApp({ database: `sqlite:${path}` })
  slack = createFarEnd(bot, 'slack')
  slack.arrived.push(...arrived)
  arrived = slack.arrived
}

const link = (code: string) => giveAccount(bot, code, { platform: 'slack' })

function backup(): string {
  const copy = `${path}.backup`
  const sqlite = new SqliteDatabase(path)
  sqlite.exec(`vacuum into '${copy}'`)
  sqlite.close()
  return copy
}

/** Puts a backup in the place of the database, as people do it by hand, and starts again. */
async function restored(copy: string, { hasMark = true } = {}): Promise<void> {
  await bot.close()
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  copyFileSync(copy, path)
  if (!hasMark) rmSync(`${path}-mark`)
  await opened()
}

/** As a version without marks left it. */
async function withoutMarks(): Promise<void> {
  await bot.db.deleteFrom('marks').execute()
  rmSync(`${path}-mark`, { force: true })
}

function twice(): readonly string[] {
  const keys = arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
  return keys.filter((key, index) => keys.indexOf(key) !== index)
}

async function delivery(key = HEAD) {
  return (await listDeliveries(bot.db, 1)).find((each) => each.key === key)
}

async function noted(): Promise<readonly string[]> {
  return (await readOrganisationTrail(bot.db))
    .map(({ action }) => action)
    .filter((action) => /restored/.test(action))
}

describe('a database restored from before messages went out', () => {
  test.each([
    ['beside the mark of the one that was lost', true],
    ['without any mark beside it', false],
  ])('%s: what was sent is found, and nothing is repeated', async (_, hasMark) => {
    await bot.say('update B5(a) red the supplier left')
    const copy = backup()
    await slack.tickAt(DUE)
    await slack.tickAt('2020-11-25T09:01:00Z')
    const before = arrived.length
    expect(before).toBeGreaterThan(8)
    await restored(copy, { hasMark })
    await slack.tickAt(AFTER)
    await slack.tickAt('2020-11-25T11:01:00Z')
    expect(twice()).toEqual([])
    expect(await delivery()).toMatchObject({ state: 'sent', messageId: HEAD, tries: 1, firstTriedAt: null })
    expect(arrived.slice(before).map(({ key }) => key.split(':').slice(0, 2).join(':'))).toEqual([
      'alert:restored',
    ])
    expect(await noted()).toEqual([hasMark ? 'restored' : 'perhaps restored'])
    expect(await verifyTrail(bot.db)).toMatchObject({ broken: null })
  })

  test('is noted once, and what is due later is sent as ever', async () => {
    const copy = backup()
    await slack.tickAt(DUE)
    await restored(copy)
    for (const day of ['11-25T11', '11-26T09', '11-30T09', '12-01T09'])
      await slack.tickAt(`2020-${day}:00:00Z`)
    await bot.close()
    await opened()
    await slack.tickAt('2020-12-01T10:00:00Z')
    expect(await noted()).toEqual(['restored'])
    const board = arrived.filter(({ key }) => key === 'digest:improvement-board:2020-12-08:1:unbound:1')
    expect(board).toHaveLength(1)
    expect(twice()).toEqual([])
  })

  test('twice from the same backup is noticed each time', async () => {
    const copy = backup()
    await slack.tickAt(DUE)
    for (const time of ['11:00', '12:00']) {
      await restored(copy)
      await slack.tickAt(`2020-11-25T${time}:00Z`)
    }
    expect(await noted()).toEqual(['restored'])
    expect(twice()).toEqual([])
    expect((await delivery())?.state).toBe('sent')
  })

  test('what had not been sent is sent, late and labelled', async () => {
    const copy = backup()
    await slack.tickAt('2020-11-25T08:00:00Z')
    await restored(copy)
    await slack.tickAt(AFTER)
    await slack.tickAt('2020-11-25T11:01:00Z')
    const own = arrived.filter(({ key }) => key.includes('operational-group:2020-12-03:1:slack/C1'))
    expect(own).toHaveLength(8)
    expect(JSON.stringify(own[0]?.message)).toContain('Late: this was due on 25 Nov 2020, 9am.')
    expect(await delivery()).toMatchObject({ state: 'sent', lookFrom: null })
  })

  test('what nobody can look for is held, and the coordinator asked whether it is there', async () => {
    const copy = backup()
    await slack.tickAt(DUE)
    const before = arrived.length
    await restored(copy)
    slack.canLook = false
    await slack.tickAt(AFTER)
    await slack.tickAt('2020-11-25T11:01:00Z')
    const held = await delivery()
    expect(held).toMatchObject({
      state: 'held',
      outcome: 'it may have gone out before the database was restored, and nobody can look whether it did',
    })
    const asked = arrived.slice(before).find(({ key }) => key.startsWith(`alert:${HEAD}`))
    expect(asked?.message.summary).toContain('Is it there?')
    expect(JSON.stringify(asked?.message)).toContain('It is there')
    await bot.say(`deliveries there ${held?.number}`)
    expect((await delivery())?.state).toBe('sent')
    expect(twice()).toEqual([])
  })

  test('what is held is sent at the coordinator’s word', async () => {
    const copy = backup()
    await slack.tickAt('2020-11-25T08:00:00Z')
    await restored(copy)
    slack.canLook = false
    await slack.tickAt(AFTER)
    await bot.say(`deliveries send ${(await delivery())?.number}`)
    await slack.tickAt('2020-11-25T11:05:00Z')
    expect(arrived.filter(({ key }) => key === HEAD)).toHaveLength(1)
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('where nobody can look, what is due later is not held', async () => {
    const copy = backup()
    await slack.tickAt('2020-11-24T13:00:00Z')
    await restored(copy)
    slack.canLook = false
    await slack.tickAt('2020-11-24T14:00:00Z')
    await slack.tickAt(DUE)
    await slack.tickAt('2020-11-25T09:01:00Z')
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })

  test('what the coordinator sent before its hour is found, and not sent again at its hour', async () => {
    const copy = backup()
    bot.later(new Date('2020-11-24T13:00:00Z'))
    await bot.say('digest send OG')
    await slack.tickAt('2020-11-24T13:01:00Z')
    expect(arrived.filter(({ key }) => key === HEAD)).toHaveLength(1)
    await restored(copy)
    await slack.tickAt('2020-11-24T14:00:00Z')
    await slack.tickAt(DUE)
    expect(twice()).toEqual([])
  })

  test('a digest whose meeting has begun since is no missed one', async () => {
    const copy = backup()
    await slack.tickAt(DUE)
    const before = arrived.length
    await restored(copy)
    await slack.tickAt('2020-12-03T15:00:00Z')
    await slack.tickAt('2020-12-03T15:01:00Z')
    expect(await delivery()).toMatchObject({ state: 'sent' })
    const missed = arrived
      .slice(before)
      .filter(({ message }) => message.summary.startsWith('Missed: the digest for the SEND Op'))
    expect(missed).toEqual([])
  })

  test('to before the first tick is noticed all the same', async () => {
    await bot.close()
    const first = join(temporaryFolder(), 'first.sqlite')
    await (await createTestApp({ database: `sqlite:${first}` })).close()
    await opened()
    await slack.tickAt(DUE)
    await restored(first)
    await slack.tickAt(AFTER)
    expect(await noted()).toEqual(['restored'])
  })
})

describe('a database of a version that set no marks', () => {
  test('may be a restored one if it has sent something: what is due is looked for, and the trail says so', async () => {
    await slack.tickAt('2020-11-25T08:00:00Z')
    await withoutMarks()
    const copy = backup()
    await slack.tickAt(DUE)
    await restored(copy)
    rmSync(`${path}-mark`, { force: true })
    await slack.tickAt(AFTER)
    expect(twice()).toEqual([])
    expect(await noted()).toEqual(['perhaps restored'])
    await slack.tickAt('2020-11-25T12:00:00Z')
    expect(await noted()).toEqual(['perhaps restored'])
  })

  test('that has sent nothing is a new one', async () => {
    await bot.close()
    path = join(temporaryFolder(), 'other.sqlite')
    await opened()
    await slack.tickAt('2020-11-24T10:00:00Z')
    expect(await noted()).toEqual([])
    expect(existsSync(`${path}-mark`)).toBe(true)
  })
})

describe('a database that goes on', () => {
  test('after a restart, a kill or downtime is no restored one', async () => {
    await slack.tickAt(DUE)
    for (const day of ['11-26', '12-10']) {
      await bot.close()
      await opened()
      await slack.tickAt(`2020-${day}T09:00:00Z`)
    }
    expect(await noted()).toEqual([])
  })

  test('whose clock goes back is no restored one', async () => {
    await slack.tickAt(DUE)
    await slack.tickAt('2020-11-24T12:00:00Z')
    await slack.tickAt(DUE)
    expect(await noted()).toEqual([])
  })

  test('that several processes tick at once is no restored one', async () => {
    const other = await createTestApp({ database: `sqlite:${path}` })
    const teams = createFarEnd(other, 'teams')
    for (let minute = 0; minute < 10; minute += 1) {
      const time = `2020-11-25T09:0${minute}:00Z`
      await Promise.all([slack.tickAt(time), teams.tickAt(time), slack.tickAt(time)])
    }
    expect(await noted()).toEqual([])
    await other.close()
  })

  test('with a mark that cannot be read is looked at with care, and goes on', async () => {
    writeFileSync(`${path}-mark`, 'half a ma')
    await slack.tickAt(DUE)
    expect(await noted()).toEqual(['perhaps restored'])
    expect(await delivery()).toMatchObject({ state: 'sent' })
  })
})
