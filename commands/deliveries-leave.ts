import { z } from 'zod'
import { withdrawUnder } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { described } from '../src/deliveries/alerts.ts'
import { decideByHand, deliveryNumbered } from '../src/deliveries/by-hand.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Leave a held or failed message unsent, with what belongs under it',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['deliveries leave 12'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const delivery = await deliveryNumbered(context, number, ['held', 'failed'])
    const { key, state } = delivery
    await decideByHand(context, delivery, { kind: 'leave', by: context.speaker.name })
    await withdrawUnder(context.writing(), key, `left by ${context.speaker.name}`)
    await context.trail({
      action: 'delivery-left',
      ref: null,
      before: { delivery: key, state },
      after: { delivery: key, state: 'withdrawn' },
    })
    return {
      message: sentence(`Left: ${described(delivery, context.model)} is not sent.`),
    }
  },
})
