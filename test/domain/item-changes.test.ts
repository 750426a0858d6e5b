import { describe, expect, test } from 'vitest'
import {
  bearerAt,
  FROM_THE_START,
  factsDifferences,
  factsOf,
  foldItems,
  type ItemChange,
  type ItemFactsPatch,
  referencesBorne,
} from '../../src/domain/item-changes.ts'

const FIRST = '2020-11-01T09:00:00.000Z'

function change(
  id: number,
  itemId: number,
  kind: ItemChange['kind'],
  facts: ItemFactsPatch,
  holdsFrom = FROM_THE_START,
  recordedAt = holdsFrom === FROM_THE_START ? FIRST : holdsFrom,
): ItemChange {
  return {
    id,
    itemId,
    kind,
    facts,
    holdsFrom,
    recordedAt,
    personId: null,
    source: 'import',
    basis: null,
    reason: null,
    correctsId: null,
  }
}

const day = (number: number) => `2020-12-${String(number).padStart(2, '0')}T12:00:00.000Z`
const joined = (id: number, ref: string, facts: ItemFactsPatch = {}, from = FROM_THE_START) =>
  change(
    id,
    id,
    'joined',
    { ref, level: facts.parent == null ? 0 : 1, title: `What ${ref} is`, ...facts },
    from,
  )

const refs = (changes: readonly ItemChange[], at?: string, asKnown = false) => {
  const { inPlan, left } = foldItems(changes, at === undefined ? undefined : { at, asKnown })
  return [inPlan.map(({ ref }) => ref).join(' '), left.map(({ ref }) => ref).join(' ')]
}

describe('the items of a plan at an instant', () => {
  test('are those that had joined, each before those that belong to it, by their places', () => {
    const changes = [
      joined(1, 'B', { order: 2 }),
      joined(2, 'A', { order: 1 }),
      joined(3, 'B2', { parent: 1, order: 1 }),
      joined(4, 'B1', { parent: 1, order: 0.5 }),
      joined(5, 'A1', { parent: 2 }, day(5)),
    ]
    expect(refs(changes)).toEqual(['A A1 B B1 B2', ''])
    expect(refs(changes, day(4))).toEqual(['A B B1 B2', ''])
    expect(refs(changes, '1066-10-14T00:00:00.000Z')).toEqual(['A B B1 B2', ''])
    expect(foldItems(changes).inPlan.map(({ sortOrder }) => sortOrder)).toEqual([0, 1, 2, 3, 4])
  })

  test('joined when they did where their leaving was taken back, and again where they came back', () => {
    const left = change(2, 1, 'left', { left: { why: 'closed' } }, day(8))
    const back = change(3, 1, 'returned', { left: null }, day(8), day(9))
    const joinedAt = (...changes: readonly ItemChange[]) => foldItems(changes).inPlan[0]?.joinedAt
    expect(joinedAt(joined(1, 'A'), left, { ...back, correctsId: 2 })).toBe(FROM_THE_START)
    expect(joinedAt(joined(1, 'A'), left, back)).toBe(day(8))
  })

  test('have for each fact the latest change that holds, whatever order they were recorded in', () => {
    const changes = [
      joined(1, 'A', { owners: ['X'], due: { on: '2020-12-31', asGiven: 'Dec 2020' } }),
      change(4, 1, 'reworded', { title: 'By decision' }, day(8), day(9)),
      change(2, 1, 'owners', { owners: ['Y'] }, day(8)),
      change(3, 1, 'reworded', { title: 'Later that day' }, '2020-12-08T15:00:00.000Z'),
    ]
    const at = (instant: string, asKnown = false) => {
      const [item] = foldItems(changes, { at: instant, asKnown }).inPlan
      return [item?.title, item?.owners.join(), item?.due?.asGiven]
    }
    expect(at(day(7))).toEqual(['What A is', 'X', 'Dec 2020'])
    expect(at('2020-12-08T14:00:00.000Z')).toEqual(['By decision', 'Y', 'Dec 2020'])
    expect(at(day(10))).toEqual(['Later that day', 'Y', 'Dec 2020'])
    expect(at('2020-12-08T14:00:00.000Z', true)).toEqual(['What A is', 'Y', 'Dec 2020'])
  })

  test('that left are kept as they were, say why and since when, and may come back', () => {
    const changes = [
      joined(1, 'A'),
      joined(2, 'B'),
      {
        ...change(3, 2, 'left', { left: { why: 'merged', into: 1 } }, day(8), day(9)),
        basis: 'Improvement Board, 8 Dec 2020, minute 4.3',
        reason: 'the same work',
      },
      change(4, 2, 'returned', { left: null, title: 'B again' }, day(15)),
    ]
    expect(refs(changes, day(7))).toEqual(['A B', ''])
    expect(refs(changes, day(8))).toEqual(['A', 'B'])
    expect(refs(changes, day(8), true)).toEqual(['A B', ''])
    expect(foldItems(changes, { at: day(10) }).left[0]?.left).toEqual({
      why: 'merged',
      into: 1,
      at: day(8),
      recordedAt: day(9),
      basis: 'Improvement Board, 8 Dec 2020, minute 4.3',
      reason: 'the same work',
    })
    const [, back] = foldItems(changes).inPlan
    expect(back).toMatchObject({ ref: 'B', title: 'B again', left: null, joinedAt: day(15) })
  })

  test('as known, what was recorded later of an item that was not there yet says nothing', () => {
    const changes = [change(2, 1, 'reworded', { title: 'Other' }, day(3), day(3)), joined(1, 'A', {}, day(4))]
    expect(refs(changes, day(3))).toEqual(['', ''])
  })
})

describe('what makes one set of facts another', () => {
  const [item] = foldItems([joined(1, 'A', { owners: ['X'], order: 3 })]).inPlan
  const before = item && factsOf(item)
  test.each<[string, ItemFactsPatch, readonly unknown[]]>([
    [
      'nothing',
      {
        details: {
          aims: [],
          indicators: [],
          aspects: [],
          outcomes: [],
          progress: [],
          notes: [],
          method: undefined,
        },
      },
      [],
    ],
    [
      'its words',
      { title: 'Other' },
      [{ kind: 'reworded', before: { title: 'What A is' }, after: { title: 'Other' } }],
    ],
    [
      'its reference and its owners, which are two changes',
      { ref: 'B', owners: ['Y'] },
      [
        { kind: 'renumbered', before: { ref: 'A' }, after: { ref: 'B' } },
        { kind: 'owners', before: { owners: ['X'] }, after: { owners: ['Y'] } },
      ],
    ],
    [
      'its place among others',
      { order: 1 },
      [{ kind: 'reordered', before: { order: 3 }, after: { order: 1 } }],
    ],
    [
      'its parent, with its place there',
      { parent: 7, order: 1 },
      [{ kind: 'moved', before: { parent: null, order: 3 }, after: { parent: 7, order: 1 } }],
    ],
  ])('is %s', (_, patch, expected) => {
    expect(before && factsDifferences(before, { ...before, ...patch })).toEqual(expected)
  })
})

test('references that were swapped, and one that another item took over, have the bearer of their time', () => {
  const changes = [
    joined(1, 'A'),
    joined(2, 'B'),
    joined(3, 'C'),
    change(4, 1, 'renumbered', { ref: 'B' }, day(5)),
    change(5, 2, 'renumbered', { ref: 'A' }, day(5)),
    change(6, 3, 'left', { left: { why: 'closed' } }, day(8)),
    joined(7, 'C', {}, day(10)),
  ]
  const borne = referencesBorne(changes)
  const bearers = (at: string) => ['A', 'B', 'C', 'D'].map((ref) => bearerAt(borne, ref, at))
  expect(bearers(day(4))).toEqual([1, 2, 3, undefined])
  expect(bearers(day(5))).toEqual([2, 1, 3, undefined])
  expect(bearers(day(9))).toEqual([2, 1, 3, undefined])
  expect(bearers(day(10))).toEqual([2, 1, 7, undefined])
})
