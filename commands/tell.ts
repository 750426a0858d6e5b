import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { paragraph, said, sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Pass a message on to the coordinator, for example that an item is no longer yours',
  forms: ['coordinator <text:note>'],
  examples: () => ['tell coordinator the post-16 officers answer for that now'],
  arguments: z.object({ text: z.string().trim().min(1) }),
  changes: true,
  async run({ assignments, speaker }, { text }) {
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
    const news = `${speaker.name} asks you to look at something.`
    return {
      message: sentence(
        'The coordinator is told; nothing was changed.',
        paragraph('Your words: ', said(text)),
      ),
      notices: [{ personIds: coordinators, message: sentence(news, paragraph('Their words: ', said(text))) }],
    }
  },
})
