import { plainReference } from '../domain/reference.ts'
import { eachAction, eachSubAction, type Path, type Remark } from './places.ts'
import type { PlanFile, PlanFileOpening } from './schema.ts'

/** What makes the file unusable: references to nothing, the same thing twice. */
export function contradictions(plan: PlanFile): readonly Remark[] {
  const roles = new Set(plan.roles.map((each) => each.code))
  const bodies = new Set(plan.bodies.map((each) => each.code))
  const ratings = new Set(plan.scale.ratings.map((each) => each.code))
  const unknown = (known: ReadonlySet<string>, name: string, path: Path, kind: string): readonly Remark[] =>
    known.has(name)
      ? []
      : [{ path, text: `unknown ${kind} "${name}": expected one of ${[...known].join(', ')}` }]
  const { chairsAction, decidesDates, decidesSignOff, recommends } = plan.policies
  return [
    ...twice(plan.roles.map((each, i) => ({ key: each.code, path: ['roles', i, 'code'] }))),
    ...twice(plan.bodies.map((each, i) => ({ key: each.code, path: ['bodies', i, 'code'] }))),
    ...twice(plan.areas.map((each, i) => ({ key: each.code, path: ['areas', i, 'code'] }))),
    ...twice(ratingNames(plan)),
    ...twice(
      plan.scale.ratings.map((each, i) => ({ key: each.mark, path: ['scale', 'ratings', i, 'mark'] })),
    ),
    ...twice(references(plan)),
    ...finals(plan),
    ...unknown(bodies, decidesDates, ['policies', 'decidesDates'], 'body'),
    ...unknown(bodies, decidesSignOff, ['policies', 'decidesSignOff'], 'body'),
    ...recommends.flatMap((name, i) => unknown(bodies, name, ['policies', 'recommends', i], 'body')),
    ...(chairsAction?.notRated ?? []).flatMap((name, i) =>
      unknown(ratings, name, ['policies', 'chairsAction', 'notRated', i], 'rating'),
    ),
    ...plan.bodies.flatMap((each, b) => [
      ...each.reportsTo.flatMap(({ body: name }, i) =>
        unknown(bodies, name, ['bodies', b, 'reportsTo', i, 'body'], 'body'),
      ),
      ...cadenceOrder(each.cadence, b),
    ]),
    ...eachAction(plan).flatMap(({ action: each, path }) => [
      ...(each.lead === null ? [] : unknown(roles, each.lead, [...path, 'lead'], 'role')),
      ...openingProblems(each.opening, path, unknown, ratings),
    ]),
    ...eachSubAction(plan).flatMap(({ subAction: each, path }) => [
      ...each.owners.flatMap((name, i) => unknown(roles, name, [...path, 'owners', i], 'role')),
      ...(each.ongoing && each.due
        ? [
            {
              path: [...path, 'ongoing'],
              text: `${each.ref} is ongoing and has a due date: expected one of the two`,
            },
          ]
        : []),
      ...openingProblems(each.opening, path, unknown, ratings),
    ]),
  ]
}

function openingProblems(
  openings: readonly PlanFileOpening[],
  path: Path,
  unknown: (known: ReadonlySet<string>, name: string, path: Path, kind: string) => readonly Remark[],
  ratings: ReadonlySet<string>,
): readonly Remark[] {
  return openings.flatMap((each, i) =>
    each.rating === undefined
      ? []
      : unknown(ratings, each.rating, [...path, 'opening', i, 'rating'], 'rating'),
  )
}

function finals(plan: PlanFile): readonly Remark[] {
  const count = plan.scale.ratings.filter((each) => each.final).length
  return count < 2
    ? []
    : [{ path: ['scale', 'ratings'], text: `${count} ratings are final: expected one at most` }]
}

function cadenceOrder(rules: PlanFile['bodies'][number]['cadence'], body: number): readonly Remark[] {
  return rules.flatMap((rule, i) => {
    const before = rules[i - 1]
    return before && before.from >= rule.from
      ? [
          {
            path: ['bodies', body, 'cadence', i, 'from'],
            text: `${rule.from} is not after ${before.from}: expected the earliest cadence first`,
          },
        ]
      : []
  })
}

function ratingNames(plan: PlanFile): readonly { key: string; path: Path }[] {
  return plan.scale.ratings.flatMap((each, i) =>
    [...new Set([each.code, each.label, each.letter, ...each.words].map((word) => word.toLowerCase()))].map(
      (key) => ({
        key,
        path: ['scale', 'ratings', i],
      }),
    ),
  )
}

function references(plan: PlanFile): readonly { key: string; path: Path }[] {
  return [
    ...eachAction(plan).map(({ action: each, path }) => ({
      key: plainReference(each.ref),
      path: [...path, 'ref'],
    })),
    ...eachSubAction(plan).map(({ subAction: each, path }) => ({
      key: plainReference(each.ref),
      path: [...path, 'ref'],
    })),
  ]
}

function twice(named: readonly { key: string; path: Path }[]): readonly Remark[] {
  const seen = new Set<string>()
  return named.flatMap(({ key, path }) => {
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    return [{ path, text: `"${key}" stands here a second time: expected each once` }]
  })
}
