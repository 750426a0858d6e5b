import type { Measure } from '../domain/measure.ts'
import type { Item } from '../domain/plan.ts'
import { type Block, columns, paragraph } from '../message.ts'

/** The figures that the plan gives for an item, each with its period and what it stands beside. */
export function measureBlocks({ ref, level }: Item, measures: readonly Measure[]): readonly Block[] {
  const own = measures.filter(({ items }) => items.includes(ref))
  if (own.length === 0) return []
  return [
    paragraph(level === 0 ? 'What it is measured by:' : 'Measured by:'),
    {
      kind: 'table',
      caption: `Measures of ${ref}`,
      columns: columns('Measure', 'What it is', 'Period', 'Value', 'Beside'),
      rows: own.map((measure) => [
        measure.note === null ? measure.name : `${measure.name} (${measure.note})`,
        measure.kind,
        measure.period?.asGiven ?? 'no period',
        valueText(measure.value, measure),
        measure.comparators.map(({ name, value }) => `${name} ${valueText(value, measure)}`).join('; ') ||
          'no comparator',
      ]),
    },
  ]
}

export function valueText(value: string, { unit }: Measure): string {
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}
