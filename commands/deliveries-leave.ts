import { z } from 'zod'
import { changeDelivery, withdrawUnder } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { described } from '../src/deliveries/alerts.ts'
import { deliveryNumbered } from '../src/deliveries/by-hand.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Leave a held or failed message unsent, with what belongs under it',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['deliveries leave 12'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const { key, state, ...delivery } = await deliveryNumbered(context, number, ['held', 'failed'])
    const outcome = `left by ${context.speaker.name}`
    await changeDelivery(context.writing(), { key, from: [state] }, { state: 'withdrawn', outcome })
    await withdrawUnder(context.writing(), key, outcome)
    await context.trail({
      action: 'delivery-left',
      ref: null,
      before: { delivery: key, state },
      after: { delivery: key, state: 'withdrawn' },
    })
    return {
      message: sentence(`Left: ${described({ key, state, ...delivery }, context.model)} is not sent.`),
    }
  },
})
