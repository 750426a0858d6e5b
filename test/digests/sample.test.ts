import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Edition } from '../../src/digest.ts'
import type { Message } from '../../src/message.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'
import { editionOf } from '../support/edition.ts'
import { linesOnPhone, pagesOf, under, wide } from '../support/pages.ts'

let bot: TestApp
let edition: Edition
let board: readonly Message[]
let group: readonly Message[]

beforeAll(async () => {
  bot = await createTestApp()
  edition = await editionOf(bot, 'improvement-board')
  board = await pagesOf(edition)
  group = await pagesOf(await editionOf(bot, 'operational-group'))
})
afterAll(() => bot.close())

describe('on the first morning of the demo', () => {
  test('the board’s first page has the position and the way it went', () => {
    expect(wide(board[0])).toMatchInlineSnapshot(`
      "SEND Improvement Board, Tuesday 8 December 2020
      Draft as at 24 Nov 2020, 9am; cut-off 27 Nov 2020, 12pm.
      Of 63 sub-actions, 33 are complete, none signed off; of the 30 unfinished, 4 are red, 10 amber, 1 green and 15 not rated, and 13 are overdue; and C2 as a whole: amber; since 30 Oct 2020, none got worse and 1 got better (only because re-dated).

      Of 63 sub-actions           Now  30 Oct 2020
      ──────────────────────────  ───  ───────────
      ▲ Red                         4            1
      ◆ Amber                      10            0
      ● Green                       1            0
      ○ Not rated                   6            0
      ○ Nothing stated              9           62
      ✓ Complete, not signed off   33            0

      Overdue: 13 of 30 unfinished (was 1 of 1). Past their date and nothing stated: 8 of 9.
      Better only because re-dated: 1 of 1, A5(h). First stated: 53 of 63.
      For decision: nothing.
      Updated or confirmed this period: 54 of 63 open (all by the imported plan); 9 carried forward twice, never stated. Ratings to confirm, read from the plan’s wording: 14 of 15."
    `)
  })

  test('the tracker’s first page has the position, rated and rolled up apart', () => {
    expect(wide(group[0])).toMatchInlineSnapshot(`
      "SEND Operational Group, Thursday 3 December 2020
      Draft as at 24 Nov 2020, 9am; cut-off 24 Nov 2020, 12pm.

      Of 63 sub-actions           Now  27 Oct 2020
      ──────────────────────────  ───  ───────────
      ▲ Red                         4            1
      ◆ Amber                      10            0
      ● Green                       1            0
      ○ Not rated                   6            0
      ○ Nothing stated              9           62
      ✓ Complete, not signed off   33            0

      Overdue: 13 of 30 unfinished (was 1 of 1). Past their date and nothing stated: 8 of 9.
      Of 12 actions: 2 complete, 1 rated as a whole (C2 ◆ Amber), 6 rolled up from their parts, 3 not rated.
      Since 27 Oct 2020, of 63: 0 worse, 1 better, 0 finished and 53 stated for the first time. Better only because re-dated: 1 of 1, A5(h).
      Updated or confirmed this period: 54 of 63 open (all by the imported plan); 9 carried forward twice, never stated. Ratings to confirm, read from the plan’s wording: 14 of 15.
      To recommend on: 0 requests."
    `)
  })

  test('either fits the screen of a phone', () => {
    expect(linesOnPhone(board[0])).toBeLessThanOrEqual(30)
    expect(linesOnPhone(group[0])).toBeLessThanOrEqual(30)
  })

  test('every item is in one row of the position', () => {
    const { counts } = edition.facts
    const rated = Object.values(counts.rated).reduce((sum, number) => sum + number, 0)
    expect(counts.of).toBe(63)
    expect(rated + counts.notRated).toBe(counts.unfinished)
    expect(counts.unfinished + counts.complete + counts.signedOff).toBe(counts.of)
  })

  test('the board is asked what looks better only because re-dated, and what nobody ever reported on', () => {
    expect(under(board, /^Questions/)).toMatchInlineSnapshot(`
      "Questions a chair could ask
      • A5(h) (Launch user-friendly online plan system, with supplier training) looks better only because re-dated, and no evidence was given: what else has changed?
      • Nobody has ever reported on C2(a) to C2(i) (Rework annual review process so plans stay current), 9 of 30 unfinished: how do they stand, SLSESEND and SLSPPEP?"
    `)
  })

  test('each area has one measure with its period and comparator, or none; a contradiction shows both values', () => {
    const [expected] = under(board, /^Measures/).split('\nNothing under')
    expect(expected).toMatchInlineSnapshot(`
      "Measures
      • Area of concern A: EHC plans finalised within 20 weeks, Oct 2020: 70%; better than England published, 60%.
      • Area of concern B: Parents: provision would meet needs, Sep 2020: 90% of 10 who answered; no comparator.
      • Area of concern C: none reported.

      Two values in the source for SEND 16–25 NEET, Oct to Nov 2020: 9.8% and 7.5%. Both stand until somebody says which is right."
    `)
    expect(under(group, /^Measures/).split('\nNothing under')[0]).toBe(expected)
  })

  test('reds and ambers stand by area, an action rated as a whole among them', () => {
    expect(under(board, /^C: /)).toMatchInlineSnapshot(`
      "C: Plans and annual reviews poor, late and unused in commissioning
      0 red and 0 amber of 13 sub-actions; C2 ◆ Amber as a whole.

      Item                                                   Rating               Due  Owner              Latest note
      ─────────────────────────────────────────────────────  ───────────────────  ───  ─────────────────  ──────────────────────────────────────────────────────────────────────
      C2 Rework annual review process so plans stay current  ◆ Amber, as a whole       SLSESEND, SLSPPEP  “Stays amber until progress on the annual review backlog is evidenced”"
    `)
    expect(under(board, /^B: /).match(/^B\d\([a-z]\)/gm)).toHaveLength(13)
  })

  test('the tracker lists what is overdue, longest first, and what falls due before the meeting after next', () => {
    expect(under(group, /^Overdue/).match(/^[ABC]\d\([a-z]\)/gm)).toEqual([
      ...['C1(c)', 'A2(c)', 'B2(b)', 'B5(a)', 'B4(a)', 'B4(c)', 'B5(c)'],
      ...['B1(b)', 'B1(c)', 'A2(e)', 'A2(f)', 'B2(a)', 'B5(b)'],
    ])
    expect(under(group, /^Overdue/)).toContain(
      'Past their date too, position not stated: 8 of 9, C2(b) to C2(i).',
    )
    expect(under(group, /^Due before/)).toMatchInlineSnapshot(`
      "Due before the meeting of 7 Jan 2021: 5 of 30 unfinished
      Item                                                                                Due       Rating        Owner
      ──────────────────────────────────────────────────────────────────────────────────  ────────  ────────────  ────────
      B2(d) Help parent carer forum (CaPa) widen scope and reach, mainstream included     Dec 2020  ▲ Red         SLSPPEP
      B2(e) Parent carers help shape and review multi-agency dashboard                    Dec 2020  ▲ Red         SLBI
      B3(a) Publish pupil engagement strategy and implementation plan                     Dec 2020  ◆ Amber       SLSPPEP
      B3(c) PFH and ADES host four or more engagement events yearly                       Dec 2020  ◆ Amber       ADES
      C2(a) Co-produce refreshed annual review, timely and informing joint commissioning  Dec 2020  ○ Not stated  SLSESEND"
    `)
  })

  test('what has nothing to tell is named once, at the end', () => {
    expect(wide(board.at(-1))).toMatch(/Nothing under: for decision, worse, finished,.*\.$/)
    const texts = board.map(wide).join('\n')
    expect(texts.match(/Nothing under/g)).toHaveLength(1)
    expect(under(board, /^Worse/)).toBe('')
  })

  test('no line says what a rating means, and no name is in it that the plan does not have', () => {
    const texts = [...board, ...group].map(wide).join('\n')
    for (const { definition } of edition.facts.scale) expect(texts).not.toContain(definition)
  })
})

const FACTS = projectFile('test/fixtures/wsoa-thurrock-2019.json')

describe('figure by figure, it agrees with the facts', () => {
  interface Part {
    readonly id: string
    readonly rating: string | null
    readonly rating_kind: string | null
    readonly owners: readonly string[]
  }
  const facts = JSON.parse(readFileSync(FACTS, 'utf8')) as {
    areas: readonly { id: string; actions: readonly { sub_actions: readonly Part[] }[] }[]
    measures: readonly {
      id: string
      value: number | string
      unit: string
      kind: string
      comparator: readonly { name: string; value: unknown }[]
    }[]
  }
  const parts = facts.areas.flatMap(({ actions }) => actions.flatMap((action) => action.sub_actions))

  test('in how many are red, amber, green and complete', () => {
    const rated = (rating: string) => parts.filter((part) => part.rating === rating).length
    const { counts } = edition.facts
    expect([counts.rated.red, counts.rated.amber, counts.rated.green, counts.complete]).toEqual(
      ['red', 'amber', 'green', 'blue'].map(rated),
    )
    expect(counts.notRated).toBe(parts.filter(({ rating }) => rating === null).length)
  })

  test('in the owners of every item', () => {
    const own = edition.facts.items.filter(({ place }) => place === 'counted')
    expect(own.map(({ owners }) => owners)).toEqual(parts.map(({ owners }) => owners))
  })

  test('in its 36 measures', () => {
    const plain = (value: unknown) => String(value)
    expect(
      edition.facts.measures.map(({ code, kind, value, unit, comparators }) => ({
        code,
        kind,
        value,
        unit,
        comparators,
      })),
    ).toEqual(
      facts.measures.map(({ id, kind, value, unit, comparator }) => ({
        code: id,
        kind,
        value: plain(value),
        unit,
        comparators: comparator.map((each) => ({ name: each.name, value: plain(each.value) })),
      })),
    )
  })
})

test('another plan, whose one body decides all, is told by exception in its own words', async () => {
  const tiny = await createTestApp({ plan: TINY })
  const text = await tiny.say('digest steering')
  expect(text).toContain('Steering Group')
  expect(text).toMatch(/Of 5 tasks, 1 is complete, none signed off; of the 4 unfinished/)
  expect(text).not.toMatch(/\bred\b|\bamber\b|sub-action|board|’s edition/i)
  await tiny.close()
})

test('what people type stays text on every page and in every form', async () => {
  const hostile = await createTestApp()
  const note = '<img src=x onerror=alert(1)> **bold** @channel | [link](https://example.org) `code`'
  await hostile.say(`update B5(a) red ${note}`, { as: 'SLSPPEP' })
  await hostile.say(`revise B5a to end of January because ${note}`, { as: 'SLSPPEP' })
  const pages = await pagesOf(await editionOf(hostile, 'improvement-board'))
  const html = pages.map((page) => renderHtml(page)).join('\n')
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  const markdown = pages.map(renderMarkdown).join('\n')
  expect(markdown).not.toMatch(/(?<!\\)\[link\]/)
  expect(markdown).not.toMatch(/(?<!\\)@channel/)
  await hostile.close()
})
