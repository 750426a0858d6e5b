import { z } from 'zod'
import { listIdentities, type Person } from '../data/people.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { didYouMean } from '../src/domain/did-you-mean.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { listed, longDay } from '../src/domain/format.ts'
import { isOrganisation } from '../src/domain/organisations.ts'
import type { Role } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { holdersNamed, personCalled } from '../src/people/holders.ts'
import { givePost } from '../src/people/holding.ts'
import { addPerson, checkName } from '../src/people/new-person.ts'
import { checkPower, SHELL } from '../src/people/powers.ts'

export default defineCommand({
  summary: 'Assign a role to a person from today or a day on',
  over: 'organisation',
  topics: 'new person owner name reassign give hand over role change owner leaver starter',
  for: 'coordinator',
  otherwise: 'To pass your own role on for a while: delegate <role> <person> until <date>',
  forms: [
    '<role:post> new <name> from <date> [jointly]',
    '<role:post> new <name> jointly',
    '<role:post> new <name> taking over',
    '<role:post> new <name>',
    '<role:post> <person> taking over',
    '<role:post> <person> [from <date>] [jointly]',
    '<role:post> <name> from <date> [jointly]',
    '<role:post> <name>',
  ],
  offered: 'Assign the role',
  phrases: {
    '<role> <name:full-name> [from <date>]': '<role> <name> [from <date>]',
    'new <role> <name:full-name> [from <date>]': '<role> <name> [from <date>]',
    '<name:full-name> new <role> [from <date>]': '<role> <name> [from <date>]',
    '<name:full-name> takes|taking|took over as|from <role> [from <date>]': '<role> <name> [from <date>]',
  },
  examples: ({ roles, today }) => [
    `assign ${roles[0]?.code} new Sam Example`,
    `assign ${roles[0]?.code} Sam Example from ${exampleFirst(today, 2)}`,
  ],
  arguments: z.object({
    role: z.string(),
    person: z.string().optional(),
    name: z
      .string()
      .transform((name) => name.replace(/\s+/g, ' ').replace(/^to /i, '').trim())
      .optional(),
    date: boundDay.optional(),
    jointly: z.literal(true).optional(),
    /** Somebody else than the holder, who has an account. */
    taking: z.literal(true).optional(),
    over: z.literal(true).optional(),
    new: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { role: code, person: called, name, date, taking, new: isNew, ...said }) {
    const role = context.model.roles.find((each) => each.code === code)
    if (!role) throw new UserError('unknown', `There is no role ${code} in this plan.`)
    const jointly = said.jointly || (!taking && isOrganisation(role, context.model.plan)) || undefined
    if (name !== undefined && NOBODY.test(name)) throw new UserError('invalid', staysText(context, code))
    const known =
      called === undefined
        ? context.people.find((each) => !isNew && each.name.toLowerCase() === name?.toLowerCase())
        : personCalled(context, called)
    if (!known && !isNew) return unknownPerson(context, { code, name: name ?? '', from: date?.on })
    if (!known) checkName(context, name ?? '', `assign ${code} ${name}`)
    const from = date?.on ?? context.today
    if (from < context.today) {
      throw new UserError(
        'invalid',
        `${longDay(from)} has passed: who held a role then stays in the record. Name today or a day to come.`,
      )
    }
    if (known && holdersNamed(context, code).some(({ id }) => id === known.id) && !date && !taking && jointly)
      throw new UserError('invalid', `${known.name} holds ${code} already; nothing was changed.`)
    const linked = jointly || taking || date ? [] : await linkedHolders(context, { role, known })
    await checkPower(context, { role, people: [...(known ? [known] : []), ...linked] })
    if (linked.length > 0) return isItTheSame(context, { role, known, name: name ?? '', linked })
    const person = known ?? (await addPerson(context, { name: name ?? '' }))
    const passed = await givePost(context, { role, person, from, jointly: jointly === true })
    const text = `Recorded: ${person.name} holds ${code}${jointly ? ' jointly' : ''} from ${longDay(from)}.`
    const { before, items } = passed
    return {
      message: sentence(
        text,
        ...(before.length > 0 && !jointly ? [smallPrint(`Until then: ${listed(before)}.`)] : []),
        ...(items.length > 0 ? [smallPrint(`It answers for ${listed(items)}.`)] : []),
      ),
      changes: [passed.change],
      notices: passed.notices,
    }
  },
})

interface Naming {
  readonly role: Role
  /** Somebody who is known already. */
  readonly known: Person | undefined
}

/** Those who hold a post and speak from a chat, where the person who is named does not: it may be one of them. */
async function linkedHolders(context: Context, { role, known }: Naming): Promise<readonly Person[]> {
  if (role.kind === 'member') return []
  const chats = (await listIdentities(context.db)).filter(({ platform }) => platform !== SHELL)
  const isLinked = ({ id }: Person) => chats.some(({ personId }) => personId === id)
  if (known && isLinked(known)) return []
  return holdersNamed(context, role.code).filter((each) => each.id !== known?.id && isLinked(each))
}

function isItTheSame(
  context: Context,
  { role: { code }, known, name, linked }: Naming & { name: string; linked: readonly Person[] },
): Outcome {
  const who = known?.name ?? name
  const given = known ? known.code : `new ${name}`
  const names = listed(linked.map((each) => each.name))
  const holds = linked.length === 1 ? 'holds' : 'hold'
  const text = `${names} ${holds} ${code}, with an account that is linked. Is ${who} the same person?`
  const items = context.model.items.filter((item) => item.owners.includes(code)).map(({ ref }) => ref)
  return {
    message: sentence(
      text,
      smallPrint(
        `If somebody else takes over, ${names} no longer ${holds.replace(/s$/, '')}${linked.length === 1 ? 's' : ''} ${code} from today${items.length > 0 ? ` and no longer answer${linked.length === 1 ? 's' : ''} for ${listed(items)}` : ''}.`,
      ),
    ),
    waits: true,
    question: {
      text,
      options: [
        ...linked.map((each) => ({
          label: linked.length === 1 ? 'Yes, the same person' : `The same person as ${each.name}`,
          line: known ? `people same ${each.code} ${known.code}` : `people name ${each.code} ${name}`,
        })),
        { label: `No, ${who} takes over from today`, line: `assign ${code} ${given} taking over` },
        { label: 'No, they hold it jointly', line: `assign ${code} ${given} jointly` },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

/** Words that people type where they do not know the name yet. */
const NOBODY =
  /^(?:nobody|no[ -]?one|none|vacant|vacancy|unassigned|tb[cad]|n\/?a|to be (?:confirmed|decided|appointed|advised)|somebody|someone|anybody|anyone|me|myself|you|them|him|her|us)\.?$/i

function staysText(context: Context, code: string): string {
  const stays = listed(holdersNamed(context, code).map(({ name }) => name))
  const vacant = stays === '' ? '' : ` When nobody holds it any more: vacant ${code}`
  return `That is nobody’s name${stays === '' ? '' : `, so ${code} stays with ${stays}`}; nothing was changed. When it is known who takes it: assign ${code} new <name>.${vacant}`
}

function unknownPerson(
  context: Context,
  { code, name, from }: { code: string; name: string; from: string | undefined },
): Outcome {
  const meant = didYouMean(
    name,
    context.people.map((person) => person.name),
  )
  const text = `Nobody here is called ${name}. Who is it?`
  const since = from === undefined ? '' : ` from ${from}`
  return {
    message: sentence(text),
    waits: true,
    question: {
      text,
      options: [
        ...meant.map((each) => ({ label: each, line: `assign ${code} ${each}${since}` })),
        { label: `${name}, somebody new`, line: `assign ${code} new ${name}${since}` },
      ],
      answerLine: null,
    },
  }
}
