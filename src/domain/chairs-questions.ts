import { betterOnlyRedated } from './chairs-questions/better-only-redated.ts'
import { greenPastDate } from './chairs-questions/green-past-date.ts'
import { redTwice } from './chairs-questions/red-twice.ts'
import { redatedTwice } from './chairs-questions/redated-twice.ts'
import { silent } from './chairs-questions/silent.ts'
import type { Facts, ItemFacts } from './facts.ts'
import type { QuestionRule, RuleInput } from './question-rule.ts'
import { refsText } from './reference-text.ts'

/** Most pressing first; each rule asks at most one question, however many items it finds. */
const RULES: readonly QuestionRule[] = [redTwice, betterOnlyRedated, greenPastDate, redatedTwice, silent]

const MOST_QUESTIONS = 5
/** Items named in one question; nobody reads out more. */
const MOST_NAMED = 6

export interface ChairsQuestion {
  readonly text: string
  readonly items: readonly ItemFacts[]
}

/** Questions that a chair could ask, at most five. */
export function chairsQuestions(judged: RuleInput): readonly ChairsQuestion[] {
  return RULES.flatMap(({ find, ask }) => {
    const items = find(judged)
    return items.length === 0 ? [] : [{ text: ask(namesText(items, judged.facts), items, judged), items }]
  }).slice(0, MOST_QUESTIONS)
}

/** The references, with a title if they are one item or belong to one action. */
function namesText(items: readonly ItemFacts[], { items: all }: Facts): string {
  const refs = refsText(items, all, { most: MOST_NAMED })
  const [only, ...others] = items
  const [action, ...more] = new Set(items.map((item) => item.action))
  const whole = more.length === 0 ? all.find(({ ref }) => ref === action) : undefined
  const title = others.length === 0 ? only?.title : whole?.title
  return title === undefined ? refs : `${refs} (${title})`
}
