import { isCounted, isWhole, openGroups, ratedWholes } from '../../src/domain/counts.ts'
import type { Move } from '../../src/domain/difference.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { listed } from '../../src/domain/format.ts'
import { itemsText } from '../../src/domain/items-text.ts'
import { needsSignOff, ratingWords } from '../../src/domain/scale.ts'
import type { ComparedEdition } from './section.ts'
import { countedText, localDay } from './words.ts'

/** One sentence that a chair can read out. */
export function headline({ facts, previous, moves }: ComparedEdition): string {
  const way = previous ? `; since ${localDay(previous, previous.asAt)}, ${wayText(facts, moves)}` : ''
  return `Of ${countedText(facts)}, ${doneText(facts)}${leftText(facts)}${way}.`
}

function doneText({ scale, counts: { complete, signedOff } }: Facts): string {
  const done = complete + signedOff
  if (done === 0) return 'none is complete'
  if (!scale.some(needsSignOff)) return `${done} ${are(done)} complete`
  return `${done} ${are(done)} complete, ${signedOff === 0 ? 'none' : signedOff} signed off`
}

/** The numbers add up to all unfinished items. */
function leftText(facts: Facts): string {
  const { unfinished, overdue, states } = facts.counts
  if (unfinished === 0) return ''
  const [first, ...more] = openGroups(facts).map(({ number, words }, index) =>
    index === 0 ? `${number} ${are(number)} ${words}` : `${number} ${words}`,
  )
  const isAnySaid = facts.scale.length > 0 || states.notSaid < unfinished
  const groups = isAnySaid ? listed([...(first ? [first] : []), ...more]) : 'none has a stated position'
  return `; of the ${unfinished} unfinished, ${groups}, and ${overdue === 0 ? 'none is' : `${overdue} ${are(overdue)}`} overdue${wholesNow(facts)}`
}

/** "; and C2 as a whole: red": a whole is in no count. */
function wholesNow(facts: Facts): string {
  const wholes = ratedWholes(facts)
  return wholes === '' ? '' : `; and ${wholes}`
}

function wayText(facts: Facts, moves: readonly Move[]): string {
  const own = moves.filter(({ now }) => isCounted(now))
  const [worse, better, finished] = (['worse', 'better', 'finished'] as const).map((direction) =>
    own.filter((move) => move.direction === direction),
  )
  return listed([
    `${numberOf(worse)} got worse${wholesText(facts, moves, 'worse', worse)}`,
    `${numberOf(better)} got better${onlyText(better)}${wholesText(facts, moves, 'better', better)}`,
    ...(finished && finished.length > 0 ? [`${finished.length} ${were(finished.length)} finished`] : []),
  ])
}

/** "none got worse apart from C2 as a whole (from amber to red)": a whole is in no count. */
function wholesText(
  facts: Facts,
  moves: readonly Move[],
  way: 'worse' | 'better',
  counted: readonly Move[] = [],
): string {
  const word = (code: string | null | undefined) => {
    const rating = facts.scale.find((known) => known.code === code)
    return rating ? ratingWords(rating) : 'not rated'
  }
  const each = moves.flatMap(({ was, now, direction }) =>
    isWhole(now) && direction === way
      ? [`${itemsText([now], facts)} as a whole (from ${word(was?.rating)} to ${word(now.rating)})`]
      : [],
  )
  if (each.length === 0) return ''
  return `${counted.length === 0 ? ' apart from' : ', and'} ${listed(each)}`
}

function onlyText(better: readonly Move[] = []): string {
  const only = better.filter(({ onlyRedated }) => onlyRedated).length
  if (only === 0) return ''
  return only === better.length ? ' (only because re-dated)' : ` (${only} only because re-dated)`
}

function numberOf(moves: readonly Move[] = []): string {
  return moves.length === 0 ? 'none' : String(moves.length)
}

function were(number: number): string {
  return number === 1 ? 'was' : 'were'
}

function are(number: number): string {
  return number === 1 ? 'is' : 'are'
}
