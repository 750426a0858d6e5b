import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { importPlan, previewImport } from '../../data/import/import.ts'
import type { ImportOptions } from '../../data/import/stage.ts'
import { lineOf } from '../../data/import/told.ts'
import { loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { decidedAt } from '../../src/shell/import/decided.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, type TestApp } from '../support/app.ts'

interface Part {
  ref: string
  title: string
  due?: { on: string; asGiven: string } | null
  subActions?: Part[]
}

let bot: TestApp
const sample = readFileSync(projectFile(SAMPLE), 'utf8')

beforeEach(async () => {
  bot = await createTestApp({ plan: SAMPLE })
})
afterEach(() => bot.close())

/** The sample as somebody edited it. */
function edited(edit: (parts: Map<string, Part>, drop: (ref: string) => void) => void): PlanFile {
  const file = parse(sample) as { areas: { actions: Part[] }[]; policies: object }
  const actions = file.areas.flatMap((area) => area.actions)
  const parts = new Map(
    actions.flatMap((each) => [each, ...(each.subActions ?? [])]).map((each) => [each.ref, each]),
  )
  edit(parts, (ref) => {
    for (const action of actions)
      action.subActions = action.subActions?.filter((each) => each.ref !== ref) ?? []
  })
  const { plan, errors } = readPlanFile(stringify(file))
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  return plan
}

function part(parts: ReadonlyMap<string, Part>, ref: string): Part {
  const found = parts.get(ref)
  if (!found) throw new Error(`no ${ref}`)
  return found
}

function options(answers: Readonly<Record<string, string>> = {}): ImportOptions {
  const now = bot.now()
  return { now, today: now.toISOString().slice(0, 10), answers: new Map(Object.entries(answers)) }
}

const bring = async (file: PlanFile, answers?: Readonly<Record<string, string>>, minute?: string) => {
  const { plan } = await loadPlan(bot.db)
  const decided =
    minute === undefined ? undefined : await decidedAt(bot.db, minute, { code: plan.code, now: bot.now() })
  return (await importPlan(bot.db, file, { ...options(answers), decided })).changes.map(lineOf)
}
const asked = async (file: PlanFile, answers?: Readonly<Record<string, string>>) =>
  (await previewImport(bot.db, file, options(answers))).questions.map(({ key }) => key)
const itemOf = async (ref: string) => (await bot.tell(`status ${ref}`)).items[0]

test('a plan is edited in its file for a month, and nothing is lost, guessed or got round the board', async () => {
  const titles = async () => new Map((await loadPlan(bot.db)).items.map(({ ref, title }) => [ref, title]))
  const first = await titles()
  await bot.say('update B5(a) red the providers will not sign', { as: 'SLSPPEP' })
  await bot.say('revise B1(c) to 26 February 2021 because the dashboard is rebuilt', { as: 'SLSP' })

  // Two references are swapped: the red stays with the action that it was said of.
  const exchange = (parts: Map<string, Part>) => {
    const [one, other] = [part(parts, 'B5(a)'), part(parts, 'B5(b)')]
    ;[one.ref, other.ref] = [other.ref, one.ref]
  }
  const swap = edited(exchange)
  const swapped = { 'item B5(a)': 'was B5(b)', 'item B5(b)': 'was B5(a)' }
  expect(await asked(swap)).toEqual(['item B5(b)', 'item B5(a)'])
  expect((await bring(swap, swapped)).filter((line) => line.startsWith('renumbered'))).toHaveLength(2)
  expect((await titles()).get('B5(b)')).toBe(first.get('B5(a)'))
  expect(await itemOf('B5(b)')).toMatchObject({ rating: 'red' })
  expect(await bring(swap, swapped)).toEqual([])

  // One with an open request is dropped, as the board agreed.
  bot.later({ days: 7 })
  const without = edited((parts, drop) => {
    exchange(parts)
    drop('B1(c)')
  })
  expect(await asked(without, swapped)).toEqual(['missing B1(c)'])
  const gone = { ...swapped, 'missing B1(c)': 'left: no longer required' }
  expect(await asked(without, gone)).toEqual(['leaving B1(c)'])
  expect(await bring(without, gone, 'improvement-board, 10 November 2020, minute 4.3')).toEqual([
    `left: B1(c) “${first.get('B1(c)')}”: no longer required; R1 ends with it`,
  ])

  // They are swapped back, one is renumbered, three have other dates.
  const dated = [
    ['B2(b)', '2021-05', 'May 2021'],
    ['C1(c)', '2021-06', 'June 2021'],
    ['A2(c)', '2021-07', 'July 2021'],
  ] as const
  const next = edited((parts, drop) => {
    part(parts, 'B4(c)').ref = 'B4(d)'
    drop('B1(c)')
    for (const [ref, on, asGiven] of dated) part(parts, ref).due = { on, asGiven }
  })
  expect(await asked(next)).toEqual(['item B4(d)', 'item B5(a)', 'item B5(b)'])
  const answers = { ...swapped, 'item B4(d)': 'was B4(c)' }
  const before = await Promise.all(dated.map(([ref]) => itemOf(ref)))
  const lines = await bring(next, answers)
  expect(
    lines.filter((line) => line.includes('asked for')).map((line) => line.match(/: (\S+): R(\d)/)?.slice(1)),
  ).toEqual([
    ['A2(c)', '2'],
    ['B2(b)', '3'],
    ['C1(c)', '4'],
  ])
  // What was overdue is overdue still.
  expect(await Promise.all(dated.map(([ref]) => itemOf(ref)))).toMatchObject(
    before.map((item) => ({ ref: item?.ref, dueDate: item?.dueDate })),
  )
  expect(await bot.say('requests')).toMatch(/R2[\s\S]*R3[\s\S]*R4/)
  expect(await bring(next)).toEqual([])

  // The board decides one; the one that left comes back without its request.
  bot.later(new Date('2020-12-09T09:00:00Z'))
  expect((await bot.tell('approve R3 minute 5.1, agreed')).ok).toBe(true)
  expect(await itemOf('B2(b)')).toMatchObject({ dueDate: '2021-05-31', dueBasis: 'approved' })
  const back = edited((parts) => {
    part(parts, 'B4(c)').ref = 'B4(d)'
    for (const [ref, on, asGiven] of dated) part(parts, ref).due = { on, asGiven }
  })
  expect(await asked(back)).toEqual(['joining B1(c)'])
  expect(await bring(back, {}, 'improvement-board, 8 December 2020, minute 5')).toEqual([
    `came back: B1(c) “${first.get('B1(c)')}”, which left on 10 Nov 2020`,
  ])
  expect(await bot.say('approve R1 minute 5.2, agreed')).toContain('R1 ended with B1(c), which left the plan')
  expect(await bot.say('requests')).not.toMatch(/\bR[13]\b/)
  expect(await bring(back)).toEqual([])
  expect((await verifyTrail(bot.db)).broken).toBeNull()
})
