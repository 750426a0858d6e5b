import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPlan } from '../../data/plans.ts'
import type { Edition } from '../../src/digest.ts'
import { editionFor } from '../../src/editions/edition.ts'
import { paperOf } from '../../src/paper/paper.ts'
import { planWall } from '../../src/picture/plan-wall.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, type TestApp } from '../support/app.ts'

const text = (name: string) => readFileSync(projectFile(`test/plan-shapes/${name}.yaml`), 'utf8')

/** Without its scale a plan has no ratings to give either. */
function unscaled(yaml: string): string {
  return yaml
    .replace(/^scale:\n(?: .*\n|\n)*/m, '')
    .replace(/opening: \[ \{ rating: \w+, /g, 'opening: [ { state: in-progress, ')
    .replace(/^( +)(- )?\{? ?rating: \w+,? ?/gm, '$1$2{ state: in-progress, ')
}

const PLANS = {
  'one level': () => `${text('commitments')}\n${text('common')}`,
  'recommendations with steps': () => `${text('recommendations')}\n${text('common')}`,
  'mixed depth': () => `${text('mixed')}\n${text('common')}`,
  'four levels': () => `${text('outcomes')}\n${text('common')}`,
  'no scale': () => unscaled(`${text('commitments')}\n${text('common')}`),
  'the sample': () => readFileSync(SAMPLE, 'utf8'),
} as const

/** The numbers of "60 sub-actions and 3 actions without any", added up. */
function total(sentence: string, before: RegExp): number {
  const [, counted = ''] = sentence.match(before) ?? []
  return [...counted.matchAll(/\d+/g)].reduce((sum, [number]) => sum + Number(number), 0)
}

function overdueIn(sentence: string): readonly number[] {
  const [, late, open] = sentence.match(/Overdue: (\d+) of (\d+) unfinished/) ?? []
  return [Number(late), Number(open)]
}

describe.each(Object.entries(PLANS))('the figures of a plan are one set: %s', (name, yaml) => {
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
  let bot: TestApp
  let edition: Edition
  beforeAll(async () => {
    const path = join(folder, 'plan.yaml')
    writeFileSync(path, yaml())
    const plan = relative(projectFile('.'), path)
    const now = new Date(name === 'the sample' ? '2020-11-24T09:00:00Z' : '2021-12-06T09:00:00Z')
    bot = await createTestApp({ plan, now })
    const model = await loadPlan(bot.db)
    const body = model.bodies.find(({ code }) => code === model.plan.policies.decidesDates)
    if (!body) throw new Error('nobody decides')
    edition = await editionFor(bot.db, model, { body, now })
  })
  afterAll(async () => {
    await bot.close()
    rmSync(folder, { recursive: true })
  })

  test('status, overdue, digest, paper and picture count alike', async () => {
    const { of, overdue, unfinished } = edition.facts.counts
    expect(of).toBeGreaterThan(0)
    expect(edition.facts.scale.length > 0).toBe(name !== 'no scale')
    const status = await bot.say('status')
    expect(total(status, / Of ([^:]*?)(?: in [^:]*)?:/)).toBe(of)
    const late = await bot.tell('overdue')
    const [, known = '0'] = late.message?.summary.match(/^(\d+) of /) ?? []
    expect(Number(known)).toBe(overdue)
    expect(total(late.message?.summary ?? '', /(?:\d+|None) of ([^.]*?) (?:is|are) /)).toBe(of)
    const digest = await bot.say(`digest ${edition.facts.body.code}`)
    expect(total(digest.replace(/\s+/g, ' '), /Of ([^,]*?), /)).toBe(of)
    expect(overdueIn(digest.replace(/\s+/g, ' '))).toEqual([overdue, unfinished])
    const paper = JSON.stringify(paperOf(edition, []))
    expect(total(paper, /"Of ([^,"]*?), /)).toBe(of)
    expect(overdueIn(paper)).toEqual([overdue, unfinished])
    const alt = planWall(edition, [])[0]?.alt ?? ''
    expect(total(alt, / Of ([^:]*?):/)).toBe(of)
    expect(overdueIn(alt)).toEqual([overdue, unfinished])
  })

  test('every counted item is listed once, and every sentence has its words', async () => {
    const list = await bot.tell('list')
    expect(list.items?.length).toBe(edition.facts.counts.of)
    for (const line of [
      'status',
      'overdue',
      'list',
      'due',
      'mine',
      `digest ${edition.facts.body.code}`,
      'changes',
    ])
      expect(await bot.say(line), line).not.toMatch(/undefined|NaN|\bnull\b|\[object/)
  })
})
