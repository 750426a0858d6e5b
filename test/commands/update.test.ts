import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

describe('an update', () => {
  test('shows what moved, quotes the key, names the next meeting and offers Undo', async () => {
    const text = await bot.say('update B1(b) red supplier went bankrupt, new tender by March', { as: 'SLSP' })
    expect(text).toContain('Recorded: B1(b) ◆ Amber → ▲ Red')
    expect(text).toContain('Red: Not started, or significant delay: prioritise to recover.')
    expect(text).toContain('“supplier went bankrupt, new tender by March”')
    expect(text).toContain('SEND Operational Group, Thursday 3 December 2020')
    expect(text).toContain('Undo')
  })

  test.each([
    ['update b1b red x y', 'B1(b)', 'red'],
    ['update B1.b R supplier gone', 'B1(b)', 'red'],
    ['update B1 (b): green, fine now', 'B1(b)', 'green'],
    ['update B1 b) g fine now', 'B1(b)', 'green'],
    ['/wsoa update B1(b) On Track fine now', 'B1(b)', 'green'],
    ['UPDATE Ｂ１ｂ RED full width', 'B1(b)', 'red'],
  ])('%s is understood', async (line, ref, rating) => {
    const { changes } = await bot.tell(line, { as: 'SLSP' })
    expect(changes.find((change) => change.field === 'rating')).toMatchObject({ ref, to: rating })
  })

  test('of several items records each, as lists and ranges', async () => {
    const { ok, items } = await bot.tell('update B1 b and c, B1(a) amber data still missing', { as: 'SLSP' })
    expect(ok).toBe(true)
    expect(items.map((item) => item.ref)).toEqual(['B1(b)', 'B1(c)', 'B1(a)'])
    const range = await bot.tell('update A1(a)-(d) complete on 3 Nov', { as: 'ADES' })
    expect(range.items.map((item) => item.ref)).toEqual(['A1(a)', 'A1(b)', 'A1(c)', 'A1(d)'])
  })

  test('of several items records one’s own, and says why the others are not recorded', async () => {
    const before = await bot.say('status B4')
    const text = await bot.say('update B1(b), B4(a) red both stuck', { as: 'SLSP' })
    expect(text).toMatch(/Not recorded: B4\(a\) \(only SLSPPEP/)
    expect(await bot.say('status B4')).toBe(before)
    expect((await bot.tell('status B1(b)')).items[0]?.rating).toBe('red')
  })

  test('without the reason that the key asks for is recorded, asks at once, and shows until it is given', async () => {
    const text = await bot.say('update B1(b) red', { as: 'SLSP' })
    expect(text).toContain('◆ Amber → ▲ Red')
    expect(text).toContain('Outstanding for B1(b): reason.')
    expect(text).toContain('What will bring it back, and by when?')
    expect(await bot.say('status B1(b)')).toContain('Still needed: reason')
    const answer = await bot.say('a new tender goes out in January', { as: 'SLSP' })
    expect(answer).toContain('“a new tender goes out in January”')
    expect(await bot.say('status B1(b)')).not.toContain('Still needed')
  })

  test('green asks for evidence, and evidence settles it', async () => {
    await bot.say('update B3(d) green interviews held', { as: 'ADPH' })
    expect(await bot.say('status B3(d)')).toContain('Still needed: evidence')
    expect(await bot.say('the interview notes in the shared folder', { as: 'ADPH' })).toContain(
      'Recorded: evidence for B3(d)',
    )
    expect(await bot.say('status B3(d)')).not.toContain('Still needed')
  })

  test('green on an item past its date is recorded and asks which it is', async () => {
    const text = await bot.say('update B1(b) green nearly there', { as: 'SLSP' })
    expect(text).toContain('Recorded: B1(b) ◆ Amber → ● Green')
    expect(text).toContain('B1(b) is Green, but Sep 2020 has passed. Which is it?')
    expect(await bot.say('1', { as: 'SLSP' })).toContain('✓ Complete')
  })

  test('complete on a weekday that may be the one to come is asked about', async () => {
    const text = await bot.say('update B1(b) complete on Friday: the panel met', { as: 'SLSP' })
    expect(text).toContain(
      'Was B1(b) complete on Friday 20 November 2020? Friday 27 November 2020 is still to come.',
    )
    expect(await bot.say('status B1(b)', { as: 'SLSP' })).not.toContain('Complete')
    await bot.say('update B1(b) complete on Friday: the panel met', { as: 'SLSP' })
    const receipt = await bot.say('yes', { as: 'SLSP' })
    expect(receipt).toContain('complete since Friday 20 November 2020')
    expect(receipt).toContain('“the panel met”')
  })

  test.each(['Monday', 'last Friday', '20 November', 'yesterday'])('complete on %s is plain', async (day) => {
    expect(await bot.say(`update B1(b) complete on ${day}`, { as: 'SLSP' })).toContain('✓ Complete')
  })

  test('complete ends overdue and waits for sign-off, with its day', async () => {
    const text = await bot.say('update B1(b) complete on 3 November', { as: 'SLSP' })
    expect(text).toContain('B1(b) is complete since Tuesday 3 November 2020 and waits for sign-off.')
    const { items } = await bot.tell('overdue')
    expect(items.map((item) => item.ref)).not.toContain('B1(b)')
    expect(await bot.say('status B1(b)')).toContain('✓ Complete on 3 Nov 2020, not signed off')
  })

  test('complete on a day to come is refused', async () => {
    const { error } = await bot.tell('update B1(b) complete on 3 December 2020', { as: 'SLSP' })
    expect(error?.text ?? '').toMatch(/still to come|not a date|Expected/)
  })

  test('blue is proposed: the rating stays, and a request for sign-off waits', async () => {
    const { message, changes, items } = await bot.tell('update A5(h) blue portal used by all families', {
      as: 'SLBI',
    })
    expect(message.summary).toContain('blue proposed')
    expect(changes).toContainEqual({ ref: 'A5(h)', field: 'final-proposed', from: 'false', to: 'true' })
    expect(items[0]).toMatchObject({ rating: 'amber', state: 'complete' })
    expect(await bot.say('requests')).toContain('sign-off')
  })

  test('of an action without a lead is open to any owner of a sub-action, and the others are told', async () => {
    await bot.say('update C2 red backlog grew', { as: 'SLSPPEP' })
    const deliveries = await bot.db
      .selectFrom('deliveries')
      .innerJoin('people', 'people.id', 'deliveries.personId')
      .select('people.code')
      .execute()
    expect(deliveries.map((delivery) => delivery.code)).toEqual(['SLSESEND'])
  })

  test('by the coordinator is on behalf: it asks for the source, and the owner is told', async () => {
    const text = await bot.say('update B1(b) red tender failed, again in March')
    expect(text).toContain('on behalf of SLSP')
    expect(text).toContain('Where did you hear it about B1(b)?')
    await bot.say('call')
    expect(await bot.say('history B1(b)')).toContain('the coordinator for SLSP (call)')
    const [delivery] = await bot.db.selectFrom('deliveries').selectAll().execute()
    expect(delivery?.payload).toContain('on your behalf')
  })

  test('with its source named asks nothing more', async () => {
    const reply = await bot.tell('update B1(b) red via e-mail tender failed, again in March')
    expect(reply.message.blocks.some((block) => block.kind === 'choices')).toBe(false)
    expect(await bot.say('history B1(b)')).toContain('(e-mail)')
  })

  test('with only a reference asks how it stands, and an answer is enough', async () => {
    const reply = await bot.tell('update B1(b)', { as: 'SLSP' })
    expect(reply.waits).toBe(true)
    expect(reply.message.blocks.some((block) => block.kind === 'form')).toBe(true)
    expect(await bot.say('amber', { as: 'SLSP' })).toContain('Recorded: B1(b) stays ◆ Amber')
  })

  test('may come from a form, with evidence and note at once', async () => {
    const { ok, items } = await bot.tell(
      {
        command: 'update',
        arguments: { refs: ['B3(d)'], rating: 'green', note: 'interviews held', evidence: 'notes of 3 Nov' },
      },
      { as: 'ADPH' },
    )
    expect(ok).toBe(true)
    expect(items[0]).toMatchObject({ ref: 'B3(d)', rating: 'green' })
    expect(await bot.say('status B3(d)')).not.toContain('Still needed')
  })

  test('may not come from a form with arguments that are none', async () => {
    const { error } = await bot.tell(
      { command: 'update', arguments: { refs: 'B3(d)', rating: 7 } },
      { as: 'ADPH' },
    )
    expect(error?.code).toBe('invalid')
  })

  test('a slip of a rating is asked about, never recorded as words', async () => {
    const reply = await bot.tell('update B1(b) gren nearly there', { as: 'SLSP' })
    expect(reply.waits).toBe(true)
    expect(reply.changes).toEqual([])
    expect(await bot.say('1', { as: 'SLSP' })).toContain('◆ Amber → ● Green')
  })

  test.each(['purple', 'yellow', 'splendid'])('"%s" is no rating and no note', async (word) => {
    const { error } = await bot.tell(`update B1(b) ${word}`, { as: 'SLSP' })
    expect(error?.text).toContain(`"${word}" is not a rating: red (R), amber (A), green (G) or blue (B)`)
  })

  test('a lone article is not a reference’s letter, nor a rating', async () => {
    await bot.say('update B2 a delay came up at the forum', { as: 'SLCSC' })
    expect(await bot.say('history B2')).toContain('“a delay came up at the forum”')
  })

  test('joint owners: either answers, both are shown when they differ in one period', async () => {
    await bot.say('update B3(d) green interviews held', { as: 'ADPH' })
    bot.later({ minutes: 60 })
    await bot.say('update B3(d) amber two schools have not answered', { as: 'SLSPPEP' })
    const text = await bot.say('status B3(d)')
    expect(text).toContain(
      'Rated differently in this period: ADPH ● Green, SLSPPEP ◆ Amber. The latest stands.',
    )
  })

  test('is in the trail with who, by which identity, before and after', async () => {
    await bot.say('update B1(b) red tender failed', { as: 'SLSP' })
    const entry = (await readTrail(bot.db, 1, 'B1(b)')).at(-1)
    expect(entry).toMatchObject({
      by: 'SLSP',
      identity: 'terminal:local:SLSP',
      action: 'update',
      before: { rating: 'amber', state: 'in-progress' },
      after: { rating: 'red', note: 'tender failed' },
    })
  })

  test('delivered twice under one key counts once and gets the same receipt', async () => {
    const first = await bot.tell('update B1(b) red tender failed', { as: 'SLSP', key: 'message-1' })
    const second = await bot.tell('update B1(b) red tender failed', { as: 'SLSP', key: 'message-1' })
    expect(second).toEqual(first)
    const rows = await bot.db.selectFrom('updates').select('id').where('note', '=', 'tender failed').execute()
    expect(rows).toHaveLength(1)
  })
})

describe('a confirmation', () => {
  test('says that nothing changed, and is heard of', async () => {
    expect(await bot.say('confirm B1 b, c', { as: 'SLSP' })).toContain(
      'Confirmed, no change: B1(b) and B1(c).',
    )
    expect(await bot.say('history B1(b)')).toContain('No change')
  })
})
