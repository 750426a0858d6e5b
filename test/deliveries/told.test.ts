import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { type IdentityKey, saveAssignment, saveIdentity, savePerson } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { tick } from '../../src/deliveries/tick.ts'
import type { Sender } from '../../src/platform.ts'
import { createHttp } from '../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { personAt } from '../support/people.ts'

const MORNING = '2020-11-25T09:00:00Z'
const HEAD = 'digest:operational-group:2020-12-03:1:slack/C1:1'

/** The digest goes to a channel in Slack; the coordinator has the accounts that a test links. */
let bot: TestApp
let slack: FarEnd
let teams: FarEnd
let logged: Record<string, unknown>[]

beforeEach(async () => {
  bot = await createTestApp()
  slack = createFarEnd(bot, 'slack')
  teams = createFarEnd(bot, 'teams')
  logged = []
  await bot.db
    .insertInto('channels')
    .values({
      planId: 1,
      bodyId: (await loadPlan(bot.db)).bodies.find(({ code }) => code === 'operational-group')?.id ?? 0,
      platform: 'slack',
      tenant: 'T1',
      channel: 'C1',
      name: 'og',
      boundAt: '2020-11-24T09:00:00Z',
    })
    .execute()
})
afterEach(() => bot.close())

async function tickAt(time: string, senders: readonly Sender[] = [slack.sender, teams.sender]) {
  bot.later(new Date(time))
  const log = pino(
    { level: 'warn' },
    { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  )
  return tick({ db: bot.db, senders, commands: bot.commands, log, leaseNow: bot.now }, bot.now())
}

async function link(account: IdentityKey, code = 'coordinator'): Promise<void> {
  const person = await personAt(bot.db, code)
  const confirmedAt = bot.now().toISOString()
  await bot.db.transaction().execute(async (trx) => {
    await saveIdentity(trx, 1, { ...account, personId: person.id, confirmedAt })
  })
}

/** A second person who holds the coordinator's role. */
async function secondCoordinator(): Promise<void> {
  const role = (await loadPlan(bot.db)).roles.find(({ kind }) => kind === 'coordinator')
  await bot.db.transaction().execute(async (trx) => {
    const { id } = await savePerson(trx, 1, { code: 'second', name: 'Kim Second' })
    await saveAssignment(trx, 1, {
      roleId: role?.id ?? 0,
      personId: id,
      kind: 'holder',
      fromDay: '2020-01-01',
      toDay: null,
    })
  })
}

const IN_SLACK = { platform: 'slack', tenant: 'T1', userId: 'U1' } as const
const IN_TEAMS = { platform: 'teams', tenant: 'T2', userId: 'u-1' } as const

/** What the coordinator was told by way of a platform, of things that went wrong. */
function heard({ arrived }: FarEnd, to = /./): readonly string[] {
  return arrived
    .filter((one) => one.key.startsWith('alert:') && to.test(one.to))
    .map(({ message }) => message.summary)
}

async function stateOf(key: string): Promise<string | undefined> {
  return (await listDeliveries(bot.db, 1)).find((each) => each.key === key)?.state
}

/** What `/readyz` answers. */
async function problems(): Promise<readonly string[]> {
  const app = createHttp({ db: bot.db, machineNow: bot.now })
  const server = app.listen(0)
  try {
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const answer = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as { problems: string[] }
    return answer.problems
  } finally {
    server.close()
  }
}

/** A far end that fails before any request goes out: no such name, nobody listens, a certificate that nobody trusts. */
function unreachable(farEnd: FarEnd): Sender {
  return { ...farEnd.sender, send: async () => ({ state: 'later', seconds: null }) }
}

function broken(farEnd: FarEnd): Sender {
  return {
    ...farEnd.sender,
    send: async () => {
      throw new TypeError('cannot connect')
    },
  }
}

/** Answers each request by "later, in so many seconds". */
function busy(farEnd: FarEnd, seconds: number): Sender {
  return {
    ...farEnd.sender,
    send: async (sending) => {
      if (sending.to.channel === null) return farEnd.sender.send(sending)
      await sending.mayPost()
      return { state: 'later', seconds }
    },
  }
}

describe('the coordinator hears within the hour of what is not sent', () => {
  beforeEach(async () => {
    await link(IN_SLACK)
    await tickAt('2020-11-24T12:00:00Z')
  })

  test.each([
    ['a day', 86_400],
    ['a year', 31_536_000],
    ['no number', Number.NaN],
    ['a moment, again and again', 1],
  ])('when the platform says "later": %s', async (_, seconds) => {
    const senders = [busy(slack, seconds), teams.sender]
    await tickAt(MORNING, senders)
    await tickAt('2020-11-25T09:59:00Z', senders)
    expect(heard(slack)).toEqual([
      'Not sent yet: the digest for the SEND Operational Group of Thursday 3 December 2020, due on 25 Nov 2020, 9am. Slack has not taken it so far. It is tried again for a day; then you are asked.',
    ])
    await tickAt('2020-11-25T11:00:00Z', senders)
    expect(heard(slack)).toHaveLength(1)
    expect(await problems()).toContain('deliveries overdue: 1')
    await tickAt('2020-11-26T09:00:31Z', senders)
    await tickAt('2020-11-26T09:01:01Z', senders)
    expect(await stateOf(HEAD)).toBe('held')
    expect(heard(slack).at(-1)).toContain('the platform took nothing for a day')
  })

  test('when it is tried again after a day and is taken, nothing more is said', async () => {
    await tickAt(MORNING, [busy(slack, 86_400), teams.sender])
    await tickAt('2020-11-25T09:40:00Z')
    expect(await stateOf(HEAD)).toBe('planned')
    await tickAt('2020-11-26T09:00:00Z')
    expect(await stateOf(HEAD)).toBe('sent')
    expect(heard(slack)).toHaveLength(1)
  })

  test('a message that goes out before anybody could be told is told to nobody', async () => {
    await tickAt(MORNING, [unreachable(slack)])
    await tickAt('2020-11-25T09:45:00Z', [unreachable(slack)])
    await tickAt('2020-11-25T09:50:00Z', [slack.sender])
    expect(await stateOf(HEAD)).toBe('sent')
    expect(heard(slack)).toEqual([])
  })

  test('what the coordinator asked for again is told again', async () => {
    slack.mood = ({ key }) => (key === HEAD ? 'refuses' : 'well')
    await tickAt(MORNING)
    const { number } = (await listDeliveries(bot.db, 1)).find(({ key }) => key === HEAD) ?? {}
    await bot.say(`deliveries send ${number}`)
    const senders = [busy(slack, 86_400)]
    await tickAt('2020-11-25T09:10:00Z', senders)
    await tickAt('2020-11-25T10:05:00Z', senders)
    expect(heard(slack)).toEqual([
      expect.stringMatching(/^Not sent: the digest/),
      expect.stringMatching(/^Not sent yet: the digest/),
    ])
  })

  test('of a platform that no service sends to any more', async () => {
    await link(IN_TEAMS)
    const only = [teams.sender]
    await tickAt(MORNING, only)
    await tickAt('2020-11-25T09:45:00Z', only)
    expect(heard(teams).join()).toMatch(/^Not sent( yet)?: the digest/)
  })
})

describe('an alert that cannot be sent itself', () => {
  beforeEach(async () => {
    await link(IN_SLACK)
    await tickAt('2020-11-24T12:00:00Z')
  })

  test.each([
    ['is unreachable', unreachable],
    ['breaks before the request', broken],
    ['says that the account is gone', (farEnd: FarEnd) => refusing(farEnd)],
    ['loses every answer, and nobody can look', (farEnd: FarEnd) => silent(farEnd)],
  ])('goes to the other account when the platform %s', async (_, bad) => {
    await link(IN_TEAMS)
    const senders = [bad(slack), teams.sender]
    for (const time of ['09:00:00', '09:00:20', '09:30:30', '09:31:00'])
      await tickAt(`2020-11-25T${time}Z`, senders)
    expect(heard(teams, /u-1/).join()).toMatch(/the digest for the SEND Operational Group/)
    expect(new Set(heard(teams)).size).toBe(heard(teams).length)
    // Back again: what the other account has heard is not told twice.
    await tickAt('2020-11-25T10:00:00Z')
    expect(heard(slack)).toEqual([])
  })

  test('goes to another coordinator too, also to one who is named later', async () => {
    const senders = [refusing(slack), teams.sender]
    await tickAt(MORNING, senders)
    expect(heard(teams)).toEqual([])
    await secondCoordinator()
    await link({ ...IN_TEAMS, userId: 'u-2' }, 'second')
    await tickAt('2020-11-25T09:01:00Z', senders)
    expect(heard(teams, /u-2/)).toEqual([expect.stringMatching(/^Not sent: the digest/)])
  })

  test('is told by the log and by readyz, if there is no other way', async () => {
    const senders = [unreachable(slack)]
    for (const time of ['09:00', '09:30', '09:45', '09:59']) await tickAt(`2020-11-25T${time}:00Z`, senders)
    expect(logged).toContainEqual(expect.objectContaining({ code: 'not-told', alerts: 1 }))
    expect(await problems()).toEqual(
      expect.arrayContaining(['deliveries overdue: 1', 'alerts that reached nobody: 1']),
    )
    expect(JSON.stringify(logged)).not.toContain('SEND Operational Group')
  })

  test('is told by the log and by readyz, if the only account is gone', async () => {
    await tickAt(MORNING, [refusing(slack)])
    expect(logged).toContainEqual(expect.objectContaining({ code: 'not-told' }))
    expect(await problems()).toContain('deliveries failed: 2')
  })

  test('of many, while a platform is down, is one when it is back', async () => {
    for (const code of ['SLBI', 'SLSPPEP', 'P16SM', 'SLSESEND'])
      await link({ ...IN_SLACK, userId: code }, await holder(code))
    const senders = [unreachable(slack)]
    await tickAt('2020-12-09T09:00:00Z', [slack.sender])
    const before = heard(slack).length
    await tickAt('2020-12-14T09:00:00Z', senders)
    await tickAt('2020-12-14T09:40:00Z', senders)
    await tickAt('2020-12-14T10:40:00Z', senders)
    expect(
      (await listDeliveries(bot.db, 1)).filter(({ kind, state }) => kind === 'alert' && state === 'planned'),
    ).toHaveLength(1)
    await tickAt('2020-12-14T10:41:00Z', [{ ...slack.sender, send: onlyAlerts(slack) }])
    const told = heard(slack).slice(before)
    expect(told).toEqual([expect.stringMatching(/^\d+ messages did not go out as planned\.$/)])
    expect(JSON.stringify(slack.arrived.at(-1)?.message)).toContain('the call for updates (')
  })
})

describe('after fifteen weeks without a service', () => {
  test('the coordinator gets one message', async () => {
    await link(IN_SLACK)
    await tickAt('2020-11-24T12:00:00Z')
    const before = slack.arrived.length
    await tickAt('2021-03-06T10:00:00Z')
    const own = slack.arrived.slice(before).filter(({ to }) => to === 'U1')
    expect(own.map(({ message }) => message.summary)).toEqual(['32 messages did not go out as planned.'])
    const [list] = own[0]?.message.blocks.filter(({ kind }) => kind === 'list') ?? []
    const lines = list?.kind === 'list' ? list.items.map(String) : []
    expect(lines).toContain(
      'Missed for the SEND Improvement Board of Tuesday 5 January 2021: the list of roles without anybody, the call for updates, the second call for updates, the storing of the figures and the digest.',
    )
    expect(lines).toContain('The SEND Improvement Board was to meet on Tuesday 2 March 2021. Did it?')
    for (const minute of [1, 2, 3, 45, 59]) {
      await tickAt(`2021-03-06T10:${String(minute).padStart(2, '0')}:00Z`)
    }
    expect(slack.arrived.slice(before).filter(({ to }) => to === 'U1')).toHaveLength(1)
    expect(slack.arrived.slice(before).filter(({ to }) => to === 'C1')).toEqual([])
  })
})

describe('two coordinators', () => {
  beforeEach(async () => {
    await link(IN_SLACK)
    await secondCoordinator()
    await link({ ...IN_SLACK, userId: 'U2' }, 'second')
    await tickAt('2020-11-24T12:00:00Z')
  })

  test('get one message each after fifteen weeks', async () => {
    const before = slack.arrived.length
    await tickAt('2021-03-06T10:00:00Z')
    await tickAt('2021-03-06T10:01:00Z')
    const told = slack.arrived.slice(before).map(({ to, message }) => `${to}: ${message.summary}`)
    expect(told.sort()).toEqual([
      'U1: 32 messages did not go out as planned.',
      'U2: 32 messages did not go out as planned.',
    ])
  })

  test('hear each of an alert once, also if one of them has to be told by another account', async () => {
    await link(IN_TEAMS)
    slack.mood = ({ key }) => (key === HEAD ? 'refuses' : 'well')
    const fussy: Sender = {
      ...slack.sender,
      send: async (sending) =>
        sending.to.userId === 'U1' ? { state: 'refused', reason: 'it is gone' } : slack.sender.send(sending),
    }
    for (const minute of [0, 1, 2]) await tickAt(`2020-11-25T09:0${minute}:00Z`, [fussy, teams.sender])
    expect(heard(teams)).toEqual([expect.stringMatching(/^Not sent: the digest/)])
    expect(heard(slack)).toEqual([expect.stringMatching(/^Not sent: the digest/)])
  })
})

describe('what was due before anybody was linked', () => {
  test('is told to the first coordinator, once, when they are', async () => {
    await bot.db.deleteFrom('channels').execute()
    for (const time of [
      '2020-11-24T12:00:00Z',
      MORNING,
      '2020-12-04T09:00:00Z',
      '2020-12-09T09:00:00Z',
      '2020-12-17T09:00:00Z',
    ]) {
      await tickAt(time)
    }
    expect([...slack.arrived, ...teams.arrived]).toEqual([])
    expect(await problems()).toContainEqual(expect.stringMatching(/^deliveries failed/))
    await bot.tell('link me as coordinator', { from: { ...IN_SLACK, conversation: 'D1' } })
    await tickAt('2020-12-17T09:01:00Z')
    await bot.say('link confirm 1 as coordinator')
    await tickAt('2020-12-17T09:02:00Z')
    const told = slack.arrived.filter(({ message }) => !message.summary.startsWith('You are linked'))
    expect(told.map(({ to, message }) => [to, message.summary])).toEqual([
      ['U1', expect.stringMatching(/^\d+ messages did not go out as planned\.$/)],
    ])
    const text = JSON.stringify(told[0]?.message.blocks)
    expect(text).toContain('Nobody can be reached for')
    expect(text).toContain('Not sent: the digest for the SEND Operational Group of Thursday 3 December 2020')
    expect(text).toContain('was to meet on Thursday 3 December 2020. Did it?')
    expect(text).not.toContain('asks to be linked')
    await tickAt('2020-12-17T09:03:00Z')
    expect(slack.arrived.filter(({ key }) => key.startsWith('alert:'))).toHaveLength(1)
  })

  test('is told as it is, if it is little', async () => {
    await tickAt('2020-11-24T12:00:00Z')
    await link(IN_TEAMS)
    await tickAt('2020-11-24T12:01:00Z')
    expect(heard(teams)).toEqual([
      expect.stringMatching(
        /^On 24 Nov 2020, 12pm, before you were linked: The figures for the SEND Operational Group/,
      ),
    ])
    await tickAt('2020-11-24T12:02:00Z')
    expect(heard(teams)).toHaveLength(1)
  })
})

function refusing(farEnd: FarEnd): Sender {
  return { ...farEnd.sender, send: async () => ({ state: 'refused', reason: 'it is gone' }) }
}

function silent(farEnd: FarEnd): Sender {
  return {
    ...farEnd.sender,
    send: async ({ mayPost }) =>
      (await mayPost()) ? { state: 'unknown' } : { state: 'later', seconds: null },
    find: async () => ({ state: 'cannot-look' }),
  }
}

function onlyAlerts(farEnd: FarEnd): Sender['send'] {
  return async (sending) =>
    sending.key.startsWith('alert:') ? farEnd.sender.send(sending) : { state: 'later', seconds: null }
}

async function holder(role: string): Promise<string> {
  const row = await bot.db
    .selectFrom('assignments')
    .innerJoin('roles', 'roles.id', 'assignments.roleId')
    .innerJoin('people', 'people.id', 'assignments.personId')
    .select('people.code')
    .where('roles.code', '=', role)
    .executeTakeFirstOrThrow()
  return row.code
}
