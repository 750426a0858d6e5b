import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import type { Message } from '../../src/message.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const SHARED = planFrom(SAMPLE).roles.filter(({ code }) => code === 'SLSP')
/** Its posts and one of the sample's. */
const LIBRARY = { ...planFrom(TINY), short: 'library', roles: [...planFrom(TINY).roles, ...SHARED] }
let bot: TestApp
let slack: FarEnd

/** Sam Example holds SLBI in the sample's plan and HEAD in the library's, and Cora coordinates the library. */
beforeEach(async () => {
  bot = await createTestApp()
  slack = createFarEnd(bot, 'slack')
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24' })
  await bot.say('in library assign HEAD new Sam Example')
  await bot.say('in thurrock-wsoa-2019 assign SLBI Sam Example')
})
afterEach(() => bot.close())

const account = (userId: string, name: string) => ({
  platform: 'slack',
  tenant: 'T1',
  userId,
  conversation: `D${userId}`,
  isPrivate: true,
  profile: { name, email: null },
})
const DORA = account('U1', 'Dora One')
const CORA = account('U2', 'Cora Two')

/** Dora coordinates the sample's plan, and Cora the library's. */
async function coordinators(): Promise<void> {
  for (const [from, plan, number] of [
    [DORA, 'thurrock-wsoa-2019', 1],
    [CORA, 'library', 2],
  ] as const) {
    await bot.tell(`link me as coordinator in ${plan}`, { from })
    await bot.say(`in ${plan} link confirm ${number} as coordinator`)
  }
}

async function toldIn(code: string): Promise<readonly string[]> {
  const { plan } = await loadPlan(bot.db, code)
  return (await listDeliveries(bot.db, plan.id))
    .filter(({ kind, payload }) => kind === 'notice' && payload.includes('Sam Example'))
    .map(({ payload }) => (JSON.parse(payload) as Message).summary)
}

const holds = async (plan: string, role: string) => bot.say(`in ${plan} role ${role}`)

describe('somebody who leaves', () => {
  test('leaves all that they hold in every plan that the speaker coordinates, and what hangs on it is told plan by plan', async () => {
    const text = await bot.say('in thurrock-wsoa-2019 leaver sam-example')
    expect(text).toContain('Sam Example no longer holds SLBI and HEAD from Tuesday 24 November 2020.')
    expect(text).toContain('HEAD Head librarian, in Harbour Library Renewal')
    expect(text).toMatch(/Answers for: .*1\.1\.1/)
    expect(await holds('library', 'HEAD')).toContain('nobody named yet')
    expect(await holds('thurrock-wsoa-2019', 'SLBI')).toContain('nobody named yet')
  })

  test('keeps a post of a plan of another coordinator, who hears of it; the speaker hears nothing of that plan', async () => {
    await coordinators()
    const text = await bot.tell('leaver sam-example', { from: DORA })
    expect(text.message.summary).toContain('Sam Example no longer holds SLBI from')
    expect(JSON.stringify(text)).not.toMatch(/HEAD|library|Library/)
    expect(await holds('library', 'HEAD')).toContain('held by Sam Example')
    expect(await toldIn('harbour-library')).toContain(
      'Sam Example leaves on Tuesday 24 November 2020. They still hold HEAD in this plan. If they leave that too: leaver sam-example',
    )
    await slack.tickAt('2020-11-24T09:05:00Z')
    expect(slack.arrived.filter(({ to }) => to === 'U2').map(({ message }) => message.summary)).toContain(
      'Sam Example leaves on Tuesday 24 November 2020. They still hold HEAD in this plan. If they leave that too: leaver sam-example',
    )
  })

  test('leaves a post that several plans have in all of them, and their coordinators hear of it', async () => {
    await bot.say('in thurrock-wsoa-2019 assign SLSP Sam Example')
    await coordinators()
    await bot.tell('leaver sam-example', { from: DORA })
    expect(await holds('library', 'SLSP')).toContain('nobody named yet')
    expect(await toldIn('harbour-library')).toContain(
      'Sam Example no longer holds SLSP from Tuesday 24 November 2020. They still hold HEAD in this plan. If they leave that too: leaver sam-example',
    )
  })

  test('is answered alike by whoever coordinates one plan, whether or not they have a part in another', async () => {
    await coordinators()
    await bot.say('in thurrock-wsoa-2019 assign P16SM new Alex Other')
    const withPart = await bot.tell('leaver sam-example', { from: DORA })
    const without = await bot.tell('leaver alex-other', { from: DORA })
    const shape = (text: string) =>
      text
        .replaceAll(/Sam Example|Alex Other/g, 'X')
        .replaceAll(/SLBI|P16SM/g, 'Y')
        .split('\n')[0]
    expect(shape(withPart.message.summary)).toBe(shape(without.message.summary))
    expect((await bot.tell('leaver sam-example', { from: DORA })).error?.text).toContain('holds no role')
  })
})
