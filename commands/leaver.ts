import { z } from 'zod'
import { type Context, defineCommand } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { listed, longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { type Block, paragraph, sentence, context as smallPrint, strong, typed } from '../src/message.ts'
import { personCalled } from '../src/people/holders.ts'
import { type Left, leavePosts } from '../src/people/leaving.ts'

export default defineCommand({
  summary: 'Say that somebody has left or leaves on a day, and see what hangs on their roles',
  over: 'organisation',
  topics: 'leaver left leaving gone resigned retired last day',
  for: 'coordinator',
  otherwise: 'To pass your own role on for a while: delegate <role> <person> until <date>',
  forms: ['<role> [from <date>]', '<person> [from <date>]'],
  offered: 'Record that they leave',
  phrases: {
    '<person> left|leaves|leaving|gone|resigned|retired [us] [council|authority|organisation]': '<person>',
    '<person> leaves|leaving|gone|retires|retiring [us] [council|authority|organisation] [from|on] <date>':
      '<person> from <date>',
    '<person> no longer works|working [here|for] [us]': '<person>',
  },
  examples: ({ roles, today }) => [
    `leaver ${roles[0]?.code}`,
    `leaver ${roles[0]?.code} from ${exampleFirst(today, 2)}`,
  ],
  arguments: z.object({
    role: z.string().optional(),
    person: z.string().optional(),
    date: boundDay.optional(),
  }),
  changes: true,
  async run(context, { role: post, person: code, date }) {
    const person = personCalled(context, code ?? post)
    const from = date?.on ?? context.today
    if (from < context.today)
      throw new UserError(
        'invalid',
        `${longDay(from)} has passed: who held a role then stays in the record. Name today or a day to come.`,
      )
    const { left, changes, notices } = await leavePosts(context, { person, from })
    if (left.length === 0)
      throw new UserError(
        'invalid',
        `${person.name} holds no role, so there is nothing to pass on. To take their account away: unlink ${person.code}`,
      )
    return {
      message: sentence(
        `Recorded: ${person.name} no longer holds ${listed([...new Set(left.map(({ role }) => role.code))])} from ${longDay(from)}.`,
        ...left.flatMap((each) => roleBlocks(context, each)),
        smallPrint(
          'When it is known who follows: ',
          typed('assign <role> new <name>'),
          '; to take their account away: ',
          typed(`unlink ${person.code}`),
        ),
      ),
      changes,
      notices,
    }
  },
})

/** A role, with its plan where that is another than the one that is spoken of, and what hangs on it there. */
function roleBlocks({ model: own }: Context, { role, model: { plan }, facts }: Left): readonly Block[] {
  const title = role.title === role.code ? '' : ` ${role.title}`
  const where = plan.id === own.plan.id ? '' : `, in ${plan.title}`
  return [paragraph(strong(role.code), `${title}${where}`), { kind: 'facts', facts }]
}
