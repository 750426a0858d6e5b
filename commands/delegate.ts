import { z } from 'zod'
import { endAssignments, type Person, saveAssignment } from '../data/people.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { mayDelegate } from '../src/domain/authority.ts'
import { addDays } from '../src/domain/day.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { longDay } from '../src/domain/format.ts'
import type { GivenDay } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence } from '../src/message.ts'
import { checkNoGuest } from '../src/people/guests.ts'
import { holdersNamed, personCalled } from '../src/people/holders.ts'
import { checkPower } from '../src/people/powers.ts'
import { tellAll } from '../src/people/told.ts'

export default defineCommand({
  summary: 'Let somebody act for a role until a day; they have the same rights meanwhile',
  over: 'organisation',
  topics: 'cover holiday stand in deputy deputise act leave absence away hand over assign',
  forms: ['<role> <person> until <date> [next year]'],
  offered: 'Hand over for a while',
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
  examples: ({ roles, today }) => [
    `delegate ${roles[0]?.code} ${roles[1]?.code} until ${exampleDay(today, 3)}`,
  ],
  arguments: z.object({
    role: z.string(),
    person: z.string(),
    date: boundDay,
    /** The day is meant although it is in another year. */
    next: z.literal(true).optional(),
    year: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { role: code, person: personCode, date, next }) {
    const role = context.model.roles.find((each) => each.code === code)
    if (!role) throw new UserError('unknown', 'Name a role and a person: people lists both.')
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
    const person = personCalled(context, personCode)
    const holdsIt = context.speaker.roles.includes(code) && !context.speaker.delegated.includes(code)
    if (!holdsIt || role.kind === 'coordinator') await checkPower(context, { role, people: [person] })
    await checkNoGuest(context, { role, person })
    const isActingUp = context.speaker.isCoordinator && !holdsIt && role.kind === 'officer'
    checkDay(context, date, isActingUp ? MOST_DAYS_ACTING : MOST_DAYS)
    if (
      context.assignments.some(
        (each) => each.roleCode === code && each.personId === person.id && each.kind === 'holder',
      )
    ) {
      throw new UserError('invalid', `${person.name} holds ${code} already.`)
    }
    if (!next && date.on.slice(0, 4) !== context.today.slice(0, 4)) return askYear({ code, person, date })
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
      of: 'organisation',
      action: 'delegate',
      ref: null,
      before: null,
      after: { role: code, person: person.name, code: person.code, until: date.on },
    })
    const text = `Recorded: ${person.name} acts for ${code} until ${longDay(date.on)}.`
    return {
      message: sentence(text),
      changes: [{ ref: code, field: 'delegate', from: null, to: person.name }],
      notices: [
        {
          personIds: [person.id],
          isPersonal: true,
          message: sentence(`You act for ${code} until ${longDay(date.on)}. Type "mine" to see its items.`),
        },
        ...(await tellAll(context, {
          personIds: holdersNamed(context, code).map(({ id }) => id),
          toThem: `${person.name} stands in for you as ${code} until ${longDay(date.on)}.`,
          toCoordinators: `${person.name} stands in for ${code} until ${longDay(date.on)}.`,
        })),
      ],
    }
  },
})

const MOST_DAYS = 90
/** For an officer's post, as the coordinator says. */
const MOST_DAYS_ACTING = 366

function checkDay({ today }: Context, { on }: GivenDay, most: number): void {
  if (on < today) throw new UserError('invalid', `${longDay(on)} has passed. Name a day to come.`)
  const last = addDays(today, most)
  if (on <= last) return
  throw new UserError(
    'invalid',
    `Somebody stands in for ${most} days at most, now until ${longDay(last)}. Nothing was changed. Name an earlier day and renew it then, or have the coordinator assign the role.`,
  )
}

/** A day that was said without its year, or with the wrong one, lies in another year than most people mean. */
function askYear({ code, person, date }: { code: string; person: Person; date: GivenDay }): Outcome {
  const text = `Until ${longDay(date.on)}? That is another year.`
  return {
    message: sentence(text),
    waits: true,
    question: {
      text,
      options: [
        {
          label: `Yes, until ${longDay(date.on)}`,
          line: `delegate ${code} ${person.code} until ${date.on} next year`,
        },
      ],
      isYesNo: true,
      answerLine: `delegate ${code} ${person.code} until {answer}`,
    },
  }
}
