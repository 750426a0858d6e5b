import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import type { Table } from '../../src/message.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ plan: SAMPLE })
})
afterEach(() => bot.close())

const LINES = [
  'overdue',
  'overdue B',
  'overdue red',
  'overdue SLBI',
  'list',
  'list red and amber',
  'list not rated',
  'list A complete',
  'due',
  'due next month',
  'due before the next board',
  'status',
  'status A2, B4(a)',
]

/** What a line lists: the items as scripts get them, and the rows as people read them. */
async function listed(line: string) {
  const { ok, items, message } = await bot.tell(line)
  const tables = message.blocks.filter((block): block is Table => block.kind === 'table')
  return { line, ok, items, rows: tables.map(({ rows }) => rows) }
}

/** The sample with some of its text changed, imported at the present time. */
async function bring(
  changes: readonly (readonly [from: string, to: string])[],
  answers: Readonly<Record<string, string>> = {},
) {
  const yaml = changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`the sample has no "${from}"`)
      return text.replace(from, to)
    },
    readFileSync(projectFile(SAMPLE), 'utf8'),
  )
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  const now = bot.now()
  const today = now.toISOString().slice(0, 10)
  await importPlan(bot.db, plan, { now, today, answers: new Map(Object.entries(answers)) })
}

const ADDED =
  'item add A2(z) Check the register owner SLBI due 20 December 2020 decided improvement-board 8 December 2020 minute 6'

const RENUMBERED = [
  ['ref: B5(a)', 'ref: B5(x)'],
  ['ref: B5(b)', 'ref: B5(a)'],
  ['ref: B5(x)', 'ref: B5(b)'],
] as const

test('every list as at a past day is what it was on that day, whatever was said and changed since', async () => {
  const then = new Map<string, readonly Awaited<ReturnType<typeof listed>>[]>()
  const days: readonly (readonly [day: string, happens: () => Promise<unknown>])[] = [
    ['2020-11-24', async () => bot.say('update B5(a) red the providers will not sign', { as: 'SLSPPEP' })],
    [
      '2020-11-30',
      async () =>
        bot.say('revise B1(c) to 26 February 2021 because the dashboard is rebuilt', { as: 'SLSP' }),
    ],
    ['2020-12-02', async () => bring(RENUMBERED, { 'item B5(a)': 'was B5(b)', 'item B5(b)': 'was B5(a)' })],
    [
      '2020-12-09',
      async () => [
        await bot.say('approve R1 minute 4.1, agreed'),
        await bot.say(
          'item close C1(c) no longer required decided improvement-board 8 December 2020 minute 5',
        ),
        await bot.say(ADDED),
      ],
    ],
    ['2020-12-10', async () => bot.say('item hand B4(c) to SLBI')],
    ['2020-12-14', async () => bot.say('update A2(c) complete')],
    ['2021-02-01', async () => bot.say('update B2(b) amber the framework is drafted', { as: 'SLSPPEP' })],
  ]
  for (const [day, happens] of days) {
    bot.later(new Date(`${day}T10:00:00Z`))
    expect(JSON.stringify((await happens()) ?? '')).not.toContain('Nothing was')
    bot.later(new Date(`${day}T23:58:00Z`))
    then.set(day, await Promise.all(LINES.map(listed)))
  }
  bot.later(new Date('2021-03-01T09:00:00Z'))
  for (const [day, said] of then) {
    for (const each of said) {
      const now = await listed(`${each.line} as at ${day}`)
      expect({ ...now, line: each.line }, `${each.line} as at ${day}`).toEqual(each)
    }
  }
  expect((await listed('overdue as at 24 November 2020')).items.length).toBeGreaterThan(10)
})

test('what was overdue on a past day is asked in words, and answered for that day', async () => {
  for (const words of [
    'what was overdue on 1 July 2020?',
    'how many items were late on 1 July 2020',
    'which items had slipped by 1 July 2020?',
    'overdue on 1 July 2020',
    'overdue as of 1 July 2020',
    'was anything running late as at 1 July 2020?',
  ])
    expect(await bot.say(words), words).toContain('1 of 63 sub-actions was overdue on Wednesday 1 July 2020.')
  expect(await bot.say('what was SLBI late on at 1 July 2020')).toContain(
    '1 of 9 sub-actions owned by SLBI was',
  )
  for (const words of [
    'what was red on 1 July 2020?',
    'list red as at 1 July 2020',
    'red items as of 1 July 2020',
  ])
    expect(await bot.say(words), words).toContain('As at Wednesday 1 July 2020. 1 of 63 sub-actions: Red.')
  expect(await bot.say('how was area B doing on 1 July 2020?')).toContain(
    'As at Wednesday 1 July 2020. Of 18',
  )
  expect(await bot.say('what was due next month in B as at 1 July 2020')).toContain(
    'As at Wednesday 1 July 2020. 5 sub-actions in B fall due from Saturday 1 August 2020 to Monday 31 August 2020.',
  )
})

test('a list keeps its words when it is asked for another day', async () => {
  await bot.say('overdue SLBI')
  expect(await bot.say('and on 1 July 2020?')).toContain('owned by SLBI was overdue on Wednesday 1 July 2020')
  expect(await bot.say('which actions are not rated in B?')).toContain(
    'None of 18 sub-actions in B: not rated.',
  )
})

test('a list of a day to come is refused, and one of a past day offers no update', async () => {
  for (const line of ['overdue', 'list', 'due', 'status'])
    expect((await bot.tell(`${line} as at 1 July 2021`)).error?.text).toContain('1 Jul 2021 is still to come')
  const { message } = await bot.tell('overdue as at 1 July 2020', { as: 'SLBI' })
  const steps = message.blocks.flatMap((block) => (block.kind === 'table' ? (block.steps ?? []) : []))
  expect(steps.every((step) => step === null)).toBe(true)
})

test('a filter names the item that bore the reference on the day', async () => {
  const refs = async (line: string) => (await listed(line)).items.map(({ ref }) => ref)
  const [inA, inB] = [await refs('overdue A'), await refs('overdue B')]
  bot.later(new Date('2020-12-02T10:00:00Z'))
  await bring(
    [
      ['- code: A\n', '- code: X\n'],
      ['- code: B\n', '- code: A\n'],
      ['- code: X\n', '- code: B\n'],
    ],
    { 'item area of concern A': 'was area of concern B', 'item area of concern B': 'was area of concern A' },
  )
  expect(await refs('overdue A')).toEqual(inB)
  expect(await refs('overdue A as at 24 November 2020')).toEqual(inA)
  expect(await refs('list B as at 24 November 2020')).toEqual(await refs('list A'))
  expect((await bot.say('status B as at 24 November 2020')).split('\n')[0]).toContain(
    'Area of concern B: Quality assurance too weak',
  )
})
