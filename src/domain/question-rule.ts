import type { Move } from './difference.ts'
import type { Facts, ItemFacts } from './facts.ts'

/** What a rule looks at. */
export interface RuleInput {
  readonly facts: Facts
  readonly previous: Facts | null
  /** Since the previous edition. */
  readonly moves: readonly Move[]
}

/** One question that a chair could ask: a rule that finds items, and the wording. */
export interface QuestionRule {
  readonly find: (judged: RuleInput) => readonly ItemFacts[]
  /** `refs` names them all: "A2(e) and B2(a)". */
  readonly ask: (refs: string, found: readonly ItemFacts[], judged: RuleInput) => string
}
