import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { verifyTrail } from '../../data/trail.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ plan: TINY })
})
afterEach(() => bot.close())

const tiny = readFileSync(projectFile(TINY), 'utf8')
const TERMS = `terms:
  - { name: Autumn term, from: 2020-08-31, to: 2020-12-22 }
  - { name: Spring term, from: 2021-01-11, to: 2021-03-26 }
  - { name: Summer term, from: 2021-04-12, to: 2021-06-30 }
  - { name: Autumn term, from: 2021-08-30, to: 2021-12-22 }
positionAt:`

type Change = readonly [from: string, to: string]

function readTiny(...changes: readonly Change[]) {
  const yaml = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the tiny plan has no "${from}"`)
    return text.replace(from, to)
  }, tiny)
  return readPlanFile(yaml)
}

async function bring(...changes: readonly Change[]) {
  const { plan, errors } = readTiny(...changes)
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  return importPlan(bot.db, plan, { now: bot.now(), today: bot.now().toISOString().slice(0, 10) })
}

const RAMP = '{ on: 2021-03, asGiven: March 2021 }'
const exactOf = async () => ({
  requests: (await bot.db.selectFrom('requests').select('exact').orderBy('id').execute()).map(
    ({ exact }) => exact,
  ),
  revisions: (await bot.db.selectFrom('revisions').select('exact').orderBy('id').execute()).map(
    ({ exact }) => exact,
  ),
})

describe('what is asked for and decided is kept as exact as it was given', () => {
  test('in chat, a month as a month and its last day as a day', async () => {
    await bot.say('revise 1.1.1 to March 2021 because no caretaker is found')
    await bot.say('revise 1.10.1 to 30 June 2021 because of the frost')
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3.1')
    await bot.say('approve R2 minute 3.2')
    expect(await exactOf()).toEqual({ requests: ['month', 'day'], revisions: ['month', 'day'] })
    expect(await bot.say('status 1.1.1')).toContain('Mar 2021, that is 31 Mar 2021')
    const ramp = await bot.say('status 1.10.1')
    expect(ramp).toContain('30 Jun 2021')
    expect(ramp).not.toMatch(/[^\d ] ?Jun 2021/)
  })

  test('from a file, and printed words that say otherwise never turn a day into a month', async () => {
    await bring([RAMP, '{ on: 2021-05-31, asGiven: May 2021 }'])
    expect((await exactOf()).requests).toEqual(['day'])
    for (const line of ['requests', 'status 1.10.1', 'list'])
      expect(await bot.say(line), line).toContain('May 2021: 31 May 2021')
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3.1')
    expect((await exactOf()).revisions).toEqual(['day'])
    expect(await bot.say('status 1.10.1')).toContain('May 2021: 31 May 2021')
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('and where it is not recorded it is found by the day and its words, as before', async () => {
    await bot.say('revise 1.1.1 to March 2021 because no caretaker is found')
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3.1')
    const before = await bot.say('status 1.1.1')
    await bot.db.updateTable('requests').set({ exact: null }).execute()
    await bot.db.updateTable('revisions').set({ exact: null }).execute()
    expect(await bot.say('status 1.1.1')).toBe(before)
  })
})

describe('a date may be a term of the plan', () => {
  const inTerm = (written: string, words: string) =>
    [
      ['positionAt:', TERMS],
      [RAMP, `{ on: ${written}, asGiven: ${words} }`],
    ] as const

  test('which counts to its last day and is shown in its own words', async () => {
    for (const [written, words, shown] of [
      ['Spring term 2021', 'Spring term 2021', 'Spring term 2021'],
      ['Spring term', 'by Easter', 'by Easter: term to 26 Mar 2021'],
      ['2020-autumn', 'autumn', 'autumn: term to 22 Dec 2020'],
      ['2021-summer', 'end of the school year', 'end of the school year: term to 30 Jun 2021'],
    ] as const) {
      await bring(...inTerm(written, words))
      expect(await bot.say('requests'), written).toContain(shown)
      await bring()
    }
  })

  test('that a body approves, and stays a term', async () => {
    await bring(...inTerm('2021-summer', 'in summer'))
    bot.later(new Date('2020-12-11T09:00:00Z'))
    await bot.say('approve R1 minute 3.1')
    expect(await exactOf()).toEqual({ requests: ['term'], revisions: ['term'] })
    expect(await bot.say('status 1.10.1')).toContain('in summer: term to 30 Jun 2021')
    expect((await bot.tell('status 1.10.1')).items[0]?.dueDate).toBe('2021-06-30')
  })

  test('and is refused where the plan has no such term, or several', () => {
    const errorOf = (written: string) => readTiny(...inTerm(written, 'then')).errors[0]?.text
    expect(errorOf('Autumn term')).toBe(
      '1.10.1, due, on: "Autumn term" names 2 terms: expected one of them, with its year, such as "Autumn term 2020"',
    )
    expect(errorOf('Trinity 2021')).toContain('or a term of the file (Autumn term, Spring term, Summer term)')
    expect(readTiny([RAMP, '{ on: 2021-spring, asGiven: spring }']).errors[0]?.text).toContain(
      'and the file has no terms',
    )
  })
})
