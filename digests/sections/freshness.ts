import type { Facts } from '../../src/domain/facts.ts'
import { type Block, paragraph } from '../../src/message.ts'
import type { ComparedEdition } from './section.ts'

/** How many positions are new and how many were carried forward. */
export function freshness({ facts }: ComparedEdition): Block {
  const { of, updated, byPlan, carriedTwice, never } = facts.counts.freshness
  const plan = byPlan === 0 ? '' : ` (${byPlan === updated ? 'all' : byPlan} by the imported plan)`
  const ever =
    never === 0 ? '' : never === carriedTwice ? ', never stated' : `, ${never} of them never stated`
  const twice = carriedTwice === 0 ? '' : `; ${carriedTwice} carried forward twice${ever}`
  return paragraph(
    `Updated or confirmed ${facts.period.from === null ? 'so far' : 'this period'}: ${updated} of ${of} open${plan}${twice}.${confirmText(facts)}`,
  )
}

/** Says how many ratings were read from the plan and confirmed by nobody. */
function confirmText({ counts: { toConfirm, unfinished, notRated } }: Facts): string {
  if (toConfirm === 0) return ''
  return ` Ratings to confirm, read from the plan’s wording: ${toConfirm} of ${unfinished - notRated}.`
}
