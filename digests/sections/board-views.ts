import { daysBetween } from '../../src/domain/day.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { count, shortDay } from '../../src/domain/format.ts'
import { type Block, paragraph, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { quoted } from './words.ts'

/** One sentence for the first page where a board rates an item otherwise than its owner; it changes no count. */
export function assessmentLine({ facts }: ComparedEdition): readonly Block[] {
  const differing = facts.items.filter(({ assessment }) => assessment !== undefined)
  if (differing.length === 0) return []
  const each = differing.slice(0, MOST_NAMED).map((item) => differenceText(facts, item))
  const more = differing.length > MOST_NAMED ? `; and ${differing.length - MOST_NAMED} more` : ''
  return [paragraph(`The Board’s assessment differs on ${each.join('; ')}${more}.`)]
}

const MOST_NAMED = 3

/** "C2: Red, rated Amber" */
function differenceText(facts: Facts, { ref, rating, assessment }: ItemFacts): string {
  const own = rating === null ? 'not rated' : `rated ${labelOf(facts, rating)}`
  return `${ref}: ${labelOf(facts, assessment?.rating ?? '')}, ${own}`
}

function labelOf({ scale }: Facts, code: string): string {
  return scale.find((rating) => rating.code === code)?.label ?? code
}

/** What boards and officers think of items besides their ratings, and what is looked at again. */
export function boardViews({ facts }: ComparedEdition): readonly Section[] {
  const lines = facts.items.flatMap((item): readonly Text[] => [
    ...(item.assessment ? [assessmentText(facts, item, item.assessment)] : []),
    ...(item.monitored === undefined ? [] : [`${item.ref}: ${item.monitored}`]),
    ...(item.judged === undefined ? [] : [`${item.ref}: ${item.judged}.`]),
  ])
  if (lines.length === 0) return []
  return [
    {
      name: 'assessments and monitoring',
      heading: 'The Board’s assessment, direction, monitored until',
      blocks: [{ kind: 'list', items: lines }],
    },
  ]
}

function assessmentText(
  facts: Facts,
  item: ItemFacts,
  { on, minute, words }: ItemFacts['assessment'] & object,
): Text {
  const days = daysBetween(on, facts.day)
  const where = minute === '' ? shortDay(on) : `${shortDay(on)}, ${minute}`
  const since = days > 0 ? ` They have differed for ${count(days, 'day')}.` : ''
  return [`${differenceText(facts, item)} (${where}): `, quoted(words), `.${since}`]
}
