import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { personCalled } from '../src/people/holders.ts'
import { joinPeople } from '../src/people/joining.ts'
import { checkPower } from '../src/people/powers.ts'
import { tellAll } from '../src/people/told.ts'

export default defineCommand({
  summary: 'Say that two people are one: the second is the first from now on',
  over: 'organisation',
  topics: 'merge duplicate twice one person two hats join accounts',
  for: 'coordinator',
  forms: ['<person> <other:person>'],
  examples: ({ people }) => {
    const [one, other] = people.filter(({ code }) => code !== 'plan-file')
    return one && other ? [`people same ${one.code} ${other.code}`] : []
  },
  arguments: z.object({ person: z.string(), other: z.string() }),
  changes: true,
  async run(context, { person: code, other: otherCode }) {
    const kept = personCalled(context, code)
    const joined = personCalled(context, otherCode)
    if (kept.id === joined.id)
      throw new UserError('invalid', `${kept.name} is one person already; nothing was changed.`)
    await checkPower(context, { people: [kept, joined] })
    const notices = await tellAll(context, {
      personIds: [kept.id, joined.id],
      toThem: `${joined.name} and ${kept.name} are one person from now on: I know you as ${kept.name}.`,
      toCoordinators: `${joined.name} and ${kept.name} are one person from now on: ${kept.name}.`,
    })
    const roles = await joinPeople(context, { kept, joined })
    return {
      message: sentence(
        `Recorded: ${joined.name} (${joined.code}) is ${kept.name} (${kept.code}) from now on.`,
        ...(roles.length > 0 ? [smallPrint(`They hold ${roles.join(', ')}.`)] : []),
        smallPrint('What one of them asks for, the other does not decide.'),
      ),
      changes: [{ ref: kept.code, field: 'same', from: joined.code, to: kept.code }],
      notices,
    }
  },
})
