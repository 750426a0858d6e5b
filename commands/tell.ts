import { z } from 'zod'
import { listIdentities, savePreferences } from '../data/people.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { onPlatform, platformTitle } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { paragraph, said, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Pass a message on to the coordinator, or say on which platform you want to be told',
  over: 'organisation',
  topics: 'coordinator human message ask contact query problem speak notify slack teams e-mail email',
  forms: [
    'coordinator <text:note>',
    'the coordinator <text:note>',
    'me in <platform>',
    'me on <platform>',
    'me by <platform>',
  ],
  offered: 'Tell you there',
  phrases: {
    '[to] [hear] by|via <platform>': 'me by <platform>',
    'send|sending [me] [it|everything] [my] [reminders|digests] [to] [me] by|via <platform>':
      'me by <platform>',
  },
  examples: () => ['tell coordinator the post-16 officers answer for that now', 'tell me in teams'],
  arguments: z.union([
    z.object({ text: z.string().trim().min(1) }),
    z.object({ platform: z.enum(['slack', 'teams', 'terminal', 'mail']) }),
  ]),
  changes: true,
  async run(context, given) {
    return 'platform' in given ? prefer(context, given.platform) : passOn(context, given.text)
  },
})

/** Keeps where somebody with several accounts wants to be told. */
async function prefer(context: Context, platform: string): Promise<Outcome> {
  const { personId, code } = context.speaker
  const title = platformTitle(platform)
  const accounts = await listIdentities(context.db)
  if (!accounts.some((each) => each.personId === personId && each.platform === platform)) {
    if (platform === 'mail')
      throw new UserError(
        'invalid',
        `No e-mail address of yours is confirmed yet; nothing was changed. Ask the coordinator, who types: mail ${code} <your address>`,
      )
    throw new UserError(
      'invalid',
      `You are not linked on ${title} yet; nothing was changed. Write to me there first: link me as ${code}`,
    )
  }
  await savePreferences(context.writing(), personId, { prefers: platform })
  await context.trail({
    of: 'organisation',
    action: 'prefer',
    ref: null,
    before: null,
    after: { platform },
  })
  return {
    message: sentence(`Recorded: I tell you ${onPlatform(platform)} from now on.`),
    changes: [{ ref: code, field: 'told-on', from: null, to: platform }],
  }
}

function passOn({ assignments, people, speaker }: Context, text: string): Outcome {
  const coordinators = assignments
    .filter(({ roleCode }) => roleCode === 'coordinator')
    .map(({ personId }) => personId)
  if (speaker.isCoordinator) {
    throw new UserError(
      'invalid',
      'You are the coordinator yourself. Roles are assigned with: assign <role> <person>',
      ['people'],
    )
  }
  if (coordinators.length === 0)
    throw new UserError('unknown', 'Nobody is coordinator at the moment, so nobody was told.')
  const isVacant = !people.some(({ id }) => coordinators.includes(id))
  const news = `${speaker.name} asks you to look at something.`
  return {
    message: sentence(
      isVacant
        ? 'Nobody is coordinator yet. Whoever is named first is told; nothing was changed.'
        : 'The coordinator is told; nothing was changed.',
      paragraph('Your words: ', said(text)),
    ),
    notices: [
      {
        personIds: coordinators,
        posts: ['coordinator'],
        message: sentence(news, paragraph('Their words: ', said(text))),
      },
    ],
  }
}
