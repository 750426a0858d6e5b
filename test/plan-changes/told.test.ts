import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { difference } from '../../src/domain/difference.ts'
import { pastMeetings } from '../../src/editions/past.ts'
import { docxOf } from '../../src/paper/docx.ts'
import { paperOf } from '../../src/paper/paper.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { openDocx } from '../support/docx.ts'
import { editionOf, itemIn } from '../support/edition.ts'

const DECIDED = 'decided improvement-board 8 December 2020 minute 4.3'
/** The Board's cut-off for 5 January, and the one before, for 8 December. */
const [CUT_OFF, BEFORE] = ['2020-12-22T12:00:00.000Z', '2020-11-27T12:00:00.000Z']

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await tickAt(bot, BEFORE)
  bot.later(new Date('2020-12-14T10:00:00Z'))
})
afterEach(() => bot.close())

async function imports(change: (file: PlanFile) => PlanFile): Promise<void> {
  await importPlan(bot.db, change(planFrom(SAMPLE) as unknown as PlanFile), {
    now: bot.now(),
    today: bot.now().toISOString().slice(0, 10),
  })
}

async function movesOf(code: string) {
  const { facts, previous } = await editionOf(bot, code)
  return new Map(difference(previous, facts).map(({ now, direction }) => [now.ref, direction]))
}

describe('what changed in the plan between two cut-offs', () => {
  beforeEach(async () => {
    await bot.say(`item merge B1(c) into B1(b) ${DECIDED}`)
    await bot.say(`item add B1(f) in B1 for SLBI by 26 March 2021 Review the training ${DECIDED}`)
    await bot.say(`item reword B1(a) to Examine the indicators ${DECIDED}`)
    await bot.say('item hand B4(c) to SLBI')
  })

  test.each(['board', 'OG'])('is told in the digest of the %s, with what it took in', async (body) => {
    const text = await bot.say(`digest ${body}`)
    expect(text).toContain('The plan changed: joined 1, left 1, reworded 1, handed over 1')
    expect(text).toContain('B1(c), amber, 69 days overdue, merged into B1(b)')
    expect(text).toContain(
      'Decided on 8 Dec 2020, recorded on 14 Dec 2020; SEND Improvement Board, draft minute 4.3',
    )
  })

  test('is stored with the position, and not told again at the next', async () => {
    await tickAt(bot, CUT_OFF)
    bot.later({ minutes: 60 })
    const { facts, origin } = await editionOf(bot, 'improvement-board')
    expect(origin.kind).toBe('stored')
    expect(facts.planChanges?.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
      'left B1(c)',
      'joined B1(f)',
      'reworded B1(a)',
      'owners B4(c)',
    ])
    bot.later(new Date('2021-01-06T10:00:00Z'))
    expect((await editionOf(bot, 'improvement-board')).facts.planChanges).toEqual([])
    expect(await bot.say('digest board')).toContain('changes of the plan')
  })

  test('stands in the paper too, with what the plan says and what it answers', async () => {
    const edition = await editionOf(bot, 'improvement-board')
    const past = await pastMeetings(bot.db, await loadPlan(bot.db), edition)
    const { paragraphs } = openDocx(await docxOf(paperOf(edition, past)))
    const headings = paragraphs.filter(({ style }) => style === 'Heading1').map(({ text }) => text)
    expect(headings).toContain('The plan changed: joined 1, left 1, reworded 1, handed over 1')
    expect(headings).toContain('What the plan says')
    const whole = paragraphs.map((each) => each.text).join('\n')
    expect(whole).toContain('B1(c), amber, 69 days overdue, merged into B1(b)')
    for (const said of [
      'W3: Plans and annual reviews are poor',
      'More amended plans issued inside 12 weeks',
      'C1(c).1 L3 and L4',
    ]) {
      expect(whole).toContain(said)
    }
  })

  test('is not told where it was taken back', async () => {
    expect(await bot.say('undo')).toContain('B4(c)')
    expect(await bot.say('digest board')).toContain('The plan changed: joined 1, left 1, reworded 1\n')
  })

  test('leaves stored positions as they were', async () => {
    const { facts } = await editionOf(bot, 'improvement-board', '2020-12-08')
    expect(facts.items.find(({ ref }) => ref === 'B1(c)')?.rating).toBe('amber')
    expect(facts.items.some(({ ref }) => ref === 'B1(f)')).toBe(false)
  })
})

test('a whole whose last part left is counted by itself, and the digest says so', async () => {
  for (const ref of ['C1(a)', 'C1(b)', 'C1(c)', 'C1(d)'])
    await bot.say(`item close ${ref} done with ${DECIDED}`)
  expect(await bot.say('digest board')).toContain('C1 is counted by itself now: no sub-action is left in it.')
})

describe('an item that joined less than 28 days before a cut-off', () => {
  test('is in no freshness and no silence, and its owner is not asked yet', async () => {
    const of = async () => (await editionOf(bot, 'improvement-board')).facts.counts
    const before = await of()
    await bot.say(`item add B1(f) in B1 for SLBI by 26 March 2021 Review the training ${DECIDED}`)
    const after = await of()
    expect([after.of, after.freshness.of]).toEqual([before.of + 1, before.freshness.of])
    expect(itemIn(await editionOf(bot, 'improvement-board'), 'B1(f)').isNew).toBe(true)
    expect(await bot.say('digest OG')).not.toMatch(/• SLBI: .*B1\(f\)/)
    await tickAt(bot, '2020-12-21T09:00:00.000Z')
    const asked = await bot.db
      .selectFrom('deliveries')
      .select('payload')
      .where('kind', '=', 'collect')
      .execute()
    expect(asked.some(({ payload }) => payload.includes('A5(h)'))).toBe(true)
    expect(asked.some(({ payload }) => payload.includes('B1(f)'))).toBe(false)
    bot.later(new Date('2021-01-20T10:00:00Z'))
    expect(itemIn(await editionOf(bot, 'improvement-board'), 'B1(f)').isNew).toBeUndefined()
  })
})

describe('better and worse', () => {
  test('a whole that got worse is named in the chair’s sentence', async () => {
    await bot.say('update C2 red the backlog grows')
    expect(await bot.say('digest board')).toContain(
      'none got worse apart from C2 as a whole (from amber to red) and none got better',
    )
    await bot.say('update A5(h) red the supplier left')
    expect(await bot.say('digest board')).toContain(
      '1 got worse, and C2 as a whole (from amber to red) and none got better',
    )
  })

  test('a first rating is neither, nor is one that only follows from the key', async () => {
    await bot.say('update C2(h) red no trainer')
    await bot.say('update C1(c) red no trainer either')
    await bot.say('update A5(h) not started')
    const moves = await movesOf('improvement-board')
    expect(moves.get('C2(h)')).toBe('first-stated')
    expect(moves.get('C1(c)')).toBe('changed')
    expect(moves.get('A5(h)')).toBe('changed')
  })

  test('what was finished on an earlier day is news of it, and not finished since', async () => {
    await bot.say('update C2(d) complete on 2 September 2020')
    await bot.say('update C2(g) complete on 10 December 2020')
    await bot.say('update C2(c) complete on 27 November 2020')
    const moves = await movesOf('improvement-board')
    expect(['C2(d)', 'C2(g)', 'C2(c)'].map((ref) => moves.get(ref))).toEqual([
      'finished-earlier',
      'finished',
      'finished',
    ])
    const text = await bot.say('digest board')
    expect(text).toContain('2 were finished')
    expect(text).toContain('Finished: 2 of 63')
    expect(text).toMatch(
      /First reported, finished earlier: 1 of 63\n[\s\S]*C2\(d\) Fill vacant appeals and tribunals post +2 Sep 2020/,
    )
  })

  test('two positions that count differently are not compared', async () => {
    bot.later(new Date('2020-12-09T10:00:00Z'))
    await imports((file) => ({ ...file, countedLevel: 1 }))
    await bot.say('update C2 red the backlog grows')
    const text = await bot.say('digest board')
    expect(text).toContain(
      'Counted otherwise since 9 Dec 2020: the figures of 27 Nov 2020 are not compared with these.',
    )
    expect(text).not.toContain('got worse')
  })
})

test('closed days that are imported later move no cut-off of the past', async () => {
  const before = (await editionOf(bot, 'improvement-board')).facts.period
  expect(before.from).toBe(BEFORE)
  await imports((file) => ({
    ...file,
    closedDays: [{ on: '2020-12-01', name: 'Closed' }, { on: '2020-12-02' }],
  }))
  expect((await editionOf(bot, 'improvement-board')).facts.period).toEqual(before)
  expect(await bot.say('status')).toContain('Of 63 sub-actions')
})

test('a digest that is out gets a line under it when a request in it ends with its item', async () => {
  await bot.say('bind board', {
    from: { conversation: 'C1', conversationName: '#board', isPrivate: false },
  })
  await bot.say('revise B1(c) to 26 March 2021 because the supplier moved', { as: 'SLSP' })
  await tickAt(bot, CUT_OFF)
  await tickAt(bot, '2020-12-23T10:00:00.000Z')
  const out = await bot.db
    .selectFrom('deliveries')
    .innerJoin('meetings', 'meetings.id', 'deliveries.meetingId')
    .select('key')
    .where('kind', '=', 'digest')
    .where('page', '=', 1)
    .where('deliveries.state', '=', 'sent')
    .where('meetings.day', '=', '2021-01-05')
    .execute()
  expect(out.length).toBeGreaterThan(0)
  await bot.say(`item close B1(c) no longer required ${DECIDED}`)
  for (const { key } of out) {
    const under = await bot.db
      .selectFrom('deliveries')
      .select('payload')
      .where('kind', '=', 'notice')
      .where('underKey', '=', key)
      .execute()
    expect(under.map(({ payload }) => payload).join()).toContain(
      'R1 ended: B1(c) left the plan on 8 Dec 2020: no longer required',
    )
  }
})
