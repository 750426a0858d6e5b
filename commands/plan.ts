import { z } from 'zod'
import { bindPlan } from '../data/conversations.ts'
import { defineCommand } from '../src/command.ts'
import { sayable } from '../src/domain/plan-name.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Say which plan this conversation is about, or that it is about any',
  over: 'organisation',
  topics: 'plans switch change choose in another',
  forms: ['any', '<plan>'],
  examples: ({ plans }) => [...plans.map((each) => `plan ${sayable(each)}`), 'plan any'],
  arguments: z.object({ plan: z.string().optional() }),
  changes: true,
  async run({ writing, plans, model, speaker, place: { conversation } }, { plan: code }) {
    const key = { planId: model.plan.id, personId: speaker.personId, conversation }
    if (code === undefined) {
      await bindPlan(writing(), key, { boundPlanId: null, lastLine: 'plan any' })
      return { message: sentence('From now on what you say here may be about any of your plans.') }
    }
    const { plan } = plans.find((each) => each.plan.code === code) ?? {}
    if (!plan) throw new UserError('unknown', `You have no plan ${code}.`, ['plans'])
    await bindPlan(writing(), key, { boundPlanId: plan.id, lastLine: `plan ${sayable(plan)}` })
    return {
      message: sentence(
        `What you say here is about the ${plan.title} from now on.`,
        smallPrint('About another: ', typed('in <name> …'), '; about any: ', typed('plan any')),
      ),
    }
  },
})
