import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Ask the coordinator to link your account to your role; for those who are not known yet',
  over: 'organisation',
  topics: 'account identity sign in login register',
  forms: ['me as <name>', 'me'],
  examples: ({ roles }) => [`link me as ${roles[0]?.code}`],
  arguments: z.object({ me: z.literal(true), name: z.string().optional() }),
  // Anybody who can read the help is linked already.
  hidden: true,
  async run({ speaker: { name, roles } }) {
    const as = name === listed(roles) ? name : `${name} (${listed(roles)})`
    return {
      message: sentence(`You are linked already: I know you as ${as}. The coordinator can change that.`),
    }
  },
})
