import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { described } from '../src/deliveries/alerts.ts'
import { decideByHand, deliveryNumbered } from '../src/deliveries/by-hand.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Send a held or failed message again',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['deliveries send 12'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const delivery = await deliveryNumbered(context, number, ['held', 'failed'])
    await decideByHand(context, delivery, { kind: 'send-again', now: context.now })
    await context.trail({
      action: 'delivery-again',
      ref: null,
      before: { delivery: delivery.key, state: delivery.state },
      after: { delivery: delivery.key, state: 'planned' },
    })
    return { message: sentence(`It goes out again now: ${described(delivery, context.model)}.`) }
  },
})
