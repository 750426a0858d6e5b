import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { readTrail, verifyTrail } from '../../data/trail.ts'
import { freezeEdition } from '../../src/editions/freeze.ts'
import { heldOrComing } from '../../src/editions/sittings.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { setDisk } from '../support/database.ts'
import { editionOf, itemIn } from '../support/edition.ts'
import { temporaryFolder } from '../support/folder.ts'

let bot: TestApp

beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

/** The cut-off for the board's meeting of 8 December. */
const CUT_OFF = '2020-11-27T12:00:00.000Z'

function rows() {
  return bot.db.selectFrom('editions').selectAll().orderBy('id').execute()
}

describe('before the cut-off', () => {
  test('it is a draft as at now, which says so and stores nothing', async () => {
    const before = await readTrail(bot.db, 1)
    const { origin, facts } = await editionOf(bot, 'improvement-board')
    expect(origin).toEqual({ kind: 'draft', cutOff: new Date(CUT_OFF) })
    expect(facts.asAt).toBe('2020-11-24T09:00:00.000Z')
    expect(facts.meeting).toEqual({ day: '2020-12-08', previous: '2020-11-10', following: '2021-01-05' })
    expect(await bot.say('digest board')).toContain(
      'Draft as at 24 Nov 2020, 9am; cut-off 27 Nov 2020, 12pm.',
    )
    expect(await rows()).toEqual([])
    expect(await readTrail(bot.db, 1)).toEqual(before)
  })

  test('the tick stores nothing', async () => {
    await tickAt(bot, '2020-11-24T11:59:59.999Z')
    expect(await rows()).toEqual([])
  })

  test('a draft shows what was said a moment ago', async () => {
    await bot.say('update B5(a) red the supplier left')
    expect(itemIn(await editionOf(bot, 'improvement-board'), 'B5(a)').rating).toBe('red')
  })
})

describe('at the cut-off', () => {
  test('the tick stores the facts once, with their hash and an entry in the trail', async () => {
    await tickAt(bot, CUT_OFF)
    const stored = await rows()
    await tickAt(bot, '2020-11-27T12:01:00.000Z')
    expect(await rows()).toEqual(stored)
    const own = stored.filter(({ origin }) => origin === 'cut-off')
    expect(own.map(({ meetingDay, number }) => [meetingDay, number])).toEqual([
      ['2020-12-03', 1],
      ['2020-12-08', 1],
    ])
    const { factsHash, asAt } = own[1] ?? {}
    expect(asAt).toBe(CUT_OFF)
    expect((await readTrail(bot.db, 1)).filter(({ action }) => action === 'freeze').at(-1)?.after).toEqual({
      body: 'improvement-board',
      meeting: '2020-12-08',
      edition: 1,
      asAt: CUT_OFF,
      facts: factsHash,
      comparedWith: [own[1]?.previousId, own[1]?.recommendedId].map(
        (id) => stored.find((each) => each.id === id)?.factsHash,
      ),
    })
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('a plan with a closure day and a clock of its own has its own cut-off', async () => {
    const plan = planFrom(SAMPLE)
    const bodies = plan.bodies.map((body) => ({ ...body, clock: { cutOff: { at: '16:00' } } }))
    const closedDays = [{ on: '2020-12-02' }]
    await importPlan(bot.db, { ...plan, bodies, closedDays }, { now: bot.now(), today: '2020-11-24' })
    await tickAt(bot, '2020-11-26T15:59:00.000Z')
    expect((await rows()).filter(({ meetingDay }) => meetingDay === '2020-12-08')).toEqual([])
    await tickAt(bot, '2020-11-26T16:00:00.000Z')
    const [own] = (await rows()).filter(({ meetingDay }) => meetingDay === '2020-12-08')
    expect(own).toMatchObject({ asAt: '2020-11-26T16:00:00.000Z', origin: 'cut-off' })
  })

  test('a meeting moved too late for other facts keeps those of the day that it was moved from', async () => {
    await tickAt(bot, CUT_OFF)
    const stored = await rows()
    await bot.db
      .updateTable('meetings')
      .set({ day: '2020-12-15', factsDay: '2020-12-08', state: 'moved' })
      .where('day', '=', '2020-12-08')
      .execute()
    await tickAt(bot, '2020-12-14T12:00:00.000Z')
    expect(await rows()).toEqual(stored)
    const { origin, facts } = await editionOf(bot, 'improvement-board')
    expect(origin).toMatchObject({ kind: 'stored', number: 1 })
    expect(facts.asAt).toBe(CUT_OFF)
  })

  test('what is said afterwards is not in the digest, nor is what is undone, decided or asked for', async () => {
    await bot.say('revise B5a to end of January because two providers refuse', { as: 'SLSPPEP' })
    await tickAt(bot, CUT_OFF)
    const before = await bot.say('digest board')
    bot.later({ minutes: 60 })
    await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
    await bot.say('update A2(e) complete on 20 November', { as: 'P16SM' })
    await bot.say('revise A2(f) to 26 February 2021 because the college signs late', { as: 'P16SM' })
    await bot.say('approve R1 for operational group of 5 November 2020 minute 3.1')
    expect(await bot.say('digest board')).toBe(before)
    expect(await bot.say('digest board', { as: 'SLBI' })).toBe(before)
  })

  test('whoever asks first after it gets the same facts as the tick would have stored', async () => {
    bot.later(new Date('2020-11-28T08:00:00Z'))
    await bot.say('update B5(a) red said after the cut-off', { as: 'SLSPPEP' })
    const { origin, facts } = await editionOf(bot, 'improvement-board')
    expect(origin.kind).toBe('stored')
    expect(facts.asAt).toBe(CUT_OFF)
    expect(facts.items.find(({ ref }) => ref === 'B5(a)')?.rating).toBe('amber')
    await tickAt(bot, '2020-11-28T08:05:00Z')
    expect((await editionOf(bot, 'improvement-board')).facts).toEqual(facts)
    expect((await rows()).filter(({ meetingDay }) => meetingDay === '2020-12-08')).toHaveLength(1)
  })

  test('a tick that comes days late stores what was known at the cut-off', async () => {
    bot.later(new Date('2020-11-30T10:00:00Z'))
    await bot.say('update A2(e) complete on 20 November', { as: 'P16SM' })
    await tickAt(bot, '2020-12-01T10:00:00Z')
    expect(itemIn(await editionOf(bot, 'improvement-board'), 'A2(e)').state).toBe('in-progress')
  })

  test('a meeting that has begun gets no edition any more', async () => {
    await tickAt(bot, '2020-12-08T17:30:00Z')
    expect((await rows()).filter(({ meetingDay }) => meetingDay === '2020-12-08')).toEqual([])
    expect((await editionOf(bot, 'improvement-board', '2020-12-08')).origin).toEqual({ kind: 'rebuilt' })
  })

  test('a later edition of the plan file changes nothing of it', async () => {
    await tickAt(bot, CUT_OFF)
    const before = await bot.say('digest board')
    const file = planFrom(SAMPLE)
    const items = file.items.map((item) =>
      item.level === 0 ? { ...item, title: `${item.title}, put otherwise` } : item,
    )
    const ratings = file.scale.ratings.map((rating) => ({ ...rating, label: `${rating.label}ish` }))
    const changed = { ...file, items, measures: [], scale: { ...file.scale, ratings } }
    const targets = file.measures.filter(({ kind }) => kind === 'target')
    const answers = new Map(
      [
        ...['A', 'B', 'C'].map((ref) => `wording area of concern ${ref}`),
        ...targets.map(({ name, code }) => `targets the target “${name}” (${code})`),
      ].map((key) => [key, 'typing']),
    )
    await importPlan(bot.db, changed, { now: bot.now(), today: '2020-11-27', answers })
    expect(await bot.say('status B5(a)')).toContain('Amberish')
    expect(await bot.say('digest board')).toBe(before)
  })

  test('a disk that is full hides no figure: it is read from the record, which the digest says', async () => {
    bot.later(new Date('2020-11-28T08:00:00Z'))
    await bot.say('update B5(a) red said after the cut-off', { as: 'SLSPPEP' })
    await setDisk(bot.db, 'full')
    const edition = await editionOf(bot, 'improvement-board')
    expect(edition.origin).toEqual({ kind: 'rebuilt' })
    expect(itemIn(edition, 'B5(a)').rating).toBe('amber')
    expect(await rows()).toEqual([])
    await setDisk(bot.db, 'free')
    expect((await editionOf(bot, 'improvement-board')).facts).toEqual(
      JSON.parse(JSON.stringify(edition.facts)),
    )
  })

  test('stored facts that somebody changed are not told', async () => {
    await tickAt(bot, CUT_OFF)
    const facts = (await rows()).at(-1)?.facts.replace('"red":4', '"red":0') ?? ''
    await bot.db.updateTable('editions').set({ facts }).where('meetingDay', '=', '2020-12-08').execute()
    await expect(editionOf(bot, 'improvement-board')).rejects.toThrow(/were changed in the file/)
    // Nothing is compared with them either; messages still go out.
    bot.later(new Date('2020-12-22T11:59:00Z'))
    await bot.say('update B5(a) red via call')
    await tickAt(bot, '2020-12-22T12:00:00Z')
    const deliveries = await listDeliveries(bot.db, 1)
    const stateOf = (beginning: string) => deliveries.find(({ key }) => key.startsWith(beginning))?.state
    expect(stateOf('cut-off:improvement-board:2021-01-05')).toBe('held')
    expect(stateOf('notice:')).toBe('sent')
    expect((await rows()).filter(({ meetingDay }) => meetingDay === '2021-01-05')).toEqual([])
  })

  test('nothing is stored when a part of it fails', async () => {
    bot.later(new Date(CUT_OFF))
    const model = await loadPlan(bot.db)
    const last = model.bodies.find(({ code }) => code === 'improvement-board')
    const [meeting] = last
      ? (await heldOrComing(bot.db, model, last)).filter(({ day }) => day === '2020-12-08')
      : []
    if (!last || !meeting) throw new Error('no meeting')
    const broken = { ...model, bodies: [...model.bodies], record: null as never }
    await expect(freezeEdition(bot.db, broken, { body: last, meeting, now: bot.now() })).rejects.toThrow()
    expect(await rows()).toEqual([])
  })
})

test('a second freeze of a meeting, by another process and later, answers with what is stored', async () => {
  const path = `sqlite:${temporaryFolder()}/plan.sqlite`
  const one = await createTestApp({ database: path })
  const other = await openDatabase(path, { create: false })
  const model = await loadPlan(one.db)
  const body = model.bodies.find(({ code }) => code === 'improvement-board')
  const meeting = body && (await heldOrComing(one.db, model, body)).find(({ day }) => day === '2020-12-08')
  if (!body || !meeting) throw new Error('no meeting')
  const first = await freezeEdition(one.db, model, { body, meeting, now: new Date(CUT_OFF) })
  await one.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
  const second = await freezeEdition(other, model, { body, meeting, now: new Date('2020-11-28T09:00:00Z') })
  expect(second).toEqual(first)
  await other.destroy()
  await one.close()
})

describe('what an edition is compared with', () => {
  test('a draft of the meeting after next is compared with the last one whose figures are settled', async () => {
    const { facts, previous, origin } = await editionOf(bot, 'improvement-board', '2021-01-05')
    expect(origin.kind).toBe('draft')
    expect(previous?.meeting?.day).toBe('2020-11-10')
    expect(facts.period.from).toBe('2020-10-30T12:00:00.000Z')
  })

  test('the sample’s held meetings are rebuilt from the record as it was known at their cut-offs', async () => {
    const { previous } = await editionOf(bot, 'improvement-board')
    expect(previous).toMatchObject({ asAt: '2020-10-30T12:00:00.000Z', meeting: { day: '2020-11-10' } })
    expect(previous?.items.find(({ ref }) => ref === 'A5(h)')).toMatchObject({
      rating: 'red',
      dueDate: '2020-03-31',
      daysOverdue: 213,
    })
  })

  test('the next edition is compared with the stored one, and keeps what it was compared with', async () => {
    await tickAt(bot, CUT_OFF)
    const december = await editionOf(bot, 'improvement-board')
    await tickAt(bot, '2020-12-22T12:00:00Z')
    const january = await editionOf(bot, 'improvement-board')
    expect(january.facts.meeting?.day).toBe('2021-01-05')
    expect(january.previous).toEqual(december.facts)
    expect(january.facts.period).toEqual({
      from: CUT_OFF,
      to: '2020-12-22T12:00:00.000Z',
      previousFrom: '2020-10-30T12:00:00.000Z',
    })
  })

  test('a completion that is said later of an earlier day does not change what a stored edition was compared with', async () => {
    await tickAt(bot, CUT_OFF)
    const before = await bot.say('digest board')
    bot.later({ days: 1 })
    await bot.say('update A2(e) complete on 20 October 2020', { as: 'P16SM' })
    expect(await bot.say('digest board')).toBe(before)
  })

  test('it is news in the next one, though its day lies before the last', async () => {
    await tickAt(bot, CUT_OFF)
    bot.later({ days: 1 })
    await bot.say('update A2(e) complete on 20 October 2020', { as: 'P16SM' })
    await tickAt(bot, '2020-12-22T12:00:00Z')
    expect(await bot.say('digest board')).toMatch(
      /First reported, finished earlier: 1 of 63\n\s*Item.*\n.*\nA2\(e\).*20 Oct 2020/,
    )
  })

  test('for the board, the group that recommends to it: its latest facts before the board’s', async () => {
    await tickAt(bot, '2020-11-24T12:00:00Z')
    const { recommended } = await editionOf(bot, 'improvement-board')
    expect(recommended).toMatchObject({
      body: { code: 'operational-group' },
      asAt: '2020-11-24T12:00:00.000Z',
    })
    expect((await editionOf(bot, 'operational-group')).recommended).toBeNull()
  })
})

describe('a meeting that is moved', () => {
  test('before its cut-off simply has another one', async () => {
    await bot.say('meeting move board to 15 December 2020')
    await tickAt(bot, CUT_OFF)
    expect((await editionOf(bot, 'improvement-board')).origin).toEqual({
      kind: 'draft',
      cutOff: new Date('2020-12-04T12:00:00.000Z'),
    })
  })

  test('after its cut-off is drafted anew, and then has a second edition; the first stays', async () => {
    await tickAt(bot, CUT_OFF)
    bot.later({ days: 1 })
    await bot.say('meeting move board to 15 December 2020')
    await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
    expect((await editionOf(bot, 'improvement-board')).origin.kind).toBe('draft')
    await tickAt(bot, '2020-12-04T12:00:00Z')
    const second = await editionOf(bot, 'improvement-board')
    expect(second.origin).toMatchObject({ kind: 'stored', number: 2 })
    expect(itemIn(second, 'B5(a)').rating).toBe('red')
    const numbers = (await rows()).filter(({ origin }) => origin === 'cut-off').map(({ number }) => number)
    expect(numbers).toEqual([1, 1, 2])
  })
})

describe('undo', () => {
  test('takes back what no cut-off has stored', async () => {
    bot.later(new Date('2020-11-27T11:50:00Z'))
    await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
    bot.later({ minutes: 5 })
    expect(await bot.say('undo', { as: 'SLSPPEP' })).toContain('Taken back: B5(a)')
  })

  test('is refused once a cut-off has stored it, and says how to correct it', async () => {
    bot.later(new Date('2020-11-27T11:58:00Z'))
    await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
    await tickAt(bot, CUT_OFF)
    bot.later({ minutes: 2 })
    const refused = await bot.tell('undo', { as: 'SLSPPEP' })
    expect(refused.error).toMatchObject({ code: 'refused' })
    expect(refused.error?.text).toMatch(/a cut-off has come since.*update B5\(a\) <rating> correcting #\d+/)
    expect(itemIn(await editionOf(bot, 'improvement-board'), 'B5(a)').rating).toBe('red')
  })

  test('still takes back what was said after the cut-off', async () => {
    await tickAt(bot, CUT_OFF)
    bot.later({ minutes: 1 })
    await bot.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
    expect(await bot.say('undo', { as: 'SLSPPEP' })).toContain('Taken back: B5(a)')
  })
})

describe('a digest of another meeting', () => {
  test('of a held one is read from the record, and says so', async () => {
    const { origin, facts } = await editionOf(bot, 'improvement-board', '2020-11-10')
    expect(origin).toEqual({ kind: 'rebuilt' })
    expect(facts.counts).toMatchObject({ of: 63, complete: 0, notStated: 62, rated: { red: 1 } })
    expect(await bot.say('digest board on 10 November 2020')).toContain(
      'As at the cut-off, 30 Oct 2020, 12pm, read from the record: nothing was stored then.',
    )
    expect(await rows()).toEqual([])
  })

  test('of a day without one names the nearest', async () => {
    expect((await bot.tell('digest board on 9 December 2020')).error?.text).toBe(
      'The SEND Improvement Board has no meeting on Wednesday 9 December 2020. The nearest: 8 Dec 2020 and 5 Jan 2021.',
    )
  })

  test('of a body that never meets is a draft as at now', async () => {
    expect(await bot.say('digest scrutiny')).toContain('Draft as at 24 Nov 2020, 9am. No meeting is planned.')
  })

  test('a stranger is told nothing', async () => {
    expect((await bot.tell('digest board', { as: 'stranger' })).error?.code).toBe('refused')
  })
})
