import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { decideByHand, digestsToCome } from '../src/deliveries/by-hand.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { buttons, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Hold the digest of the next meeting until you send it',
  for: 'coordinator',
  forms: ['<body>'],
  offered: 'Hold the digest',
  phrases: {
    'hold|pause|delay|stop [back|off] [on] <body> digest': '<body>',
    'hold|pause|delay|stop [back|off] [on] digest [for|of|to <body>]': '<body>',
    "don't|dont|not send <body> digest [yet]": '<body>',
    "don't|dont|not send digest [for|of|to <body>] [yet]": '<body>',
  },
  examples: ({ bodies }) => bodies.slice(0, 1).map((body) => `digest hold ${body.aliases[0] ?? body.code}`),
  arguments: z.object({ body: z.string() }),
  changes: true,
  async run(context, { body: code }) {
    const body = bodyCalled(code, context.model)
    const digests = await digestsToCome(context, body)
    for (const each of digests) await decideByHand(context, each, { kind: 'hold', by: context.speaker.name })
    const day = digests[0]?.subject.meetingDay ?? null
    await context.trail({
      action: 'digest-hold',
      ref: null,
      before: null,
      after: { body: body.code, meeting: day },
    })
    return {
      message: sentence(
        `Held: the ${body.name} gets its digest when you send it. If its meeting begins before that, it goes without.`,
        buttons({ label: 'Send it', line: `digest send ${body.aliases[0] ?? body.code}` }),
      ),
    }
  },
})
