import { kindOf, powersOf } from '../domain/board-kinds.ts'
import { shortDay } from '../domain/format.ts'
import { COORDINATOR } from '../domain/plan-changes.ts'
import type { PlanFile } from './arranged.ts'
import type { Path, Remark } from './places.ts'

type Body = PlanFile['bodies'][number]

/** What the file lets a board do although its kind cannot, or although it has ended. */
export function impossiblePowers(plan: PlanFile): readonly Remark[] {
  return [
    ...deciding(plan).flatMap(({ code, what, path }) => {
      const body = plan.bodies.find((each) => each.code === code)
      return body ? deciderRemarks(plan, body, { what, path }) : []
    }),
    ...plan.policies.recommends.flatMap((code, i) => {
      const body = plan.bodies.find((each) => each.code === code)
      return body ? adviserRemarks(plan, body, ['policies', 'recommends', i]) : []
    }),
    ...chairsAction(plan),
    ...callIn(plan),
  ]
}

/** Everything that the file leaves to a board. */
function deciding({ policies }: PlanFile): readonly { code: string; what: string; path: Path }[] {
  const { decidesDates, decidesSignOff, agrees = {} } = policies
  return [
    { code: decidesDates, what: 'dates', path: ['policies', 'decidesDates'] },
    { code: decidesSignOff, what: 'sign-off', path: ['policies', 'decidesSignOff'] },
    ...Object.entries(agrees).flatMap(([act, code]) =>
      code === undefined || code === COORDINATOR
        ? []
        : [{ code, what: 'changes of the plan', path: ['policies', 'agrees', act] }],
    ),
  ]
}

function deciderRemarks(
  { policies }: PlanFile,
  body: Body,
  { what, path }: { what: string; path: Path },
): readonly Remark[] {
  const { name, decides } = powersOf(body, policies)
  if (body.closed !== undefined) {
    const text = `${body.name} was closed on ${shortDay(body.closed)}: expected a board that decides ${what} now`
    return [{ path, text }]
  }
  if (decides) return []
  const instead =
    kindOf(body, policies) === 'scrutiny'
      ? 'it recommends, and the executive responds'
      : 'it judges in its own words'
  return [{ path, text: `${body.name} is ${name} and never decides ${what}: ${instead}` }]
}

function adviserRemarks({ policies }: PlanFile, body: Body, path: Path): readonly Remark[] {
  // A board of no kind is one that recommends because it is named here.
  const { name, recommends } = powersOf(body, policies)
  return recommends
    ? []
    : [{ path, text: `${body.name} is ${name} and recommends to nobody: leave it out of recommends` }]
}

/** A chair decides alone only where the terms of reference say so. */
function chairsAction({ policies, bodies }: PlanFile): readonly Remark[] {
  const path = ['policies', 'chairsAction']
  if (!policies.chairsAction) return []
  const body = bodies.find(({ code }) => code === policies.decidesDates)
  const powers = body && powersOf(body, policies)
  if (powers && !powers.hasChairsAction)
    return [{ path, text: `${body.name} is ${powers.name}: its chair decides nothing alone` }]
  return policies.chairsAction.clause === undefined
    ? [
        {
          path,
          text: 'chairsAction cites no clause: expected the one that gives the power, such as clause: "Terms of reference, 4.6, agreed 14 Jun 2019"',
        },
      ]
    : []
}

function callIn({ bodies, policies }: PlanFile): readonly Remark[] {
  return bodies.flatMap((body, i) => {
    const { canBeCalledIn, name } = powersOf(body, policies)
    return body.callInDays === undefined || canBeCalledIn
      ? []
      : [
          {
            path: ['bodies', i, 'callInDays'],
            text: `${body.name} is ${name}: what it says is not called in`,
          },
        ]
  })
}
