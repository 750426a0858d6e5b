import type { Edition } from '../../src/digest.ts'
import { difference, type Move } from '../../src/domain/difference.ts'
import { shortDay } from '../../src/domain/format.ts'
import { type Block, heading, type Message } from '../../src/message.ts'
import { nothingUnder } from '../../src/status/item-text.ts'

/** An edition, with what moved since the editions it is compared with. */
export interface ComparedEdition extends Edition {
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
  return {
    ...edition,
    moves: difference(edition.previous, edition.facts),
    movesSinceRecommended: difference(edition.recommended, edition.facts),
  }
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
    blocks: sections.flatMap((section) => [heading(section.heading), ...section.blocks]),
  }))
  const [last, ...before] = [first, ...more].reverse()
  return last ? [...before.reverse(), { ...last, blocks: [...last.blocks, ...end] }] : []
}
