import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Delivery, listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { type IdentityKey, saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createAttachments } from '../../src/attachments/attachments.ts'
import type { Block, Message } from '../../src/message.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../support/app.ts'
import { openDocx } from '../support/docx.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { personAt } from '../support/people.ts'

const SAMPLE_CODE = 'thurrock-wsoa-2019'
const LIBRARY_CODE = 'harbour-library'

/** The library's plan is heard by the Improvement Board of the sample, beside its own steering group. */
const BOARDS = planFrom(SAMPLE).bodies.filter(({ code }) => code === 'improvement-board')
const LIBRARY = {
  ...planFrom(TINY),
  short: 'library',
  bodies: [...planFrom(TINY).bodies, ...BOARDS.map((board) => ({ ...board, reportsTo: [] }))],
}

let bot: TestApp
let slack: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  slack = createFarEnd(bot, 'slack')
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24' })
  await bindBoard()
  await link('U1', 'coordinator')
  await bot.say('in library assign coordinator coordinator-holder')
  await slack.tickAt('2020-11-24T12:00:00Z')
})
afterEach(() => bot.close())

async function bindBoard(): Promise<void> {
  const { bodies } = await loadPlan(bot.db, SAMPLE_CODE)
  const bodyId = bodies.find(({ code }) => code === 'improvement-board')?.id ?? 0
  const boundAt = '2020-11-24T09:00:00Z'
  const channel = { platform: 'slack', tenant: 'T1', channel: 'C1', name: 'ib', boundAt }
  await bot.db
    .insertInto('channels')
    .values({ planId: 1, bodyId, ...channel })
    .execute()
}

async function link(userId: string, code: string): Promise<void> {
  const person = await personAt(bot.db, code)
  const account: IdentityKey = { platform: 'slack', tenant: 'T1', userId }
  await bot.db.transaction().execute(async (trx) => {
    await saveIdentity(trx, 1, { ...account, personId: person.id, confirmedAt: bot.now().toISOString() })
  })
}

async function deliveriesOf(code: string): Promise<readonly Delivery[]> {
  return listDeliveries(bot.db, (await loadPlan(bot.db, code)).plan.id)
}

describe('two plans that one board hears', () => {
  test('each plan has every step of the meeting, and all of it goes out once', async () => {
    for (let day = 24; day <= 30; day += 1) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    for (let day = 1; day <= 9; day += 1) await slack.tickAt(`2020-12-0${day}T18:00:00Z`)
    for (const code of [SAMPLE_CODE, LIBRARY_CODE]) {
      const own = (await deliveriesOf(code)).filter(
        ({ subject }) => subject.body === 'improvement-board' && subject.meetingDay === '2020-12-08',
      )
      const kinds = new Set(own.filter(({ state }) => state === 'sent').map(({ kind }) => kind))
      expect([...kinds].sort(), code).toEqual(['cut-off', 'decisions', 'digest', 'notice', 'paper'])
      expect(
        own.filter(({ state }) => state !== 'sent' && state !== 'withdrawn'),
        code,
      ).toEqual([])
    }
    const keys = slack.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
    expect(keys.length).toBe(new Set(keys).size)
  })
})

describe('the digest of a board that hears two plans', () => {
  const inChannel = () => slack.arrived.filter(({ to, isEdit }) => to === 'C1' && !isEdit)
  const positions = () => bot.db.selectFrom('editions').selectAll().where('origin', '=', 'cut-off').execute()

  test('is one message to its channel, with a sentence of each plan, and the pages and papers of each in its thread', async () => {
    for (const day of ['27', '30']) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    await slack.tickAt('2020-11-30T18:05:00Z')
    const heads = inChannel().filter(({ under }) => under === null)
    expect(heads.map(({ key }) => key)).toEqual(['digest:improvement-board:2020-12-08:1:slack/C1:1'])
    const head = renderTerminal(heads[0]?.message ?? { summary: '', blocks: [] }, {
      width: 10_000,
      colour: false,
    })
    expect(head).toContain('SEND Improvement Board, Tuesday 8 December 2020: 2 plans')
    expect(head).toMatch(/Thurrock SEND Written Statement of Action: .*\d/)
    expect(head).toMatch(/Harbour Library Renewal: .*\d/)
    const inThread = inChannel().filter(({ under }) => under === heads[0]?.key)
    expect(inChannel().length).toBe(1 + inThread.length)
    const plans = inThread.map(({ message }) =>
      JSON.stringify(message).includes(`In: ${LIBRARY.title}.`) ? 'L' : 'T',
    )
    expect(plans.join('')).toMatch(/^T+L+$/)
    expect(inThread.filter(({ message }) => message.blocks.some(({ kind }) => kind === 'paper')).length).toBe(
      2,
    )
  })

  test('stores a position of each plan as at the same cut-off, in one transaction', async () => {
    await slack.tickAt('2020-11-30T18:00:00Z')
    const own = (await positions()).filter(({ meetingDay }) => meetingDay === '2020-12-08')
    expect(own.map(({ planId }) => planId).sort()).toEqual([1, 2])
    expect(new Set(own.map(({ asAt, storedAt }) => `${asAt} ${storedAt}`)).size).toBe(1)
  })

  test('goes without a plan whose coordinator holds it, which follows when they send it', async () => {
    await slack.tickAt('2020-11-29T18:00:00Z')
    await bot.say('in library digest hold improvement board')
    await slack.tickAt('2020-11-30T18:00:00Z')
    expect(JSON.stringify(inChannel())).not.toContain(LIBRARY.title)
    expect(inChannel().filter(({ under }) => under === null).length).toBe(1)
    await bot.say('in library digest send improvement board')
    await slack.tickAt('2020-11-30T18:05:00Z')
    const heads = inChannel().filter(({ under }) => under === null)
    expect(heads.length).toBe(2)
    expect(JSON.stringify(heads[1])).toContain(LIBRARY.title)
  })
})

describe('the digest of a board without a channel', () => {
  const digestsTo = (userId: string) =>
    slack.arrived.filter(({ to, key, under }) => to === userId && key.startsWith('digest:') && under === null)
  const head = (userId: string) => digestsTo(userId).filter(({ key }) => key.includes('improvement-board'))

  test('is one message to somebody who coordinates several of its plans', async () => {
    await bot.db.deleteFrom('channels').execute()
    for (const day of ['25', '27', '30']) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    await slack.tickAt('2020-11-30T18:05:00Z')
    expect(head('U1').map(({ message }) => message.summary)).toEqual([
      'SEND Improvement Board, Tuesday 8 December 2020: 2 plans. Each follows below.',
    ])
    const inThread = slack.arrived.filter(({ under }) => under === head('U1')[0]?.key)
    expect(JSON.stringify(inThread.map(({ message }) => message))).toContain(LIBRARY.title)
    expect(inThread.filter(({ message }) => message.blocks.some(({ kind }) => kind === 'paper')).length).toBe(
      2,
    )
  })

  test('is a message to each coordinator where each plan has its own', async () => {
    await bot.db.deleteFrom('channels').execute()
    await link('U2', 'HEAD')
    await bot.say('in library assign coordinator head-holder')
    for (const day of ['25', '27', '30']) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    expect([head('U1').length, head('U2').length]).toEqual([1, 1])
    expect(JSON.stringify(head('U1'))).not.toContain(LIBRARY.title)
  })
})

test('what one plan’s coordinator leaves unsent still reaches the board for the other plan', async () => {
  slack.mood = ({ key }) => (key.startsWith('digest:improvement-board') ? 'refuses' : 'well')
  await slack.tickAt('2020-11-30T18:00:00Z')
  const [failed] = (await deliveriesOf(SAMPLE_CODE)).filter(({ state }) => state === 'failed')
  await bot.say(`deliveries leave ${failed?.number}`)
  await slack.tickAt('2020-11-30T18:05:00Z')
  const inChannel = slack.arrived.filter(({ to, under }) => to === 'C1' && under === null)
  expect(inChannel.map(({ key }) => key)).toEqual([
    'digest:harbour-library@improvement-board:2020-12-08:1:slack/C1:1',
  ])
})

describe('the papers of one meeting', () => {
  test('are each of their own plan, named after it', async () => {
    for (const day of ['04', '07']) await slack.tickAt(`2020-12-${day}T18:00:00Z`)
    const files = slack.arrived.flatMap(({ message }) =>
      message.blocks.filter(({ kind }) => kind === 'paper'),
    )
    const named = files.flatMap((file) =>
      file.kind === 'paper' && file.body === 'improvement-board' ? [file] : [],
    )
    expect(named.map(({ name }) => name).sort()).toEqual([
      'improvement-board-2020-12-08.docx',
      'library-improvement-board-2020-12-08.docx',
    ])
    const settings = { PUBLIC_URL: undefined }
    const papers = createAttachments({
      db: bot.db,
      plan: undefined,
      settings,
      now: bot.now,
      machineNow: bot.now,
    })
    for (const file of named) {
      const { document } = openDocx(await papers.paper(file))
      expect(document.includes('caretaker'), file.name).toBe(file.plan === LIBRARY_CODE)
    }
  })
})

function linesIn({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block: Block) => {
    if (block.kind === 'buttons') return block.buttons.map(({ line }) => line)
    return block.kind === 'choices' ? block.choices.map(({ line }) => line) : []
  })
}

describe('what is pressed in a message', () => {
  test('carries the plan of the message, and tells it to whoever has a part in several', async () => {
    await slack.tickAt('2020-11-29T18:00:00Z')
    const library = await deliveriesOf(LIBRARY_CODE)
    const own = slack.arrived.filter(({ key }) => library.some((each) => each.key === key))
    const coordinators = own.filter(({ to }) => to === 'U1')
    expect(coordinators.length).toBeGreaterThan(0)
    for (const { message, key } of own) {
      expect(
        linesIn(message).filter((line) => !line.startsWith('in library ')),
        key,
      ).toEqual([])
      expect(renderTerminal(message, { width: 10_000, colour: false })).toContain(`In: ${LIBRARY.title}.`)
    }
    const hold = coordinators
      .flatMap(({ message }) => linesIn(message))
      .find((line) => line.includes('digest hold'))
    expect(await bot.say(hold ?? 'nothing to press')).toMatch(/^Held: .*In: Harbour/s)
  })

  test('works for somebody with a part in that plan alone, and for nobody else', async () => {
    await bot.db.deleteFrom('channels').execute()
    await link('U2', 'HEAD')
    for (let day = 24; day <= 27; day += 1) await slack.tickAt(`2020-11-${day}T18:00:00Z`)
    const press = (userId: string, said: string) =>
      bot.tell(said, { as: userId, conversation: 'D1', from: { platform: 'slack', tenant: 'T1' } })
    expect((await press('U2', 'in library status 1.1.1')).message.summary).toContain('1.1.1')
    expect((await press('U2', 'in thurrock-wsoa-2019 status C2')).ok).toBe(false)
    const from = { platform: 'slack', tenant: 'T1' }
    const submit = (plan: string) =>
      bot.tell({ command: 'status', arguments: { plan } }, { as: 'U2', conversation: 'D1', from })
    expect((await submit('thurrock-wsoa-2019')).error?.code).toBe('refused')
    expect((await submit('library')).message.summary).toContain('of 5 tasks')
  })

  test('a number of a message is enough to say which plan a decision about it is of', async () => {
    slack.mood = ({ key }) => (key.includes('library@') ? 'refuses' : 'well')
    for (const day of ['03', '04', '05', '06', '07']) await slack.tickAt(`2020-12-${day}T18:00:00Z`)
    const failed = (await deliveriesOf(LIBRARY_CODE)).find(({ state }) => state === 'failed')
    expect(await bot.say(`deliveries leave ${failed?.number}`)).toContain(`In: ${LIBRARY.title}.`)
  })
})
