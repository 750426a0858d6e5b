import type { Edition } from '../../src/digest.ts'
import { difference, isComparable, type Move } from '../../src/domain/difference.ts'
import { shortDay } from '../../src/domain/format.ts'
import { type Block, context, heading, type Message } from '../../src/message.ts'
import { nothingUnder } from '../../src/status/item-text.ts'
import { localDay } from './words.ts'

/** An edition, with what moved since the editions it is compared with. */
export interface ComparedEdition extends Edition {
  /** Why there is nothing to compare with; null where there is. */
  readonly uncompared: string | null
  readonly moves: readonly Move[]
  /** Since the recommending body's edition. */
  readonly movesSinceRecommended: readonly Move[]
}

/** One part of a digest. A section without blocks is only named under "Nothing under: …". */
export interface Section {
  /** As it appears in "Nothing under: …". */
  readonly name: string
  readonly heading: string
  readonly blocks: readonly Block[]
}

export function compareEdition(edition: Edition): ComparedEdition {
  const { facts, previous, recommended } = edition
  return {
    ...edition,
    // Figures that count otherwise say nothing beside these.
    previous: previous && isComparable(previous, facts) ? previous : null,
    uncompared: uncomparedText(edition),
    moves: difference(previous, facts),
    movesSinceRecommended: difference(recommended, facts),
  }
}

function uncomparedText({ facts, previous }: Edition): string | null {
  if (!previous) return 'There is no earlier position to compare with.'
  if (isComparable(previous, facts)) return null
  const before = localDay(previous, previous.asAt)
  const { countedSince } = facts
  const since = countedSince === undefined ? `since ${before}` : `since ${shortDay(countedSince)}`
  return `Counted otherwise ${since}: the figures of ${before} are not compared with these.`
}

/** The first page and one page per group of sections with content; the last page names the empty sections. */
export function pagesOf(
  { facts }: ComparedEdition,
  {
    first,
    others,
    foot,
  }: { first: Message; others: readonly (readonly Section[])[]; foot: readonly Block[] },
): readonly Message[] {
  const full = others
    .map((sections) => sections.filter(({ blocks }) => blocks.length > 0))
    .filter((sections) => sections.length > 0)
  const empty = others.flat().filter(({ blocks }) => blocks.length === 0)
  const end = [...nothingUnder(empty.map(({ name }) => name)), ...foot]
  const day = facts.meeting ? `, ${shortDay(facts.meeting.day)}` : ''
  const more = full.map((sections, index) => ({
    summary: `${facts.body.name}${day}, page ${index + 2} of ${full.length + 1}: ${sections.map(({ name }) => name).join(', ')}.`,
    blocks: [
      context(`${facts.body.name}${day}, page ${index + 2} of ${full.length + 1}`),
      ...sections.flatMap((section) => [heading(section.heading), ...section.blocks]),
    ],
  }))
  const [last, ...before] = [first, ...more].reverse()
  return last ? [...before.reverse(), { ...last, blocks: [...last.blocks, ...end] }] : []
}
