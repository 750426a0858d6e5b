import { afterEach, beforeEach, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { createTestApp, planFrom, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const PEER = 'data/plans/thurrock-peer-review-2017.yaml'
const NEWS = 'recorded on your behalf: 11'

let bot: TestApp
let farEnd: FarEnd

/** Recommendation 11 is led by the parent carer forum alone; the inclusion lead speaks for it here. */
beforeEach(async () => {
  bot = await createTestApp({ plan: PEER, now: new Date('2017-10-20T09:00:00Z') })
  farEnd = createFarEnd(bot)
  const file = { ...planFrom(PEER), organisations: [{ code: 'CAPA', contact: 'SLIPEP' }, { code: 'FIS' }] }
  await importPlan(bot.db, file, { now: bot.now(), today: '2017-10-20' })
  await bot.say('assign SLIPEP new Sam Example')
  await bot.say('assign ISLSI new Alex Example')
  await farEnd.tickAt(bot.now())
  farEnd.arrived.length = 0
})
afterEach(() => bot.close())

const told = () => farEnd.arrived.filter(({ message }) => message.summary.includes(NEWS)).map(({ to }) => to)

test('whoever holds its contact post answers for what it leads, and nobody else does', async () => {
  expect(await bot.say('owner 11')).toContain('(Parent carer forum; an organisation; SLIPEP speaks for it)')
  expect(await bot.say('about')).toContain('CAPA: Parent carer forum; SLIPEP speaks for it\n')
  const { items } = await bot.tell('update 11 in progress two parents joined', { as: 'sam-example' })
  expect(items).toMatchObject([{ ref: '11', state: 'in-progress' }])
  expect(await bot.say('mine', { as: 'sam-example' })).toMatch(/^11 /m)
  expect(await bot.say('update 11 complete', { as: 'alex-example' })).not.toContain('Recorded')
  expect(await bot.say('mine', { as: 'alex-example' })).not.toMatch(/^11 /m)
})

test('what is recorded for an organisation is told to its contact post, and to whoever speaks for it by name', async () => {
  await bot.say('update 11 in progress two parents joined')
  await farEnd.tickAt('2017-10-20T09:10:00Z')
  expect(told()).toContain('sam-example')
  await bot.say('assign CAPA Alex Example')
  await bot.say('update 11 complete')
  farEnd.arrived.length = 0
  await farEnd.tickAt('2017-10-20T09:20:00Z')
  expect(told().sort()).toEqual(['alex-example', 'sam-example'])
})

test('on a board that meets every two weeks people are asked, and the contact post while nobody of the organisation can be', async () => {
  await bot.say('quiet until 30 November 2017', { as: 'CAPA' })
  for (const day of ['10-23', '10-30', '11-03', '11-08', '11-09', '11-10'])
    await farEnd.tickAt(`2017-${day}T14:00:00Z`)
  const calls = farEnd.arrived.filter(({ key }) => key.startsWith('collect:'))
  const asked = calls.filter(({ message }) => JSON.stringify(message).includes('"11"'))
  expect(asked.map(({ to }) => to)).toEqual(['sam-example'])
})

test('several people may be linked to it, beside its contact post, and each speaks for it', async () => {
  const account = (userId: string, name: string) => ({
    platform: 'slack',
    tenant: 'T1',
    userId,
    conversation: `D${userId}`,
    isPrivate: true,
    profile: { name, email: null },
  })
  const [PAT, KIM, CON] = [
    account('U1', 'Pat Carer'),
    account('U2', 'Kim Carer'),
    account('U3', 'Con Tact'),
  ] as const
  await bot.tell('link me as CAPA', { from: PAT })
  expect(await bot.say('link confirm 1')).toContain('Linked: they speak as Pat Carer (CAPA)')
  await bot.tell('link me as the parent carer forum', { from: KIM })
  expect(await bot.say('link confirm 2')).toContain('Linked: they speak as Kim Carer (CAPA)')
  expect(await bot.say('assign CAPA new Con Tact')).toContain('Con Tact holds CAPA jointly')
  await bot.tell('link me as CAPA', { from: CON })
  expect(await bot.say('link confirm 3 as con-tact')).toContain('Linked: they speak as Con Tact (CAPA)')
  for (const from of [PAT, KIM, CON])
    expect((await bot.tell('update 11 in progress two parents joined', { from })).ok).toBe(true)
  expect(await bot.say('owner 11')).toMatch(
    /CAPA: Pat Carer, Kim Carer, Con Tact and Sam Example, standing in \(Parent carer forum/,
  )
})
