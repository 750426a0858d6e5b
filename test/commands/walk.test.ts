import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Button } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'

let bot: TestApp

/** Three dates and a sign-off are asked for before the board of 8 December 2020, and one date after it. */
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('revise B4(a) to 26 March 2021 because of the framework', { as: 'SLSPPEP' })
  await bot.say('revise B4(c) to 26 March 2021 because of the framework', { as: 'SLCSC' })
  await bot.say('revise B3(d) to 28 May 2021 because schools answer late', { as: 'ADPH' })
  await bot.say('evidence A3 terms of reference and minutes of the year', { as: 'CD' })
  await bot.say('update A3 blue in daily use', { as: 'CD' })
  bot.later(new Date('2020-12-09T09:00:00Z'))
  await bot.say('revise B3(a) to 28 May 2021 because schools answer late', { as: 'SLSPPEP' })
})
afterEach(() => bot.close())

describe('the coordinator', () => {
  test('is shown one at a time: what was asked, by whom, how it stands, and what can be recorded', async () => {
    const reply = await bot.tell('decisions')
    expect(reply.message.summary).toBe(
      'Recorded of what was for decision at the SEND Improvement Board of Tuesday 8 December 2020: 0 of 4.',
    )
    const text = await bot.say('decisions board')
    expect(text).toContain('For decision, 1 of 4: R1 B4(a)')
    expect(text).toContain('26 Mar 2021 (Friday) is asked for.')
    expect(text).toContain('Why: “of the framework”')
    expect(text).toContain('Asked by SLSPPEP on 24 Nov 2020.')
    expect(text).toContain('Now ◆ Amber, 100 days overdue')
    expect(labels(reply)).toEqual(['Agree', 'With another date …', 'Not agree …', 'Defer', 'Leave for now'])
  })

  test('records all of them by taps, is asked for the minute once, and hears how it ended', async () => {
    const first = await press(await bot.tell('decisions'), 'Agree')
    expect(first.waits).toBe(true)
    const second = await bot.tell('minute 4.2, agreed by all')
    expect(second.message.summary).toBe('Recorded: R1 agreed: B4(a), the date 26 Mar 2021 (Friday).')
    expect(read(second)).toContain('For decision, 2 of 4: R2 B4(c)')
    await press(second, 'With another date …')
    const third = await bot.tell('make it the 26th of February 2021')
    expect(third.message.summary).toBe('Recorded: R2 agreed: B4(c), the date 26 Feb 2021 (Friday).')
    expect(read(third)).toContain('Minute: “draft minute 4.2”')
    await press(third, 'Not agree …')
    const fourth = await bot.tell('by spring they can have it, so no change')
    expect(read(fourth)).toContain('Minute: “draft minute 4.2: by spring they can have it, so no change”')
    expect(read(fourth)).toContain('For decision, 4 of 4: R4 A3')
    expect(labels(fourth)).toEqual(['Sign off', 'Not agree …', 'Defer'])
    const last = await press(fourth, 'Sign off')
    expect(read(last)).toContain(
      'Recorded of what was for decision at the SEND Improvement Board of Tuesday 8 December 2020: all 4.',
    )
    expect((await bot.tell('status A3')).items.every(({ rating }) => rating === 'blue')).toBe(true)
    expect(await bot.db.selectFrom('decisions').select('outcome').orderBy('id').execute()).toEqual(
      ['approved', 'approved', 'declined', 'approved'].map((outcome) => ({ outcome })),
    )
  })

  test('tells who asked and who owns the item, each once', async () => {
    await bot.say('assign SLSPPEP new Sam Example jointly')
    await press(await bot.tell('decisions board minute 4.2'), 'Agree')
    const told = await bot.db
      .selectFrom('deliveries')
      .innerJoin('people', 'people.id', 'deliveries.personId')
      .select(['people.code', 'payload'])
      .where('payload', 'like', '%R1 agreed%')
      .execute()
    expect(told.map(({ code }) => code)).toEqual(['SLSPPEP', 'sam-example'])
    expect(told[0]?.payload).toContain('minute 4.2')
  })

  test('an action that is signed off is news for the owners of its parts', async () => {
    await bot.say('assign PFH new Pat Example')
    await bot.say('approve R4 minute 5')
    const rows = await bot.db
      .selectFrom('deliveries')
      .innerJoin('people', 'people.id', 'deliveries.personId')
      .select('people.code')
      .where('payload', 'like', '%R4 agreed%')
      .execute()
    const { items } = await bot.tell('status A3')
    const owners = new Set(items.flatMap((item) => item.owners))
    expect(rows.length).toBe(owners.size)
  })

  test('what is deferred counts as done there, and comes back to the next meeting', async () => {
    const reply = await press(await bot.tell('decisions board minute 4.2'), 'Defer')
    expect(read(reply)).toContain('For decision, 2 of 4')
    for (const line of ['decline R2 minute 4.2', 'decline R3 minute 4.2', 'decline R4 minute 5'])
      await bot.say(line)
    expect(await bot.say('decisions')).toContain('R1 comes before it again on Tuesday 5 January 2021.')
    bot.later(new Date('2021-01-06T09:00:00Z'))
    const again = await bot.say('decisions')
    expect(again).toContain('For decision, 1 of 2: R1 B4(a)')
    expect(again).toContain('Asked by SLSPPEP on 24 Nov 2020, deferred 1 time since.')
  })

  test('what is left for now comes round again', async () => {
    const second = await press(await bot.tell('decisions board minute 4.2'), 'Leave for now')
    expect(read(second)).toContain('For decision, 2 of 4')
    expect(lines(second)[0]).toBe('approve R2 for improvement-board of 2020-12-08 note minute 4.2')
    const fourth = await press(await press(second, 'Leave for now'), 'Leave for now')
    expect(read(await press(fourth, 'Leave for now'))).toContain('For decision, 1 of 4')
  })

  test('names another minute, which then stays', async () => {
    const reply = await press(await bot.tell('decisions board minute item 7'), 'Agree')
    expect(read(reply)).toContain('Minute: “item 7”')
    expect(lines(reply)[0]).toMatch(/note item 7$/)
    expect(lines(await bot.tell('decisions board minute 4.3'))[0]).toMatch(/note minute 4\.3$/)
  })

  test('a reason with a number in it is no minute: the next one is asked for it again', async () => {
    const asked = await press(await bot.tell('decisions'), 'Not agree …')
    expect(read(asked)).toContain('Which minute of the SEND Improvement Board records it?')
    const second = await bot.tell('they had 3 months already, so no')
    expect(read(second)).toContain('Recorded: R1 not agreed')
    expect(lines(second)[0]).toBe('approve R2 for improvement-board of 2020-12-08')
  })

  test('a decision typed by itself gives its receipt and no more', async () => {
    expect(await bot.say('approve R1 minute 4.2')).not.toContain('For decision')
  })

  test('hears that a meeting had nothing to decide, and that none was held', async () => {
    expect(await bot.say('decisions of 10 November 2020')).toContain(
      'Nothing was for decision at the SEND Improvement Board of Tuesday 10 November 2020.',
    )
    expect(await bot.say('decisions cabinet')).toContain('The Cabinet has held no meeting.')
  })
})

test('a group that recommends is walked through in the same way, and changes no date', async () => {
  const reply = await bot.tell('decisions operational group minute 3')
  expect(read(reply)).toContain('To recommend on, 1 of 4: R1 B4(a)')
  expect(labels(reply)[0]).toBe('Recommend')
  const second = await press(reply, 'Recommend')
  expect(second.message.summary).toBe(
    'Recorded: the SEND Operational Group recommends to approve R1 (B4(a), the date 26 Mar 2021 (Friday)).',
  )
  expect(read(second)).toContain('To recommend on, 2 of 4')
  expect(await bot.say('decisions')).toContain(
    'So far: SEND Operational Group recommends: approve: draft minute 3.',
  )
})

test.each(['chair:improvement-board', 'member:improvement-board', 'SLSPPEP'])(
  '%s sees what is recorded, and nothing to press',
  async (as) => {
    await bot.say('approve R1 minute 4.2')
    const reply = await bot.tell('decisions', { as })
    expect(labels(reply)).toEqual([])
    expect(read(reply)).toContain('R1  B4(a)  26 Mar 2021  agreed')
    expect(read(reply)).toContain('R2  B4(c)  26 Mar 2021  not recorded yet')
  },
)

function buttons({ message }: Reply): readonly Button[] {
  return message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
}

function labels(reply: Reply): readonly string[] {
  return buttons(reply).map(({ label }) => label)
}

function lines(reply: Reply): readonly string[] {
  return buttons(reply).map(({ line }) => line)
}

async function press(reply: Reply, label: string): Promise<Reply> {
  const button = buttons(reply).find((each) => each.label === label)
  if (!button) throw new Error(`no button ${label} among ${labels(reply).join(', ')}`)
  return bot.tell(button.line, button.nonce === undefined ? {} : { nonce: button.nonce })
}
