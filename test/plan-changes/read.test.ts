import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { importPlan } from '../../data/import/import.ts'
import { type NewItemChange, renewStamp, saveItemChanges } from '../../data/item-changes.ts'
import { loadPlan } from '../../data/plans.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'

const MONDAY = new Date('2020-12-14T10:00:00Z')

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp({ now: MONDAY })
})
afterEach(() => bot.close())

/** Changes as an import makes them, from now on. */
async function change(
  changes: readonly (Pick<NewItemChange, 'kind' | 'facts'> & { readonly ref: string })[],
): Promise<void> {
  const { items, plan } = await loadPlan(bot.db)
  const at = bot.now().toISOString()
  await write(bot.db, plan.id, async (trx) => {
    for (const { ref, ...each } of changes) {
      const itemId = items.find((item) => item.ref === ref)?.id ?? 0
      await saveItemChanges(trx, plan.id, [
        { ...each, itemId, holdsFrom: at, recordedAt: at, source: 'import' },
      ])
    }
    await renewStamp(trx, plan.id, bot.now())
  })
}

describe('an item that was renumbered', () => {
  test('says until when it bore another reference, and which item bore its own before', async () => {
    const [c, d] = [await bot.say('status A2(c)'), await bot.say('status A2(d)')].map((text) =>
      text.split('\n')[0]?.slice(6),
    )
    await change([
      { ref: 'A2(c)', kind: 'renumbered', facts: { ref: 'A2(d)' } },
      { ref: 'A2(d)', kind: 'renumbered', facts: { ref: 'A2(c)' } },
    ])
    const now = await bot.say('status A2(d)')
    expect(now).toContain(`A2(d) ${c}`)
    expect(now).toContain('It was A2(c) until 14 Dec 2020.')
    expect(now).toContain(`Until 14 Dec 2020 A2(d) was what is A2(c) now: ${d}.`)
    expect(await bot.say('status A2(d) as at 1 December 2020')).toContain(`A2(d) ${d}`)
    expect(await bot.say('history A2(d)')).toContain('Renumbered: A2(c) is A2(d) now')
    expect(await bot.say('changes since 1 December 2020')).toContain('The plan changed: renumbered 2.')
    // What was said stays with the item it was said of.
    expect(await bot.say('status A2(c) as at 1 December 2020')).toContain('Feb 2020')
    expect(now).toContain('Feb 2020')
  })

  test('answers to its old reference until another bears it', async () => {
    await change([{ ref: 'A2(i)', kind: 'renumbered', facts: { ref: 'A2(k)' } }])
    expect(await bot.say('status A2(i)')).toContain('A2(k) ')
    expect(await bot.say('history A2(i)')).toContain('Renumbered: A2(i) is A2(k) now')
  })
})

describe('what the plan answers', () => {
  test('why tells which finding an item answers, what it is to bring about and how that is measured', async () => {
    const text = await bot.say('why C2')
    expect(text).toContain('W3: Plans and annual reviews are poor')
    expect(text).toContain('M07: Annual reviews fail')
    expect(text).toContain('More amended plans issued inside 12 weeks')
    expect(text).toContain('Annual review backlog cleared')
    expect(await bot.say('why area A')).toContain('What is within it answers besides:')
    expect(await bot.say('which finding does C2 answer?')).toContain('W3: Plans')
    expect(await bot.say('why is B2(b) red?')).toContain(
      'Significantly delayed since the parent carer forum closed',
    )
  })

  test('status shows outcomes, reported progress and measures, and names the findings', async () => {
    const text = await bot.say('status C2')
    for (const said of [
      'Outcomes:',
      'Progress that the plan reports:',
      'Measured by:',
      'Answers W3, M05, M07 and M10',
    ]) {
      expect(text).toContain(said)
    }
  })

  test('a finding that names an unknown item, or another’s reference, is an error of the file', () => {
    const text = readFileSync(projectFile(SAMPLE), 'utf8')
    const wrong = text.replace('items: [ B5 ]', 'items: [ B9 ]').replace('ref: I08', 'ref: I07')
    expect(readPlanFile(wrong).errors.map((error) => error.text)).toEqual([
      'findings no. 11, ref: two findings are called "I07"',
      'findings no. 16, items no. 1: unknown item "B9": expected one that the plan has',
    ])
  })
})

test('a plan says who agrees what: what it leaves to the coordinator needs no decision', async () => {
  const file = planFrom(SAMPLE) as unknown as PlanFile
  const policies = { ...file.policies, agrees: { leaving: 'coordinator', owners: 'operational-group' } }
  await importPlan(bot.db, { ...file, policies }, { now: bot.now(), today: '2020-12-14' })
  bot.later({ minutes: 1 })
  expect(await bot.say('item close B1(c) done with')).toContain(
    'Recorded: B1(c) left the plan on 14 Dec 2020: closed.',
  )
  expect(await bot.say('item hand B4(c) to SLBI')).toContain(
    'Proposed: hand B4(c) to SLBI.\nThe SEND Operational Group agrees who owns an item',
  )
  expect(await bot.say('item merge B1(b) into B1(a)')).toContain('would vanish')
})
