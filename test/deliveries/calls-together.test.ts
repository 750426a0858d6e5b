import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Delivery, listDeliveries, saveDelivery } from '../../data/deliveries.ts'
import { claimDue } from '../../data/delivery-leases.ts'
import { importPlan } from '../../data/import/import.ts'
import { saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { tick } from '../../src/deliveries/tick.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { personAt } from '../support/people.ts'

const LIBRARY_CODE = 'harbour-library'
const MUSEUM_CODE = 'harbour-museum'
const LIBRARY = planFrom(TINY)
/** Another plan with the same posts, heard by a board of its own on the same days. */
const MUSEUM: PlanFile = {
  ...LIBRARY,
  code: MUSEUM_CODE,
  short: 'museum',
  title: 'Harbour Museum Renewal',
  bodies: LIBRARY.bodies.map((body) => ({ ...body, code: 'trustees', name: 'Museum Trustees', aliases: [] })),
  policies: { ...LIBRARY.policies, decidesDates: 'trustees', decidesSignOff: 'trustees' },
}
/** Its people are asked seven hours later, a curator of its own among them. */
const IN_THE_AFTERNOON: PlanFile = {
  ...(JSON.parse(
    JSON.stringify(MUSEUM)
      .replaceAll('"ARCHIVE"', '"CURATOR"')
      .replaceAll('"Keeper of the archive"', '"Curator"'),
  ) as PlanFile),
  bodies: MUSEUM.bodies.map((body) => ({ ...body, clock: { collect: { days: 15, at: '16:00' } } })),
}
const [LIBRARY_TITLE, MUSEUM_TITLE] = [LIBRARY.title, MUSEUM.title]
const HEAD = 'U2'
const CURATOR = 'U3'
/** Those who are asked on these days for the meetings of 14 January. */
const FIRST_CALL = '2020-12-21T09:05:00Z'

let bot: TestApp
let slack: FarEnd

beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
  slack = createFarEnd(bot, 'slack')
})
afterEach(() => bot.close())

/** Both plans, their people in Slack, and the days until the first call. */
async function begin(museum: PlanFile = MUSEUM, { isQuiet = false } = {}): Promise<void> {
  await importPlan(bot.db, museum, { now: bot.now(), today: '2020-11-24', isQuiet })
  await link('U1', 'coordinator')
  await bot.say('in museum assign coordinator coordinator-holder')
  await link(HEAD, 'HEAD')
  if (museum.roles.some(({ code }) => code === 'CURATOR')) await link(CURATOR, 'CURATOR')
  await slack.tickAt('2020-11-24T12:00:00Z')
  for (let day = 10; day <= 20; day += 1) await slack.tickAt(`2020-12-${day}T18:00:00Z`)
  slack.arrived.length = 0
}

async function link(userId: string, code: string): Promise<void> {
  const { id: personId } = await personAt(bot.db, code)
  const account = { platform: 'slack', tenant: 'T1', userId }
  await bot.db.transaction().execute(async (trx) => {
    await saveIdentity(trx, 1, { ...account, personId, confirmedAt: bot.now().toISOString() })
  })
}

async function callsOf(code: string): Promise<readonly Delivery[]> {
  const person = await personAt(bot.db, 'HEAD')
  const all = await listDeliveries(bot.db, (await loadPlan(bot.db, code)).plan.id)
  return all.filter(
    ({ kind, personId, dueAt }) =>
      kind === 'collect' && personId === person.id && dueAt.startsWith('2020-12-21'),
  )
}

async function statesOf(code: string): Promise<readonly string[]> {
  return (await callsOf(code)).map(({ state }) => state)
}

/** What somebody has read, message by message. */
function readBy(userId: string): readonly string[] {
  return slack.arrived
    .filter(({ to }) => to === userId)
    .map(({ message }) => renderTerminal(message, { width: 10_000, colour: false }))
}

function isCall(text: string): boolean {
  return text.includes('a word before the')
}

describe('what two plans ask of one person on one day', () => {
  test('is one message, plan by plan, in which all that is pressed carries its plan', async () => {
    await begin()
    await slack.tickAt(FIRST_CALL)
    const [text = '', ...more] = readBy(HEAD)
    expect(more).toEqual([])
    expect(text).toMatch(
      /^ *Your updates for 2 plans\n.*Harbour Library Renewal\. 2 items of yours need a word before the Steering Group .*\n[\s\S]*Harbour Museum Renewal\. 2 items of yours need a word before the Museum Trustees/,
    )
    expect(text).toContain('type "in museum confirm 1.1.1, 1.10.1"')
    expect(text).toContain('type "in harbour-library confirm 1.1.1, 1.10.1"')
    expect(text).not.toContain('4 items')
  })

  test('is a sent message of each plan, which answers in its thread find', async () => {
    await begin()
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    const all = [...(await callsOf(LIBRARY_CODE)), ...(await callsOf(MUSEUM_CODE))]
    expect(all.map(({ state, messageId, userId, sentAt }) => [state, messageId, userId, sentAt])).toEqual(
      Array(2).fill(['sent', all[0]?.key, HEAD, '2020-12-21T09:05:00.000Z']),
    )
    expect(await bot.say('in museum deliveries')).toMatch(
      /call for updates for the Museum Trustees .*21 Dec 2020, 9:05am.*sent/,
    )
    const said = await bot.tell('1.1.1 3', {
      as: HEAD,
      conversation: 'D2',
      from: { platform: 'slack', tenant: 'T1', under: all[0]?.key ?? '' },
    })
    expect(JSON.stringify(said.message)).toMatch(/in museum .*1\.1\.1|Which plan/)
  })

  test('is one message also where one of them asks later that day, and others are asked at its time', async () => {
    await begin(IN_THE_AFTERNOON)
    await slack.tickAt(FIRST_CALL)
    expect(readBy(HEAD).filter(isCall).length).toBe(1)
    expect(readBy(HEAD)[0]).toContain(MUSEUM_TITLE)
    await slack.tickAt('2020-12-21T16:05:00Z')
    expect(readBy(HEAD).filter(isCall).length).toBe(1)
    expect(await statesOf(MUSEUM_CODE)).toEqual(['sent'])
    expect(readBy(CURATOR).filter((text) => text.includes('Museum Trustees')).length).toBe(1)
  })

  test('and nobody is asked that day for a meeting that moves meanwhile', async () => {
    await begin(IN_THE_AFTERNOON)
    await slack.tickAt(FIRST_CALL)
    await bot.say('in museum meeting move trustees from 14 January 2021 to 28 January 2021')
    await slack.tickAt('2020-12-21T16:05:00Z')
    const asked = () => readBy(CURATOR).filter((text) => text.includes('a word before the Museum Trustees'))
    expect(asked()).toEqual([])
    await slack.tickAt('2021-01-07T16:05:00Z')
    expect(asked().length).toBe(1)
  })

  test('is of one plan while the other is quiet', async () => {
    await begin(MUSEUM, { isQuiet: true })
    await slack.tickAt(FIRST_CALL)
    expect(readBy(HEAD)[0]).toMatch(/^ *Your update for the Steering Group/)
    expect(readBy(HEAD).join()).not.toContain(MUSEUM_TITLE)
  })

  test('is a message of each where each plan has a process of its own', async () => {
    await begin()
    bot.later(new Date(FIRST_CALL))
    for (const plan of [LIBRARY_CODE, MUSEUM_CODE]) {
      const services = {
        db: bot.db,
        senders: [slack.sender],
        commands: bot.commands,
        leaseNow: bot.now,
        plan,
      }
      await tick({ ...services, log: pino({ level: 'silent' }) }, bot.now())
    }
    const calls = readBy(HEAD).filter(isCall)
    expect(
      calls.map((text) => [LIBRARY_TITLE, MUSEUM_TITLE].filter((title) => text.includes(title))),
    ).toEqual([[LIBRARY_TITLE], [MUSEUM_TITLE]])
  })
})

describe('a message of two plans that does not arrive', () => {
  test('is refused for each plan, whose coordinator sends it again by itself, once', async () => {
    await begin()
    slack.mood = ({ key }) => (key.startsWith('collect') ? 'refuses' : 'well')
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['failed'], ['failed']])
    slack.mood = () => 'well'
    for (const code of [LIBRARY_CODE, MUSEUM_CODE]) {
      const [failed] = await callsOf(code)
      await bot.say(`deliveries send ${failed?.number}`)
      await slack.tickAt('2020-12-21T09:10:00Z')
    }
    const calls = readBy(HEAD).filter(isCall)
    expect(
      calls.map((text) => [LIBRARY_TITLE, MUSEUM_TITLE].filter((title) => text.includes(title))),
    ).toEqual([[LIBRARY_TITLE], [MUSEUM_TITLE]])
  })

  test('is sent whole once the platform takes it', async () => {
    await begin()
    slack.mood = ({ key }) => (key.startsWith('collect') ? 'later' : 'well')
    await slack.tickAt(FIRST_CALL)
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['planned'], ['planned']])
    slack.mood = () => 'well'
    await slack.tickAt('2020-12-21T09:10:00Z')
    await slack.tickAt('2020-12-21T09:11:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['sent'], ['sent']])
    expect(readBy(HEAD).filter(isCall).length).toBe(1)
  })

  test('is found where only its answer was lost, and nothing of it is sent twice', async () => {
    await begin()
    slack.mood = ({ key }) => (key.startsWith('collect') ? 'takes it, answer lost' : 'well')
    await slack.tickAt(FIRST_CALL)
    slack.mood = () => 'well'
    for (const minute of ['06', '08', '10']) await slack.tickAt(`2020-12-21T09:${minute}:00Z`)
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['sent'], ['sent']])
    expect(readBy(HEAD).filter(isCall).length).toBe(1)
  })

  test('waits for each plan’s coordinator where nobody can look whether it is there', async () => {
    await begin()
    slack.canLook = false
    slack.mood = ({ key }) => (key.startsWith('collect') ? 'takes it, answer lost' : 'well')
    await slack.tickAt(FIRST_CALL)
    slack.mood = () => 'well'
    await slack.tickAt('2020-12-21T09:06:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['held'], ['held']])
    const [library] = await callsOf(LIBRARY_CODE)
    const [museum] = await callsOf(MUSEUM_CODE)
    const told = readBy('U1').join('\n')
    for (const number of [library?.number, museum?.number]) {
      expect(told).toContain(`deliveries there ${number}`)
      expect(told).toContain(`deliveries send ${number}`)
    }
    await bot.say(`deliveries there ${museum?.number}`)
    await bot.say(`deliveries send ${library?.number}`)
    await slack.tickAt('2020-12-21T09:10:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['sent'], ['sent']])
    const [, again = ''] = readBy(HEAD).filter(isCall)
    expect(again).toContain(LIBRARY_TITLE)
    expect(again).not.toContain(MUSEUM_TITLE)
  })

  test('is told for the other plan where one plan’s coordinator leaves it', async () => {
    await begin()
    slack.mood = ({ key }) =>
      key.includes('steering-group') && key.startsWith('collect') ? 'refuses' : 'well'
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    const [failed] = await callsOf(LIBRARY_CODE)
    await bot.say(`deliveries leave ${failed?.number}`)
    await slack.tickAt('2020-12-21T09:10:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['withdrawn'], ['sent']])
    expect(readBy(HEAD).filter(isCall).join()).not.toContain(LIBRARY_TITLE)
  })
})

describe('what must not be told of one plan', () => {
  test('holds back that plan’s part alone', async () => {
    const areas = JSON.stringify(MUSEUM.items).replaceAll(
      'Open on Sunday afternoons',
      'Tell the parents of NHS number 943 476 5919',
    )
    await begin({ ...MUSEUM, items: JSON.parse(areas) })
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['sent'], ['held']])
    expect(readBy(HEAD)[0]).toMatch(/^ *Your update for the Steering Group/)
  })

  test('is taken out of a message that has not arrived yet', async () => {
    await begin()
    slack.mood = ({ key }) => (key.startsWith('collect') ? 'later' : 'well')
    await slack.tickAt(FIRST_CALL)
    await bot.say('in museum meeting cancel trustees on 14 January 2021')
    slack.mood = () => 'well'
    await slack.tickAt('2020-12-21T09:10:00Z')
    await slack.tickAt('2020-12-21T09:11:00Z')
    expect([await statesOf(LIBRARY_CODE), await statesOf(MUSEUM_CODE)]).toEqual([['sent'], ['withdrawn']])
    const calls = readBy(HEAD).filter(isCall)
    expect(calls.length).toBe(1)
    expect(calls[0]).not.toContain(MUSEUM_TITLE)
  })
})

describe('a meeting that moves after the people were asked for two plans', () => {
  const notes = () =>
    slack.arrived.filter(({ to, under, isEdit }) => to === HEAD && under !== null && !isEdit)

  test('is told under their message, which keeps what each plan asked for', async () => {
    await begin()
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    await bot.say('in museum meeting move trustees from 14 January 2021 to 21 January 2021')
    await slack.tickAt('2020-12-21T09:10:00Z')
    expect(notes().map(({ message, under }) => [message.summary, under])).toEqual([
      [
        'Moved: the Museum Trustees meets on Thursday 21 January 2021 at 10am, not on Thursday 14 January 2021.',
        (await callsOf(LIBRARY_CODE))[0]?.key,
      ],
    ])
    expect(slack.arrived.filter(({ isEdit, to }) => isEdit && to === HEAD)).toEqual([])
  })

  test('is told once where both plans are heard at it', async () => {
    await begin({ ...MUSEUM, bodies: LIBRARY.bodies, policies: LIBRARY.policies })
    await slack.tickAt(FIRST_CALL)
    await slack.tickAt('2020-12-21T09:06:00Z')
    await bot.say('in museum meeting move steering group from 14 January 2021 to 21 January 2021')
    await slack.tickAt('2020-12-22T09:10:00Z')
    await slack.tickAt('2020-12-22T09:11:00Z')
    expect(notes().length).toBe(1)
  })
})

test('while one call to somebody is composed, no other process begins another for them', async () => {
  await begin()
  const { id: personId } = await personAt(bot.db, 'HEAD')
  const models = [await loadPlan(bot.db, LIBRARY_CODE), await loadPlan(bot.db, MUSEUM_CODE)]
  const dueAt = '2020-12-01T09:00:00.000Z'
  await bot.db.transaction().execute(async (trx) => {
    for (const { plan } of models)
      await saveDelivery(trx, plan.id, { key: `collect:${plan.code}`, kind: 'collect', personId, dueAt })
  })
  const claim = (planId: number, token: string) =>
    claimDue(bot.db, planId, {
      now: bot.now(),
      lease: { token, now: bot.now(), until: new Date(bot.now().getTime() + 120_000) },
      sort: 'others',
      platforms: ['slack'],
      key: `collect:${planId === 1 ? LIBRARY_CODE : MUSEUM_CODE}`,
    })
  expect(await claim(1, 'one')).toBeDefined()
  expect(await claim(models[1]?.plan.id ?? 0, 'two')).toBeUndefined()
  await bot.db.updateTable('deliveries').set({ state: 'withdrawn' }).where('leaseToken', '=', 'one').execute()
  expect(await claim(models[1]?.plan.id ?? 0, 'two')).toBeDefined()
})
