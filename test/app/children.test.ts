import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Incoming } from '../../src/platform.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const OWNER = { as: 'SLSP' }
const recorded = async () =>
  (await bot.db.selectFrom('updates').select('note').where('kind', '!=', 'import').execute()).map(
    ({ note }) => note,
  )

describe('words about very few children of one school', () => {
  const LINE = 'update B1(b) amber 2 of the 3 children at Oak Primary School have no therapist'

  test('are asked about before they are recorded, and recorded once somebody lets them stand', async () => {
    const asked = await bot.tell(LINE, OWNER)
    expect(asked).toMatchObject({ ok: false, waits: true, error: null })
    expect(asked.message.summary).toContain('fewer than five children of one school')
    expect(await recorded()).toEqual([])
    const reply = await bot.tell('yes', OWNER)
    expect(reply.message.summary).toContain('B1(b)')
    expect(await recorded()).toEqual(['2 of the 3 children at Oak Primary School have no therapist'])
  })

  test('are not recorded when somebody says no', async () => {
    await bot.tell(LINE, OWNER)
    await bot.tell('no', OWNER)
    expect(await recorded()).toEqual([])
  })

  test('are asked about by every command that records words, and in a form', async () => {
    for (const line of [
      'revise B1(b) to 26 March 2021 because the one pupil at Elm Academy has no place',
      'evidence B1(b) letter on the only pupil at Elm Academy',
      'action add board SLSP by 12 Jan 2021 write about both pupils at Elm Infants',
    ])
      expect((await bot.tell(line)).message.summary, line).toContain('fewer than five children')
    const form = {
      command: 'update',
      arguments: { refs: ['B1(b)'], rating: 'amber', note: '1 pupil at Elm Academy waits' },
    }
    expect((await bot.tell(form, OWNER)).message.summary).toContain('fewer than five children')
    expect(await recorded()).toEqual([])
  })
})

describe('what identifies a child is not stored', () => {
  test.each<[string, Incoming['said']]>([
    ['as a name and a day of birth in words', 'update B1(b) amber Jane D, born 3 April 2014, waits'],
    ['as a name with an age and a school', 'update B1(b) amber Jane D, aged 9, attends Oak Primary School'],
    ['in a link', 'evidence B1(b) https://files.example.org/JaneD-dob-3-4-14.pdf'],
    ['in a reason', 'revise B1(b) to 26 March 2021 because Jane D turned 7 on 3 April'],
    ['in a form', { command: 'update', arguments: { refs: ['B1(b)'], note: 'Jane D dob 3/4/14' } }],
    [
      'in two fields of a form',
      {
        command: 'update',
        arguments: { refs: ['B1(b)'], note: 'Jane D was born on', evidence: '3 April 2014' },
      },
    ],
  ])('%s', async (_, said) => {
    const before = await bot.db.selectFrom('trail').select('seq').execute()
    const reply = await bot.tell(said)
    expect(reply.error?.code).toBe('invalid')
    expect(read(reply)).toContain('nothing was stored')
    expect(read(reply)).not.toMatch(/Jane|2014|3 April/)
    expect(await bot.db.selectFrom('trail').select('seq').execute()).toEqual(before)
  })

  test('in the name of a file that comes with a line', async () => {
    const files = [
      {
        name: 'Jane D born 3-4-2014.pdf',
        link: 'https://files.example.org/1',
        hash: async () => null,
        bytes: async () => ({ kind: 'failed', why: 'refused' }) as const,
      },
    ]
    const reply = await bot.tell('evidence B1(b) the report', { from: { files } })
    expect(reply.error?.code).toBe('invalid')
    expect(JSON.stringify(reply)).not.toMatch(/Jane|2014/)
    expect(await recorded()).toEqual([])
  })
})

test('a child who is identified only by two texts together is held back from every answer', async () => {
  await bot.say('update B1(b) amber Jane D was born on')
  await bot.say('evidence B1(b) 3 April 2014, the letter')
  expect(await bot.say('history B1(b)')).not.toMatch(/Jane|3 April 2014/)
})
