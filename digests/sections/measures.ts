import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { capitalised, listed } from '../../src/domain/format.ts'
import { groupsOf } from '../../src/domain/groups.ts'
import { levelOf } from '../../src/domain/hierarchy.ts'
import { compareWith, contradictions, leadingMeasure, type Measure } from '../../src/domain/measure.ts'
import { type Block, context, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'

/**
 * One figure for each group, and for each item within none that has one, with its period and comparators; then any values
 * that contradict each other.
 */
export function measures({ facts }: ComparedEdition): Section {
  const rows = measured(facts).map((item): Text => {
    const name = `${capitalised(levelOf(item, facts.plan).word)} ${item.ref}`
    return [{ kind: 'strong', text: name }, ': ', figure(leadingMeasure(facts.measures, item.ref))]
  })
  return {
    name: 'measures',
    heading: 'Measures',
    blocks: [
      ...(rows.length > 0 ? [{ kind: 'list' as const, items: rows }] : []),
      ...contradictions(facts.measures).map(contradiction),
    ],
  }
}

/** A plan that measures nothing has no figure to miss. */
function measured(facts: Facts): readonly ItemFacts[] {
  if (facts.measures.length === 0) return []
  return groupsOf(facts).flatMap(({ whole, items }) =>
    whole ? [whole] : items.filter(({ ref }) => leadingMeasure(facts.measures, ref) !== undefined),
  )
}

function figure(measure: Measure | undefined): string {
  if (!measure) return 'none reported.'
  const { name, period, sampleSize, comparators } = measure
  const sample = sampleSize === null ? '' : ` of ${sampleSize} who answered`
  const compared = comparators.map((comparator) => {
    const than = `${comparator.name}, ${withUnit(comparator.value, measure)}`
    const way = compareWith(measure, comparator)
    return way === null ? `beside ${than}` : way === 'same' ? `the same as ${than}` : `${way} than ${than}`
  })
  const text = compared.length > 0 ? compared.join('; ') : 'no comparator'
  return `${name}, ${period?.asGiven ?? 'no period'}: ${withUnit(measure.value, measure)}${sample}; ${text}.`
}

function withUnit(value: string, { unit }: Measure): string {
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}

function contradiction(group: readonly Measure[]): Block {
  const [first] = group
  const values = [...new Set(group.map((measure) => withUnit(measure.value, measure)))]
  return context(
    `Two values in the source for ${first?.name}${first?.period ? `, ${first.period.asGiven}` : ''}: ${listed(values)}. Both stand until somebody says which is right.`,
  )
}
