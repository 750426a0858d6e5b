import type { QuestionRule } from '../question-rule.ts'

/** Looks better because its date moved, and by nothing else on record. */
export const betterOnlyRedated: QuestionRule = {
  find: ({ moves }) => moves.filter(({ onlyRedated }) => onlyRedated).map(({ now }) => now),
  ask: (refs, found) =>
    `${refs} ${found.length === 1 ? 'looks' : 'look'} better only because re-dated: what else has changed?`,
}
