import { z } from 'zod'
import type { LinkRequest } from '../data/link-requests.ts'
import { listSeats, type Person } from '../data/people.ts'
import { type Context, defineCommand, type Notice, type Outcome } from '../src/command.ts'
import { listed, platformTitle } from '../src/domain/format.ts'
import type { Role } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { checkGuestRole } from '../src/people/guests.ts'
import { holdersNamed, isHeldBySeveral, personCalled } from '../src/people/holders.ts'
import { givePost, type Passed } from '../src/people/holding.ts'
import { chatsOf, checkFree, linkAccount } from '../src/people/link-account.ts'
import { linkedNotice } from '../src/people/linked.ts'
import { requestNamed } from '../src/people/linking.ts'
import { addPerson } from '../src/people/new-person.ts'
import { checkPower } from '../src/people/powers.ts'
import { hasName, isAlike, proposalFor } from '../src/people/proposal.ts'
import { whetherToReplace, whoIsIt } from '../src/people/who-is-it.ts'

export default defineCommand({
  summary: 'Link whoever asked to a person, or to a role that they hold from now on',
  over: 'organisation',
  for: 'coordinator',
  forms: [
    '<number> as <role:post> new taking over',
    '<number> as <role:post> new [jointly]',
    '<number> as <role:post> being <person> [jointly] [replacing] [also]',
    '<number> as <role:post> [replacing] [also]',
    '<number> as <person> [replacing] [also]',
    '<number> [replacing] [also]',
  ],
  examples: ({ roles }) => ['link confirm 1', `link confirm 1 as ${roles[0]?.code}`],
  arguments: z.object({
    number: z.number(),
    role: z.string().optional(),
    person: z.string().optional(),
    being: z.literal(true).optional(),
    /** Somebody whom nobody knows yet, and what becomes of who holds the role. */
    new: z.literal(true).optional(),
    taking: z.literal(true).optional(),
    over: z.literal(true).optional(),
    jointly: z.literal(true).optional(),
    /** What becomes of an account that the person has on the platform already. */
    replacing: z.literal(true).optional(),
    also: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { number, role: code, person: called, replacing, also, ...said }) {
    const request = await requestNamed(context, number)
    const asked = wanted(context, { request, code, called })
    await checkFree(context, request)
    if (asked.kind === 'person') return link(context, { request, person: asked.person, replacing, also })
    const { role } = asked
    if (request.isGuest === 1) checkGuestRole(role)
    if (called !== undefined) {
      const person = personCalled(context, called)
      const stays = holdersNamed(context, role.code).some(({ id }) => id === person.id)
      const jointly = said.jointly === true || isHeldBySeveral(context, role)
      return link(context, { request, person, replacing, also, jointly, ...(stays ? {} : { role }) })
    }
    await checkPower(context, { role, people: holdersNamed(context, role.code) })
    const who = await whoIsIt(context, { request, role, said })
    if (who.kind === 'asked') return who.outcome
    if (who.kind === 'holder') return link(context, { request, person: who.person, replacing, also })
    const person = await newcomer(context, request, role)
    return link(context, { request, person, replacing, also, role, jointly: who.jointly })
  },
})

type Asked =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'post'; readonly role: Role }

/** Whom the coordinator names; without a name, whom the request may mean. */
function wanted(
  context: Context,
  { request, code, called }: { request: LinkRequest; code: string | undefined; called: string | undefined },
): Asked {
  if (code !== undefined) {
    const role = context.model.roles.find((each) => each.code === code)
    if (!role) throw new UserError('unknown', `There is no role ${code} in this plan.`)
    return { kind: 'post', role }
  }
  if (called !== undefined) return { kind: 'person', person: personCalled(context, called) }
  const proposal = proposalFor(context, request)
  if (proposal.kind !== 'nobody') return proposal
  const { number } = request
  throw new UserError(
    'invalid',
    `Nobody fits what request ${number} says. Name the person or role: link confirm ${number} as <person or role>`,
  )
}

/** The person that a profile tells of; without a name there, they are called by their post until it is known. */
async function newcomer(context: Context, request: LinkRequest, role: Role): Promise<Person> {
  const { name, email, userId } = request
  if (hasName(request)) return addPerson(context, { name, email })
  const seat = (await listSeats(context.db)).find(({ roleId }) => roleId === role.id)
  const called = seat?.name ?? role.code
  const isTaken = context.people.some((each) => each.name === called)
  return addPerson(context, { name: isTaken ? `${called} (${userId})` : called, email })
}

interface Linking {
  readonly request: LinkRequest
  readonly person: Person
  /** The role that they hold from now on. */
  readonly role?: Role
  readonly jointly?: boolean
  readonly replacing: true | undefined
  readonly also: true | undefined
}

async function link(context: Context, linking: Linking): Promise<Outcome> {
  const { request, person, role, jointly = false, replacing, also } = linking
  const there = (await chatsOf(context, person)).filter(({ platform }) => platform === request.platform)
  if (there.length > 0 && !replacing && !also) {
    const as = role ? `${role.code} being ${person.code}${jointly ? ' jointly' : ''}` : person.code
    return whetherToReplace(context, {
      request,
      person,
      there,
      line: `link confirm ${request.number} as ${as}`,
    })
  }
  const told = await linkAccount(context, {
    account: request,
    request,
    person,
    replaced: replacing ? there : [],
  })
  const passed = role && (await givePost(context, { role, person, from: context.today, jointly }))
  return receipt(context, { request, person, told, role, passed })
}

async function receipt(
  context: Context,
  {
    request,
    person,
    told,
    role,
    passed,
  }: Pick<Linking, 'request' | 'person'> & {
    told: readonly Notice[]
    role: Role | undefined
    passed: Passed | undefined
  },
): Promise<Outcome> {
  const { platform } = request
  const held = context.assignments
    .filter(({ personId }) => personId === person.id)
    .map(({ roleCode }) => roleCode)
  const roles = [...new Set([...held, ...(role ? [role.code] : [])])]
  const as = person.name === listed(roles) || roles.length === 0 ? '' : ` (${listed(roles)})`
  const on = platformTitle(platform)
  const alike = context.people.filter((each) => each.id !== person.id && isAlike(each, request))
  return {
    message: sentence(
      `Linked: they speak as ${person.name}${as} on ${on} from now on.`,
      ...(passed && passed.before.length > 0 ? [smallPrint(`Until now: ${listed(passed.before)}.`)] : []),
      ...(roles.length === 0
        ? [smallPrint(`${person.name} holds no role at the moment: until one is assigned they see nothing.`)]
        : []),
      ...alike.map((each) =>
        smallPrint(
          `${each.name} (${each.code}) has the same name or e-mail. If that is one person: people same ${each.code} ${person.code}`,
        ),
      ),
    ),
    changes: [
      ...(passed ? [passed.change] : []),
      { ref: person.code, field: 'linked', from: null, to: platform },
    ],
    notices: [
      await linkedNotice(context, { person, account: request, roles }),
      ...told,
      // They hear of the post with their account.
      ...(passed?.notices ?? []).filter(
        ({ isPersonal, personIds }) => !(isPersonal && personIds[0] === person.id),
      ),
    ],
  }
}
