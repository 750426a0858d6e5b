import { shownWithWeekday } from '../../domain/format.ts'
import type { Choice, Reading } from '../../domain/reading.ts'
import { wordsOf } from '../../domain/text.ts'
import type { RecalledRequest } from '../../domain/vocabulary.ts'
import { asks } from '../sentence/guards.ts'
import { bit, type PieceClass } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { findDays } from './entities.ts'
import type { Line } from './line.ts'

const classes = (...names: readonly PieceClass[]) => names.reduce((all, name) => all | bit(name), 0)
const CORRECTS = classes('sorry')
const SAME = classes('same')
const DOUBTS = classes('if', 'joke', 'speech', 'opinion')

/**
 * The speaker's last request with another day or for another item: "Make that April", "same for B5(b)", "B5(b) to 31
 * March, same reason". It has to be confirmed; a newer request replaces an open one.
 */
export function readSameRequest(line: Line): Reading | undefined {
  const { raw, sentences, recalled, vocabulary } = line
  const last = recalled.requests.findLast(({ isMine, kind }) => isMine && kind === 'date')
  if (!last || asks(raw)) return undefined
  const pieces = sentences.flat()
  if (pieces.some((piece) => piece.said || is(piece, DOUBTS))) return undefined
  const refs = pieces.flatMap((piece) => piece.refs ?? [])
  const days = findDays(wordsOf(raw), vocabulary.today).filter(({ given }) => given.on > vocabulary.today)
  const words = wordsOf(raw)
  const day = days.find(({ from }) => !/^(not|than)$/.test(words.list[from - 1]?.plain ?? ''))?.given
  if (refs.length === 0) {
    const isCorrected = recalled.lastRef === last.ref && pieces.some((piece) => is(piece, CORRECTS))
    return isCorrected && day ? offerRequests([[last.ref, day.on, shownWithWeekday(day)]], last) : undefined
  }
  const isSame = pieces.some((piece) => is(piece, SAME))
  const isOfRequest = day !== undefined || recalled.lastSaid.every(({ ref }) => ref !== recalled.lastRef)
  if (!isSame || !isOfRequest || refs.includes(last.ref) || recalled.lastRef !== last.ref) return undefined
  const to = day ?? (last.toDay === null ? undefined : { on: last.toDay, asGiven: last.toDay })
  return (
    to &&
    offerRequests(
      refs.map((ref) => [ref, to.on, shownWithWeekday(to)]),
      last,
    )
  )
}

function offerRequests(
  each: readonly (readonly [ref: string, day: string, shown: string])[],
  { reason }: RecalledRequest,
): Reading {
  const options: readonly Choice[] = each.map(([ref, day, shown]) => ({
    label: `Ask for ${shown} for ${ref}`,
    line: `revise ${ref} to ${day}${reason ? ` because ${reason}` : ''}`,
  }))
  const [only, ...more] = options
  const why = reason ? `, because “${reason}”` : ''
  return {
    certainty: 'ask',
    command: 'revise',
    question:
      more.length > 0 ? `Each item is a request of its own${why}. Which first?` : `${only?.label}${why}?`,
    options,
    ...(more.length > 0 ? {} : { isYesNo: true as const }),
    reason: 'it goes on from the last request: confirmed first',
  }
}
