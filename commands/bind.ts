import { z } from 'zod'
import { bindChannel, listChannels } from '../data/channels.ts'
import { defineCommand } from '../src/command.ts'
import { placeText } from '../src/deliveries/channels.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Have a board or group told its digests in this channel',
  topics: 'channel post room',
  for: 'coordinator',
  forms: ['<body>'],
  examples: ({ bodies }) => [`bind ${bodies[0]?.aliases[0] ?? bodies[0]?.code}`],
  arguments: z.object({ body: z.string() }),
  changes: true,
  async run(context, { body: code }) {
    const { plan } = context.model
    const { place } = context
    const body = bodyCalled(code, context.model)
    if (place.isPrivate) {
      throw new UserError(
        'invalid',
        `Nobody but you reads this. Add me to the channel of the ${body.name} and write there: bind ${code}`,
      )
    }
    const name = place.name ?? `${body.name} channel`
    const { platform, tenant, conversation: channel } = place
    const known = (await listChannels(context.db, plan.id)).some(
      (each) =>
        each.bodyId === body.id &&
        each.platform === platform &&
        each.tenant === tenant &&
        each.channel === channel,
    )
    if (known)
      return { message: sentence(`The ${body.name} is told here already. To end it: unbind ${code}`) }
    const bound = { bodyId: body.id, platform, tenant, channel, name, boundAt: context.now.toISOString() }
    await bindChannel(context.writing(), plan.id, bound)
    await planAhead(context.writing(), context.model, context.now)
    await context.trail({
      of: 'organisation',
      action: 'bind',
      ref: null,
      before: null,
      after: { body: code, channel: name, platform, tenant, id: channel },
    })
    return {
      message: sentence(
        `Recorded: the ${body.name} is told its digests in ${placeText(bound)}.`,
        smallPrint('I can write only where I am a member: invite me if I am not.'),
        smallPrint('To end it: ', typed(`unbind ${code}`), '. All channels: ', typed('channels')),
      ),
      changes: [{ ref: code, field: 'channel', from: null, to: name }],
    }
  },
})
