import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'

/** Six days after a sitting of the Improvement Board. */
const MONDAY = new Date('2020-12-14T10:00:00Z')
const DECIDED = 'decided improvement-board 8 December 2020 draft minute 4.3'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ now: MONDAY })
})
afterEach(() => bot.close())

const changes = () => bot.db.selectFrom('itemChanges').selectAll().where('source', '<>', 'import').execute()

async function trailOf(ref: string) {
  const rows = await bot.db
    .selectFrom('trail')
    .select('payload')
    .where('ref', '=', ref)
    .orderBy('seq')
    .execute()
  return rows.map(({ payload }) => JSON.parse(payload) as { action: string; after: unknown })
}

const notices = async () =>
  (
    await bot.db
      .selectFrom('deliveries')
      .innerJoin('people', 'people.id', 'deliveries.personId')
      .select(['people.code', 'payload'])
      .where('kind', '=', 'notice')
      .execute()
  ).map(({ code, payload }) => `${code}: ${payload}`)

describe('an item that is closed', () => {
  test('is put to the body that agrees what leaves, and stays in the plan until that decides', async () => {
    const text = await bot.say('item close B1(c) no longer required because the supplier has gone')
    expect(text).toContain(
      'Change to the plan Proposed: close B1(c), no longer required, because “the supplier has gone”.',
    )
    expect(text).toContain(
      'The SEND Improvement Board agrees what leaves the plan; it meets on Tuesday 5 January 2021. Until then B1(c) stays as it is, amber. (R1)',
    )
    expect(await bot.say('item close B1(c) no longer required decided operational-group')).toContain(
      'The SEND Improvement Board agrees what leaves the plan, not the SEND Operational Group.',
    )
    expect(
      await bot.say('item close B1(c) no longer required decided improvement-board 9 December 2020'),
    ).toContain('held no meeting on Wednesday 9 December 2020')
    expect(await changes()).toEqual([])
  })

  test('is out from the sitting on, and stays readable on every day with who agreed it', async () => {
    expect(await bot.say(`item close B1(c) no longer required ${DECIDED}`)).toContain(
      'Recorded: B1(c) left the plan on 8 Dec 2020: no longer required (SEND Improvement Board, draft minute 4.3), recorded on 14 Dec 2020.',
    )
    const left = 'Left the plan on 8 Dec 2020: no longer required (SEND Improvement Board, draft minute 4.3)'
    expect(await bot.say('status B1(c)')).toContain(left)
    expect(await bot.say('status B1(c) as at 10 December 2020')).toContain(left)
    expect(await bot.say('status B1(c) as at 7 December 2020')).toMatch(
      /As at Monday 7 December 2020: . Amber/,
    )
    expect(await bot.say('status B1(c) as at 7 December 2020')).toContain(left)
    expect(await bot.say('status as at 7 December 2020')).toContain('Of 63 sub-actions')
    expect(await bot.say('status')).toContain('Of 62 sub-actions')
    expect(await bot.say('update B1(c) red')).toContain('B1(c) left the plan on 8 Dec 2020')
    expect(await trailOf('B1(c)')).toMatchObject([
      { action: 'item-close', after: { left: { why: 'no-longer-required' } } },
    ])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('takes with it what is within it, and an item whose last part leaves is counted by itself', async () => {
    expect(await bot.say(`item close B5 done with ${DECIDED}`)).toContain('With it: B5(a) to B5(c).')
    expect(await bot.say('status')).toContain('Of 60 sub-actions')
    for (const ref of ['C1(a)', 'C1(b)', 'C1(c)']) await bot.say(`item close ${ref} done with ${DECIDED}`)
    expect(await bot.say(`item close C1(d) done with ${DECIDED}`)).toContain(
      'C1 is counted by itself from now on: no sub-action is left in it.',
    )
  })

  test('ends its requests: who asked is told, and deciding one names the change', async () => {
    await bot.say('revise B1(c) to 26 March 2021 because the supplier moved', { as: 'SLSP' })
    expect(await bot.say(`item close B1(c) no longer required ${DECIDED}`)).toContain('R1 ended with it')
    expect(await bot.say('approve R1 minute 4.2')).toContain(
      'R1 ended with B1(c), which left the plan on 8 Dec 2020: no longer required',
    )
    expect(await bot.say('requests')).not.toContain('R1')
    expect((await notices()).filter((each) => each.startsWith('SLSP:')).join()).toContain('R1 ended with it')
  })

  test('can be closed in plain words, which are said back first', async () => {
    expect(await bot.say('close B1(c) as no longer relevant')).toContain(
      'Item close: B1(c) no longer required',
    )
    await bot.say('neither')
    expect(await bot.say('the board of 8 December agreed to drop B1(c)')).toContain(
      'Item close: B1(c) no longer required decided SEND Improvement Board 8 Dec 2020 (Tuesday)',
    )
    expect(await changes()).toEqual([])
    expect(await bot.say('yes')).toContain('Recorded: B1(c) left the plan on 8 Dec 2020')
  })

  test('is the coordinator’s to record; others are told what to do', async () => {
    expect(await bot.say(`item close B1(c) done with ${DECIDED}`, { as: 'SLSP' })).toContain(
      'Only the coordinator can take an item out of the plan',
    )
  })

  test('is asked about where the reason is missing', async () => {
    expect(await bot.say('item close B1(c)')).toContain('Why does B1(c) leave the plan?')
  })
})

describe('an item that is merged', () => {
  test('leaves, the other stays as it was, and the history of that shows both', async () => {
    const before = await bot.say('status B1(b)')
    expect(await bot.say(`item merge B1(c) into B1(b) ${DECIDED}`)).toContain(
      'B1(c) merged into B1(b) on 8 Dec 2020',
    )
    expect(await bot.say('status B1(b)')).toBe(before)
    const history = await bot.say('history B1(b)')
    expect(history).toMatch(
      /8 Dec 2020 +B1\(c\) +SEND Improvement Board, 8 Dec 2020, draft minute 4\.3 +Merged into B1\(b\), recorded on 14 Dec 2020/,
    )
    expect(history).toMatch(/1 Nov 2020 +B1\(c\)/)
    expect(await bot.say('history B1(c)')).toContain('Merged into B1(b) on 8 Dec 2020')
  })

  test('must not vanish unfinished in what is finished', async () => {
    expect(await bot.say(`item merge B1(c) into B1(a) ${DECIDED}`)).toContain(
      'B1(c) is not finished and B1(a) is, so what is left to do would vanish.',
    )
    expect(await bot.say(`item close B1(c) as duplicate of B1(a) ${DECIDED}`)).toContain('would vanish')
    expect(await bot.say(`item merge B1(c) into B1(c) ${DECIDED}`)).toContain('into itself')
    expect(await bot.say(`item merge B1 into B2 ${DECIDED}`)).toContain('merge or close them first')
    expect(await changes()).toEqual([])
  })
})

describe('undo', () => {
  test('takes a close back within its time, as if it had never been; both stay in the record', async () => {
    const before = await bot.say('status B1(c)')
    await bot.say(`item close B1(c) done with ${DECIDED}`)
    expect(await bot.say('undo')).toContain('B1(c) is in the plan again, as before.')
    expect(await bot.say('status B1(c)')).toBe(before)
    expect(await bot.say('status B1(c) as at 10 December 2020')).not.toContain('Left the plan')
    expect(await bot.say('changes since 1 December 2020')).not.toContain('The plan changed')
    expect((await changes()).map(({ kind }) => kind)).toEqual(['left', 'returned'])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('comes too late after its time, and after a cut-off', async () => {
    await bot.say(`item merge B1(c) into B1(b) ${DECIDED}`)
    bot.later({ minutes: 16 })
    expect(await bot.say('undo')).toContain('can no longer be taken back: that is possible for 15 minutes')
    bot.later(new Date('2020-12-22T11:55:00Z'))
    await bot.say(`item close B5(a) done with ${DECIDED}`)
    await tickAt(bot, '2020-12-22T12:00:00.000Z')
    bot.later({ minutes: 1 })
    expect(await bot.say('undo')).toContain(
      'a cut-off has come since, and it stands in the figures of a meeting',
    )
    expect(await bot.say('status B5(a)')).toContain('Left the plan')
  })

  test('brings back what a closed item took with it, and nothing that another line closed', async () => {
    await bot.say(`item close B1(c) done with ${DECIDED}`)
    await bot.say(`item close B5 done with ${DECIDED}`)
    expect(await bot.say('undo')).toContain('B5, B5(a), B5(b) and B5(c) are in the plan again')
    expect(await bot.say('status')).toContain('Of 62 sub-actions')
  })

  test('is for what the author did last', async () => {
    await bot.say('item hand B4(c) to SLBI')
    bot.later({ minutes: 1 })
    await bot.say('update B1(b) red the supplier left')
    expect(await bot.say('undo')).toContain('Taken back: B1(b)')
    expect(await bot.say('undo')).toContain('Taken back: the change of B4(c) in the plan.')
    expect(await bot.say('owner B4(c)')).toContain('SLCSC')
  })
})

describe('an item that is handed over, reworded or added', () => {
  test('is handed over by the coordinator, and the old and the new owner are told', async () => {
    expect(await bot.say('hand B4(c) to SLBI')).toContain('Item hand: B4(c) to SLBI')
    expect(await bot.say('yes')).toContain('Recorded: B4(c) handed from SLCSC to SLBI on 14 Dec 2020.')
    expect(await bot.say('owner B4(c)')).toContain('SLBI')
    expect(await bot.say('status B4(c) as at 13 December 2020')).toContain('Owner: SLCSC')
    const told = (await notices()).filter((each) => each.includes('handed from SLCSC to SLBI'))
    expect(told.map((each) => each.split(':')[0]).sort()).toEqual(['SLBI', 'SLCSC'])
  })

  test('is reworded by the board, and a misprint is put right by the coordinator', async () => {
    expect(await bot.say('item reword B1(b) to Agree the dashboard')).toContain('agrees the wording of items')
    expect(await bot.say(`item reword B1(b) to Agree the dashboard ${DECIDED}`)).toContain(
      'Recorded: B1(b) reworded on 8 Dec 2020: “Agree the dashboard”, before “Consult stakeholders',
    )
    expect(await bot.say('item reword B1(b) misprint to Agree the dashboards')).toContain(
      'misprint corrected on 14 Dec 2020: “Agree the dashboards”, not “Agree the dashboard”',
    )
    expect(await bot.say('status B1(b) as at 9 December 2020')).toContain('B1(b) Agree the dashboard\n')
    expect(await bot.say('status B1(b) as at 7 December 2020')).toContain('B1(b) Consult stakeholders')
    expect(await bot.say('status B1(b)')).toContain('B1(b) Agree the dashboards\n')
  })

  test('joins with its owner and date, and counts from then on', async () => {
    expect(
      await bot.say(
        `item add B1(f) in B1 for SLBI by 26 March 2021 Review the training each term ${DECIDED}`,
      ),
    ).toContain('Recorded: B1(f) joined the plan on 8 Dec 2020, in B1')
    expect(await bot.say('status')).toContain('Of 64 sub-actions')
    expect(await bot.say('status B1(f)')).toMatch(
      /Review the training each term[\s\S]*Owner: SLBI[\s\S]*26 Mar 2021/,
    )
    expect(await bot.say('status B1(f) as at 7 December 2020')).toContain(
      'B1(f) was not in the plan on Monday 7 December 2020 yet. Joined the plan on 8 Dec 2020.',
    )
    expect(await bot.say(`item add b1 f in B1 Another ${DECIDED}`)).toContain('B1(f) is in the plan already')
  })

  test('may be outermost, and within a new item without parts', async () => {
    await bot.say(`item add D as area of concern Moving on ${DECIDED}`)
    expect(await bot.say(`item add D1 in D Plan the move ${DECIDED}`)).toContain('D1 joined the plan')
    expect(await bot.say(`item add D1(a) in D1 for SLBI Ask the families ${DECIDED}`)).toContain(
      'D1 is no longer counted itself: its sub-actions are, 1 sub-action.',
    )
    expect(await bot.say(`item add D1(a).1 in D1(a) Deeper ${DECIDED}`)).toContain('innermost level')
  })
})

test('changes counts what joined, left, was reworded and handed over, with the items', async () => {
  await bot.say(`item close B1(c) no longer required ${DECIDED}`)
  await bot.say(`item add B1(f) in B1 Review the training ${DECIDED}`)
  await bot.say(`item reword B1(b) to Agree the dashboard ${DECIDED}`)
  await bot.say('item hand B4(c) to SLBI')
  const all = await bot.say('changes since 1 December 2020')
  expect(all).toContain('The plan changed: joined 1, left 1, reworded 1, handed over 1.')
  expect(all).toContain(
    'B1(c) Run interim dashboard, then finalise after consultation: left the plan on 8 Dec 2020: no longer required',
  )
  expect(await bot.say('changes from 1 December to 10 December')).toContain(
    'The plan changed: joined 1, left 1, reworded 1.',
  )
  expect(await bot.say('changes from 9 December to 10 December')).not.toContain('The plan changed')
  expect(await bot.say('changes area A since 1 December 2020')).not.toContain('The plan changed')
})
