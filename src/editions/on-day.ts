import { readItemStatuses } from '../../data/item-status.ts'
import type { Context } from '../command.ts'
import type { Edition } from '../digest.ts'
import { computeFacts } from '../domain/compute-facts.ts'
import { firstOf } from '../domain/first-of.ts'
import type { Day } from '../domain/plan.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { asAtText } from '../status/item-text.ts'
import { planOn } from '../status/past.ts'

/** The whole plan as it stands today, or stood at the end of a past day, without what a meeting is told besides. */
export async function editionOn(
  context: Context,
  past: Day | undefined,
): Promise<{ readonly edition: Edition; readonly when: string }> {
  const { model, day: on, asAt, isPast } = planOn(context, past)
  const { plan, items, bodies } = model
  const facts = computeFacts({
    plan,
    items,
    bodies,
    body: bodyCalled(plan.policies.decidesDates || firstOf(bodies).code, model),
    meeting: null,
    asAt: asAt ?? context.now,
    day: on,
    period: { from: null, previousFrom: null },
    statuses: await readItemStatuses(context.db, model, { today: on, asAt }),
    requests: [],
    decisions: [],
    actionsArising: [],
    measures: [],
    holders: new Map(),
    firstStated: new Map(),
    askedAt: new Map(),
    planChanges: [],
    countedSince: undefined,
  })
  return {
    edition: { facts, origin: { kind: 'rebuilt' }, previous: null, recommended: null },
    when: isPast ? asAtText(on, context.today) : 'today',
  }
}
