import { z } from 'zod'
import {
  type Assignment,
  endAssignments,
  listHoldings,
  type Person,
  saveAssignment,
  saveIdentity,
  savePerson,
} from '../data/people.ts'
import { type Context, defineCommand, type Notice, type Outcome } from '../src/command.ts'
import { addDays } from '../src/domain/day.ts'
import { didYouMean } from '../src/domain/did-you-mean.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { listed, longDay } from '../src/domain/format.ts'
import type { Day, Role } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { checkCoordinatorRemains, checkPower } from '../src/people/powers.ts'
import { tellAll } from '../src/people/told.ts'

export default defineCommand({
  summary: 'Assign a role to a person from today or a day on',
  over: 'organisation',
  topics: 'new person owner name reassign give hand over role change owner leaver starter',
  for: 'coordinator',
  otherwise: 'To pass your own role on for a while: delegate <role> <person> until <date>',
  forms: [
    '<role> new <name> from <date> [jointly]',
    '<role> new <name> jointly',
    '<role> new <name>',
    '<role> <person> [from <date>] [jointly]',
    '<role> <name> from <date> [jointly]',
    '<role> <name>',
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
    new: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { role: code, person: personCode, name, date, jointly, new: isNew }) {
    const role = context.model.roles.find((each) => each.code === code)
    if (!role) throw new UserError('unknown', `There is no role ${code} in this plan.`)
    if (name !== undefined && NOBODY.test(name)) throw new UserError('invalid', staysText(context, code))
    const known = context.people.find(
      (each) => each.code === personCode || (!isNew && each.name.toLowerCase() === name?.toLowerCase()),
    )
    if (!known && name === undefined)
      throw new UserError('unknown', 'Name a person: people lists who is known.')
    if (!known && !isNew) return unknownPerson(context, { code, name: name ?? '', from: date?.on })
    if (!known) checkName(context, code, name ?? '')
    const person = known ?? (await addPerson(context, name ?? ''))
    const from = date?.on ?? context.today
    if (from < context.today) {
      throw new UserError(
        'invalid',
        `${longDay(from)} has passed: who held a role then stays in the record. Name today or a day to come.`,
      )
    }
    const before = holders(context, code)
    const held = await listHoldings(context.db, context.model.plan.id, context.today)
    const losing = jointly ? [] : held.filter((each) => isLost(each, { code, from }))
    const losers = context.people.filter(
      ({ id }) => id !== person.id && losing.some(({ personId }) => personId === id),
    )
    await checkPower(context, { role, people: [person, ...losers] })
    const kept = held.map((each) => (losing.includes(each) ? { ...each, toDay: addDays(from, -1) } : each))
    const given = { roleCode: code, personId: person.id, kind: 'holder', fromDay: from, toDay: null } as const
    await checkCoordinatorRemains(context, { holdings: [...kept, given] })
    if (!jointly) {
      await endAssignments(context.writing(), { roleId: role.id, kind: 'holder', from }, addDays(from, -1))
    }
    await saveAssignment(context.writing(), context.model.plan.id, {
      roleId: role.id,
      personId: person.id,
      kind: 'holder',
      fromDay: from,
      toDay: null,
    })
    await context.trail({
      of: 'organisation',
      action: 'assign',
      ref: null,
      before: { role: code, holders: before },
      after: { role: code, person: person.name, code: person.code, from, jointly: jointly ?? false },
    })
    const items = context.model.items.filter((item) => item.owners.includes(code)).map((item) => item.ref)
    const text = `Recorded: ${person.name} holds ${code}${jointly ? ' jointly' : ''} from ${longDay(from)}.`
    return {
      message: sentence(
        text,
        ...(before.some((each) => each !== code) && !jointly
          ? [smallPrint(`Until then: ${listed(before)}.`)]
          : []),
        ...(items.length > 0 ? [smallPrint(`It answers for ${listed(items)}.`)] : []),
      ),
      changes: [{ ref: code, field: 'holder', from: before.join(', ') || null, to: person.name }],
      notices: [
        {
          personIds: [person.id],
          isPersonal: true,
          message: sentence(
            `You hold ${code} from ${longDay(from)}.${items.length > 0 ? ' Type "mine" to see your items.' : ''}`,
          ),
        },
        ...(await newsOf(context, { role, person, from, losers, jointly: jointly === true })),
      ],
    }
  },
})

interface Given {
  readonly role: Role
  readonly person: Person
  readonly from: Day
  readonly losers: readonly Person[]
  readonly jointly: boolean
}

/** Tells those who lose the role, and the coordinators; of an officer who follows nobody they hear by the roster. */
async function newsOf(
  context: Context,
  { role, person, from, losers, jointly }: Given,
): Promise<readonly Notice[]> {
  const { code, kind } = role
  if (losers.length === 0 && (kind === 'officer' || kind === 'member')) return []
  const until = losers.length === 0 ? '' : ` Until then: ${listed(losers.map(({ name }) => name))}.`
  return tellAll(context, {
    personIds: losers.map(({ id }) => id),
    toThem: `You no longer hold ${code} from ${longDay(from)}: ${person.name} holds it.`,
    toCoordinators: `${person.name} holds ${code}${jointly ? ' jointly' : ''} from ${longDay(from)}.${until}`,
  })
}

/** Whether an assignment to a role ends when somebody else holds it from a day on. */
function isLost({ roleCode, kind, toDay }: Assignment, { code, from }: { code: string; from: Day }): boolean {
  return roleCode === code && kind === 'holder' && (toDay === null || toDay >= from)
}

/** Words that people type where they do not know the name yet. */
const NOBODY =
  /^(?:nobody|no[ -]?one|none|vacant|vacancy|unassigned|tb[cad]|n\/?a|to be (?:confirmed|decided|appointed|advised)|somebody|someone|anybody|anyone|me|myself|you|them|him|her|us)\.?$/i

function staysText(context: Context, code: string): string {
  const stays = listed(holders(context, code))
  return `That is nobody’s name${stays === '' ? '' : `, so ${code} stays with ${stays}`}; nothing was changed. When it is known who takes it: assign ${code} new <name>`
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

const LONGEST_NAME = 80

/** Refuses a second person of the same name: answers could not tell them apart. */
function checkName(context: Context, code: string, name: string): void {
  if (name.length > LONGEST_NAME) {
    throw new UserError('too-long', `A name has at most ${LONGEST_NAME} characters. Nothing was changed.`)
  }
  if (!context.people.some((person) => person.name.toLowerCase() === name.toLowerCase())) return
  throw new UserError(
    'conflict',
    `${name} is known already; nothing was changed. Did you mean: assign ${code} ${name}`,
    [`assign ${code} ${name}`],
  )
}

function holders(context: Context, code: string): readonly string[] {
  return context.assignments
    .filter((each) => each.roleCode === code && each.kind === 'holder')
    .map((each) => context.people.find((person) => person.id === each.personId)?.name ?? '')
}

/** Adds a person, who can be spoken as from the shell at once. Their chat account is linked when they ask. */
async function addPerson(context: Context, name: string): Promise<Person> {
  const { plan } = context.model
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'person'
  const taken = new Set([
    'stranger',
    ...context.people.map((each) => each.code),
    ...context.model.roles.map((each) => each.code),
  ])
  const code =
    [base, ...Array.from({ length: 99 }, (_, index) => `${base}-${index + 2}`)].find(
      (each) => !taken.has(each),
    ) ?? base
  const person = await savePerson(context.writing(), plan.id, { code, name })
  await saveIdentity(context.writing(), plan.id, {
    platform: 'terminal',
    tenant: 'local',
    userId: code,
    personId: person.id,
    confirmedAt: context.now.toISOString(),
  })
  return person
}
