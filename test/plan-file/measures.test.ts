import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importPlan, previewImport } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { compareWith, contradictions, leadingMeasure, type Measure } from '../../src/domain/measure.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE, TINY } from '../support/app.ts'

const tiny = readFileSync(projectFile(TINY), 'utf8')

const VISITS = `
measures:
  - code: V1
    name: Visits a week
    kind: actual
    period: { from: 2020-10, to: 2020-10, asGiven: October 2020 }
    value: 412
    unit: visits
    comparators:
      - { name: October 2019, value: 380 }
    good: higher
    items: [ 1.1.1 ]
`

/** The tiny plan with a measure, and some of its text put otherwise. */
function withVisits(from = '', to = ''): string {
  const text = VISITS.replace(from, to)
  return tiny + text
}

function planOf(yaml: string): PlanFile {
  const { plan, errors } = readPlanFile(yaml)
  if (!plan) throw new Error(errors.map(({ text }) => text).join('; '))
  return plan
}

describe('a measure in a plan file', () => {
  test('is read as it is written: numbers stay text, a month counts to its last day', () => {
    expect(planOf(withVisits()).measures).toEqual([
      {
        code: 'V1',
        name: 'Visits a week',
        kind: 'actual',
        period: { from: '2020-10-01', to: '2020-10-31', asGiven: 'October 2020' },
        value: '412',
        unit: 'visits',
        comparators: [{ name: 'October 2019', value: '380' }],
        sampleSize: null,
        good: 'higher',
        source: null,
        items: ['1.1.1'],
        areas: [],
        headline: false,
        note: null,
      },
    ])
  })

  test('may be left out altogether', () => {
    expect(planOf(tiny).measures).toEqual([])
  })

  const line = tiny.split('\n').length
  test.each<[what: string, from: string, to: string, at: [line: number, column: number], text: string]>([
    [
      'an unknown item',
      '[ 1.1.1 ]',
      '[ 9.9 ]',
      [11, 14],
      'measure V1, items no. 1: unknown item "9.9": expected one that the plan has',
    ],
    [
      'an item written otherwise',
      '[ 1.1.1 ]',
      '[ 1-1-1 ]',
      [11, 14],
      'measure V1, items no. 1: unknown item "1-1-1": expected it written 1.1.1',
    ],
    [
      'an unknown area',
      'items: [ 1.1.1 ]',
      'areas: [ 7 ]',
      [11, 14],
      'measure V1, areas no. 1: unknown area "7": expected one of 1, 2',
    ],
    [
      'a month that does not exist',
      'from: 2020-10',
      'from: 2020-13',
      [5, 21],
      'measure V1, period, from: "2020-13" is not a month (2020-02) or a day (2020-02-29)',
    ],
    [
      'a period that ends before it begins',
      'to: 2020-10',
      'to: 2020-09',
      [5, 13],
      'measure V1, period: October 2020 ends before it begins',
    ],
    [
      'a direction that is none',
      'good: higher',
      'good: up',
      [10, 11],
      'measure V1, good: expected one of higher, lower, found "up"',
    ],
    [
      'a target that speaks for its area',
      'kind: actual',
      'kind: target\n    headline: true',
      [5, 15],
      'measure V1, headline: only an actual figure speaks for its area, and this is a target',
    ],
    [
      'a sample that is no number',
      'good: higher',
      'sampleSize: ten',
      [10, 17],
      'measure V1, sampleSize: "ten" is not a whole number above 0',
    ],
    [
      'an unknown key',
      'good: higher',
      'best: higher',
      [10, 5],
      'measure V1: unknown key "best": expected one of code, name, kind, period, value, unit, comparators, sampleSize, good, source, items, areas, headline, note',
    ],
  ])('has %s turned down with its line and column', (_, from, to, [below, column], text) => {
    expect(readPlanFile(withVisits(from, to)).errors).toEqual([{ line: line + below, column, text }])
  })

  test('has a code of its own', () => {
    expect(readPlanFile(`${withVisits()}${VISITS.replace('\nmeasures:\n', '')}`).errors).toMatchObject([
      { text: expect.stringContaining('"V1" stands for another measure already') },
    ])
  })

  test.each([
    [
      'no period',
      / {4}period:.*\n/.exec(VISITS)?.[0] ?? '',
      '',
      'V1: Visits a week has no period: when was it measured?',
    ],
    [
      'no direction',
      '    good: higher\n',
      '',
      'V1: Visits a week is compared with October 2019: which way is better?',
    ],
    [
      'no item',
      '    items: [ 1.1.1 ]\n',
      '',
      'V1: Visits a week belongs to no item and no area: which does it measure?',
    ],
  ])('with %s is asked about', (_, from, to, text) => {
    const { errors, questions } = readPlanFile(withVisits(from, to))
    expect(errors).toEqual([])
    expect(questions).toContainEqual({ line: line + 2, column: 5, text })
  })

  test('with two values for one period is asked about, and both are kept', () => {
    const second = VISITS.replace('\nmeasures:\n', '').replace('V1', 'V2').replace('412', '398')
    const yaml = withVisits() + second
    expect(readPlanFile(yaml).questions).toContainEqual({
      line: line + 16,
      column: 12,
      text: 'Visits a week, October 2020: V1 gives 412 visits and V2 398 visits: which is right?',
    })
    expect(planOf(yaml).measures.map(({ value }) => value)).toEqual(['412', '398'])
  })
})

describe('importing a file with measures', () => {
  const options = { now: new Date('2020-11-25T09:00:00Z'), today: '2020-11-25' }

  test('adds, changes, reorders and takes out what the file does, and nothing else', async () => {
    const { db, close } = await createTestApp({ plan: TINY })
    const bring = async (yaml: string) => {
      const announced = await previewImport(db, planOf(yaml), options)
      expect((await importPlan(db, planOf(yaml), options)).changes).toEqual(announced.changes)
      return announced.changes.map(({ text }) => text)
    }
    const second = VISITS.replace('\nmeasures:\n', '').replace('V1', 'V2').replace('Visits', 'Loans')
    expect(await bring(withVisits())).toEqual(['add measure V1'])
    expect(await bring(withVisits())).toEqual([])
    expect(await bring(withVisits('412', '415'))).toEqual(['change measure V1: value'])
    expect(await bring(withVisits('412', '415') + second)).toEqual(['add measure V2'])
    expect((await loadPlan(db)).measures.map(({ code, items }) => [code, items])).toEqual([
      ['V1', ['1', '1.1.1']],
      ['V2', ['1', '1.1.1']],
    ])
    expect(await bring(tiny)).toEqual(['take out measure V1', 'take out measure V2'])
    expect((await loadPlan(db)).measures).toEqual([])
    expect(await bring(withVisits('412', '415'))).toEqual(['take up measure V1 again'])
    await close()
  })
})

describe('the sample’s measures', () => {
  const { plan } = readPlanFile(readFileSync(projectFile(SAMPLE), 'utf8'))
  const measures = plan?.measures ?? []

  test('are 36, each of an item', () => {
    expect(measures).toHaveLength(36)
    expect(measures.filter(({ items }) => items.length === 0)).toEqual([])
    expect(measures.filter(({ sampleSize }) => sampleSize === 10).map(({ code }) => code)).toEqual([
      ...['M14', 'M15', 'M16', 'M17'],
    ])
  })

  test('contradict each other once, and the file asks which is right', () => {
    const found = contradictions(measures)
    expect(found.map((group) => group.map(({ code, value }) => [code, value]))).toEqual([
      [
        ['M05', '9.8'],
        ['M07', '7.5'],
      ],
    ])
  })
})

describe('the measure of an area', () => {
  const measure = (given: Partial<Measure>): Measure => ({
    ...{
      code: 'M',
      name: 'Seen in time',
      kind: 'actual',
      value: '70',
      unit: '%',
      comparators: [],
      sampleSize: null,
    },
    ...{ good: 'higher', source: null, items: ['A'], headline: false, note: null, period: null },
    ...given,
  })
  const in2020 = (month: string) => ({
    from: `2020-${month}-01`,
    to: `2020-${month}-28`,
    asGiven: `2020-${month}`,
  })
  const england = [{ name: 'England', value: '60' }]

  test('is the one that the plan puts forward', () => {
    const [one, other] = [
      measure({ headline: true, period: in2020('01') }),
      measure({ comparators: england, period: in2020('10') }),
    ]
    expect(leadingMeasure([other, one], 'A')).toBe(one)
  })

  test('else one with a comparator, the latest of them', () => {
    const early = measure({ comparators: england, period: in2020('05') })
    const late = measure({ comparators: england, period: in2020('09') })
    expect(leadingMeasure([measure({ period: in2020('10') }), early, late], 'A')).toBe(late)
  })

  test('is none where only targets are known, or another area is measured', () => {
    expect(leadingMeasure([measure({ kind: 'target' }), measure({ items: ['B'] })], 'A')).toBeUndefined()
  })

  test.each([
    ['70', '60', 'higher', 'better'],
    ['50', '60', 'higher', 'worse'],
    ['9.8', '7.4', 'lower', 'worse'],
    ['60', '60', 'lower', 'same'],
    ['70', '60', null, null],
    ['9–12', '10', 'higher', null],
    ['cleared', '', 'higher', null],
  ] as const)('%s beside %s, where %s is good, is %s', (value, other, good, way) => {
    expect(compareWith(measure({ value, good }), { value: other })).toBe(way)
  })
})
