import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan, previewImport } from '../../data/import/import.ts'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../support/app.ts'

/** Six days after a sitting of the Improvement Board. */
const MONDAY = new Date('2020-12-14T10:00:00Z')
const DECIDED = 'decided improvement-board 8 December 2020 minute 5'
const LIBRARY = { ...planFrom(TINY), short: 'library' }
const CARRIED = `item carry B1(c) as 1.1.1 of library ${DECIDED}`

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ now: MONDAY })
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-12-14' })
  await bot.say('assign coordinator coordinator', { as: 'harbour-library/coordinator' })
})
afterEach(() => bot.close())

describe('an item that is carried over into another plan', () => {
  test('needs the decision of the body that agrees what leaves, and an item and a plan that are there', async () => {
    expect(await bot.say('item carry B1(c) as 1.1.1 of library')).toContain(
      'The SEND Improvement Board agrees what leaves the plan. Nothing was changed.',
    )
    expect(await bot.say(`item carry B1(c) as 9.9 of library ${DECIDED}`)).toContain(
      'The Harbour Library Renewal has no item 9.9.',
    )
    expect(await bot.say(`item carry B1(c) as 1.1.1 of nowhere ${DECIDED}`)).toContain('Expected library.')
    expect(await bot.say(`item carry B1 as 1.1.1 of library ${DECIDED}`)).toContain('B1 is made of B1(a)')
  })

  test('leaves the one plan, and each of the two items names the other', async () => {
    expect(await bot.say(CARRIED)).toContain(
      'Recorded: B1(c) left the plan on 8 Dec 2020: carried over as 1.1.1 of the Harbour Library Renewal (SEND Improvement Board, draft minute 5)',
    )
    expect(await bot.say('status B1(c)')).toContain('carried over as 1.1.1 of the Harbour Library Renewal')
    expect(await bot.say('history B1(c)')).toContain('What was said since: in library history 1.1.1')
    const from = 'Carried over from B1(c) of the Thurrock SEND Written Statement of Action on 8 Dec 2020'
    expect(await bot.say('in library status 1.1.1')).toContain(from)
    expect(await bot.say('in library history 1.1.1')).toContain(
      'What was said before: in thurrock-wsoa-2019 history B1(c)',
    )
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('keeps its age: the first date, and every re-dating since', async () => {
    const before = await bot.say('status B1(c)')
    await bot.say(CARRIED)
    const after = await bot.say('in library status 1.1.1')
    expect(before).toContain('Sep 2020')
    expect(after).toMatch(/First due: .* ago; re-dated/)
    expect(await bot.say('in library redated')).toContain('1.1.1')
  })

  test('sends an update of the old item to the new one, with one tap', async () => {
    await bot.say(CARRIED)
    const { error, message } = await bot.tell('update B1(c) red')
    expect(error?.code).toBe('conflict')
    expect(message.summary).toContain('Say it there: in library update 1.1.1')
    expect(JSON.stringify(message.blocks)).toContain('"in library update 1.1.1"')
  })

  test('tells nobody the name of a plan that they have no part in, and still its age', async () => {
    await bot.say(CARRIED)
    const owner = { as: 'SLSP' }
    for (const line of [
      'status B1(c)',
      'history B1(c)',
      'update B1(c) red',
      'changes since 1 December',
      'why B1(c)',
    ])
      expect(await bot.say(line, owner)).not.toMatch(/Library|1\.1\.1/)
    expect(await bot.say('status B1(c)', owner)).toContain('Left the plan on 8 Dec 2020: carried over (')
    const other = await bot.say('status 1.1.1', { as: 'HEAD' })
    expect(other).toContain('Carried over from before on 8 Dec 2020')
    expect(other).toMatch(/First due: /)
    for (const line of ['status 1.1.1', 'history 1.1.1', 'redated', 'plans', 'about'])
      expect(await bot.say(line, { as: 'HEAD' })).not.toMatch(/Thurrock|B1\(c\)/)
    const payloads = await bot.db
      .selectFrom('deliveries')
      .select('payload')
      .where('kind', '=', 'notice')
      .execute()
    expect(JSON.stringify(payloads)).not.toMatch(/Library|1\.1\.1/)
  })

  test('is back, in both plans, when that is taken back', async () => {
    await bot.say(CARRIED)
    expect(await bot.say('undo')).toContain('B1(c) is in the plan again, as before.')
    expect(await bot.say('status B1(c)')).not.toContain('carried over')
    const other = await bot.say('in library status 1.1.1')
    expect(other).not.toMatch(/Carried over|First due/)
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })
})

describe('a plan that ends', () => {
  async function answerAll(): Promise<void> {
    const { items } = await bot.tell('in thurrock-wsoa-2019 list')
    for (const { ref } of items)
      await bot.say(`item close ${ref} not carried over because it is done elsewhere ${DECIDED}`)
  }

  test('ends only by its deciding board, and once every open item is answered', async () => {
    expect(await bot.say('in thurrock-wsoa-2019 plan end')).toContain(
      'The SEND Improvement Board agrees that the plan ends.',
    )
    expect(await bot.say('in thurrock-wsoa-2019 plan end decided operational-group')).toContain(
      'not the SEND Operational Group',
    )
    expect(await bot.say(`in thurrock-wsoa-2019 plan end ${DECIDED}`)).toMatch(
      /The plan cannot end yet: \d+ open items \(.*\) have no answer\. Say of each what becomes of it/,
    )
  })

  test('says what replaces it, in “plans”, “status” and the digests of both', async () => {
    await bot.say(CARRIED)
    await bot.say('revise B5(c) to 31 March 2021 because the audit moved')
    await answerAll()
    const { items } = await bot.tell('in thurrock-wsoa-2019 list')
    expect(items.filter(({ ref }) => ref === 'B5(c)')).toEqual([])
    const ended = await bot.say(`in thurrock-wsoa-2019 plan end on 10 December 2020 ${DECIDED}`)
    expect(ended).toContain(
      'Recorded: the Thurrock SEND Written Statement of Action ended on Thursday 10 December 2020 (SEND Improvement Board, 8 Dec 2020, draft minute 5). It is replaced by the Harbour Library Renewal.',
    )
    const plans = await bot.say('plans')
    expect(plans).toContain('ended on Thursday 10 December 2020; replaced by the Harbour Library Renewal')
    expect(plans).toContain('replaces the Thurrock SEND Written Statement of Action')
    const digest = await bot.say('in thurrock-wsoa-2019 digest improvement-board')
    expect(digest).toContain('It is replaced by the Harbour Library Renewal.')
    expect(await bot.say('in library digest steering-group')).toContain(
      'This plan replaces the Thurrock SEND Written Statement of Action.',
    )
    expect(await bot.say('in thurrock-wsoa-2019 status', { as: 'SLSP' })).not.toContain('Library')
    expect((await verifyTrail(bot.db)).broken).toBeNull()
    // The file says nothing of the end, and an import changes nothing of it.
    const { changes } = await previewImport(bot.db, planFrom(SAMPLE), {
      now: bot.now(),
      today: '2020-12-14',
      missing: 'stay',
    })
    expect(changes.map(({ text }) => text).join('\n')).not.toContain('last day')
  })

  test('ends the requests that are open, and lists them', async () => {
    await bot.say(
      'update C1(a) complete on 1 December 2020 the training is done, minutes at https://example.org/m',
    )
    const asked = await bot.say('revise C1 to 31 March 2021 because a second round is planned')
    const request = asked.match(/R\d+/)?.[0] ?? 'no request'
    await answerAll()
    const ended = await bot.say(`in thurrock-wsoa-2019 plan end ${DECIDED}`)
    expect(ended).toContain('ended on Tuesday 8 December 2020')
    expect(ended).toContain(`${request} ended with it: there is nothing left to decide.`)
    expect(await bot.say(`in thurrock-wsoa-2019 plan end ${DECIDED}`)).toContain(
      'already. Nothing was changed.',
    )
  })
})
