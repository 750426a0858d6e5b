import { z } from 'zod'
import { endAssignments, saveAssignment } from '../data/people.ts'
import { defineCommand } from '../src/command.ts'
import { mayDelegate } from '../src/domain/authority.ts'
import { addDays } from '../src/domain/day.ts'
import { longDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Let somebody act for a role until a day; they have the same rights meanwhile',
  forms: ['<role> <person> until <date>'],
  phrases: {
    '<person> covers|cover|covering [for] my|mine [actions|items|work|areas] until|till|til <date>':
      '<mine> <person> until <date>',
    'hereby delegate|delegating|hand|handing [over] my [actions|items|work] to <person> until|till|til <date>':
      '<mine> <person> until <date>',
    '<person> covers|cover|covering|acts|act|acting|deputises|deputising|deputise for me until|till|til <date>':
      '<mine> <person> until <date>',
    '<person> standing|stands|stepping in for me until|till|til <date>': '<mine> <person> until <date>',
    'away|off|out [on] [leave] until|till|til <date> <person> covers|cover|covering|acts|act|acting|deputises|deputising|deputise [for] [me]':
      '<mine> <person> until <date>',
    'let|have|ask <person> [to] covers|cover|covering|acts|act|acting|deputises|deputising|deputise for me until|till|til <date>':
      '<mine> <person> until <date>',
    '<person> covers|cover|covering|acts|act|acting|deputises|deputising|deputise for <role> until|till|til <date>':
      '<role> <person> until <date>',
    '<person> standing|stands|stepping in for <role> until|till|til <date>': '<role> <person> until <date>',
    'let|have|ask <person> [to] covers|cover|covering|acts|act|acting|deputises|deputising|deputise for <role> until|till|til <date>':
      '<role> <person> until <date>',
  },
  examples: ({ roles }) => [`delegate ${roles[0]?.code} ${roles[1]?.code} until 18 December 2020`],
  arguments: z.object({
    role: z.string(),
    person: z.string(),
    date: boundDay,
  }),
  changes: true,
  async run(context, { role: code, person: personCode, date }) {
    const role = context.model.roles.find((each) => each.code === code)
    const person = context.people.find((each) => each.code === personCode)
    if (!role || !person) throw new UserError('unknown', 'Name a role and a person: people lists both.')
    if (!mayDelegate(context.speaker, role)) {
      throw new UserError(
        'refused',
        `Only the holder of ${code} or the coordinator can delegate it. Nothing was changed.`,
      )
    }
    if (role.kind !== 'officer' && role.kind !== 'coordinator') {
      throw new UserError(
        'refused',
        `${code} cannot be delegated: the deputy acts for a chair, and members answer for themselves. The coordinator can assign a deputy: assign deputy:<body> <person>`,
      )
    }
    if (date.on < context.today)
      throw new UserError('invalid', `${longDay(date.on)} has passed. Name a day to come.`)
    if (
      context.assignments.some(
        (each) => each.roleCode === code && each.personId === person.id && each.kind === 'holder',
      )
    ) {
      throw new UserError('invalid', `${person.name} holds ${code} already.`)
    }
    const trx = context.writing()
    await endAssignments(
      trx,
      { roleId: role.id, kind: 'delegate', from: context.today, personId: person.id },
      addDays(context.today, -1),
    )
    await saveAssignment(trx, context.model.plan.id, {
      roleId: role.id,
      personId: person.id,
      kind: 'delegate',
      fromDay: context.today,
      toDay: date.on,
    })
    await context.trail({
      action: 'delegate',
      ref: null,
      before: null,
      after: { role: code, person: person.name, until: date.on },
    })
    const text = `Recorded: ${person.name} acts for ${code} until ${longDay(date.on)}.`
    return {
      message: sentence(text),
      changes: [{ ref: code, field: 'delegate', from: null, to: person.name }],
      notices: [
        {
          personIds: [person.id],
          message: sentence(`You act for ${code} until ${longDay(date.on)}. Type "mine" to see its items.`),
        },
      ],
    }
  },
})
