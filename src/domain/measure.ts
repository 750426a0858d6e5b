import { inOrder } from './day.ts'
import type { Day } from './plan.ts'

/** A figure that the plan is measured by, as its source gives it. */
export interface Measure {
  readonly code: string
  /** The same for every value of one measure. */
  readonly name: string
  readonly kind: 'actual' | 'target' | 'baseline' | 'reference'
  readonly period: Period | null
  /** As written: `70`, `9–12`, `cleared`. */
  readonly value: string
  readonly unit: string
  readonly comparators: readonly { readonly name: string; readonly value: string }[]
  readonly sampleSize: number | null
  /** Which way is better; null if the source leaves it open. */
  readonly good: 'higher' | 'lower' | null
  readonly source: string | null
  /** The references of the items that it measures. */
  readonly items: readonly string[]
  /** The figure to show for those of its items that are groups. */
  readonly headline: boolean
  readonly note: string | null
}

type Valued = Pick<Measure, 'kind' | 'name' | 'period' | 'unit' | 'value'>

interface Period {
  readonly from: Day | null
  readonly to: Day | null
  readonly asGiven: string
}

/** The figure to show for an item: its headline, otherwise the latest one, preferably with a comparator. */
export function leadingMeasure(measures: readonly Measure[], ref: string): Measure | undefined {
  const own = measures.filter(({ kind, items }) => kind === 'actual' && items.includes(ref))
  return own.find(({ headline }) => headline) ?? [...own].sort(moreInformative)[0]
}

function moreInformative(one: Measure, other: Measure): number {
  const comparable = Number(other.comparators.length > 0) - Number(one.comparators.length > 0)
  return comparable || inOrder(other.period?.to ?? '', one.period?.to ?? '')
}

/** Groups of differing values for the same measure and period: both stand, and neither is assumed right. */
export function contradictions<Given extends Valued>(
  measures: readonly Given[],
): readonly (readonly Given[])[] {
  const alike = new Map<string, Given[]>()
  for (const measure of measures) {
    const key = [measure.kind, measure.name.toLowerCase(), periodKey(measure), measure.unit].join('\n')
    alike.set(key, [...(alike.get(key) ?? []), measure])
  }
  return [...alike.values()].filter((group) => new Set(group.map(({ value }) => value)).size > 1)
}

function periodKey({ period }: Valued): string {
  return period ? (period.to ? `${period.from}/${period.to}` : period.asGiven) : ''
}

/** How a figure compares; null if either is not a number or it is open which way is better. */
export function compareWith(
  { value, good }: Pick<Measure, 'value' | 'good'>,
  comparator: { readonly value: string },
): 'better' | 'worse' | 'same' | null {
  if (good === null || !isFigure(value) || !isFigure(comparator.value)) return null
  const [own, other] = [Number(value), Number(comparator.value)]
  if (own === other) return 'same'
  return own > other === (good === 'higher') ? 'better' : 'worse'
}

/** Whether a value can be compared and drawn; `9–12` and `cleared` cannot. */
export function isFigure(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
