import { expect, test } from 'vitest'
import { boundedMap } from '../../src/domain/bounded-map.ts'

test.each<[string, number, readonly string[], readonly string[]]>([
  ['holds all of them while there is room', 3, ['a', 'b', 'c'], ['a', 'b', 'c']],
  ['drops the oldest for a new one', 2, ['a', 'b', 'c', 'd'], ['c', 'd']],
  ['drops nothing for one that it holds', 2, ['a', 'b', 'b', 'a'], ['a', 'b']],
  ['of one entry holds the newest', 1, ['a', 'b'], ['b']],
])('a bounded map %s', (_, most, set, held) => {
  const map = boundedMap<string, number>(most)
  for (const [index, key] of set.entries()) map.set(key, index)
  expect([...map.keys()]).toEqual(held)
})

test('an entry that was deleted makes room', () => {
  const map = boundedMap<string, number>(2)
  map.set('a', 1).set('b', 2).delete('a')
  expect([...map.set('c', 3).keys()]).toEqual(['b', 'c'])
})
