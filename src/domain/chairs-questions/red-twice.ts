import { isUnfinished } from '../counts.ts'
import type { QuestionRule } from '../question-rule.ts'

/** At the worst rating of the scale at two meetings running. */
export const redTwice: QuestionRule = {
  find: ({ facts, previous }) => {
    const worst = facts.scale[0]?.code
    const before = new Set(
      previous?.items
        .filter(({ rating, basis }) => rating === worst && basis === 'stated')
        .map(({ ref }) => ref),
    )
    return facts.items.filter(
      (item) =>
        item.rating === worst && item.basis === 'stated' && isUnfinished(item) && before.has(item.ref),
    )
  },
  ask: (refs, found, { facts }) =>
    `${refs} ${found.length === 1 ? 'is' : 'are'} ${facts.scale[0]?.label.toLowerCase()} at two meetings running: what has to be decided now to bring ${found.length === 1 ? 'it' : 'them'} back?`,
}
