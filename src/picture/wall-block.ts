import type { Edition } from '../digest.ts'
import { isCounted, isOverdue, isUnfinished } from '../domain/counts.ts'
import type { Facts, ItemFacts } from '../domain/facts.ts'
import { count, listed, shownDay } from '../domain/format.ts'
import { type Group, groupsOf, type Row, rowsOf } from '../domain/groups.ts'
import { ratingWords } from '../domain/scale.ts'
import type { Inline, Wall, WallGroup, WallRow, WallTile } from '../message.ts'
import { planWall } from './plan-wall.ts'
import { tileOf } from './signs.ts'
import { keyOf } from './wall-key.ts'

/** The plan as a wall of tiles, with the picture of the same for chats unless it is for a page alone. */
export function wallBlock(edition: Edition, { isDrawn = true }: { isDrawn?: boolean } = {}): Wall {
  const { facts } = edition
  return {
    kind: 'wall',
    groups: groupsOf(facts).map((group) => groupOf(facts, group)),
    key: keyText(facts),
    pictures: isDrawn ? planWall(edition, []) : [],
  }
}

function groupOf(facts: Facts, group: Group): WallGroup {
  const { whole, items } = group
  return {
    title: whole ? `${whole.ref}: ${whole.title}` : '',
    count: countText(facts, items.filter(isCounted)),
    rows: rowsOf(group).map((row) => rowOf(facts, row)),
  }
}

/** "6 of 32 unfinished: 2 amber; 3 overdue." */
function countText({ scale }: Facts, own: readonly ItemFacts[]): string {
  const open = own.filter(isUnfinished)
  if (own.length === 0) return ''
  if (open.length === 0) return `All ${own.length} complete.`
  const rated = scale.flatMap((rating) => {
    const number = open.filter((item) => item.rating === rating.code).length
    return number === 0 ? [] : [`${number} ${ratingWords(rating)}`]
  })
  const late = open.filter(isOverdue).length
  const parts = [...(rated.length > 0 ? [listed(rated)] : []), ...(late > 0 ? [`${late} overdue`] : [])]
  return `${open.length} of ${own.length} unfinished${parts.length === 0 ? '' : `: ${parts.join('; ')}`}.`
}

function rowOf(facts: Facts, { whole, parts }: Row): WallRow {
  const isAlone = isCounted(whole)
  return {
    ref: whole.ref,
    title: whole.title,
    stands: standing(facts, whole),
    remark: isAlone ? whenOf(whole) : remarkOf(whole, parts),
    tiles: isAlone ? [] : parts.map((item) => tileOn(facts, item)),
  }
}

function remarkOf({ basis, coverage }: ItemFacts, parts: readonly ItemFacts[]): string {
  const complete = parts.filter((item) => !isUnfinished(item)).length
  const rolled =
    basis === 'rolled-up' && coverage ? `rolled up, ${coverage.rated} of ${coverage.of} rated; ` : ''
  return `${rolled}${complete} of ${parts.length} complete`
}

function standing({ scale }: Facts, { state, signedOff, rating: code }: ItemFacts): Inline {
  if (state === 'complete' && !signedOff) return '✓ Complete'
  const rating = scale.find((each) => each.code === code)
  if (rating) return { kind: 'rating', mark: rating.mark, label: rating.label, tone: rating.tone }
  if (state === 'not-started') return '○ Not started'
  return scale.length === 0 && state === 'in-progress' ? '◐ In progress' : '○ Not rated'
}

function tileOn(facts: Facts, item: ItemFacts): WallTile {
  const stands = standing(facts, item)
  const { letter, late } = tileOf(facts, item)
  const isRating = typeof stands === 'object' && stands.kind === 'rating'
  const [mark = '', ...words] = typeof stands === 'string' ? stands.split(' ') : []
  const when = whenOf(item)
  const name = isRating ? stands.label : words.join(' ')
  const days =
    item.daysOverdue === null
      ? when
      : `${count(item.daysOverdue, 'day')} ${late === 'unknown' ? 'past its date' : 'overdue'}`
  return {
    ref: item.ref,
    title: item.title,
    letter: /^\p{L}$/u.test(letter) ? `(${letter})` : letter,
    mark: isRating ? stands.mark : mark,
    look: isRating ? stands.tone : mark === '✓' ? 'done' : 'none',
    label: [name, days].filter((text) => text !== '').join(', '),
    when,
    isLate: late !== null,
  }
}

/** How late it is, or when it is due; nothing of what is finished. */
function whenOf(item: ItemFacts): string {
  if (!isUnfinished(item)) return ''
  if (item.daysOverdue !== null) return count(item.daysOverdue, 'day')
  if (item.dueDate !== null)
    return shownDay({ on: item.dueDate, asGiven: item.dueAsGiven ?? '', exact: item.dueExact })
  return item.ongoing ? 'ongoing' : ''
}

/** The key of the tiles; the picture has looks of its own. */
function keyText(facts: Facts): readonly Inline[] {
  const rows = groupsOf(facts)
    .flatMap(rowsOf)
    .map(({ parts }) => ({ tiles: parts.map((item) => tileOf(facts, item)), cells: [] }))
  return keyOf(facts.scale, rows).flatMap(entryText)
}

function entryText({ sign, late, text }: ReturnType<typeof keyOf>[number]): readonly Inline[] {
  if (late === 'overdue') return ['A thick edge: past its date']
  if (late !== null) return []
  switch (sign.kind) {
    case 'rating':
      return sign.look === 'said'
        ? [{ kind: 'rating', mark: sign.rating.mark, label: text, tone: sign.rating.tone }]
        : []
    case 'complete':
      return [`✓ ${text}`]
    case 'in-progress':
      return ['◐ In progress']
    case 'not-rated':
      return sign.isNotStarted ? [] : [`○ ${text}`]
    case 'not-recorded':
      return []
  }
}
