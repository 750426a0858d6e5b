import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { createTestApp, planFrom, read, SAMPLE, type TestApp } from '../support/app.ts'

const TERMS = [
  {
    name: 'Autumn term',
    from: '2020-09-02',
    to: '2020-12-18',
    halfTerm: { from: '2020-10-26', to: '2020-10-30' },
  },
  {
    name: 'Spring term',
    from: '2021-01-04',
    to: '2021-03-26',
    halfTerm: { from: '2021-02-15', to: '2021-02-19' },
  },
  { name: 'Summer term', from: '2021-04-12', to: '2021-07-21' },
]

let known: TestApp
let unknown: TestApp
beforeAll(async () => {
  known = await createTestApp()
  unknown = await createTestApp()
  const now = known.now()
  await importPlan(known.db, { ...planFrom(SAMPLE), terms: TERMS }, { now, today: '2020-11-24' })
})
afterAll(async () => {
  await known.close()
  await unknown.close()
})

const reading = ({ app, now }: TestApp, line: string) =>
  app.read(line, now(), { platform: 'terminal', tenant: 'local', userId: 'SLSPPEP', conversation: 'test' })

describe('where the plan says when its terms are', () => {
  test.each([
    ['move B3a to half term because the printers closed', 'revise B3(a) to 2021-02-19'],
    ['B3(a) to end of term because the printers closed', 'revise B3(a) to 2020-12-18'],
    ['move B3a to the end of the spring term because the printers closed', 'revise B3(a) to 2021-03-26'],
    ['please move B3a to the start of the summer term, printers closed', 'revise B3(a) to 2021-04-12'],
    ['push B3a to the end of next term as the printers closed', 'revise B3(a) to 2021-03-26'],
    ['move B3(a) to spring half-term because the printers closed', 'revise B3(a) to 2021-02-19'],
  ])('%s means that day', async (line, meant) => {
    const found = await reading(known, line)
    expect(found).toMatchObject({ certainty: 'sure', command: 'revise' })
    expect('line' in found ? found.line : '').toContain(meant)
  })

  test.each([
    ['B3a complete since half term', '2020-10-30'],
    ['update B3a complete on the last day of half term', '2020-10-30'],
    ['update B3a complete on the first day of term', '2020-09-02'],
  ])('a completion has that day: %s', async (line, on) => {
    expect(await reading(known, line)).toMatchObject({ certainty: 'sure', args: { on: { on } } })
  })

  test('the command and a question take it too', async () => {
    expect(await reading(known, 'revise B3a to end of term because printers')).toMatchObject({
      args: { date: { on: '2020-12-18' } },
    })
    expect(await reading(known, 'what changed since half term')).toMatchObject({
      command: 'changes',
      args: { since: { day: { on: '2020-10-30' } } },
    })
    expect(read(await known.tell('what is due by the end of term', { as: 'SLSPPEP' }))).toContain(
      'to Friday 18 December 2020',
    )
  })

  test('away until half term is until its last day', async () => {
    expect(await reading(known, 'on leave until the end of term')).toMatchObject({
      options: [{ line: 'quiet until 2020-12-18' }],
    })
  })
})

describe('where it does not, the day is asked for', () => {
  test.each([
    'move B3a to half term because the printers closed',
    'B3(a) to end of term because the printers closed',
    'B3a complete since half term',
    'what changed since half term',
    'on leave until half term',
  ])('%s', async (line) => {
    expect((await reading(unknown, line)).certainty).toBe('ask')
  })
})
