import { betterOnlyRedated } from './chairs-questions/better-only-redated.ts'
import { greenPastDate } from './chairs-questions/green-past-date.ts'
import { redTwice } from './chairs-questions/red-twice.ts'
import { redatedTwice } from './chairs-questions/redated-twice.ts'
import { silent } from './chairs-questions/silent.ts'
import type { ItemFacts } from './facts.ts'
import type { Judged, QuestionRule } from './question-rule.ts'
import { refsText } from './refs-text.ts'

/** The most pressing first; each asks once, however many items call for it. */
const RULES: readonly QuestionRule[] = [redTwice, betterOnlyRedated, greenPastDate, redatedTwice, silent]

const MOST_QUESTIONS = 5
/** Names in a question; more of them nobody reads out. */
const MOST_NAMED = 6

export interface ChairsQuestion {
  readonly text: string
  readonly items: readonly ItemFacts[]
}

/** What a chair could ask, at most five questions. */
export function chairsQuestions(judged: Judged): readonly ChairsQuestion[] {
  return RULES.flatMap(({ find, ask }) => {
    const items = find(judged)
    return items.length === 0
      ? []
      : [{ text: ask(refsText(items, judged.facts.items, { most: MOST_NAMED }), items, judged), items }]
  }).slice(0, MOST_QUESTIONS)
}
