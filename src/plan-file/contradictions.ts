import { plainReference } from '../domain/reference.ts'
import { impossibleClocks } from './clock-errors.ts'
import { impossibleMeasures, unknownInMeasures } from './measure-errors.ts'
import { sharedNames } from './names.ts'
import { eachAction, eachSubAction, type Path, type Remark } from './places.ts'
import type { PlanFile, PlanFileOpening } from './schema.ts'
import { quoted } from './sentence.ts'

/** Errors that make the file unusable: one name for two things, unknown names, impossible combinations. */
export function contradictions(plan: PlanFile): readonly Remark[] {
  return [...sharedNames(plan), ...unknownNames(plan), ...impossible(plan)]
}

function unknownNames(plan: PlanFile): readonly Remark[] {
  const { chairsAction, decidesDates, decidesSignOff, recommends } = plan.policies
  const roles = check('role', plan.roles)
  const bodies = check('body', plan.bodies)
  const ratings = check('rating', plan.scale.ratings)
  const openings = (each: readonly PlanFileOpening[], path: Path) =>
    each.flatMap(({ rating }, i) => ratings(rating, [...path, 'opening', i, 'rating']))
  return [
    ...bodies(decidesDates, ['policies', 'decidesDates']),
    ...bodies(decidesSignOff, ['policies', 'decidesSignOff']),
    ...recommends.flatMap((name, i) => bodies(name, ['policies', 'recommends', i])),
    ...(chairsAction?.notRated ?? []).flatMap((name, i) =>
      ratings(name, ['policies', 'chairsAction', 'notRated', i]),
    ),
    ...plan.bodies.flatMap(({ reportsTo }, b) =>
      reportsTo.flatMap(({ body }, i) => bodies(body, ['bodies', b, 'reportsTo', i, 'body'])),
    ),
    ...eachAction(plan).flatMap(({ action, path }) => [
      ...roles(action.lead ?? undefined, [...path, 'lead']),
      ...openings(action.opening, path),
    ]),
    ...eachSubAction(plan).flatMap(({ subAction, path }) => [
      ...subAction.owners.flatMap((name, i) => roles(name, [...path, 'owners', i])),
      ...openings(subAction.opening, path),
    ]),
    ...unknownInMeasures(plan),
  ]
}

/** As many as a person reads through. */
const MOST_NAMES = 20

/** Checks a name against those that the file defines. */
function check(
  kind: string,
  known: readonly { readonly code: string }[],
): (name: string | undefined, path: Path) => readonly Remark[] {
  const codes = new Set(known.map(({ code }) => code))
  return (name, path) =>
    name === undefined || codes.has(name)
      ? []
      : [
          {
            path,
            text: `unknown ${kind} ${quoted(name)}: expected one of ${known
              .slice(0, MOST_NAMES)
              .map(({ code }) => code)
              .join(', ')}${known.length > MOST_NAMES ? ' …' : ''}`,
          },
        ]
}

function impossible(plan: PlanFile): readonly Remark[] {
  const subActions = eachSubAction(plan)
  return [
    ...secondFinal(plan),
    ...impossibleMeasures(plan),
    ...impossibleClocks(plan),
    ...plan.bodies.flatMap(({ cadence }, i) => cadenceOrder(cadence, ['bodies', i, 'cadence'])),
    ...[
      ...eachAction(plan).map(({ action, path }) => ({ ref: action.ref, path })),
      ...subActions.map(({ subAction, path }) => ({ ref: subAction.ref, path })),
    ].flatMap(({ ref, path }) =>
      plainReference(ref) === ''
        ? [{ path: [...path, 'ref'], text: `${quoted(ref)} has no letter or digit: nobody could type it` }]
        : [],
    ),
    ...subActions.flatMap(({ subAction: { ref, ongoing, due, revisions, owners }, path }) => [
      ...(ongoing && (due !== null || revisions.length > 0)
        ? [
            {
              path: [...path, 'ongoing'],
              text: `${ref} is ongoing and has a due date: expected one of the two`,
            },
          ]
        : []),
      ...owners.flatMap((name, i) =>
        owners.indexOf(name) < i
          ? [
              {
                path: [...path, 'owners', i],
                text: `${quoted(name)} owns ${ref} twice: expected each owner once`,
              },
            ]
          : [],
      ),
    ]),
  ]
}

function secondFinal({ scale }: PlanFile): readonly Remark[] {
  const finals = scale.ratings.flatMap(({ label, final }, i) =>
    final ? [{ label, path: ['scale', 'ratings', i, 'final'] }] : [],
  )
  const [first, ...more] = finals
  return more.map(({ label, path }) => ({
    path,
    text: `${label} is final, and so is ${first?.label}: expected one final rating at most`,
    ...(first && { first: first.path }),
  }))
}

function cadenceOrder(rules: PlanFile['bodies'][number]['cadence'], path: Path): readonly Remark[] {
  return rules.flatMap((rule, i) => {
    const before = rules[i - 1]
    return before && before.from >= rule.from
      ? [
          {
            path: [...path, i, 'from'],
            text: `the cadence from ${rule.from} stands after the one from ${before.from}: expected the earliest first`,
          },
        ]
      : []
  })
}
