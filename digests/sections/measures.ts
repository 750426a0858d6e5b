import type { Facts } from '../../src/domain/facts.ts'
import { capitalised, listed } from '../../src/domain/format.ts'
import { groupsOf } from '../../src/domain/groups.ts'
import { levelOf } from '../../src/domain/hierarchy.ts'
import { compareWith, contradictions, leadingMeasure, type Measure } from '../../src/domain/measure.ts'
import { type Block, context, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'

/** Figures, each with its period and comparators, then any values that contradict each other. */
export function measures({ facts }: ComparedEdition): Section {
  const items = figures(facts)
  return {
    name: 'measures',
    heading: 'Measures',
    blocks: [
      ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
      ...contradictions(facts.measures).map(contradiction),
    ],
  }
}

/** A figure for each group; in a plan without groups those that its measures lead with. */
function figures(facts: Facts): readonly Text[] {
  const wholes = groupsOf(facts).flatMap(({ whole }) => whole ?? [])
  if (wholes.length === 0) {
    const actual = facts.measures.filter(({ kind }) => kind === 'actual')
    const leading = actual.filter(({ headline }) => headline)
    return (leading.length > 0 ? leading : actual).slice(0, MOST_FIGURES).map((measure) => figure(measure))
  }
  return wholes.map((whole) => [
    { kind: 'strong', text: `${capitalised(levelOf(whole, facts.plan).word)} ${whole.ref}` },
    ': ',
    figure(leadingMeasure(facts.measures, whole.ref)),
  ])
}

/** More than a meeting looks at. */
const MOST_FIGURES = 6

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
