import { dayIn } from './day.ts'
import type { PlanChangeFacts } from './facts.ts'
import { holdsAt, type PastInstant } from './item-changes.ts'
import type { Measure } from './measure.ts'

/** A version of what the plan is measured by, with the decision that it rests on. */
export interface Measured {
  readonly measures: readonly Measure[]
  readonly basis: string | null
}

interface Version {
  readonly measured?: Measured | undefined
  readonly holdsFrom: string
  readonly recordedAt: string
}

/** How one measure differs from the version before. Null where there was, or is, none. */
interface MeasureChange extends Version {
  readonly before: Measure | null
  readonly after: Measure | null
  readonly basis: string | null
}

/** What the plan was measured by at an instant; undefined where no version says so. */
export function measuresAt(versions: readonly Version[], when: PastInstant): readonly Measure[] | undefined {
  const known = versions.filter(({ measured }) => measured)
  return (known.findLast((each) => holdsAt(each, when)) ?? known[0])?.measured?.measures
}

/** What was changed of measures, from the first change to the last. */
export function measureChanges(versions: readonly Version[]): readonly MeasureChange[] {
  const known = versions.flatMap((each) => (each.measured ? [{ ...each, measured: each.measured }] : []))
  return known.slice(1).flatMap(({ measured, holdsFrom, recordedAt }, index) => {
    const { basis } = measured
    return differences(known[index]?.measured.measures ?? [], measured.measures).map((each) => ({
      ...each,
      holdsFrom,
      recordedAt,
      basis,
    }))
  })
}

/** The measures that say something else, that came and that went. */
export function differences(
  before: readonly Measure[],
  after: readonly Measure[],
): readonly Pick<MeasureChange, 'before' | 'after'>[] {
  const [was, is] = [before, after].map((all) => new Map(all.map((each) => [each.code, each])))
  const codes = [...new Set([...after, ...before].map(({ code }) => code))]
  return codes.flatMap((code) => {
    const [one, other] = [was?.get(code) ?? null, is?.get(code) ?? null]
    return one && other && measureText(one) === measureText(other) ? [] : [{ before: one, after: other }]
  })
}

/** A change of a measure as plain data, told of the item that it measures. */
export function measureFacts(
  { before, after, holdsFrom, recordedAt, basis }: MeasureChange,
  {
    item,
    timeZone,
  }: {
    item: { readonly id: number; readonly ref: string; readonly title: string } | undefined
    timeZone: string
  },
): PlanChangeFacts {
  const measure = after ?? before
  return {
    kind: 'measure',
    id: item?.id ?? NO_ITEM,
    ref: item?.ref ?? measure?.code ?? '',
    title: item?.title ?? measure?.name ?? '',
    was: before && measureText(before, { isNamed: before.name !== after?.name }),
    is: after && measureText(after),
    why: null,
    into: null,
    basis,
    reason: null,
    isMisprint: false,
    at: holdsFrom,
    day: dayIn(timeZone, new Date(holdsFrom)),
    recordedDay: dayIn(timeZone, new Date(recordedAt)),
    stood: null,
  }
}

/** The plan as a whole is measured. */
const NO_ITEM = 0

/** "“Plans in 20 weeks”, target: 90%, Mar 2021, beside England 60%" */
export function measureText(
  { name, kind, value, unit, period, comparators, sampleSize, good, note }: Measure,
  { isNamed = true } = {},
): string {
  const withUnit = (figure: string) => (unit === '%' ? `${figure}%` : `${figure} ${unit}`)
  const beside = comparators.map((each) => `${each.name} ${withUnit(each.value)}`).join(' and ')
  const parts = [
    `${isNamed ? `“${name}”, ` : ''}${kind}: ${withUnit(value)}`,
    period?.asGiven,
    beside === '' ? undefined : `beside ${beside}`,
    sampleSize === null ? undefined : `of ${sampleSize}`,
    good === null ? undefined : `${good} is better`,
    note ?? undefined,
  ]
  return parts.flatMap((each) => each ?? []).join(', ')
}
