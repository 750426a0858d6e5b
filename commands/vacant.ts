import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence, context as smallPrint, typed } from '../src/message.ts'
import { whatHangsOn } from '../src/people/hanging.ts'
import { holdersNamed, NOBODY_YET } from '../src/people/holders.ts'
import { vacatePost } from '../src/people/vacating.ts'

export default defineCommand({
  summary: 'Say that nobody holds a role from today or a day on, and see what hangs on it',
  over: 'organisation',
  topics: 'vacancy vacant empty unfilled left post nobody',
  for: 'coordinator',
  forms: ['<role> [from <date>]'],
  offered: 'Make the role vacant',
  phrases: {
    '<role> [post] vacant|unfilled|empty [from|since|on] [<date>]': '<role> [from <date>]',
    'nobody|no-one holds|holding|in <role> [post] [now] [any] [more] [from|since] [<date>]':
      '<role> [from <date>]',
    'vacancy for|at|in <role> [from|since] [<date>]': '<role> [from <date>]',
  },
  examples: ({ roles, today }) => [
    `vacant ${roles[0]?.code}`,
    `vacant ${roles[0]?.code} from ${exampleFirst(today, 2)}`,
  ],
  arguments: z.object({ role: z.string(), date: boundDay.optional() }),
  changes: true,
  async run(context, { role: code, date }) {
    const role = context.model.roles.find((each) => each.code === code)
    if (!role) throw new UserError('unknown', `There is no role ${code} in this plan.`)
    const from = date?.on ?? context.today
    if (from < context.today)
      throw new UserError(
        'invalid',
        `${longDay(from)} has passed: who held a role then stays in the record. Name today or a day to come.`,
      )
    const leaving = holdersNamed(context, code)
    if (leaving.length === 0)
      throw new UserError('invalid', `${code} is vacant already: ${NOBODY_YET}. Nothing was changed.`)
    const facts = await whatHangsOn(context, { role, leaving })
    const { change, notices } = await vacatePost(context, { role, leaving, from })
    return {
      message: sentence(
        `Recorded: nobody holds ${code} from ${longDay(from)}.`,
        { kind: 'facts', facts },
        smallPrint(
          'When it is known who takes it: ',
          typed(`assign ${code} new <name>`),
          '; for the time being: ',
          typed(`delegate ${code} <person> until <date>`),
        ),
      ),
      changes: [change],
      notices,
    }
  },
})
