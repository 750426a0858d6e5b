import { type Direction, isBetterYetLate, type Move } from '../../src/domain/difference.ts'
import { listed } from '../../src/domain/format.ts'
import { refsText } from '../../src/domain/reference-text.ts'
import { type Block, paragraph } from '../../src/message.ts'
import type { Told } from './section.ts'
import { localDay } from './words.ts'

/** Which way it went since the previous edition, and what of it is only a date that moved. */
export function direction({ facts, previous, moves }: Told): Block {
  if (!previous) return paragraph('There is no earlier edition to compare with.')
  const counted = moves.filter(({ now }) => now.counted)
  const number = (wanted: Direction) => counted.filter((move) => move.direction === wanted).length
  const first = number('first-stated')
  const ways = [
    `${number('worse')} worse`,
    `${number('better')} better`,
    `${number('finished')} finished`,
    ...(first > 0 ? [`${first} stated for the first time`] : []),
  ]
  return paragraph(
    `Since ${localDay(previous, previous.asAt)}, of ${facts.counts.of}: ${listed(ways)}.`,
    ...wholes(moves),
    ` ${redatedText({ facts, moves })}`,
    lateText({ facts, moves }),
  )
}

/** Beside the sentence that says how many went which way: what got worse, and how far better is only a date. */
export function directionRemarks(told: Told): Block {
  const { facts, previous, moves } = told
  if (!previous) return paragraph('There is no earlier edition to compare with.')
  const worse = moves.filter(({ now, direction: way }) => now.counted && way === 'worse')
  const refs = refsText(
    worse.map(({ now }) => now),
    facts.items,
    { most: MOST_NAMED },
  )
  const first = moves.filter(({ now, direction: way }) => now.counted && way === 'first-stated').length
  return paragraph(
    worse.length > 0 ? `Worse: ${refs}. ` : '',
    redatedText(told),
    lateText(told),
    ...wholes(moves),
    first > 0 ? ` First stated: ${first} of ${facts.counts.of}.` : '',
  )
}

/** On a first page. */
const MOST_NAMED = 4

function redatedText({ facts, moves }: Pick<Told, 'facts' | 'moves'>): string {
  const better = moves.filter(({ direction: way }) => way === 'better')
  const redated = better.filter(({ onlyRedated }) => onlyRedated).map(({ now }) => now)
  if (redated.length === 0) return 'Better only because re-dated: none.'
  const refs = refsText(redated, facts.items, { most: MOST_NAMED })
  return `Better only because re-dated: ${redated.length} of ${better.length}, ${refs}.`
}

/** A rating that rose must not hide a date that passed. */
function lateText({ facts, moves }: Pick<Told, 'facts' | 'moves'>): string {
  const late = moves.filter(isBetterYetLate).map(({ now }) => now)
  if (late.length === 0) return ''
  return ` Better, yet past ${late.length === 1 ? 'its' : 'their'} date since: ${refsText(late, facts.items, { most: MOST_NAMED })}.`
}

const WAYS: Readonly<Partial<Record<Direction, string>>> = {
  worse: 'worse',
  better: 'better',
  finished: 'signed off',
}

/** Actions of which somebody spoke as a whole stand beside what they are made of. */
function wholes(moves: readonly Move[]): readonly string[] {
  const each = moves.flatMap(({ now, direction: way }) => {
    const words = WAYS[way]
    return now.counted || words === undefined ? [] : [`${now.ref} ${words}`]
  })
  return each.length === 0 ? [] : [` As a whole: ${listed(each)}.`]
}
