import { isCounted, isWhole } from '../../src/domain/counts.ts'
import { type Direction, isBetterYetLate, type Move } from '../../src/domain/difference.ts'
import { listed } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import { type Block, paragraph } from '../../src/message.ts'
import type { ComparedEdition } from './section.ts'
import { localDay } from './words.ts'

/** Which way things moved since the previous edition, and how much of that is only a moved date. */
export function direction({ facts, previous, moves, uncompared }: ComparedEdition): Block {
  if (!previous) return paragraph(uncompared ?? '')
  const counted = moves.filter(({ now }) => isCounted(now))
  const number = (wanted: Direction) => counted.filter((move) => move.direction === wanted).length
  const first = number('first-stated')
  const earlier = number('finished-earlier')
  const ways = [
    `${number('worse')} worse`,
    `${number('better')} better`,
    `${number('finished')} finished`,
    ...(earlier > 0 ? [`${earlier} first reported, finished earlier`] : []),
    ...(first > 0 ? [`${first} stated for the first time`] : []),
  ]
  return paragraph(
    `Since ${localDay(previous, previous.asAt)}, of ${facts.counts.of}: ${listed(ways)}.`,
    ...wholes(moves),
    ` ${redatedText({ facts, moves })}`,
    lateText({ facts, moves }),
  )
}

/** The headline gives the counts; this names what got worse and says how much "better" is only a moved date. */
export function directionRemarks(edition: ComparedEdition): Block {
  const { facts, previous, moves, uncompared } = edition
  if (!previous) return paragraph(uncompared ?? '')
  const worse = moves.filter(({ now, direction: way }) => isCounted(now) && way === 'worse')
  const refs = itemsText(
    worse.map(({ now }) => now),
    facts,
    { most: MOST_NAMED },
  )
  const number = (wanted: Direction) =>
    moves.filter(({ now, direction: way }) => isCounted(now) && way === wanted).length
  const [first, earlier] = [number('first-stated'), number('finished-earlier')]
  return paragraph(
    worse.length > 0 ? `Worse: ${refs}. ` : '',
    redatedText(edition),
    lateText(edition),
    ...wholes(moves),
    first > 0 ? ` First stated: ${first} of ${facts.counts.of}.` : '',
    earlier > 0 ? ` First reported, finished earlier: ${earlier} of ${facts.counts.of}.` : '',
  )
}

const MOST_NAMED = 4

function redatedText({ facts, moves }: Pick<ComparedEdition, 'facts' | 'moves'>): string {
  const better = moves.filter(({ direction: way }) => way === 'better')
  const redated = better.filter(({ onlyRedated }) => onlyRedated).map(({ now }) => now)
  if (redated.length === 0) return 'Better only because re-dated: none.'
  const refs = itemsText(redated, facts, { most: MOST_NAMED })
  return `Better only because re-dated: ${redated.length} of ${better.length}, ${refs}.`
}

/** A rating that rose must not hide a date that passed. */
function lateText({ facts, moves }: Pick<ComparedEdition, 'facts' | 'moves'>): string {
  const late = moves.filter(isBetterYetLate).map(({ now }) => now)
  if (late.length === 0) return ''
  return ` Better, yet past ${late.length === 1 ? 'its' : 'their'} date since: ${itemsText(late, facts, { most: MOST_NAMED })}.`
}

const WAYS: Readonly<Partial<Record<Direction, string>>> = {
  worse: 'worse',
  better: 'better',
  finished: 'signed off',
}

/** Wholes are named apart, because only their parts are counted. */
function wholes(moves: readonly Move[]): readonly string[] {
  const each = moves.flatMap(({ now, direction: way }) => {
    const words = WAYS[way]
    return !isWhole(now) || words === undefined ? [] : [`${now.ref} ${words}`]
  })
  return each.length === 0 ? [] : [` As a whole: ${listed(each)}.`]
}
