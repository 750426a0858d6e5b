import { expect, test } from 'vitest'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp } from '../support/app.ts'

test('between two boards: a date slips, is asked for, recommended, decided, and the past stays readable', async () => {
  const { db, say, tell, later, close } = await createTestApp()
  const owner = { as: 'SLSPPEP' }

  // The owner looks and says how it stands.
  expect(await say('mine', owner)).toMatch(/B5\(a\).*overdue 116 days/)
  expect(
    await say('update B5(a) red two providers refuse the new indicators, legal advice by 10 January', owner),
  ).toContain('◆ Amber → ▲ Red')
  expect(
    await say('revise B5a to end of January because two providers refuse the new indicators', owner),
  ).toContain('R1 asks for Sunday 31 January 2021')

  // The Operational Group recommends, the chair may not act alone, the board decides another date.
  later(new Date('2020-12-04T10:00:00Z'))
  expect(await say('approve R1 for operational group minute 3.1, with a February date')).toContain(
    'recommends to approve R1',
  )
  expect(await say('approve R1', { as: 'chair:improvement-board' })).toContain('R1 is not decided')
  later(new Date('2020-12-09T10:00:00Z'))
  expect(await say('approve R1 with 26 February 2021 minute 4.2, agreed')).toContain(
    'R1 agreed: B5(a), the date 26 Feb 2021',
  )

  // It is no longer overdue but still red, and the board's next paper can say why.
  expect((await tell('overdue')).items.map((item) => item.ref)).not.toContain('B5(a)')
  expect(await say('changes since the last board')).toContain('date: SEND Improvement Board, 8 Dec 2020')
  const changes = await say('changes since 24 November 2020')
  expect(changes).toMatch(/B5\(a\)\s+◆ Amber\s+▲ Red\s+Jul 2020 → 26 Feb 2021/)
  expect(await say('status B5(a)')).toContain(
    '26 Feb 2021, was Apr 2020 then Jul 2020 (approved by SEND Improvement Board, 8 Dec 2020)',
  )

  // In January it is done; every earlier day still reads as it was.
  later(new Date('2021-01-20T10:00:00Z'))
  await say('update B5(a) complete on 15 January all agreements signed', owner)
  expect((await tell('status B5(a) as at 24 November 2020')).items[0]).toMatchObject({
    rating: 'red',
    dueDate: '2020-07-31',
    daysOverdue: 116,
  })
  expect((await tell('status B5(a) as at 10 December 2020')).items[0]).toMatchObject({
    rating: 'red',
    dueDate: '2021-02-26',
    daysOverdue: null,
  })
  expect((await tell('status B5(a) as at 16 January 2021')).items[0]).toMatchObject({ state: 'complete' })
  expect((await tell('status B5(a) as at 14 January 2021')).items[0]).toMatchObject({ state: 'in-progress' })

  expect((await verifyTrail(db)).broken).toBeNull()
  await close()
})
