import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'

const NAME = 'operational-group:2020-12-03'
const HEAD = `digest:${NAME}:1:unbound:1`

let bot: TestApp
let farEnd: FarEnd

beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot)
  await farEnd.tickAt('2020-11-24T09:00:00Z')
})
afterEach(() => bot.close())

/** What a person reads of a message that arrived. */
function text(key: string, { isEdit = false } = {}): string {
  return farEnd.arrived
    .filter((one) => one.key.startsWith(key) && one.isEdit === isEdit)
    .map(({ message }) => read({ ...NOTHING, message }))
    .join('\n')
}

const NOTHING = { ok: true, changes: [], items: [], error: null, waits: false, shared: false }

async function states(): Promise<Readonly<Record<string, string>>> {
  const rows = (await listDeliveries(bot.db, 1)).filter(({ key }) => key.includes(NAME))
  return Object.fromEntries(rows.map(({ key, state, dueAt }) => [key, `${state} ${dueAt.slice(0, 16)}`]))
}

describe('a meeting that is moved before its digest went out', () => {
  test('takes all that hangs off it along, and the receipt says so', async () => {
    const receipt = await bot.say('meeting move OG from 3 December 2020 to 10 December 2020 at 3pm')
    expect(receipt).toContain('is moved to Thursday 10 December 2020 at 3pm.')
    expect(receipt).toContain(
      'figures are stored on 1 Dec 2020, 12pm and the digest goes out on 2 Dec 2020, 9am',
    )
    expect(await states()).toMatchObject({
      [`cut-off:${NAME}`]: 'planned 2020-12-01T12:00',
      [HEAD]: 'planned 2020-12-02T09:00',
      [`decisions:${NAME}`]: 'planned 2020-12-11T09:00',
    })
    await farEnd.tickAt('2020-11-25T09:00:00Z')
    expect(text(HEAD)).toBe('')
    await farEnd.tickAt('2020-12-02T09:00:00Z')
    expect(text(HEAD)).toContain('SEND Operational Group, Thursday 10 December 2020')
  })
})

describe('a meeting that is moved after its digest went out', () => {
  beforeEach(async () => {
    await farEnd.tickAt('2020-11-24T12:00:00Z')
    await farEnd.tickAt('2020-11-25T09:00:00Z')
  })

  test('with time for new figures: the message is changed, a note stands under it, another edition follows', async () => {
    expect(await bot.say('meeting move OG to 17 December 2020')).toContain('another follows')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    const moved =
      'Moved: the SEND Operational Group meets on Thursday 17 December 2020 at 2pm, not on Thursday 3 December 2020.'
    expect(text(`amend:${HEAD}`, { isEdit: true })).toMatch(new RegExp(`^${moved}`))
    expect(text(`amend:${HEAD}`, { isEdit: true })).toContain('As at the cut-off, 24 Nov 2020, 12pm.')
    expect(text(`note:${HEAD}`)).toBe(moved)
    expect(farEnd.arrived.find(({ key }) => key.startsWith('note:'))?.under).toBe(HEAD)
    await farEnd.tickAt('2020-12-09T09:00:00Z')
    expect(text(`digest:${NAME}:2:unbound:1`)).toContain('As at the cut-off, 8 Dec 2020, 12pm.')
  })

  test('too late for that: the figures that are out stand, and nothing is sent twice', async () => {
    bot.later(new Date('2020-11-30T10:00:00Z'))
    expect(await bot.say('meeting move OG to 4 December 2020')).toContain('changed to the new day')
    await farEnd.tickAt('2020-12-02T09:00:00Z')
    await farEnd.tickAt('2020-12-03T15:00:00Z')
    expect(text(`amend:${HEAD}`, { isEdit: true })).toContain('meets on Friday 4 December 2020')
    expect(Object.keys(await states()).filter((key) => /digest:.*:2:/.test(key))).toEqual([])
    expect(await bot.say('digest OG')).toContain('As at the cut-off, 24 Nov 2020, 12pm.')
  })

  test('and back again: one change after another, each once', async () => {
    bot.later(new Date('2020-11-30T10:00:00Z'))
    await bot.say('meeting move OG to 4 December 2020')
    await farEnd.tickAt('2020-11-30T11:00:00Z')
    await bot.say('meeting move OG to 3 December 2020')
    await farEnd.tickAt('2020-11-30T12:00:00Z')
    await farEnd.tickAt('2020-11-30T13:00:00Z')
    expect(text(`note:${HEAD}`).split('\n')).toEqual([
      'Moved: the SEND Operational Group meets on Friday 4 December 2020 at 2pm, not on Thursday 3 December 2020.',
      'The SEND Operational Group meets on Thursday 3 December 2020 at 2pm after all.',
    ])
  })

  test('or cancelled: the message says so, a note too, and nothing else is sent', async () => {
    await bot.say('meeting cancel OG')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    expect(text(`amend:${HEAD}`, { isEdit: true })).toContain(
      'Cancelled: the SEND Operational Group does not meet on Thursday 3 December 2020.',
    )
    const before = farEnd.arrived.length
    await farEnd.tickAt('2020-12-05T09:00:00Z')
    expect(farEnd.arrived.slice(before).filter(({ key }) => key.includes(NAME))).toEqual([])
  })

  test('while nobody knows whether it arrived: the change waits until that is known', async () => {
    await bot.db.updateTable('deliveries').set({ state: 'held', tries: 1 }).where('key', '=', HEAD).execute()
    await bot.say('meeting cancel OG')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    expect(text('amend:', { isEdit: true })).toBe('')
    const { number } = (await listDeliveries(bot.db, 1)).find(({ key }) => key === HEAD) ?? {}
    await bot.say(`deliveries there ${number}`)
    await farEnd.tickAt('2020-11-26T09:01:00Z')
    expect(text('note:')).toContain('Cancelled')
  })
})

describe('what is told of a change waits for no other part of the digest', () => {
  beforeEach(() => farEnd.tickAt('2020-11-24T12:00:00Z'))

  test.each([
    ['the paper is still to come', `paper:${NAME}:1:unbound`, 'later'],
    ['the picture is still to come', `digest:${NAME}:1:unbound:2`, 'later'],
    ['a further page is still to come', `digest:${NAME}:1:unbound:3`, 'later'],
    ['nobody knows whether the paper arrived', `paper:${NAME}:1:unbound`, 'loses it, answer lost'],
    ['the paper was refused', `paper:${NAME}:1:unbound`, 'refuses'],
  ] as const)('%s', async (_, part, mood) => {
    farEnd.mood = ({ key }) => (key === part ? mood : 'well')
    await farEnd.tickAt('2020-11-25T09:00:00Z')
    await bot.say('meeting cancel OG')
    await farEnd.tickAt('2020-11-25T09:00:01Z')
    expect(text(`amend:${HEAD}`, { isEdit: true })).toContain('Cancelled: ')
    expect(text(`note:${HEAD}`)).toContain('Cancelled: ')
    expect(farEnd.arrived.map(({ key }) => key)).not.toContain(part)
  })

  test('the note does not wait for an edit that the platform does not take', async () => {
    await farEnd.tickAt('2020-11-25T09:00:00Z')
    farEnd.mood = ({ key }) => (key.startsWith('amend:') ? 'later' : 'well')
    await bot.say('meeting cancel OG')
    await farEnd.tickAt('2020-11-25T09:01:00Z')
    expect(text(`amend:${HEAD}`, { isEdit: true })).toBe('')
    expect(text(`note:${HEAD}`)).toContain('Cancelled: ')
  })
})

describe('a meeting that is cancelled before its digest', () => {
  test('is told to nobody; added again, it is planned again', async () => {
    await bot.say('meeting cancel OG')
    expect(await states()).toMatchObject({ [HEAD]: 'withdrawn 2020-11-25T09:00' })
    await farEnd.tickAt('2020-11-25T09:00:00Z')
    expect(text(HEAD)).toBe('')
    expect(await bot.say('meeting add OG on 3 December 2020 at 2pm')).toContain(
      'also meets on Thursday 3 December 2020',
    )
    await farEnd.tickAt('2020-11-25T09:01:00Z')
    expect(text(HEAD)).toContain('SEND Operational Group, Thursday 3 December 2020')
  })
})

describe('the coordinator', () => {
  test('holds a digest, puts a note under it, and sends it; the figures stay', async () => {
    await farEnd.tickAt('2020-11-24T12:00:00Z')
    expect(text('cut-off:')).toContain('Its digest goes out on 25 Nov 2020, 9am.')
    expect(text('cut-off:')).toMatch(
      /Nothing was said this period on 9 of 30 unfinished, by:\n• SLSPPEP: C2\(b\)/,
    )
    expect(await bot.say('digest OG hold', { as: 'SLSPPEP' })).toContain('Only the coordinator')
    await bot.say('digest OG hold')
    await bot.say('digest OG note the audit report follows on Monday')
    await farEnd.tickAt('2020-11-26T09:00:00Z')
    expect(text(HEAD)).toBe('')
    await bot.say('digest OG send')
    await farEnd.tickAt('2020-11-26T09:01:00Z')
    expect(text(HEAD)).toContain('the audit report follows on Monday')
    expect(text(HEAD)).toContain('As at the cut-off, 24 Nov 2020, 12pm.')
    expect(await bot.say('digest OG send')).toContain('A digest goes out once.')
  })

  test('holds it through a move of the meeting: nobody has it, so there is nothing to put right', async () => {
    await farEnd.tickAt('2020-11-24T12:00:00Z')
    await bot.say('digest OG hold')
    const receipt = await bot.say('meeting move OG to 17 December 2020')
    expect(receipt).toContain('the digest goes out on 9 Dec 2020, 9am')
    expect(receipt).not.toContain('is changed')
    await farEnd.tickAt('2020-12-09T10:00:00Z')
    expect(await states()).toMatchObject({ [HEAD]: 'held 2020-12-09T09:00' })
    expect(farEnd.arrived.filter(({ key }) => /^(digest|amend|note):.*operational-group/.test(key))).toEqual(
      [],
    )
    await bot.say('digest OG send')
    await farEnd.tickAt('2020-12-09T10:01:00Z')
    expect(text(HEAD)).toContain('As at the cut-off, 8 Dec 2020, 12pm.')
  })

  test('cannot send what is only a draft', async () => {
    expect(await bot.say('digest OG send')).toContain('until then there is only a draft')
  })
})
