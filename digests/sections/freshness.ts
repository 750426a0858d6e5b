import { type Block, paragraph } from '../../src/message.ts'
import type { Told } from './section.ts'

/** How much of what is told is news, and how much was carried forward. */
export function freshness({ facts }: Told): Block {
  const { of, updated, byPlan, carriedTwice, never } = facts.counts.freshness
  const plan =
    byPlan === 0
      ? ''
      : byPlan === updated
        ? ', all by the imported plan'
        : `, ${byPlan} of them by the imported plan`
  const ever =
    never === 0 ? '' : never === carriedTwice ? ', never stated' : `, ${never} of them never stated`
  const twice = carriedTwice === 0 ? '' : `; ${carriedTwice} carried forward twice${ever}`
  return paragraph(
    `Updated or confirmed ${facts.period.from === null ? 'so far' : 'this period'}: ${updated} of ${of} open${plan}${twice}.`,
  )
}
