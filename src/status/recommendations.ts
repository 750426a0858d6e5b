import { readDecisions } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { shortDay } from '../domain/format.ts'

/** Says in words what bodies have recommended or decided on each request, by request id. */
export async function recommendationsOf(context: Context): Promise<ReadonlyMap<number, string>> {
  const all = await readDecisions(context.db, context.model.plan.id)
  const name = (code: string) => context.model.bodies.find((body) => body.code === code)?.name ?? code
  return new Map(
    [...all].map(([requestId, decisions]) => [
      requestId,
      decisions
        .map((decision) =>
          decision.outcome === 'recommended'
            ? `${name(decision.bodyCode)} recommends: ${decision.note ?? ''}`
            : `${decision.outcome} by ${decision.chairsAction ? 'the chair of the ' : ''}${name(decision.bodyCode)}, recorded on ${shortDay(decision.decidedAt.slice(0, 10))}${decision.note ? `: ${decision.note}` : ''}`,
        )
        .join('; '),
    ]),
  )
}
