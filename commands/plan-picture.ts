import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import type { Edition } from '../src/digest.ts'
import { computeFacts } from '../src/domain/compute-facts.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { firstOf } from '../src/domain/first-of.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { boundDay } from '../src/lookup/days.ts'
import { wallBlock } from '../src/picture/wall-block.ts'
import { asAtText } from '../src/status/item-text.ts'
import { planOn } from '../src/status/past.ts'

export default defineCommand({
  summary: 'Show the whole plan in one picture, a tile for each of its parts, today or on a past day',
  topics: 'overview tiles chart whole map',
  forms: ['[as at <day:past-date>]'],
  questions: ['plan as a picture'],
  examples: ({ today }) => ['plan picture', `plan picture as at ${exampleFirst(today, -4)}`],
  arguments: z.object({ day: boundDay.optional() }),
  async run(context, { day }) {
    const { model, day: on, asAt, isPast } = planOn(context, day?.on)
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
      notShown: model.notShown,
      planChanges: [],
      countedSince: undefined,
    })
    const edition: Edition = {
      facts,
      origin: { kind: 'rebuilt' },
      previous: null,
      recommended: null,
    }
    return {
      message: {
        title: 'The plan as a wall',
        summary: `${plan.title} as a wall, ${isPast ? asAtText(on, context.today) : 'today'}.`,
        blocks: [wallBlock(edition)],
      },
    }
  },
})
