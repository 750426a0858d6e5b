import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'

const account = (userId: string, name: string) => ({
  platform: 'slack',
  tenant: 'T1',
  userId,
  conversation: `D${userId}`,
  isPrivate: true,
  profile: { name, email: 'team@example.org' },
})
const OWNER = account('U1', 'Sam Example')
const CHAIR = account('U2', 'Samantha Chair')

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('link me as SLSPPEP', { from: OWNER })
  await bot.say('link confirm 1')
  await bot.say('link me as chair of the improvement board', { from: CHAIR })
})
afterEach(() => bot.close())

describe('two people with one e-mail address', () => {
  test('are pointed out when the second is linked', async () => {
    expect(await bot.say('links')).toContain('Sam Example (sam-example)')
    const asked = await bot.tell('link confirm 2')
    expect(asked).toMatchObject({ ok: false, waits: true })
    expect(read(asked)).toContain('has the name or e-mail of somebody who is known. Is it the same person?')
    expect(await bot.say('2')).toContain(
      'Sam Example (sam-example) has the same name or e-mail. If that is one person: people same sam-example samantha-chair',
    )
  })

  test('are noted where one decides what the other asked for, in the decision, the trail and to the coordinator', async () => {
    await bot.say('assign coordinator new Olive Other')
    await bot.say('link confirm 2')
    await bot.say('2')
    await bot.say('revise B3(d) to 28 May 2021 because schools answer late', { from: OWNER })
    const hats =
      'Samantha Chair (samantha-chair) decided it, and Sam Example (sam-example), who asked for it, has the same e-mail address.'
    expect(await bot.say('approve R1', { from: CHAIR })).toContain(hats)
    expect((await readTrail(bot.db, 1)).at(-1)).toMatchObject({ after: { twoHats: hats } })
    const told = await bot.db.selectFrom('deliveries').select('payload').execute()
    expect(told.some(({ payload }) => payload.includes(`R1: ${hats}`))).toBe(true)
  })

  test('decide nothing for each other once the coordinator has said that they are one', async () => {
    await bot.say('link confirm 2')
    await bot.say('2')
    await bot.say('revise B3(d) to 28 May 2021 because schools answer late', { from: OWNER })
    await bot.say('people same samantha-chair sam-example')
    expect((await bot.tell('approve R1', { from: CHAIR })).error?.text).toContain(
      'nobody decides their own request',
    )
  })
})
