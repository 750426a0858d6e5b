import { isCounted, openGroups } from '../../src/domain/counts.ts'
import type { Move } from '../../src/domain/difference.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { listed } from '../../src/domain/format.ts'
import { needsSignOff } from '../../src/domain/scale.ts'
import type { ComparedEdition } from './section.ts'
import { countedText, localDay } from './words.ts'

/** One sentence that a chair can read out. */
export function headline({ facts, previous, moves }: ComparedEdition): string {
  const way = previous ? `; since ${localDay(previous, previous.asAt)}, ${wayText(moves)}` : ''
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
  const { unfinished, overdue } = facts.counts
  if (unfinished === 0) return ''
  const [first, ...more] = openGroups(facts).map(({ number, words }, index) =>
    index === 0 ? `${number} ${are(number)} ${words}` : `${number} ${words}`,
  )
  return `; of the ${unfinished} unfinished, ${listed([...(first ? [first] : []), ...more])}, and ${overdue === 0 ? 'none is' : `${overdue} ${are(overdue)}`} overdue`
}

function wayText(moves: readonly Move[]): string {
  const own = moves.filter(({ now }) => isCounted(now))
  const [worse, better, finished] = (['worse', 'better', 'finished'] as const).map((direction) =>
    own.filter((move) => move.direction === direction),
  )
  return listed([
    `${numberOf(worse)} got worse`,
    `${numberOf(better)} got better${onlyText(better)}`,
    ...(finished && finished.length > 0 ? [`${finished.length} ${were(finished.length)} finished`] : []),
  ])
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
