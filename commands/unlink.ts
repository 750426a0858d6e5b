import { z } from 'zod'
import { accountText, endIdentities, listIdentities } from '../data/people.ts'
import { defineCommand } from '../src/command.ts'
import { listed, platformTitle } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'
import { personCalled } from '../src/people/holders.ts'
import { checkCoordinatorRemains, checkPower } from '../src/people/powers.ts'
import { tellAll } from '../src/people/told.ts'

export default defineCommand({
  summary: 'Take a person’s accounts from them, on one platform or on all',
  over: 'organisation',
  for: 'coordinator',
  forms: ['<role> [platform]', '<person> [platform]'],
  examples: ({ roles }) => [`unlink ${roles[0]?.code}`, `unlink ${roles[0]?.code} slack`],
  arguments: z.object({
    role: z.string().optional(),
    person: z.string().optional(),
    platform: z.string().optional(),
  }),
  changes: true,
  async run(context, { role, person: code, platform }) {
    const person = personCalled(context, code ?? role)
    const accounts = (await listIdentities(context.db)).filter(
      (each) =>
        each.personId === person.id &&
        (platform === undefined || each.platform === platform) &&
        !(each.platform === 'terminal' && each.userId === person.code),
    )
    if (accounts.length === 0) {
      const where = platform === undefined ? 'any platform' : platformTitle(platform)
      throw new UserError('invalid', `${person.name} is not linked on ${where}; nothing was changed.`)
    }
    await checkPower(context, { people: [person] })
    await checkCoordinatorRemains(context, { without: accounts.map(({ id }) => id) })
    const platforms = [...new Set(accounts.map((each) => each.platform))]
    const on = listed(platforms.map(platformTitle))
    const notices = await tellAll(context, {
      personIds: [person.id],
      toThem: `Your account on ${on} was taken away: I do not know you there any more.`,
      toCoordinators: `${person.name} was unlinked on ${on}.`,
    })
    await endIdentities(
      context.writing(),
      accounts.map(({ id }) => id),
    )
    await context.trail({
      of: 'organisation',
      action: 'unlink',
      ref: null,
      before: {
        person: person.name,
        code: person.code,
        accounts: accounts.map(accountText),
      },
      after: null,
    })
    return {
      message: sentence(`Unlinked: ${person.name} on ${on}. What was said from there stays in the record.`),
      changes: platforms.map((each) => ({ ref: person.code, field: 'linked', from: each, to: null })),
      notices,
    }
  },
})
