import { isCounted, isWhole } from '../../src/domain/counts.ts'
import { type Direction, hasEvidenceSince, type Move } from '../../src/domain/difference.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { listed, shortDay } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import { type Block, columns, type Inline, paragraph, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { countedText, itemNamed, localDay, noteSince, positionOf, quoted, sideOf } from './words.ts'

/** Everything that moved since the previous edition: was, now, who and why. */
export function moved({ facts, previous, moves }: ComparedEdition): Section {
  const since = previous ? ` since ${localDay(previous, previous.asAt)}` : ''
  return {
    name: 'what moved',
    heading: `What moved${since}`,
    blocks: previous ? moveBlocks(facts, { moves, since: previous.asAt, caption: `What moved${since}` }) : [],
  }
}

/** What differs from the facts that the recommending body had. */
export function sinceRecommended({
  facts,
  recommended,
  movesSinceRecommended: moves,
}: ComparedEdition): Section {
  const whose = recommended?.body.name ?? listed(facts.body.advisers)
  const at = recommended ? ` of ${localDay(recommended, recommended.asAt)}` : ''
  const title = `Changed since the ${whose}’s position at the cut-off${at}`
  return {
    name: `changed since the ${whose}’s position at the cut-off`,
    heading: title,
    blocks: recommended ? moveBlocks(facts, { moves, since: recommended.asAt, caption: title }) : [],
  }
}

export function worse(edition: ComparedEdition): Section {
  return inDirection(edition, 'worse', 'Worse')
}

export function better(edition: ComparedEdition): Section {
  return inDirection(edition, 'better', 'Better')
}

export function finished(edition: ComparedEdition): Section {
  return inDirection(edition, 'finished', 'Finished')
}

/** What was reported since, of a day before: news of it, and no part of what was finished since. */
export function finishedEarlier({ facts, previous, moves }: ComparedEdition): Section {
  const own = moves.filter(({ direction }) => direction === 'finished-earlier')
  const title = 'First reported, finished earlier'
  return {
    name: title.toLowerCase(),
    heading: `${title}: ${numberOf(facts, own)}`,
    blocks:
      own.length > 0 && previous
        ? [
            {
              kind: 'table',
              caption: title,
              columns: columns('Item', 'Finished', 'Reported by'),
              rows: own.map(({ now }) => [
                itemNamed(now),
                now.completedOn === null ? 'day not given' : shortDay(now.completedOn),
                now.stateSaidBy === null || now.stateSaidAt === null
                  ? ''
                  : `${now.stateSaidBy}, ${localDay(facts, now.stateSaidAt)}`,
              ]),
            },
          ]
        : [],
  }
}

function inDirection(
  { facts, previous, moves }: ComparedEdition,
  direction: Direction,
  title: string,
): Section {
  const own = moves.filter((move) => move.direction === direction)
  return {
    name: title.toLowerCase(),
    heading: `${title}: ${numberOf(facts, own)}`,
    blocks:
      own.length > 0 && previous ? [table(facts, { moves: own, since: previous.asAt, caption: title })] : [],
  }
}

/** Counted items out of all; wholes are named apart. */
function numberOf(facts: Facts, moves: readonly Move[]): string {
  const wholes = moves.filter(({ now }) => isWhole(now)).map(({ now }) => itemsText([now], facts))
  const counted = `${moves.length - wholes.length} of ${facts.counts.of}`
  return wholes.length === 0 ? counted : `${counted}, and ${listed(wholes)} as a whole`
}

/** First statements are listed up to this many, and only counted beyond it. */
const MOST_FIRST = 8

function moveBlocks(
  facts: Facts,
  { moves, since, caption }: { moves: readonly Move[]; since: string; caption: string },
): readonly Block[] {
  const first = moves.filter(({ now, direction }) => isCounted(now) && direction === 'first-stated')
  const each = first.length > MOST_FIRST ? moves.filter((move) => !first.includes(move)) : moves
  return [
    ...(each.length > 0 ? [table(facts, { moves: each, since, caption })] : []),
    ...(first.length > MOST_FIRST ? [firstStated(facts, first)] : []),
  ]
}

/** A newly imported plan states most positions for the first time. Nothing moved, so they are counted. */
function firstStated(facts: Facts, moves: readonly Move[]): Block {
  const groups = new Map<string, { text: readonly Inline[]; number: number }>()
  for (const { now } of moves) {
    const text = positionOf(facts, now)
    const key = JSON.stringify(text)
    groups.set(key, { text, number: (groups.get(key)?.number ?? 0) + 1 })
  }
  const parts = [...groups.values()]
    .sort((one, other) => other.number - one.number)
    .flatMap(({ text, number }, index): readonly Inline[] => [index === 0 ? '' : ', ', `${number} `, ...text])
  return paragraph(`${moves.length} of ${countedText(facts)} stated for the first time: `, ...parts, '.')
}

function table(
  facts: Facts,
  { moves, since, caption }: { moves: readonly Move[]; since: string; caption: string },
): Block {
  return {
    kind: 'table',
    caption,
    columns: columns('Item', 'Was', 'Now', 'Who and why'),
    rows: moves.map((move) => [
      itemNamed(move.now),
      sideOf(facts, move, 'was'),
      sideOf(facts, move, 'now'),
      why(facts, { move, since }),
    ]),
  }
}

function why(facts: Facts, { move, since }: { move: Move; since: string }): Text {
  const { was, now, onlyRedated } = move
  const signedOff = now.signedOff && !was?.signedOff ? signOffWords(facts, now.ref) : []
  if (signedOff.length > 0) return signedOff
  const { at, by } = sayingOf(move)
  const who = at !== null && at > since ? (by ?? '') : ''
  const note = who === '' ? [] : noteSince(now, at ?? since)
  const revision = was && was.dueDate !== now.dueDate ? now.revisions.at(-1) : undefined
  const tail = [
    ...(revision ? [`date: ${revision.approvedBy ?? 'approval not recorded'}`] : []),
    ...(onlyRedated
      ? [`better only because re-dated${hasEvidenceSince(now, since) ? '' : ', no evidence given'}`]
      : []),
  ].join('; ')
  return [
    who,
    who !== '' && note.length > 0 ? ': ' : '',
    ...note,
    who !== '' && tail !== '' ? '; ' : '',
    tail,
  ]
}

function signOffWords({ decisions }: Facts, ref: string): readonly Inline[] {
  const decision = decisions.findLast(
    (each) => each.ref === ref && each.kind === 'sign-off' && each.outcome === 'approved',
  )
  if (!decision) return []
  const { bodyName, meetingDay, note } = decision
  const when = meetingDay === null ? '' : `, ${shortDay(meetingDay)}`
  return [`${bodyName}${when}`, ...(note ? [': ', quoted(note)] : [])]
}

/** When the move was reported and by whom: with its rating if that changed, otherwise with its state. */
function sayingOf({ was, now }: Move): { at: string | null; by: string | null } {
  const rated = { at: now.ratedAt, by: now.ratedBy }
  const reported = { at: now.stateSaidAt, by: now.stateSaidBy }
  if (was?.state !== now.state && (now.state === 'complete' || was?.state === 'complete')) return reported
  if (was?.rating !== now.rating) return rated
  if (was?.state !== now.state) return reported
  return now.last ?? { at: null, by: null }
}
