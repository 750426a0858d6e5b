import { z } from 'zod'
import { bindPlan } from '../data/conversations.ts'
import { defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { planCalled, sayable } from '../src/domain/plan-name.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Say which plan this conversation is about, or that it is about any',
  over: 'organisation',
  topics: 'plans switch change choose in another',
  forms: ['any', '<words>'],
  examples: () => ['plan any'],
  arguments: z.object({ words: z.string().optional() }),
  changes: true,
  async run({ writing, plans, model, speaker, place: { conversation } }, { words }) {
    const key = { planId: model.plan.id, personId: speaker.personId, conversation }
    if (words === undefined) {
      await bindPlan(writing(), key, { boundPlanId: null, lastLine: 'plan any' })
      return { message: sentence('From now on what you say here may be about any of your plans.') }
    }
    const names = plans.map(({ plan }) => plan)
    const called = planCalled(words, names)
    if (!called) {
      throw new UserError(
        'unknown',
        `You have no plan of that name. Say one of these: ${listed(names.map((each) => `plan ${sayable(each)}`))}.`,
        ['plans'],
      )
    }
    await bindPlan(writing(), key, { boundPlanId: called.id, lastLine: `plan ${sayable(called)}` })
    return {
      message: sentence(
        `What you say here is about the ${called.title} from now on.`,
        smallPrint('About another: ', typed('in <name> …'), '; about any: ', typed('plan any')),
      ),
    }
  },
})
