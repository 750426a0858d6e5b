import { eachAction, eachSubAction, type Path, type Remark } from './places.ts'
import type { PlanFile, PlanFileOpening, PlanFileSubAction } from './schema.ts'

/** What a careful reader would ask the plan's authors. */
export function openQuestions(plan: PlanFile): readonly Remark[] {
  return [
    ...plan.bodies.flatMap((each, i) =>
      each.cadence.length === 0 && decides(plan, each.code)
        ? [{ path: ['bodies', i], text: `${each.name} has no meeting cadence: when does it sit?` }]
        : [],
    ),
    ...eachAction(plan).flatMap(({ action: each, path }) => [
      ...(each.lead === null
        ? [
            {
              path: [...path, 'ref'],
              text: `${each.ref} has no lead: who rates the ${plan.words.action} as a whole?`,
            },
          ]
        : []),
      ...ratingQuestions(plan, each.ref, each.opening, path),
    ]),
    ...eachSubAction(plan).flatMap(({ subAction: each, path }) => [
      ...dateQuestions(plan, each, path),
      ...(each.owners.length === 0
        ? [{ path: [...path, 'ref'], text: `${each.ref} has no owner: who answers for it?` }]
        : []),
      ...ratingQuestions(plan, each.ref, each.opening, path),
    ]),
  ]
}

function decides(plan: PlanFile, body: string): boolean {
  return [plan.policies.decidesDates, plan.policies.decidesSignOff, ...plan.policies.recommends].includes(
    body,
  )
}

function dateQuestions(plan: PlanFile, each: PlanFileSubAction, path: Path): readonly Remark[] {
  const dates = [...(each.due ? [each.due] : []), ...each.revisions.map((one) => one.due)]
  const years = plan.areas.flatMap((one) =>
    one.actions.flatMap((two) => two.subActions.flatMap((three) => three.due?.on.slice(0, 4) ?? [])),
  )
  const typical = Number(years.sort()[Math.floor(years.length / 2)] ?? 0)
  return [
    ...(each.due === null && !each.ongoing
      ? [{ path: [...path, 'ref'], text: `${each.ref} has no due date and is not ongoing: when is it due?` }]
      : []),
    ...(each.ongoing && each.review === null
      ? [
          {
            path: [...path, 'ongoing'],
            text: `${each.ref} is ongoing without a review date: when is it looked at next?`,
          },
        ]
      : []),
    ...dates
      .filter(({ on }) => Math.abs(Number(on.slice(0, 4)) - typical) > 10)
      .map(({ on, asGiven }) => ({
        path: [...path, 'due'],
        text: `${each.ref}: ${asGiven} (${on}) is more than ten years from the plan's other dates: is the year right?`,
      })),
    ...oddPrints(each, dates, path),
    ...dates.flatMap(({ on, asGiven }, i) => {
      const before = dates[i - 1]
      return before && on <= before.on
        ? [
            {
              path: [...path, 'revisions', i - 1],
              text: `${each.ref}: the revised date ${asGiven} is not after ${before.asGiven}: are they in order?`,
            },
          ]
        : []
    }),
    ...(each.certainty?.uncertain
      ? [
          {
            path: [...path, 'certainty'],
            text: `${each.ref}: it is not certain that this date belongs here. ${each.certainty.reason ?? ''}`.trim(),
          },
        ]
      : []),
    ...each.revisions.flatMap((one, i) => [
      ...(one.ambiguous
        ? [
            {
              path: [...path, 'revisions', i],
              text: `${each.ref}: ${one.due.asGiven} may be a range, not a revision: which is it?`,
            },
          ]
        : []),
      ...(one.approvedBy === null
        ? [
            {
              path: [...path, 'revisions', i],
              text: `${each.ref}: the approval of ${one.due.asGiven} is not recorded: who approved it?`,
            },
          ]
        : []),
    ]),
  ]
}

/** The printed form names another year than the one that was read from it. */
function oddPrints(
  each: PlanFileSubAction,
  dates: readonly { on: string; asGiven: string }[],
  path: Path,
): readonly Remark[] {
  return dates.flatMap(({ on, asGiven }) => {
    const printed = asGiven.match(/\d{4}/g) ?? []
    return printed.length === 1 && printed[0] !== on.slice(0, 4)
      ? [
          {
            path: [...path, 'due'],
            text: `${each.ref}: "${asGiven}" is printed and read as ${on}: is that the year meant?`,
          },
        ]
      : []
  })
}

function ratingQuestions(
  plan: PlanFile,
  ref: string,
  openings: readonly PlanFileOpening[],
  path: Path,
): readonly Remark[] {
  return openings.flatMap((each, i) => {
    if (each.rating === undefined || each.basis === 'stated-in-plan') return []
    const label = plan.scale.ratings.find((one) => one.code === each.rating)?.label ?? each.rating
    return [
      {
        path: [...path, 'opening', i],
        text: `${ref}: ${label} is read from the wording of the plan's key, not stated: does the owner confirm it?`,
      },
    ]
  })
}
