import { capitalised } from '../domain/format.ts'
import { isWord, needsSignOff, type Rating, ratingWords } from '../domain/scale.ts'
import type { Sign, Tile } from './signs.ts'

export interface KeyEntry {
  readonly sign: Sign
  readonly late: Tile['late']
  readonly text: string
}

/** Every rating, and the other looks that occur on the wall. */
export function keyOf(
  scale: readonly Rating[],
  rows: readonly { readonly tiles: readonly Tile[]; readonly cells: readonly Sign[] }[],
): readonly KeyEntry[] {
  const tiles = rows.flatMap((row) => row.tiles)
  const signs = [...tiles.map(({ sign }) => sign), ...rows.flatMap(({ cells }) => cells)]
  const has = (wanted: (sign: Sign) => boolean) => signs.some(wanted)
  const looks = (look: Extract<Sign, { kind: 'rating' }>['look']) =>
    has((sign) => sign.kind === 'rating' && sign.look === look)
  const [worst] = scale
  const entry = (text: string, sign: Sign, late: Tile['late'] = null): KeyEntry => ({ text, sign, late })
  const rated = (look: Extract<Sign, { kind: 'rating' }>['look']): Sign =>
    worst ? { kind: 'rating', rating: worst, look } : { kind: 'not-rated', isNotStarted: false }
  const blank: Sign = { kind: 'not-rated', isNotStarted: false }
  const isNotStarted = looks('not-started') || has((sign) => sign.kind === 'not-rated' && sign.isNotStarted)
  return [
    ...scale.map((rating) =>
      entry(isWord(rating) ? rating.label : capitalised(ratingWords(rating)), {
        kind: 'rating',
        rating,
        look: 'said',
      }),
    ),
    ...(has(({ kind }) => kind === 'complete')
      ? [entry(scale.some(needsSignOff) ? 'Complete, not signed off' : 'Complete', { kind: 'complete' })]
      : []),
    ...(has(({ kind }) => kind === 'in-progress') ? [entry('In progress', { kind: 'in-progress' })] : []),
    ...(has(({ kind }) => kind === 'not-rated') ? [entry(worst ? 'Not rated' : 'Not stated', blank)] : []),
    ...(isNotStarted ? [entry('Dashed: not started', { kind: 'not-rated', isNotStarted: true })] : []),
    ...(looks('rolled-up') ? [entry('Framed: worst of its parts', rated('rolled-up'))] : []),
    ...(tiles.some(({ late }) => late === 'overdue')
      ? [entry('Bar: overdue', rated('said'), 'overdue')]
      : []),
    ...(tiles.some(({ late }) => late === 'unknown')
      ? [entry('Past its date, nothing stated', blank, 'unknown')]
      : []),
    ...(has(({ kind }) => kind === 'not-recorded') ? [entry('Not recorded', { kind: 'not-recorded' })] : []),
  ]
}
