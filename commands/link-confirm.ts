import { z } from 'zod'
import type { LinkRequest } from '../data/link-requests.ts'
import { findPersonByIdentity, type Person, saveIdentity } from '../data/people.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { listed, platformTitle } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { endRequest, holdersNamed, requestNamed } from '../src/people/linking.ts'

export default defineCommand({
  summary: 'Link whoever asked to a person, or to who holds a role',
  for: 'coordinator',
  forms: ['<number> as <role>', '<number> as <person>', '<number>'],
  examples: ({ roles }) => ['link confirm 1', `link confirm 1 as ${roles[0]?.code}`],
  arguments: z.object({ number: z.number(), role: z.string().optional(), person: z.string().optional() }),
  changes: true,
  async run(context, { number, role, person: code }) {
    const request = await requestNamed(context, number)
    const candidates = candidatesFor(context, { request, role, code })
    const [person, ...others] = candidates
    if (!person) throw new UserError('invalid', nobody(request, role))
    if (others.length > 0) return whichOf(number, candidates)
    await checkFree(context, request)
    await link(context, request, person)
    return receipt(context, request, person)
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
  const known = await findPersonByIdentity(context.db, context.model.plan.id, request)
  if (!known) return
  throw new UserError(
    'conflict',
    `That account is linked to ${known.name} already; nothing was changed. To free it: unlink ${known.code} ${request.platform}`,
  )
}

async function link(context: Context, request: LinkRequest, person: Person): Promise<void> {
  const { platform, tenant, userId } = request
  await saveIdentity(context.writing(), context.model.plan.id, {
    personId: person.id,
    platform,
    tenant,
    userId,
    confirmedAt: context.now.toISOString(),
  })
  await endRequest(context, request, { state: 'confirmed', personId: person.id })
  await context.trail({
    action: 'link',
    ref: null,
    before: { request: request.number },
    after: { person: person.name, account: `${platform}:${tenant}:${userId}` },
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
