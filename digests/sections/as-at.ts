import { correctionText } from '../../src/domain/correction.ts'
import type { Facts } from '../../src/domain/facts.ts'
import { listed, longDay, moment } from '../../src/domain/format.ts'
import { endedText } from '../../src/domain/plan-end.ts'
import { notShownText } from '../../src/domain/restriction.ts'
import { type Block, context, heading, paragraph } from '../../src/message.ts'
import type { ComparedEdition } from './section.ts'

/** The meeting, the cut-off, and whether the edition is final. */
export function asAt(edition: ComparedEdition): readonly Block[] {
  const { facts } = edition
  const title = facts.meeting ? `${facts.body.name}, ${longDay(facts.meeting.day)}` : facts.body.name
  const ended = endedText(facts.plan, facts.day)
  const replaces = (facts.plan.replaces ?? []).map((each) => `the ${each}`)
  return [
    heading(title),
    paragraph(originText(edition)),
    ...(replaces.length === 0 ? [] : [paragraph(`This plan replaces ${listed(replaces)}.`)]),
    ...(ended === '' ? [] : [paragraph(ended)]),
    ...(facts.corrections ?? []).map((each) => paragraph(correctionText(each, facts.timeZone))),
    ...(facts.notShown ? [context(notShownText(facts.notShown))] : []),
  ]
}

function originText({ facts, origin }: ComparedEdition): string {
  const at = moment(new Date(facts.asAt), facts.timeZone)
  switch (origin.kind) {
    case 'draft':
      return origin.cutOff
        ? `Draft as at ${at}; cut-off ${moment(origin.cutOff, facts.timeZone)}.`
        : `Draft as at ${at}. No meeting is planned.`
    case 'stored':
      return `As at the cut-off, ${at}.`
    case 'rebuilt':
      return `As at the cut-off, ${at}, read from the record: nothing was stored then.`
  }
}

/** Characters shown of a hash: enough to tell two apart. */
const SHOWN = 12

/** The hashes that prove later that nothing was changed; a draft has none. */
export function foot({ origin }: ComparedEdition): readonly Block[] {
  if (origin.kind !== 'stored') return []
  const { number, factsHash, trailHead } = origin
  return [
    context(`Edition ${number}; facts ${factsHash.slice(0, SHOWN)}, trail ${trailHead.slice(0, SHOWN)}.`),
  ]
}

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
