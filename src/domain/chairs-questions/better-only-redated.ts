import { hasEvidenceSince } from '../difference.ts'
import type { QuestionRule } from '../question-rule.ts'

/** Looks better only because its date moved. */
export const betterOnlyRedated: QuestionRule = {
  find: ({ moves }) => moves.filter(({ onlyRedated }) => onlyRedated).map(({ now }) => now),
  ask: (refs, found, { previous }) => {
    const isBare = found.every((item) => !hasEvidenceSince(item, previous?.asAt ?? ''))
    const bare = isBare ? ', and no evidence was given' : ''
    return `${refs} ${found.length === 1 ? 'looks' : 'look'} better only because re-dated${bare}: what else has changed?`
  },
}
