import type { NewDelivery } from '../../../data/deliveries.ts'
import type { Facts } from '../../domain/facts.ts'
import { count, longDay } from '../../domain/format.ts'
import { heading, type Message, paragraph, strong, type Text } from '../../message.ts'
import type { Composing } from '../composition.ts'

/** What one plan tells a board. */
export interface PlanHeard {
  readonly composing: Composing
  readonly facts: Facts
  readonly first: Message
  readonly more: readonly Message[]
  readonly papers: readonly NewDelivery[]
}

/** More plans than this are counted in the first message, and only the worst two are told there. */
const MOST_PLANS = 4
const WORST = 2

/** The first message of a digest of several plans: a sentence of each. Figures of two plans are never added up. */
export function headOfSeveral(
  { body, meeting }: Pick<Composing, 'body' | 'meeting'>,
  plans: readonly PlanHeard[],
): { readonly message: Message; readonly more: readonly Message[] } {
  const title = `${body.name}, ${longDay(meeting.day)}: ${count(plans.length, 'plan')}`
  const sentences = plans.map(sentenceOf)
  if (plans.length <= MOST_PLANS) return { message: told(title, sentences, 'Each follows below.'), more: [] }
  const worst = [...plans].sort((one, other) => lateness(other) - lateness(one)).slice(0, WORST)
  const rest = plans.filter((each) => !worst.includes(each)).map(sentenceOf)
  return {
    message: told(
      title,
      worst.map(sentenceOf),
      'These two have the largest part of their unfinished items overdue. The others follow below, and then each plan.',
    ),
    more: [told('The other plans', rest, 'Each plan follows below.')],
  }
}

function sentenceOf({ composing, first }: PlanHeard): Text {
  return [strong(composing.model.plan.title), `: ${first.summary}`]
}

function told(title: string, sentences: readonly Text[], what: string): Message {
  return {
    summary: `${title}. ${what}`,
    blocks: [heading(title), { kind: 'list', items: sentences }, paragraph(what)],
  }
}

/** The part of the unfinished items that is overdue. */
function lateness({ facts: { counts } }: PlanHeard): number {
  return counts.unfinished === 0 ? 0 : counts.overdue / counts.unfinished
}
