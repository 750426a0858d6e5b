import { z } from 'zod'
import { type Person, savePreferences } from '../data/people.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { exampleDay } from '../src/domain/example-day.ts'
import { longDay, shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { type Block, sentence, context as smallPrint, typed } from '../src/message.ts'
import { personCalled } from '../src/people/holders.ts'

export default defineCommand({
  summary: 'Get no reminders until a day has passed, while you are away',
  over: 'organisation',
  topics: 'holiday leave reminders mute stop nagging chasing away absence sick snooze off',
  forms: [
    'until <date>',
    'off',
    '<role> until <date>',
    '<person> until <date>',
    '<role> off',
    '<person> off',
  ],
  offered: 'No reminders',
  phrases: {
    '[away] [on] [annual] off|leave|holiday|away|out|ooo|absent [of] [office] from <from:date> until|till|til|to <date> [inclusive]':
      'until <date>',
    '[away] [on] [annual] ooo|absent|leave|holiday until|till|til|to <date> [inclusive]': 'until <date>',
    'back [early] [at] [in] [my] [work|desk|office] [today|again]': 'off',
    '[away] on leave|holiday|annual [leave] until|till|til|to <date>': 'until <date>',
    'away|off|out [of] [office] until|till|til <date>': 'until <date>',
    'no|stop|pause|without [more] [sending] [me] reminders|reminding|chasing|chasers|nudges|nudging [me] until|till|til <date>':
      'until <date>',
    "not|do|don't remind|chase|nudge me until|till|til <date>": 'until <date>',
    'reminders|reminder [back] on [again]': 'off',
    'back [from] [leave|holiday] reminders [back] on [again]': 'off',
  },
  examples: ({ today }) => [`quiet until ${exampleDay(today, 3)}`, 'quiet off'],
  arguments: z.object({
    role: z.string().optional(),
    person: z.string().optional(),
    date: boundDay.optional(),
    off: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { role, person: code, date }) {
    const person = personMeant(context, code ?? role)
    const isSelf = person.id === context.speaker.personId
    if (!isSelf && !context.speaker.isCoordinator)
      throw new UserError('refused', 'Only the coordinator says that for somebody else. Nothing was changed.')
    if (date && date.on < context.today)
      throw new UserError('invalid', `${longDay(date.on)} has passed. Name a day to come.`)
    await savePreferences(context.writing(), person.id, { quietUntil: date?.on ?? null })
    await context.trail({
      of: 'organisation',
      action: 'quiet',
      ref: null,
      before: null,
      after: { person: person.name, until: date?.on ?? null },
    })
    const [who, get] = isSelf ? ['you', 'get'] : [person.name, 'gets']
    return {
      message: date
        ? sentence(
            `Recorded: ${who} ${get} no reminders until ${longDay(date.on)} has passed.`,
            ...standInBlocks(context, person, date.on),
          )
        : sentence(`Recorded: ${who} ${get} reminders again.`),
      changes: [{ ref: person.code, field: 'quiet-until', from: null, to: date?.on ?? null }],
    }
  },
})

function personMeant(context: Context, code: string | undefined): Person {
  if (code !== undefined) return personCalled(context, code)
  const { speaker, people } = context
  const self = people.find(({ id }) => id === speaker.personId)
  if (self) return self
  throw new UserError(
    'refused',
    `You speak as a post, ${speaker.name}, and people get reminders. Name a person: quiet <person> until <date>`,
  )
}

function standInBlocks({ assignments, model }: Context, { id }: Person, until: string): readonly Block[] {
  const own = assignments.find(
    ({ personId, kind, roleCode }) =>
      personId === id &&
      kind === 'holder' &&
      model.roles.some((role) => role.code === roleCode && role.kind === 'officer'),
  )
  const isCovered = assignments.some(
    ({ roleCode, kind }) => roleCode === own?.roleCode && kind === 'delegate',
  )
  if (!own || isCovered) return []
  return [
    smallPrint(
      'Let somebody act meanwhile: ',
      typed(`delegate ${own.roleCode} <person> until ${shortDay(until)}`),
    ),
  ]
}
