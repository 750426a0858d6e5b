import { z } from 'zod'
import type { LinkRequest } from '../data/link-requests.ts'
import {
  accountText,
  endIdentities,
  findPersonByIdentity,
  type Identity,
  listIdentities,
  type Person,
  saveIdentity,
} from '../data/people.ts'
import { type Context, defineCommand, type Notice, type Outcome } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { listed, platformTitle, shortDay } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { said, sentence, context as smallPrint } from '../src/message.ts'
import { endRequest, holdersNamed, requestNamed } from '../src/people/linking.ts'
import { checkPower, SHELL } from '../src/people/powers.ts'
import { tellAll } from '../src/people/told.ts'

export default defineCommand({
  summary: 'Link whoever asked to a person, or to who holds a role',
  for: 'coordinator',
  forms: [
    '<number> as <role> [replacing] [also]',
    '<number> as <person> [replacing] [also]',
    '<number> [replacing] [also]',
  ],
  examples: ({ roles }) => ['link confirm 1', `link confirm 1 as ${roles[0]?.code}`],
  arguments: z.object({
    number: z.number(),
    role: z.string().optional(),
    person: z.string().optional(),
    /** What becomes of an account that the person has on the platform already. */
    replacing: z.literal(true).optional(),
    also: z.literal(true).optional(),
  }),
  changes: true,
  async run(context, { number, role, person: code, replacing, also }) {
    const request = await requestNamed(context, number)
    const candidates = candidatesFor(context, { request, role, code })
    const [person, ...others] = candidates
    if (!person) throw new UserError('invalid', nobody(request, role))
    if (others.length > 0) return whichOf(number, candidates)
    await checkFree(context, request)
    await checkPower(context, { people: [person] })
    const accounts = (await listIdentities(context.db)).filter((each) => each.personId === person.id)
    const there = accounts.filter(({ platform }) => platform === request.platform)
    if (there.length > 0 && !replacing && !also) return whetherToReplace(context, { request, person, there })
    const replaced = replacing ? there : []
    const notices = await newsOf(context, { request, person, accounts, replaced })
    await link(context, { request, person, replaced })
    const outcome = receipt(context, request, person)
    return { ...outcome, notices: [...(outcome.notices ?? []), ...notices] }
  },
})

function candidatesFor(
  context: Context,
  { request, role, code }: { request: LinkRequest; role: string | undefined; code: string | undefined },
): readonly Person[] {
  if (role !== undefined) return holdersNamed(context, role)
  return context.people.filter((each) =>
    code === undefined ? each.id === request.personId : each.code === code,
  )
}

function nobody({ number }: LinkRequest, role: string | undefined): string {
  return role === undefined
    ? `Nobody fits what request ${number} says. Name the person or role: link confirm ${number} as <person or role>`
    : `Nobody holds ${role} at the moment. Assign it first: assign ${role} new <name>`
}

function whichOf(number: number, candidates: readonly Person[]): Outcome {
  const text = 'More than one person holds that role. Who is it?'
  return {
    message: sentence(text),
    waits: true,
    question: {
      text,
      options: candidates.map(({ code, name }) => ({
        label: name,
        line: `link confirm ${number} as ${code}`,
        submission: { command: 'link-confirm', arguments: { number, person: code } },
      })),
      answerLine: null,
    },
  }
}

/** Refuses an account that already speaks for somebody else. */
async function checkFree(context: Context, request: LinkRequest): Promise<void> {
  const known = await findPersonByIdentity(context.db, request)
  if (!known) return
  throw new UserError(
    'conflict',
    `That account is linked to ${known.name} already; nothing was changed. To free it: unlink ${known.code} ${request.platform}`,
  )
}

interface Linking {
  readonly request: LinkRequest
  readonly person: Person
}

/** A second account on a platform may be somebody else's: the coordinator says which of them speak for the person. */
function whetherToReplace(
  { model }: Context,
  { request, person, there }: Linking & { there: readonly Identity[] },
): Outcome {
  const on = platformTitle(request.platform)
  const text = `${person.name} has an account on ${on} already. Replace it?`
  const used = there.map(({ userId, lastUsedAt }) =>
    lastUsedAt === null
      ? `${userId}, not used yet`
      : `${userId}, last used on ${shortDay(dayIn(model.plan.timeZone, new Date(lastUsedAt)))}`,
  )
  const line = `link confirm ${request.number} as ${person.code}`
  return {
    message: sentence(text, {
      kind: 'facts',
      facts: [
        { label: 'They have', value: [said(listed(used))] },
        { label: 'They ask for', value: [said(`${request.userId}, ${request.name}`)] },
      ],
    }),
    waits: true,
    question: {
      text,
      options: [
        { label: 'Yes, replace it', line: `${line} replacing` },
        { label: 'Keep both', line: `${line} also` },
      ],
      isYesNo: true,
      answerLine: null,
    },
  }
}

/** Another account for somebody who has one is told on all of them: it may not be theirs. */
async function newsOf(
  context: Context,
  { request, person, accounts, replaced }: Linking & Record<'accounts' | 'replaced', readonly Identity[]>,
): Promise<readonly Notice[]> {
  if (accounts.every(({ platform }) => platform === SHELL)) return []
  const on = platformTitle(request.platform)
  const instead = replaced.length === 0 ? '' : ` It takes the place of the one that ${person.name} had there.`
  return tellAll(context, {
    personIds: [person.id],
    toThem: `Another account on ${on} speaks for you from now on.${instead}`,
    toCoordinators: `Another account on ${on} speaks for ${person.name} from now on.${instead}`,
  })
}

async function link(
  context: Context,
  { request, person, replaced }: Linking & { replaced: readonly Identity[] },
): Promise<void> {
  const { platform, tenant, userId } = request
  await endIdentities(
    context.writing(),
    replaced.map(({ id }) => id),
  )
  await saveIdentity(context.writing(), context.model.plan.id, {
    personId: person.id,
    platform,
    tenant,
    userId,
    confirmedAt: context.now.toISOString(),
  })
  await endRequest(context, request, { state: 'confirmed', personId: person.id })
  await context.trail({
    of: 'organisation',
    action: 'link',
    ref: null,
    before: {
      request: request.number,
      ...(replaced.length === 0 ? {} : { accounts: replaced.map(accountText) }),
    },
    after: { person: person.name, code: person.code, account: accountText(request) },
  })
}

function receipt(context: Context, { platform, tenant, userId }: LinkRequest, person: Person): Outcome {
  const roles = context.assignments
    .filter(({ personId }) => personId === person.id)
    .map(({ roleCode }) => roleCode)
  const as = person.name === listed(roles) || roles.length === 0 ? '' : ` (${listed(roles)})`
  const on = platformTitle(platform)
  return {
    message: sentence(
      `Linked: they speak as ${person.name}${as} on ${on} from now on.`,
      ...(roles.length === 0
        ? [smallPrint(`${person.name} holds no role at the moment: until one is assigned they see nothing.`)]
        : []),
    ),
    changes: [{ ref: person.code, field: 'linked', from: null, to: platform }],
    notices: [
      {
        personIds: [person.id],
        account: { platform, tenant, userId },
        message: sentence(
          `You are linked: I know you as ${person.name}${as}. Type "mine" to see your items, or "help".`,
        ),
      },
    ],
  }
}
