import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { holdersNamed, personCalled } from '../src/people/holders.ts'
import { checkName } from '../src/people/new-person.ts'
import { checkPower } from '../src/people/powers.ts'
import { isUnnamed, nameUnnamed, renamePerson } from '../src/people/renaming.ts'

export default defineCommand({
  summary: 'Say what somebody is called who is known by another name or by their role',
  over: 'organisation',
  topics: 'name rename called married correct spelling person',
  for: 'coordinator',
  forms: ['<role> <name>', '<person> <name>'],
  examples: ({ roles }) => [`people name ${roles[0]?.code} Sam Example`],
  arguments: z.object({
    role: z.string().optional(),
    person: z.string().optional(),
    name: z.string().transform((name) => name.replace(/\s+/g, ' ').trim()),
  }),
  changes: true,
  async run(context, { role, person: code, name }) {
    const person = personCalled(context, code ?? role)
    if (person.name === name)
      throw new UserError('invalid', `${person.name} is called so already; nothing was changed.`)
    if (person.name.toLowerCase() !== name.toLowerCase())
      checkName(context, name, sameLine(context, person.code, name))
    await checkPower(context, { people: [person] })
    const named = isUnnamed(context, person)
      ? await nameUnnamed(context, person, name)
      : await renamePerson(context, person, name)
    const roles = context.model.roles
      .filter((each) => holdersNamed(context, each.code).some(({ id }) => id === person.id))
      .map(({ code: held }) => held)
    return {
      message: sentence(
        `Recorded: ${person.name} is ${name} from now on.`,
        ...(roles.length > 0 ? [smallPrint(`They hold ${roles.join(', ')} as before.`)] : []),
        smallPrint(`In commands: ${named.code}`),
      ),
      changes: [{ ref: named.code, field: 'name', from: person.name, to: name }],
    }
  },
})

function sameLine({ people }: Parameters<typeof personCalled>[0], code: string, name: string): string {
  const other = people.find((each) => each.name.toLowerCase() === name.toLowerCase())
  return `people same ${other?.code ?? name} ${code}`
}
