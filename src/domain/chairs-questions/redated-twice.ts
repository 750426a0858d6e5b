import { isUnfinished } from '../counts.ts'
import type { ItemFacts } from '../facts.ts'
import { shownDay } from '../format.ts'
import type { QuestionRule } from '../question-rule.ts'

const TIMES = 2

/** Unfinished, and re-dated at least twice; ambiguous revisions do not count. */
export const redatedTwice: QuestionRule = {
  find: ({ facts }) =>
    facts.items.filter(
      (item) => isUnfinished(item) && item.revisions.filter(({ ambiguous }) => !ambiguous).length >= TIMES,
    ),
  ask: (refs, found) => {
    const [only, ...others] = found
    if (only && others.length === 0) {
      return `${refs} has been re-dated ${timesText(only)}, ${datesText(only)}: what makes this date hold?`
    }
    return `${refs} have been re-dated twice or more: what makes these dates hold?`
  },
}

function timesText({ revisions }: ItemFacts): string {
  const times = revisions.filter(({ ambiguous }) => !ambiguous).length
  return times === TIMES ? 'twice' : `${times} times`
}

/** "from Apr 2020 to Jul 2020, then to 26 Feb 2021" */
function datesText({ originalDueDate, originalDueAsGiven, revisions }: ItemFacts): string {
  const to = revisions.filter(({ ambiguous }) => !ambiguous).map(({ due }) => `to ${shownDay(due)}`)
  const from =
    originalDueDate === null
      ? ''
      : `from ${shownDay({ on: originalDueDate, asGiven: originalDueAsGiven ?? '' })} `
  return from + to.join(', then ')
}
