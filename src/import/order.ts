import type { Question, QuestionKind } from './extracted.ts'

/** Most important first: what decides how the rest is read. */
const ORDER: readonly QuestionKind[] = [
  'child-detail',
  'plan',
  'year',
  'which-column',
  'scale',
  'colour-key',
  'colour',
  'level',
  'reference',
  'pairing',
  'tracked-change',
  'hidden',
  'formula',
  'rating',
  'contradiction',
  'date',
  'no-date',
  'post',
  'owner',
  'lead',
  'no-owner',
  'final-rating',
  'complete',
  'narrative',
  'row',
  'comment',
]

export function inOrder(questions: readonly Question[]): readonly Question[] {
  return [...questions].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
}
