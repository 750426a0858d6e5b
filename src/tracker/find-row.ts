import { answerTo, notAnAnswer } from '../../data/import/questions.ts'
import { plainReference } from '../domain/reference.ts'
import { saidBack } from '../domain/text.ts'
import { plainText, type SentRow } from '../import/tracker-sheet.ts'
import type { TrackerQuestion } from './compared.ts'
import type { Comparing } from './comparing.ts'
import type { HeldRow } from './held.ts'

/** Which item a row of the file is about. `candidates` are the references that it may mean. */
export type Found =
  | { readonly kind: 'found'; readonly row: HeldRow; readonly candidates: readonly string[] }
  | { readonly kind: 'asked'; readonly question: TrackerQuestion; readonly candidates: readonly string[] }
  /** Whoever imports leaves the row. */
  | { readonly kind: 'left'; readonly candidates: readonly string[] }
  | { readonly kind: 'new' }

/** The mark that was exported with the row says it, else its reference; where they differ, or neither is known, it is asked. */
export function findRow({ place, cells }: SentRow, comparing: Comparing): Found {
  const { held } = comparing
  const written = cells.reference?.text ?? ''
  const marked = byReference(held.rows, (cells.mark?.text ?? '').replace(/#\d+$/, ''))
  const named = byReference(held.rows, written) ?? byReference(comparing.now.rows, written)
  if (marked && (named?.itemId === marked.itemId || written === '')) return found(marked)
  if (!marked && named) return found(named)
  const titled = byTitle(held.rows, cells.title?.text ?? '')
  const likely = [marked, named, titled].flatMap((each) => (each ? [each] : []))
  const [first] = likely
  if (!first) return { kind: 'new' }
  if (written === '' && titled) return found(titled)
  const at = cells.reference?.place ?? place
  const why = marked
    ? `its row mark says ${marked.ref}`
    : `it is not in the plan and has no row mark; the title is that of ${titled?.ref}`
  const candidates = [...new Set(likely.map(({ ref }) => ref))]
  const question: TrackerQuestion = {
    kind: 'reference',
    place: at,
    key: `reference ${written}`,
    ref: first.ref,
    text: `“${saidBack(written)}”: ${why}. Which item is meant?`,
    answers: [
      ...candidates.map((ref) => ({ answer: ref, means: `the row is about ${ref}` })),
      { answer: 'leave', means: 'nothing of the row is recorded' },
    ],
  }
  const given = answerTo(comparing.answers, question.key)
  if (given === undefined) return { kind: 'asked', question, candidates }
  if (given.toLowerCase() === 'leave') return { kind: 'left', candidates }
  const meant = likely.find(({ ref }) => plainReference(ref) === plainReference(given))
  return meant ? found(meant) : notAnAnswer(question, given)
}

function found(row: HeldRow): Found {
  return { kind: 'found', row, candidates: [row.ref] }
}

function byReference(rows: readonly HeldRow[], written: string): HeldRow | undefined {
  const plain = plainReference(written)
  return plain === '' ? undefined : rows.find(({ ref }) => plainReference(ref) === plain)
}

function byTitle(rows: readonly HeldRow[], written: string): HeldRow | undefined {
  const plain = plainText(written)
  const alike = plain === '' ? [] : rows.filter(({ title }) => plainText(title) === plain)
  return alike.length === 1 ? alike[0] : undefined
}
