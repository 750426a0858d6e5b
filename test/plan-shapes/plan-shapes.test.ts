import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import byException from '../../digests/by-exception.ts'
import tracker from '../../digests/tracker.ts'
import type { Edition } from '../../src/digest.ts'
import { answerable } from '../../src/domain/authority.ts'
import { isCounted, isStep } from '../../src/domain/counts.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { groupsOf, rowsOf } from '../../src/domain/groups.ts'
import { countOf, sizesOf } from '../../src/domain/hierarchy.ts'
import type { PaperBlock } from '../../src/paper/blocks.ts'
import { docxOf } from '../../src/paper/docx.ts'
import { paperOf } from '../../src/paper/paper.ts'
import { planWall } from '../../src/picture/plan-wall.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { openDocx } from '../support/docx.ts'
import { under, wide } from '../support/pages.ts'
import { factsOf, itemsOf } from '../support/plan-facts.ts'

const SHAPES = ['commitments', 'recommendations', 'mixed', 'outcomes'] as const
type Shape = (typeof SHAPES)[number]

const PLANNED = '2021-10-01T00:00:00.000Z'
const BEFORE = '2021-10-04T12:00:00.000Z'
const SAID = '2021-10-20T12:00:00.000Z'
const NOW = '2021-11-01T12:00:00.000Z'

function yamlOf(shape: Shape, ...changes: readonly (readonly [string, string])[]): string {
  const text = (name: string) => readFileSync(projectFile(`test/plan-shapes/${name}.yaml`), 'utf8')
  return changes.reduce(
    (yaml, [from, to]) => {
      if (!yaml.includes(from)) throw new Error(`no ${from} in ${shape}`)
      return yaml.replace(from, to)
    },
    `${text(shape)}\n${text('common')}`,
  )
}

function planOf(yaml: string): PlanFile {
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ text }) => text).join('\n'))
  return plan
}

const plans = Object.fromEntries(SHAPES.map((shape) => [shape, planOf(yamlOf(shape))]))

function shaped(shape: Shape): PlanFile {
  const plan = plans[shape]
  if (!plan) throw new Error(`no plan ${shape}`)
  return plan
}

function first(shape: Shape): Facts {
  return factsOf(shaped(shape), { asAt: BEFORE, plannedAt: PLANNED })
}

/** A month later, after something was said. */
function later(shape: Shape, said: NonNullable<Parameters<typeof factsOf>[1]['said']>): Facts {
  const period = { from: BEFORE, previousFrom: '2021-09-01T12:00:00.000Z' }
  return factsOf(shaped(shape), { asAt: NOW, plannedAt: PLANNED, said, period })
}

function edition(facts: Facts, previous: Facts | null = null): Edition {
  return { facts, previous, recommended: null, origin: { kind: 'draft', cutOff: null } }
}

function board(facts: Facts, previous: Facts | null = null) {
  return byException.pages(edition(facts, previous))
}

function group(facts: Facts, previous: Facts | null = null) {
  return tracker.pages(edition(facts, previous))
}

function alt(facts: Facts): string {
  return planWall(edition(facts), [])[0]?.alt ?? ''
}

/** The blocks of a paper's part, without its tables. */
function partOf(facts: Facts, heading: RegExp): readonly string[] {
  const part = paperOf(edition(facts), []).parts.find((each) => heading.test(each.heading))
  return [part?.heading ?? '', ...(part?.blocks ?? []).map(textOf)]
}

function textOf(block: PaperBlock): string {
  const plain = (text: unknown): string => {
    if (typeof text === 'string') return text
    if (Array.isArray(text)) return text.map(plain).join('')
    const { mark = '', label, text: words } = text as { mark?: string; label?: string; text?: string }
    return label === undefined ? (words ?? '') : `${mark} ${label}`
  }
  if (block.kind === 'table') return block.rows.map((row) => row.map(plain).join(' | ')).join('\n')
  return 'text' in block ? plain(block.text) : ''
}

describe('a plan of any shape is read', () => {
  test.each<[Shape, readonly string[], string, string]>([
    ['commitments', ['13 commitments'], '13 commitments', 'commitment'],
    ['recommendations', ['3 recommendations', '3 steps'], '3 recommendations', 'recommendation'],
    ['mixed', ['2 areas', '4 actions', '2 sub-actions'], '2 sub-actions and 3 actions without any', 'action'],
    [
      'outcomes',
      ['2 priorities', '3 outcomes', '4 actions', '2 milestones'],
      '4 actions and 1 outcome without any',
      'outcome',
    ],
  ])('%s: its levels, and what counts in it', (shape, sizes, counted, signedOff) => {
    const plan = shaped(shape)
    const items = itemsOf(plan)
    expect(sizesOf(items, plan.levels)).toEqual(sizes)
    expect(
      countOf(
        items.filter(({ place }) => place === 'counted'),
        plan,
      ),
    ).toBe(counted)
    expect(plan.levels[plan.policies.signOffLevel]?.word).toBe(signedOff)
  })

  test('an item counts at the counted level, or outside it with nothing that counts below', () => {
    const places = (shape: Shape) =>
      Object.fromEntries(itemsOf(shaped(shape)).map(({ ref, place }) => [ref, place]))
    expect(places('mixed')).toEqual({
      ...{ A: 'rolled-up', A1: 'rolled-up', 'A1(a)': 'counted', 'A1(b)': 'counted', A2: 'counted' },
      ...{ B: 'rolled-up', B1: 'counted', B2: 'counted' },
    })
    expect(places('outcomes')).toEqual({
      ...{ P1: 'rolled-up', 'P1.1': 'rolled-up', 'P1.1.1': 'counted', 'P1.1.1-m1': 'step' },
      ...{ 'P1.1.1-m2': 'step', 'P1.1.2': 'counted', 'P1.2': 'counted' },
      ...{ P2: 'rolled-up', 'P2.1': 'rolled-up', 'P2.1.1': 'counted', 'P2.2': 'counted' },
    })
  })

  test('joint leads and owners answer for an item, and those around it where it names nobody', () => {
    const items = itemsOf(shaped('recommendations'))
    const owners = Object.fromEntries(items.map((item) => [item.ref, answerable(item, items)]))
    expect(owners).toEqual({
      ...{ 'Rec 1': ['ONE', 'TWO'], 'Rec 1a': ['ONE'], 'Rec 1b': ['TWO'] },
      ...{ 'Rec 2': ['TWO'], 'Rec 2a': ['TWO'], 'Rec 3': ['ONE'] },
    })
  })

  test('questions are asked of what counts, in the words of the plan', () => {
    const asked = (shape: Shape, ...changes: Parameters<typeof yamlOf>[1][]) =>
      readPlanFile(yamlOf(shape, ...changes)).questions.map(({ text }) => text)
    for (const shape of SHAPES) expect(asked(shape), shape).toEqual([])
    expect(
      asked('outcomes', ['        lead: TWO\n        due: { on: 2022-03, asGiven: March 2022 }\n', '']),
    ).toEqual([
      'P1.2 has no owner: who answers for it?',
      'P1.2 has no due date and no action: when is it due?',
    ])
    expect(asked('outcomes', ['        lead: ONE\n', ''])).toEqual([
      'P1.1 has no lead: who rates the outcome as a whole?',
    ])
  })

  test.each<[string, Shape, readonly (readonly [string, string])[], string]>([
    [
      'no levels',
      'commitments',
      [['levels: [ commitment ]', '']],
      'items: expected levels before them, from the outside in',
    ],
    [
      'a counted level that it has not',
      'outcomes',
      [['counts: action', 'counts: task']],
      'counts: unknown level "task": expected one of priority, outcome, action, milestone',
    ],
    [
      'a level for sign-off that it has not',
      'outcomes',
      [['policies: { ', 'policies: { signOff: sub-action, ']],
      'policies, signOff: unknown level "sub-action": expected one of priority, outcome, action, milestone',
    ],
    [
      'two levels with one word',
      'outcomes',
      [['outcome, action,', 'action, action,']],
      'levels no. 3: "action" is the word of another level: expected each word once',
    ],
    [
      'an item of a level that is not inside the one around it',
      'outcomes',
      [['level: action', 'level: priority']],
      'P2.2, ref: P2.2 is inside P2: expected outcome or action or milestone',
    ],
    [
      'an item further in than any level',
      'commitments',
      [['ongoing: true\n', 'ongoing: true\n    items: [ { ref: 5a, title: Ask } ]\n']],
      '5a, ref: 5a is inside 5: no level is further in',
    ],
    [
      'areas and items',
      'commitments',
      [['items:', 'areas: [ { code: A, title: A, actions: [ { ref: A1, title: A } ] } ]\nitems:']],
      'items: the file has areas too: expected one of the two',
    ],
    [
      'words that belong to areas',
      'commitments',
      [['items:', 'words: { area: a, action: b, subAction: c }\nitems:']],
      'words: only with areas: items have their words in levels',
    ],
    [
      'one reference for two items',
      'outcomes',
      [['ref: P2.2', 'ref: p 1.2']],
      'p 1.2, ref: "p 1.2" stands for another item already, written "P1.2": expected each name once (first on line 37)',
    ],
  ])('a file with %s is turned down', (_, shape, changes, text) => {
    const { plan, errors } = readPlanFile(yamlOf(shape, ...changes))
    expect(plan).toBeNull()
    expect(errors.map((error) => error.text)).toContain(text)
  })
})

describe.each(SHAPES)('in a plan of %s', (shape) => {
  const said = Object.fromEntries(
    shaped(shape).items.flatMap(({ ref }, index) =>
      index % 2 === 0
        ? [[ref, { at: SAID, rating: index % 4 === 0 ? 'amber' : 'green', note: 'as agreed' }] as const]
        : [],
    ),
  )
  const before = first(shape)
  const after = later(shape, said)

  test('every counted item is counted once, in groups and rows too', () => {
    for (const facts of [before, after]) {
      const counted = facts.items.filter(isCounted)
      const { of, complete, signedOff, notRated, rated, unfinished } = facts.counts
      const ratings = Object.values(rated).reduce((sum, number) => sum + number, 0)
      expect(of).toBe(counted.length)
      expect(complete + signedOff + notRated + ratings).toBe(of)
      expect(notRated + ratings).toBe(unfinished)
      const rows = groupsOf(facts).flatMap(rowsOf)
      expect(rows.flatMap(({ parts }) => parts)).toEqual(counted)
      const within = groupsOf(facts).flatMap(({ whole, items }) => [...(whole ? [whole] : []), ...items])
      expect(within).toEqual(facts.items)
    }
  })

  test('digests, picture and paper say the same number of the same things', async () => {
    const counted = countOf(after.items.filter(isCounted), after.plan)
    const docx = openDocx(
      await docxOf(paperOf(edition(after, before), [{ meetingDay: '2021-10-08', facts: before }])),
    )
    const paper = docx.paragraphs.map(({ text }) => text).join('\n')
    const pages = [...board(after, before), ...group(after, before)].map(wide).join('\n')
    for (const text of [pages, paper, alt(after)]) {
      expect(text).toContain(`Of ${counted}`)
      expect(text).not.toMatch(/undefined|NaN|null|\[object/)
      expect(text).not.toMatch(
        /\b1 (?:commitments|recommendations|steps|actions|outcomes|milestones|areas)\b/,
      )
    }
    const { overdue, unfinished } = after.counts
    for (const text of [pages, alt(after)])
      expect(text).toContain(`Overdue: ${overdue} of ${unfinished} unfinished`)
  })

  test('no table of a digest holds a step, and the paper has each one under its item', () => {
    const steps = after.items.filter(isStep)
    const pages = [...board(after, before), ...group(after, before)].map(wide).join('\n')
    const paper = partOf(after, /^Position/).join('\n')
    for (const { ref, title } of steps) {
      expect(pages).not.toContain(`${ref} ${title}`)
      expect(paper).toContain(`\n${ref} ${title} | `)
    }
  })
})

describe('the first sentence', () => {
  test.each<[Shape, string]>([
    [
      'commitments',
      'Of 13 commitments, 1 is complete, none signed off; of the 12 unfinished, 2 are red, 2 amber, 2 green and 6 not rated, and 2 are overdue.',
    ],
    [
      'recommendations',
      'Of 3 recommendations, none is complete; of the 3 unfinished, 1 is red, 1 amber and 1 green, and 1 is overdue.',
    ],
    [
      'mixed',
      'Of 2 sub-actions and 3 actions without any, 1 is complete, none signed off; of the 4 unfinished, 1 is red, 1 amber, 1 green and 1 not rated, and 2 are overdue.',
    ],
    [
      'outcomes',
      'Of 4 actions and 1 outcome without any, 1 is complete, none signed off; of the 4 unfinished, 1 is red, 1 amber and 2 green, and 1 is overdue; and P1.1 as a whole: amber.',
    ],
  ])('of %s', (shape, sentence) => {
    expect(board(first(shape))[0]?.summary).toBe(sentence)
    expect(group(first(shape))[0]?.summary).toBe(sentence)
  })
})

describe('the items that are rolled up', () => {
  const lines = (facts: Facts) =>
    wide(group(facts)[0])
      .split('\n')
      .filter((line) => /rolled up from/.test(line))

  test('are told with what they are divided into, where others of their level are not', () => {
    expect(lines(first('mixed'))).toEqual([
      'Of 1 action with sub-actions: 0 complete, 0 rated as a whole, 1 rolled up from its parts, 0 not rated.',
    ])
    expect(lines(first('outcomes'))).toEqual([
      'Of 2 outcomes with actions: 1 complete, 1 rated as a whole (P1.1 ◆ Amber), 0 rolled up from their parts, 0 not rated.',
    ])
  })

  test('further out are told once somebody rated one', () => {
    const facts = later('outcomes', { P1: { at: SAID, rating: 'amber', note: 'late' } })
    expect(lines(facts)[1]).toBe(
      'Of 2 priorities: 0 complete, 1 rated as a whole (P1 ◆ Amber), 1 rolled up from its parts, 0 not rated.',
    )
  })

  test('are not there in a plan without groups', () => {
    expect(lines(first('commitments'))).toEqual([])
    expect(first('recommendations').counts.wholes).toEqual([])
  })
})

describe('what is off track', () => {
  test('is told for each group, with the words for what it holds', () => {
    const pages = board(first('outcomes'))
    expect(under(pages, /^P1: /)).toContain(
      '1 red and 1 amber of 2 actions and 1 outcome without any; P1.1 ◆ Amber as a whole.',
    )
    expect(under(board(first('mixed')), /^A: /)).toContain(
      '1 red and 1 amber of 2 sub-actions and 1 action without any.',
    )
  })

  test('is told in one part where there are no groups', () => {
    expect(under(board(first('commitments')), /^Off track/)).toContain('2 red and 2 amber of 13 commitments.')
  })
})

describe('a step', () => {
  const before = first('outcomes')

  test('that was finished is in no number and no comparison', () => {
    const after = later('outcomes', {
      'P1.1.1-m2': { at: SAID, state: 'complete', completedOn: '2021-10-19' },
      'P1.1.2': { at: SAID, state: 'complete', completedOn: '2021-10-19' },
    })
    expect(after.counts.complete).toBe(2)
    expect(board(after, before)[0]?.summary).toMatch(/none got better and 1 was finished\.$/)
    const finished = under(board(after, before), /^Finished: 1 of 5/)
    expect(finished).toContain('P1.1.2 One form for all')
    expect(finished).not.toContain('P1.1.1-m2')
    expect(after.counts.freshness).toMatchObject({ of: 4, updated: 1 })
  })

  test('shows its state, owner and date under its item, and the key does not rate it', () => {
    const after = later('outcomes', { 'P1.1.1-m2': { at: SAID, state: 'not-started' } })
    expect(partOf(after, /^Position/).join('\n')).toContain(
      [
        'P1.1.1 Train health visitors | ▲ Red | ONE | Aug 2021; 62 days overdue',
        'P1.1.1-m1 Find a trainer | ○ In progress | TWO | Jul 2021; 93 days overdue',
        'P1.1.1-m2 Train the first ten | ○ Not started | ONE | Aug 2021; 62 days overdue',
      ].join('\n'),
    )
  })

  test('that somebody rated is not among the reds, the blockers or the questions', () => {
    const said = { 'P1.1.1-m1': { at: SAID, rating: 'red', note: 'nobody came' } }
    const [was, is] = [later('outcomes', said), later('outcomes', said)]
    const told = [...board(is, was), ...group(is, was)].map(wide).join('\n')
    expect(told).toContain('Blockers: 1 red of 4 unfinished')
    expect(told).toContain('P1.1.1 (Train health visitors) is red at two meetings running')
    expect(told).not.toContain('P1.1.1-m1')
  })
})

describe('a sign-off of what is furthest out', () => {
  test('is told once, not for all within it', () => {
    const before = first('outcomes')
    const items = before.items.map((item) =>
      item.ref.startsWith('P2')
        ? { ...item, rating: 'blue', state: 'complete' as const, signedOff: true }
        : item,
    )
    const told = under(board({ ...before, items }, before), /^Finished: /)
    expect(told).toContain('P2 Families are heard')
    expect(told).not.toContain('P2.1.1')
  })
})

describe('the words for the picture', () => {
  test.each<[Shape, string, string]>([
    [
      'commitments',
      'a row for each commitment, with a tile.',
      '12 of 13 unfinished, the worst 2 red: commitments 1 and 10.',
    ],
    [
      'recommendations',
      'a row for each recommendation, with a tile.',
      '3 of 3 unfinished, the worst 1 red: Rec 1.',
    ],
    [
      'mixed',
      'a row for each item, a tile for each of its parts.',
      'A: 2 of 3 unfinished, the worst 1 red: A1(a).',
    ],
    [
      'outcomes',
      'a row for each outcome, a tile for each of its parts.',
      'P1: 3 of 3 unfinished, the worst 1 red: P1.1.1. P2: 1 of 2 unfinished, the worst 1 green: P2.2.',
    ],
  ])('of %s', (shape, rows, groups) => {
    expect(alt(first(shape))).toContain(rows)
    expect(alt(first(shape))).toContain(groups)
  })
})

describe('the paper', () => {
  test.each<[Shape, readonly string[]]>([
    [
      'commitments',
      [
        'Position item by item',
        '13 commitments: 1 complete, 2 red, 2 amber, 2 green and 6 not rated; 2 of 12 unfinished overdue.',
      ],
    ],
    [
      'recommendations',
      ['Position item by item', '3 recommendations: 1 red, 1 amber and 1 green; 1 of 3 unfinished overdue.'],
    ],
    [
      'mixed',
      [
        'Position by area',
        'Area A: Leadership',
        '2 sub-actions and 1 action without any: 1 complete, 1 red and 1 amber; 2 of 2 unfinished overdue.',
        'A1 Report to members',
        'Action as a whole: ▲ Red, rolled up from its parts, 1 of 1 unfinished rated. Who answers for it: ONE.',
        'A2 Name a lead member',
        'Area B: Provision',
        '2 actions: 1 green and 1 not rated; 0 of 2 unfinished overdue.',
        'Area as a whole: ● Green, rolled up from its parts, 1 of 2 unfinished rated. Who answers for it: ONE.',
      ],
    ],
    [
      'outcomes',
      [
        'Position by priority',
        'Priority P1: Children are seen early',
        '2 actions and 1 outcome without any: 1 red, 1 amber and 1 green; 1 of 3 unfinished overdue.',
        'P1.1 Needs are found by five',
        'Outcome as a whole: ◆ Amber. Who answers for it: ONE.',
        'P1.2 Waits are short',
        'Priority P2: Families are heard',
        '2 actions: 1 complete and 1 green; 0 of 1 unfinished overdue.',
        'P2.1 Answers come in five days',
        'Outcome as a whole: ✓ Complete. Who answers for it: TWO.',
        'P2.2 Ask families each term',
      ],
    ],
  ])('of %s has each item at its place', (shape, wanted) => {
    const texts = partOf(first(shape), /^Position/)
    expect(texts.filter((text) => !text.includes(' | '))).toEqual(wanted)
  })
})

test('the key speaks of rolling up where something is rolled up', () => {
  const key = (shape: Shape) =>
    JSON.stringify(
      paperOf(edition(first(shape)), []).parts.find(({ heading }) => heading === 'The rating key'),
    )
  expect(key('outcomes')).toContain('Rolled up: ')
  expect(key('recommendations')).not.toContain('Rolled up: ')
})

test('a measure of an item is told where there are no groups', () => {
  const measure = {
    ...{ code: 'M1', name: 'Answered in five days', kind: 'actual' as const, value: '82', unit: '%' },
    ...{ comparators: [], sampleSize: null, good: 'higher' as const, source: null, items: ['4'] },
    ...{ headline: false, note: null, period: null },
  }
  const facts = { ...first('commitments'), measures: [measure] }
  expect(under(board(facts), /^Measures/)).toContain('Commitment 4: Answered in five days')
  expect(wide(board(first('commitments')).at(-1))).toMatch(/^Nothing under: .*measures/m)
})
