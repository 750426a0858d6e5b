import { createHash } from 'node:crypto'
import { answerTo, notAnAnswer } from '../../data/import/questions.ts'
import { dayIn } from '../domain/day.ts'
import { count, fullDay, listed } from '../domain/format.ts'
import { holdsChild } from '../domain/held-back.ts'
import { plainReference } from '../domain/reference.ts'
import type { SentRow } from '../import/tracker-sheet.ts'
import type { Compared, ComparedRow } from './compared.ts'
import type { Comparing, ComparingRow } from './comparing.ts'
import { type Found, findRow } from './find-row.ts'
import type { HeldRow } from './held.ts'
import { missingRow } from './missing-row.ts'
import { newRow } from './new-row.ts'
import { comparedRow } from './row.ts'

/** Compares a tracker that was edited offline with what it held when it was exported, row by row. */
export function compareTracker(comparing: Comparing): Compared {
  const { sent, held, exported } = comparing
  const { timeZone, code } = held.plan
  const found = sent.rows.map((row) => [row, findRow(row, comparing)] as const)
  const doubled = doubledRows(found)
  const rows: ComparedRow[] = []
  let unchanged = 0
  let recordedBefore = 0
  let above: HeldRow | undefined
  for (const [row, where] of found) {
    const key = keyOf(row, comparing)
    if (comparing.isRecorded(key)) {
      recordedBefore += 1
      above = where.kind === 'found' ? where.row : above
      continue
    }
    const compared = rowOf(row, where, { ...comparing, key, above, doubled })
    above = where.kind === 'found' ? where.row : above
    if (compared === undefined) unchanged += 1
    else rows.push(compared)
  }
  rows.push(...missing(found, comparing))
  const others =
    sent.others.length > 0
      ? [
          `${count(sent.others.length, 'column')} of the file ${sent.others.length === 1 ? 'is' : 'are'} not ours and ${sent.others.length === 1 ? 'was' : 'were'} not read: ${listed(sent.others)}.`,
        ]
      : []
  return {
    plan: code,
    exported: exported.toISOString(),
    source: `${sent.posts ? `return form of ${sent.posts.join(', ')}, ` : 'tracker of '}${fullDay(dayIn(timeZone, exported))}`,
    rows,
    unchanged,
    recordedBefore,
    notices: others,
  }
}

function rowOf(row: SentRow, where: Found, comparing: ComparingRow): ComparedRow | undefined {
  const child = Object.values(row.cells).find(({ text }) => holdsChild(text))
  if (child) return childRow(child.place, comparing)
  switch (where.kind) {
    case 'found':
      if (comparing.doubled.has(where.row.ref)) return doubledRow(row, where.row, comparing)
      return comparedRow(row, where.row, comparing)
    case 'asked':
      return {
        place: row.place,
        key: comparing.key,
        changes: [],
        acts: [],
        questions: [where.question],
      }
    case 'left':
      return undefined
    case 'new':
      return newRow(row, comparing)
  }
}

/** Nothing of it is repeated. */
function childRow(place: string, { key, answers }: ComparingRow): ComparedRow | undefined {
  const question = {
    kind: 'child-detail',
    place,
    key: `child-detail ${place}`,
    ref: place,
    text: `${place} holds what looks like a child’s NHS number, pupil number or date of birth, which is kept nowhere. Take it out of the file and import it again.`,
    answers: [{ answer: 'leave', means: 'nothing of the row is recorded' }],
  } as const
  const given = answerTo(answers, question.key)
  if (given === undefined) return { place, key, changes: [], acts: [], questions: [question] }
  return given === 'leave'
    ? { place, key, changes: [], acts: [], questions: [] }
    : notAnAnswer(question, given)
}

function doubledRow(row: SentRow, held: HeldRow, comparing: ComparingRow): ComparedRow | undefined {
  const question = {
    kind: 'row',
    place: row.place,
    key: `row ${held.ref} ${row.place}`,
    ref: held.ref,
    text: `${held.ref} stands in the file more than once. Does ${row.place} count?`,
    answers: [
      { answer: 'counts', means: 'what this row says is taken' },
      { answer: 'leave', means: 'nothing of this row is recorded' },
    ],
  } as const
  const given = answerTo(comparing.answers, question.key)
  const plain = comparedRow(row, held, comparing)
  if (plain === undefined) return undefined
  if (given === 'counts') return plain
  if (given === 'leave') return { ...plain, changes: [], acts: [], questions: [] }
  if (given !== undefined) return notAnAnswer(question, given)
  return { place: row.place, key: comparing.key, changes: [], acts: [], questions: [question] }
}

function doubledRows(found: readonly (readonly [SentRow, Found])[]): ReadonlySet<string> {
  const refs = found.flatMap(([, where]) => (where.kind === 'found' ? [where.row.ref] : []))
  return new Set(refs.filter((ref, place) => refs.indexOf(ref) < place))
}

function missing(
  found: readonly (readonly [SentRow, Found])[],
  comparing: Comparing,
): readonly ComparedRow[] {
  const seen = new Set(
    found.flatMap(([, where]) => ('candidates' in where ? where.candidates : []).map(plainReference)),
  )
  return comparing.held.rows
    .filter(({ ref }) => !seen.has(plainReference(ref)))
    .flatMap((row) => missingRow(row, { ...comparing, keyOf: (text: string) => hashOf([text], comparing) }))
}

/** The same words in the same row of the same export count once, in whatever file they come. */
function keyOf({ cells }: SentRow, comparing: Comparing): string {
  return hashOf(
    (['reference', 'mark', 'title', 'owners', 'due', 'rating', 'state', 'completedOn', 'note'] as const).map(
      (name) => cells[name]?.day ?? cells[name]?.text ?? '',
    ),
    comparing,
  )
}

function hashOf(parts: readonly string[], { exported }: Pick<Comparing, 'exported'>): string {
  return createHash('sha256')
    .update(JSON.stringify([exported.toISOString(), ...parts]))
    .digest('hex')
}
