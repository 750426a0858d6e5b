import { expect, test } from 'vitest'
import {
  type FirstFacts,
  isPresentShape,
  liftFacts,
  liftMeasure,
  liftSettings,
} from '../../data/older-shapes.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { planFrom, SAMPLE } from '../support/app.ts'
import { madeFacts } from '../support/facts.ts'

const WORDS = { area: 'area of concern', action: 'action', subAction: 'sub-action' }

const FACTS = madeFacts({
  asAt: '2020-11-27T12:00:00.000Z',
  items: [
    { ref: 'A1(a)', rating: 'red' },
    { ref: 'A1(b)', state: 'complete' },
    { ref: 'A2', level: 1, place: 'rolled-up', parent: 'A', rating: 'amber' },
    { ref: 'A2(a)' },
    { ref: 'B1(a)', rating: 'green' },
  ],
})

/** The same as the first release stored it. */
function asFirstStored({ plan, counts, items, measures, shape: _, ...others }: Facts): FirstFacts {
  const { levels: __, countedLevel: ___, ...named } = plan
  const { wholes, ...totals } = counts
  const actions = wholes.find(({ level }) => level === 1)
  return {
    ...others,
    plan: { ...named, words: WORDS },
    counts: { ...totals, actions: { ...actions, level: undefined } },
    areas: items.filter(({ level }) => level === 0).map(({ ref: code, title }) => ({ code, title })),
    items: items.filter(({ level }) => level > 0).map(firstItem),
    measures: measures.map((measure) => ({ ...measure, areas: [] })),
  } as unknown as FirstFacts
}

function firstItem({ id: _, level, place, parent, ...item }: ItemFacts): object {
  return {
    ...item,
    kind: level === 1 ? 'action' : 'sub-action',
    area: item.ref.slice(0, 1),
    action: level === 1 ? null : parent,
    counted: place === 'counted',
  }
}

test('facts of the first release are lifted to items of levels, with every figure as it was', () => {
  const idOf = (ref: string) => FACTS.items.find((item) => item.ref === ref)?.id ?? 0
  const lifted = liftFacts(asFirstStored(FACTS), idOf)
  expect({ ...lifted, counts: { ...lifted.counts, wholes: [] } }).toEqual({
    ...FACTS,
    counts: { ...FACTS.counts, wholes: [] },
  })
  expect(lifted.counts.wholes).toEqual(FACTS.counts.wholes.filter(({ level }) => level === 1))
})

test('facts of this shape are known from those of an earlier one', () => {
  expect(isPresentShape(FACTS)).toBe(true)
  expect(isPresentShape(asFirstStored(FACTS))).toBe(false)
})

test('settings of the first release are lifted to levels, in the plan’s own words', () => {
  const { levels, countedLevel, policies, title } = planFrom(SAMPLE)
  const { signOffLevel, ...agreed } = policies
  const stored = (signOff: string) =>
    JSON.stringify({ title, words: WORDS, policies: { ...agreed, signOff } })
  expect(liftSettings(stored('action'))).toEqual({ title, levels, countedLevel, policies })
  expect(liftSettings(stored('sub-action'))).toMatchObject({ policies: { signOffLevel: signOffLevel + 1 } })
  expect(levels.map(({ plural }) => plural)).toEqual(['areas of concern', 'actions', 'sub-actions'])
})

test('a measure of the first release belongs to its areas and to its items', () => {
  const measure = {
    ...{ code: 'M1', name: 'Visits', kind: 'actual' as const, period: null, value: '4', unit: 'visits' },
    ...{ comparators: [], sampleSize: null, good: null, source: null, headline: false, note: null },
  }
  expect(liftMeasure({ ...measure, areas: ['A'], items: ['A1(a)'] })).toEqual({
    ...measure,
    items: ['A', 'A1(a)'],
  })
})
