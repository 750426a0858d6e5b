import { listDecisions, type TakenDecision } from '../../data/decisions.ts'
import { readNames } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { shortDay } from '../domain/format.ts'
import { isRecordersOwn } from '../domain/request.ts'

/** Says in words what bodies have recommended or decided on each request, by request id. */
export async function recommendationsOf(context: Context): Promise<ReadonlyMap<number, string>> {
  const { db, model, now } = context
  const all = await listDecisions(db, model.plan.id, { after: null, until: now })
  const names = await readNames(db, model.plan.id)
  const texts = new Map<number, string[]>()
  for (const decision of all) {
    const text = decisionText(model.bodies, names, decision)
    texts.set(decision.requestId, [...(texts.get(decision.requestId) ?? []), text])
  }
  return new Map([...texts].map(([requestId, each]) => [requestId, each.join('; ')]))
}

function decisionText(
  bodies: Context['model']['bodies'],
  names: ReadonlyMap<number, string>,
  decision: TakenDecision,
): string {
  const { outcome, bodyCode, chairsAction, meetingDay, decidedAt, personId, note } = decision
  const body = bodies.find(({ code }) => code === bodyCode)?.name ?? bodyCode
  if (outcome === 'recommended') return `${body} recommends: ${note ?? ''}`
  const by = chairsAction
    ? `the chair of the ${body}`
    : `${body}${meetingDay ? ` of ${shortDay(meetingDay)}` : ''}`
  const own = isRecordersOwn(decision, decision) ? ` by ${names.get(personId)}, who had asked for it` : ''
  return `${outcome} by ${by}, recorded on ${shortDay(decidedAt.slice(0, 10))}${own}${note ? `: ${note}` : ''}`
}
