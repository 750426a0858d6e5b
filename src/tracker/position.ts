import type { Answers } from '../../data/import/questions.ts'
import { dayIn } from '../domain/day.ts'
import { fullDay, listed } from '../domain/format.ts'
import { needsSignOff, type Rating, ratingFromWord, STATE_WORDS, type State } from '../domain/scale.ts'
import { saidBack } from '../domain/text.ts'
import { plainText, type SentRow } from '../import/tracker-sheet.ts'
import { type ComparingRow, dayOfCell } from './comparing.ts'
import type { HeldRow } from './held.ts'
import { asked, LEAVE, LEFT, NOTHING, type Part } from './part.ts'

interface Position {
  readonly rating: Rating | undefined
  readonly state: State | undefined
}

/** What the file says of the rating and the state, where that is not what the export held. */
export function saidOf({ cells }: SentRow, held: HeldRow, { held: { scale } }: ComparingRow): Position {
  const rating = ratingFromWord(scale, bareRating(cells.rating?.text ?? ''))
  const state = stateCalled(cells.state?.text ?? '')
  return {
    rating: rating && rating.code !== held.rating ? rating : undefined,
    state: state !== undefined && state !== held.state ? state : undefined,
  }
}

/** Without the sign that stands before a rating's word. */
function bareRating(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

function stateCalled(text: string): State | undefined {
  const plain = plainText(text)
  const found = Object.entries(STATE_WORDS).find(([, word]) => word === plain)?.[0]
  return (
    (found as State | undefined) ?? (/^(?:completed|done|finished)$/.test(plain) ? 'complete' : undefined)
  )
}

export function positionPart(row: SentRow, held: HeldRow, comparing: ComparingRow): Part {
  const parts = [ratingPart(row, held, comparing), statePart(row, held, comparing)]
  const changes = parts.flatMap((part) => part.changes ?? [])
  const questions = parts.flatMap((part) => part.questions ?? [])
  if (changes.length + questions.length === 0) return parts.includes(LEFT) ? LEFT : NOTHING
  return { changes, questions, update: Object.assign({}, ...parts.map((part) => part.update)) }
}

function ratingPart(row: SentRow, held: HeldRow, comparing: ComparingRow): Part {
  const {
    held: { scale },
    answers,
    now,
  } = comparing
  const cell = row.cells.rating
  const word = bareRating(cell?.text ?? '')
  if (!cell || word === '' || plainText(word) === 'not rated') return NOTHING
  const rating = ratingFromWord(scale, word)
  if (!rating) return unreadRating(cell, held, comparing)
  const current = now.rows.find(({ itemId }) => itemId === held.itemId)
  if (rating.code === held.rating || rating.code === current?.rating) return NOTHING
  if (needsSignOff(rating)) return finalPart(rating, { cell, held, answers })
  return {
    changes: [{ ref: held.ref, field: 'rating', from: held.rating, to: rating.code, place: cell.place }],
    update: { rating: rating.code },
  }
}

/** "Amber/Green" is two ratings, and "Pink" is none. */
function unreadRating(cell: Cell, held: HeldRow, comparing: ComparingRow): Part {
  const { scale } = comparing.held
  const named = cell.text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => ratingFromWord(scale, word) ?? [])
  const offered = named.length > 1 ? [...new Set(named)] : scale.ratings
  const what =
    named.length > 1 ? `is ${named.length === 2 ? 'two' : named.length} ratings` : 'is no rating of this plan'
  return asked(
    comparing.answers,
    {
      kind: 'rating',
      place: cell.place,
      key: `rating ${held.ref}`,
      ref: held.ref,
      text: `${held.ref}: “${saidBack(cell.text)}” ${what}. Which is meant?`,
      answers: [
        ...offered.map(({ label, definition }) => ({ answer: label.toLowerCase(), means: definition })),
        LEAVE,
      ],
    },
    (answer) => {
      const rating = ratingFromWord(scale, answer)
      if (!rating || needsSignOff(rating)) return undefined
      if (rating.code === held.rating) return LEFT
      return {
        changes: [{ ref: held.ref, field: 'rating', from: held.rating, to: rating.code, place: cell.place }],
        update: { rating: rating.code },
      }
    },
  )
}

type Cell = NonNullable<SentRow['cells']['rating']>

/** Nobody gives the final rating alone: it is proposed, and signed off by those who may. */
function finalPart(
  rating: Rating,
  { cell, held, answers }: { cell: Cell; held: HeldRow; answers: Answers },
): Part {
  const { ref } = held
  return asked(
    answers,
    {
      kind: 'final-rating',
      place: cell.place,
      key: `final-rating ${ref}`,
      ref,
      text: `${ref}: ${rating.label} needs sign-off. What is meant?`,
      answers: [
        { answer: 'proposed', means: `${rating.label.toLowerCase()} proposed: it waits for sign-off` },
        { answer: 'complete', means: `complete, not ${rating.label.toLowerCase()}` },
        LEAVE,
      ],
    },
    (answer) => {
      if (answer === 'proposed')
        return {
          changes: [
            { ref, field: 'rating', from: held.rating, to: `${rating.code} proposed`, place: cell.place },
          ],
          update: { rating: rating.code },
        }
      if (answer !== 'complete') return undefined
      return {
        changes: [{ ref, field: 'state', from: held.state, to: 'complete', place: cell.place }],
        update: { state: 'complete' },
      }
    },
  )
}

function statePart(row: SentRow, held: HeldRow, comparing: ComparingRow): Part {
  const { answers, exported, now } = comparing
  const { ref } = held
  const cell = row.cells.state
  const word = plainText(cell?.text ?? '')
  const state = stateCalled(word)
  const today = dayIn(now.plan.timeZone, exported)
  const given = dayOfCell(row.cells.completedOn, comparing.today, { past: true })
  const dayPlace = row.cells.completedOn?.place ?? row.place
  const current = now.rows.find(({ itemId }) => itemId === held.itemId)
  const stated = (to: State, on: string | null): Part => ({
    changes: [
      {
        ref,
        field: 'state',
        from: held.state,
        to: on === null ? to : `${to} on ${on}`,
        place: cell?.place ?? dayPlace,
      },
    ],
    update: { state: to, ...(on === null ? {} : { completedOn: on }) },
  })
  if (cell && word !== '' && word !== 'not stated' && state === undefined)
    return asked(
      answers,
      {
        kind: 'complete',
        place: cell.place,
        key: `state ${ref}`,
        ref,
        text: `${ref}: “${saidBack(cell.text)}” is no state. Expected ${listed(Object.values(STATE_WORDS), 'or')}.`,
        answers: [
          ...Object.values(STATE_WORDS).map((each) => ({ answer: each, means: `${ref} is ${each}` })),
          LEAVE,
        ],
      },
      (answer) => {
        const meant = stateCalled(answer)
        return meant === undefined
          ? undefined
          : stated(meant, given === 'unread' ? null : (given?.on ?? null))
      },
    )
  const isCompletion = state === 'complete' && held.state !== 'complete'
  const isDated = given !== null && (given === 'unread' || given.on !== held.completedOn)
  if (state !== undefined && state !== held.state && state !== 'complete')
    return state === current?.state ? NOTHING : stated(state, null)
  if (!isCompletion && !isDated) return NOTHING
  if (given !== null && given !== 'unread' && given.on <= comparing.today && state === 'complete')
    return current?.state === 'complete' && current.completedOn === given.on
      ? NOTHING
      : stated('complete', given.on)
  if (isCompletion && current?.state === 'complete' && given === null) return NOTHING
  return asked(
    answers,
    {
      kind: 'complete',
      place: given === null ? (cell?.place ?? row.place) : dayPlace,
      key: `complete ${ref}`,
      ref,
      text: completionText(ref, {
        given: given === 'unread' ? saidBack(row.cells.completedOn?.text ?? '') : given && fullDay(given.on),
        isCompletion,
      }),
      answers: [
        { answer: today, means: `complete on ${fullDay(today)}, the day of the tracker` },
        { answer: '<day>', means: 'complete on another day' },
        LEAVE,
      ],
    },
    (answer) => {
      const meant = dayOfCell({ text: answer, day: null, place: '', isUnknown: false }, comparing.today, {
        past: true,
      })
      if (meant === null || meant === 'unread' || meant.on > comparing.today) return undefined
      return stated('complete', meant.on)
    },
  )
}

function completionText(
  ref: string,
  { given, isCompletion }: { given: string | null; isCompletion: boolean },
): string {
  if (given === null) return `${ref} is complete in the file, and no day is given. Since when?`
  return isCompletion
    ? `${ref} is complete in the file, on “${given}”, which is no day that has been. Since when?`
    : `${ref}: the file gives ${given} as the day of its completion, and its state is not complete. Is it complete, and since when?`
}
