import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { described } from '../src/deliveries/alerts.ts'
import { decideByHand, deliveryNumbered } from '../src/deliveries/by-hand.ts'
import { capitalised } from '../src/domain/format.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Say that a held message did arrive: it is not sent again',
  for: 'coordinator',
  forms: ['<number>'],
  examples: () => ['deliveries there 12'],
  arguments: z.object({ number: z.number() }),
  changes: true,
  async run(context, { number }) {
    const delivery = await deliveryNumbered(context, number, ['held'])
    await decideByHand(context, delivery, {
      kind: 'it-is-there',
      by: context.speaker.name,
      now: context.now,
    })
    await context.trail({
      action: 'delivery-there',
      ref: null,
      before: { delivery: delivery.key, state: delivery.state },
      after: { delivery: delivery.key, state: 'sent' },
    })
    const what = capitalised(described(delivery, context.model))
    return { message: sentence(`Noted: ${what} is there. What belongs under it follows.`) }
  },
})
