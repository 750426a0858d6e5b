import type { Decision } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { powersOf } from '../domain/board-kinds.ts'
import type { Body } from '../domain/plan.ts'

/** How a board of its kind calls what it decided: "agreed", "resolved". */
export function outcomeText(
  { model }: { readonly model: Pick<Context['model'], 'bodies' | 'plan'> },
  { code }: Pick<Body, 'code'>,
  outcome: Decision['outcome'] | undefined,
): string | undefined {
  if (outcome === undefined || outcome === 'recommended') return outcome
  const body = model.bodies.find((each) => each.code === code)
  return powersOf(body ?? { code }, model.plan.policies).outcomes[outcome]
}
