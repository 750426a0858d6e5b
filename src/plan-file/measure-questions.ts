import { listed } from '../domain/format.ts'
import type { Remark } from './places.ts'
import type { PlanFile, PlanFileMeasure } from './schema.ts'

/** Questions that a careful reader would ask about the figures. */
export function measureQuestions({ measures }: PlanFile): readonly Remark[] {
  return [
    ...measures.flatMap((measure, i) =>
      remarksOn(measure).map((text) => ({ path: ['measures', i], text: `${measure.code}: ${text}` })),
    ),
    ...twoValues(measures),
  ]
}

function remarksOn({
  kind,
  period,
  good,
  comparators,
  items,
  areas,
  name,
}: PlanFileMeasure): readonly string[] {
  const isActual = kind === 'actual'
  return [
    isActual && period === null ? `${name} has no period: when was it measured?` : '',
    isActual && good === null && comparators.length > 0
      ? `${name} is compared with ${listed(comparators.map((each) => each.name))}: which way is better?`
      : '',
    items.length === 0 && areas.length === 0
      ? `${name} belongs to no item and no area: which does it measure?`
      : '',
  ].filter((text) => text !== '')
}

/** One measure and period with two values: both are kept, and somebody has to say which is right. */
function twoValues(measures: readonly PlanFileMeasure[]): readonly Remark[] {
  return measures.flatMap((measure, i) => {
    const earlier = measures
      .slice(0, i)
      .find((other) => isAlike(measure, other) && other.value !== measure.value)
    if (!earlier) return []
    const text = `${measure.name}, ${measure.period?.asGiven ?? 'no period'}: ${earlier.code} gives ${earlier.value}${unitText(earlier)} and ${measure.code} ${measure.value}${unitText(measure)}: which is right?`
    return [{ path: ['measures', i, 'value'], text }]
  })
}

function isAlike(one: PlanFileMeasure, other: PlanFileMeasure): boolean {
  return (
    one.name.toLowerCase() === other.name.toLowerCase() &&
    one.kind === other.kind &&
    one.unit === other.unit &&
    JSON.stringify(one.period) === JSON.stringify(other.period)
  )
}

function unitText({ unit }: PlanFileMeasure): string {
  return unit === '%' ? '%' : ` ${unit}`
}
