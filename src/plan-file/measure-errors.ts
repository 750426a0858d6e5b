import { plainReference } from '../domain/reference.ts'
import { eachAction, eachSubAction, type Remark } from './places.ts'
import type { PlanFile } from './schema.ts'
import { quoted } from './sentence.ts'

/** Items and areas that a measure names but the plan does not have. */
export function unknownInMeasures(plan: PlanFile): readonly Remark[] {
  const refs = new Set([
    ...eachAction(plan).map(({ action }) => action.ref),
    ...eachSubAction(plan).map(({ subAction }) => subAction.ref),
  ])
  const areas = new Set(plan.areas.map(({ code }) => code))
  return plan.measures.flatMap(({ items, areas: named }, m) => [
    ...items.flatMap((ref, i) =>
      refs.has(ref) ? [] : [{ path: ['measures', m, 'items', i], text: unknownItem(ref, refs) }],
    ),
    ...named.flatMap((code, i) =>
      areas.has(code)
        ? []
        : [
            {
              path: ['measures', m, 'areas', i],
              text: `unknown area ${quoted(code)}: expected one of ${[...areas].join(', ')}`,
            },
          ],
    ),
  ])
}

function unknownItem(ref: string, refs: ReadonlySet<string>): string {
  const meant = [...refs].find((known) => plainReference(known) === plainReference(ref))
  const hint = meant === undefined ? 'one that the plan has' : `it written ${meant}`
  return `unknown item ${quoted(ref)}: expected ${hint}`
}

/** Measures that contradict themselves. */
export function impossibleMeasures({ measures }: PlanFile): readonly Remark[] {
  return measures.flatMap(({ kind, headline, period }, m) => [
    ...(headline && kind !== 'actual'
      ? [
          {
            path: ['measures', m, 'headline'],
            text: `only an actual figure speaks for its area, and this is a ${kind}`,
          },
        ]
      : []),
    ...(period?.from && period.to && period.from > period.to
      ? [{ path: ['measures', m, 'period'], text: `${period.asGiven} ends before it begins` }]
      : []),
  ])
}
