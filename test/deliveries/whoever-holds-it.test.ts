import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

let bot: TestApp
let farEnd: FarEnd
/** SLBI is held by Sam; Alex is the one who comes after. */
beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await bot.say('assign SLBI new Sam Example')
  await bot.say('assign P16SM new Alex Example')
  await farEnd.tickAt(bot.now())
  farEnd.arrived.length = 0
})
afterEach(() => bot.close())

/** Who got a message whose summary holds these words. */
const told = (words: string) =>
  farEnd.arrived.filter(({ message }) => message.summary.includes(words)).map(({ to }) => to)

const NEWS = 'recorded on your behalf: A5(h)'
const AT = '2020-11-24T09:10:00Z'

describe('a note for the holder of a post', () => {
  test('goes to whoever holds it when it is sent', async () => {
    await bot.say('update A5(h) red the workshops are late')
    await bot.say('assign SLBI Alex Example')
    await farEnd.tickAt(AT)
    expect(told(NEWS)).toEqual(['alex-example'])
    const notices = (await listDeliveries(bot.db, 1)).filter(({ payload }) => payload.includes(NEWS))
    expect(notices.map(({ state }) => state).sort()).toEqual(['sent', 'withdrawn'])
  })

  test('goes also to whoever holds it jointly since, and once to each', async () => {
    await bot.say('update A5(h) red the workshops are late')
    await bot.say('assign SLBI Alex Example jointly')
    await farEnd.tickAt(AT)
    await farEnd.tickAt('2020-11-24T09:11:00Z')
    expect(told(NEWS).sort()).toEqual(['alex-example', 'sam-example'])
  })

  test('that could not be sent at first goes to the new holder when it can', async () => {
    await bot.say('update A5(h) red the workshops are late')
    farEnd.mood = () => 'later'
    await farEnd.tickAt(AT)
    await bot.say('assign SLBI Alex Example')
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-24T09:20:00Z')
    expect(told(NEWS)).toEqual(['alex-example'])
  })

  test('is withdrawn with the update that it tells of, for the new holder too', async () => {
    await bot.say('update A5(h) red the workshops are late')
    farEnd.mood = () => 'later'
    await bot.say('assign SLBI Alex Example')
    await farEnd.tickAt(AT)
    await bot.say('undo')
    farEnd.mood = () => 'well'
    await farEnd.tickAt('2020-11-24T09:20:00Z')
    expect(told(NEWS)).toEqual([])
  })

  test('of what was decided goes to the new holder, and to who asked only while they have a part in the plan', async () => {
    await bot.say('revise A5(h) to 30 September 2021 because of the workshops', { as: 'sam-example' })
    bot.later(new Date('2020-12-09T09:00:00Z'))
    await bot.say('approve R1 minute 4.2')
    await bot.say('assign SLBI Alex Example')
    await farEnd.tickAt('2020-12-09T09:10:00Z')
    expect(told('R1 agreed')).toEqual(['alex-example'])
  })

  test.each([
    [
      'a message for the coordinator',
      'asks you to look at something',
      'tell coordinator it is not mine',
      'SLSP',
    ],
    ['a request to be linked', 'asks to be linked', 'link me as SLBI', 'stranger'],
  ])('that is %s goes to whoever is coordinator when it is sent', async (_, words, line, as) => {
    await bot.say(line, { as })
    await bot.say('assign coordinator Alex Example')
    await farEnd.tickAt(AT)
    expect(told(words)).toEqual(['alex-example'])
  })

  test('that is an action arising goes to who holds the post then', async () => {
    await bot.say('action add board SLBI by 18 Dec send the figures')
    await bot.say('assign SLBI Alex Example')
    await farEnd.tickAt(AT)
    expect(told('Action arising 1 is yours')).toEqual(['alex-example'])
  })
})

test('a call for updates that could not be sent at first asks whoever answers for the items by then', async () => {
  farEnd.mood = () => 'later'
  await farEnd.tickAt('2020-12-14T09:00:00Z')
  const frozen = (await listDeliveries(bot.db, 1)).filter(
    ({ kind, payload }) => kind === 'collect' && payload.includes('A5(h)'),
  )
  expect(frozen).toMatchObject([{ state: 'planned', subject: { posts: ['SLBI'] } }])
  await bot.say('assign SLBI Alex Example')
  farEnd.mood = () => 'well'
  await farEnd.tickAt('2020-12-14T10:00:00Z')
  const calls = farEnd.arrived.filter(({ key }) => key.startsWith('collect:'))
  const about = (ref: string) =>
    calls
      .filter(({ message }) => message.blocks.some((block) => JSON.stringify(block).includes(`"${ref}"`)))
      .map(({ to }) => to)
  expect([about('A5(h)'), about('A2(c)')]).toEqual([['alex-example'], ['alex-example']])
})

test('an address of an earlier try is used again only while it is the person’s', async () => {
  const slack = createFarEnd(bot, 'slack')
  const from = { platform: 'slack', tenant: 'T1', userId: 'U1', conversation: 'D1' }
  await bot.say('link me as SLBI', { from })
  await bot.say('link confirm 1')
  await slack.tickAt(AT)
  await bot.say('update A5(h) red the workshops are late')
  slack.mood = () => 'later'
  await slack.tickAt('2020-11-24T09:11:00Z')
  await bot.say('unlink sam-example slack')
  await bot.say('link me as SLBI', { from: { ...from, userId: 'U2' } })
  await bot.say('link confirm 2')
  slack.mood = () => 'well'
  slack.arrived.length = 0
  await slack.tickAt('2020-11-24T09:20:00Z')
  const got = slack.arrived.filter(({ message }) => message.summary.includes(NEWS)).map(({ to }) => to)
  expect(got).toEqual(['U2'])
})
