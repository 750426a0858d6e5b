import { inOrder } from './day.ts'
import { compareWith, isFigure, type Measure } from './measure.ts'

/** All that the plan gives of one measure: what was found in each period, and what it was to be. */
export interface MeasureSeries {
  readonly name: string
  /** Of its latest figure, by which it is asked for. */
  readonly code: string
  /** What was found, the earliest first. */
  readonly found: readonly Measure[]
  /** Targets, baselines and reference values. */
  readonly given: readonly Measure[]
  readonly items: readonly string[]
}

export type Trend =
  | {
      readonly kind: 'moved'
      readonly from: Measure
      readonly to: Measure
      readonly way: 'up' | 'down' | 'level'
      /** Null where the plan leaves open which way is better. */
      readonly judged: 'better' | 'worse' | 'same' | null
    }
  /** The latest period has several values, and nobody has said which is right. */
  | { readonly kind: 'several' }
  | { readonly kind: 'one' }

/** The figures of a plan by what they measure, in the plan's order. */
export function seriesOf(measures: readonly Measure[]): readonly MeasureSeries[] {
  const alike = new Map<string, Measure[]>()
  for (const measure of measures) {
    const key = `${measure.name.toLowerCase()}\n${measure.unit}`
    alike.set(key, [...(alike.get(key) ?? []), measure])
  }
  return [...alike.values()].flatMap((all) => {
    const found = all.filter(({ kind }) => kind === 'actual').sort(byPeriod)
    const latest = found.at(-1) ?? all[0]
    if (!latest) return []
    const given = all.filter(({ kind }) => kind !== 'actual')
    const items = [...new Set(all.flatMap((each) => each.items))]
    return [{ name: latest.name, code: latest.code, found, given, items }]
  })
}

/** How the latest figure stands beside the one of the period before. */
export function trendOf({ found }: Pick<MeasureSeries, 'found'>): Trend {
  const figures = found.filter(({ value, period }) => isFigure(value) && period?.to)
  const to = figures.at(-1)
  if (!to) return { kind: 'one' }
  const ends = (each: Measure) => each.period?.to ?? ''
  if (figures.some((each) => ends(each) === ends(to) && each.value !== to.value)) return { kind: 'several' }
  const from = figures.findLast((each) => ends(each) < ends(to))
  if (!from) return { kind: 'one' }
  if (figures.some((each) => ends(each) === ends(from) && each.value !== from.value))
    return { kind: 'several' }
  const difference = Number(to.value) - Number(from.value)
  const way = difference === 0 ? 'level' : difference > 0 ? 'up' : 'down'
  return { kind: 'moved', from, to, way, judged: compareWith(to, from) }
}

function byPeriod(one: Measure, other: Measure): number {
  return inOrder(one.period?.to ?? '', other.period?.to ?? '')
}
