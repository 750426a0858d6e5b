import type { QuestionRule } from '../chairs-question.ts'
import { isUnfinished } from '../counts.ts'

const TIMES = 2

/** Unfinished, and its date has moved twice or more; what may be no revision does not count. */
export const redatedTwice: QuestionRule = {
  find: ({ facts }) =>
    facts.items.filter(
      (item) => isUnfinished(item) && item.revisions.filter(({ ambiguous }) => !ambiguous).length >= TIMES,
    ),
  ask: (refs, found) =>
    `${refs} ${found.length === 1 ? 'has' : 'have'} been re-dated twice or more: what makes this date hold?`,
}
