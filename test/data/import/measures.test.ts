import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../../data/import/import.ts'
import type { DecidedAt } from '../../../data/import/stage.ts'
import { loadPlan } from '../../../data/plans.ts'
import { readTrail, verifyTrail } from '../../../data/trail.ts'
import { readPlanFile } from '../../../src/plan-file/read.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp, SAMPLE, type TestApp } from '../../support/app.ts'
import { tickAt } from '../../support/clock.ts'

const sample = readFileSync(projectFile(SAMPLE), 'utf8')
const [, FIRST = ''] =
  sample.slice(sample.indexOf('\nmeasures:')).match(/( {2}- code: [\s\S]*?\n) {2}- code:/) ?? []
const CODE = FIRST.match(/code: (\S+)/)?.[1] ?? ''

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await tickAt(bot, '2020-11-27T12:00:00.000Z')
  bot.later(new Date('2020-12-14T10:00:00Z'))
})
afterEach(() => bot.close())

async function bring(first: string, decided?: DecidedAt): Promise<void> {
  const { plan, errors } = readPlanFile(sample.replace(FIRST, first))
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  await importPlan(bot.db, plan, { now: bot.now(), today: bot.now().toISOString().slice(0, 10), decided })
}

const CHANGED = FIRST.replace(/value: .*\n/, 'value: 61\n').replace(/unit: .*\n/, 'unit: young people\n')

describe('a measure that a later file changes', () => {
  test('is another from then on, and past days have that day’s', async () => {
    const of = async () => (await loadPlan(bot.db)).measures.find(({ code }) => code === CODE)
    const before = await of()
    const ref = before?.items.at(-1) ?? ''
    const then = await bot.say(`status ${ref} as at 1 December 2020`)
    await bring(CHANGED)
    expect(await of()).toMatchObject({ value: '61', unit: 'young people' })
    bot.later({ days: 1 })
    expect(await bot.say(`status ${ref}`)).toContain('61 young people')
    expect(await bot.say(`status ${ref} as at 1 December 2020`)).toBe(then)
    expect(await bot.say(`status ${ref} as at 14 December 2020`)).toContain('61 young people')
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('is told in changes, in history, in both digests and in the trail, and nothing else is', async () => {
    const ref = (await loadPlan(bot.db)).measures.find(({ code }) => code === CODE)?.items.at(-1) ?? ''
    const { plan } = await loadPlan(bot.db)
    const known = (await readTrail(bot.db, plan.id)).length
    await bring(CHANGED)
    bot.later({ minutes: 1 })
    for (const line of ['changes since 10 December 2020', `history ${ref}`, 'digest board', 'digest OG'])
      expect((await bot.say(line)).toLowerCase(), line).toContain('measure changed')
    expect(await bot.say('changes since 10 December 2020')).toContain('The plan changed: measures changed 1')
    expect(await bot.say('changes since 10 December 2020')).toContain('61 young people')
    const entries = (await readTrail(bot.db, plan.id)).slice(known)
    expect(entries.map((entry) => entry.ref)).toEqual([ref, null])
    expect(entries[0]).toMatchObject({
      before: { measure: expect.any(String) },
      after: { measure: expect.stringContaining('61 young people') },
    })
    await bring(CHANGED)
    expect((await readTrail(bot.db, plan.id)).length).toBe(known + 2)
  })

  test('holds from the sitting that decided it, and was recorded later', async () => {
    const ref = (await loadPlan(bot.db)).measures.find(({ code }) => code === CODE)?.items.at(-1) ?? ''
    await bring(CHANGED, {
      bodyCode: 'improvement-board',
      meetingId: 1,
      from: '2020-12-08T10:00:00.000Z',
      basis: 'SEND Improvement Board, 8 Dec 2020, minute 4.3',
      minute: '4.3',
    })
    expect(await bot.say(`status ${ref} as at 9 December 2020`)).toContain('61 young people')
    expect(await bot.say(`status ${ref} as at 7 December 2020`)).not.toContain('61 young people')
    const changes = await bot.say('changes since 1 December 2020')
    expect(changes).toContain('SEND Improvement Board, minute 4.3')
    expect(changes).toContain('recorded on 14 Dec 2020')
  })

  test('is told when it is taken out and when it is new', async () => {
    await bring('')
    bot.later({ minutes: 1 })
    expect(await bot.say('changes since 10 December 2020')).toContain('measure taken out')
    await bring(FIRST)
    bot.later({ minutes: 1 })
    expect(await bot.say('changes since 10 December 2020')).toContain('measure added')
  })

  test('of a database whose measures had no versions holds on past days as it was', async () => {
    const { plan, measures } = await loadPlan(bot.db)
    const ref = measures.find(({ code }) => code === CODE)?.items.at(-1) ?? ''
    const rows = await bot.db.selectFrom('planVersions').select(['id', 'settings']).execute()
    for (const { id, settings } of rows) {
      const { measured: _, ...rest } = JSON.parse(settings)
      await bot.db
        .updateTable('planVersions')
        .set({ settings: JSON.stringify(rest) })
        .where('id', '=', id)
        .execute()
    }
    await bot.db
      .updateTable('plans')
      .set({ importedAt: '2020-12-14T09:00:00.000Z' })
      .where('id', '=', plan.id)
      .execute()
    const then = await bot.say(`status ${ref} as at 1 December 2020`)
    await bring(CHANGED)
    bot.later({ days: 1 })
    expect(await bot.say(`status ${ref} as at 1 December 2020`)).toBe(then)
    expect(await bot.say(`status ${ref}`)).toContain('61 young people')
  })
})

describe('a target that a later file changes is put to the body that agrees targets', () => {
  const asTarget = (first: string) =>
    first.replace(/kind: .*\n/, 'kind: target\n').replace(/ *headline: .*\n/, '')
  const decided: DecidedAt = {
    bodyCode: 'improvement-board',
    meetingId: 1,
    from: '2020-12-08T10:00:00.000Z',
    basis: 'SEND Improvement Board, 8 Dec 2020, minute 4.3',
    minute: '4.3',
  }
  const targets = async () => (await loadPlan(bot.db)).measures.filter(({ kind }) => kind === 'target')

  test.each([
    ['changed', asTarget(CHANGED)],
    ['taken out', ''],
    ['become a figure like any other', FIRST],
  ])('%s: nothing is imported before the decision is named', async (_, now) => {
    await bring(asTarget(FIRST), decided)
    const before = await targets()
    await expect(bring(now)).rejects.toThrow(
      new RegExp(
        `The target “.*” \\(${CODE}\\) would change, and the .*Board agrees what the plan is to reach`,
      ),
    )
    expect(await targets()).toEqual(before)
    await bring(now, { ...decided, from: '2020-12-08T11:00:00.000Z' })
    expect(await targets()).not.toEqual(before)
  })

  test('which is new to the plan as well', async () => {
    const before = await targets()
    await expect(bring(asTarget(FIRST))).rejects.toThrow('agrees what the plan is to reach')
    expect(await targets()).toEqual(before)
  })
})
