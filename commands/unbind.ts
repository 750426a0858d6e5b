import { z } from 'zod'
import { type Channel, listChannels, unbindChannel } from '../data/channels.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { placeText } from '../src/deliveries/channels.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'No longer tell a board or group in this channel, or in the one of a number',
  for: 'coordinator',
  forms: ['<body>', '<channel:number>'],
  examples: ({ bodies }) => [`unbind ${bodies[0]?.aliases[0] ?? bodies[0]?.code}`, 'unbind 1'],
  arguments: z.object({ body: z.string().optional(), channel: z.number().optional() }),
  changes: true,
  async run(context, { body: code, channel: number }) {
    const { plan, bodies } = context.model
    const channels = await listChannels(context.db, plan.id)
    const body = bodies.find((each) => each.code === code)
    const channel = channels.find((each) =>
      number === undefined ? each.bodyId === body?.id && isHere(context, each) : each.id === number,
    )
    if (!channel) {
      throw new UserError(
        'unknown',
        number === undefined
          ? `The ${body?.name} is not told in this channel. Write it in the channel, or give its number: channels lists them`
          : `There is no channel ${number}. They are listed by: channels`,
        ['channels'],
      )
    }
    await unbindChannel(context.writing(), channel.id)
    await planAhead(context.writing(), context.model, context.now)
    const bound = bodies.find((each) => each.id === channel.bodyId)
    await context.trail({
      of: 'organisation',
      action: 'unbind',
      ref: null,
      before: { body: bound?.code, ...channel },
      after: null,
    })
    return {
      message: sentence(`Recorded: the ${bound?.name} is no longer told in ${placeText(channel)}.`),
      changes: [{ ref: bound?.code ?? '', field: 'channel', from: channel.name, to: null }],
    }
  },
})

function isHere({ place }: Context, { platform, tenant, channel }: Channel): boolean {
  return place.platform === platform && place.tenant === tenant && place.conversation === channel
}
