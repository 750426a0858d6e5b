import { z } from 'zod'
import { type Context, defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { type Fact, paragraph, sentence, strong } from '../src/message.ts'

export default defineCommand({
  summary: 'Say who chairs a board or group, and who sits on it',
  over: 'plans',
  listsPeople: true,
  topics: 'chair chairs deputy member membership attends sits who board group',
  forms: ['[body]'],
  questions: [
    'chair|chairs|chairing|chaired|chairman|chairperson|chairwoman',
    'who is chair',
    'who is the chair of',
    'deputy chair',
    'who sits|sit|is|are on',
    'who attends|attend|comes|come|goes|go to',
    'members|membership|member',
    'run|runs board|group',
  ],
  examples: ({ bodies }) => ['members', `members ${bodies[1]?.aliases[0] ?? bodies[1]?.code}`],
  arguments: z.object({ body: z.string().optional() }),
  async run(context, { body: code }) {
    const body = bodyCalled(code ?? context.model.plan.policies.decidesDates, context.model)
    const chair = body.chair ?? listed(namesOf(context, body.code, 'chair'))
    const text =
      chair === '' ? `The plan names no chair of the ${body.name}.` : `Chair of the ${body.name}: ${chair}.`
    const facts: readonly Fact[] = [
      { label: 'Held by', value: listed(namesOf(context, body.code, 'chair')) },
      { label: 'Deputy', value: listed(namesOf(context, body.code, 'deputy')) },
      { label: 'Members', value: listed(body.members) },
      { label: 'Members by name', value: listed(namesOf(context, body.code, 'member')) },
    ].filter(({ value }) => value !== '')
    return {
      message: sentence(
        text,
        ...(body.purpose === '' ? [] : [paragraph(strong(body.name), `: ${body.purpose}`)]),
        ...(facts.length > 0 ? [{ kind: 'facts' as const, facts }] : []),
      ),
    }
  },
})

/** Who holds a body's role of some kind by name. */
function namesOf({ model, assignments, people }: Context, body: string, kind: string): readonly string[] {
  const codes = model.roles
    .filter((role) => role.bodyCode === body && role.kind === kind)
    .map(({ code }) => code)
  return assignments
    .filter(({ roleCode }) => codes.includes(roleCode))
    .flatMap(({ personId }) => people.find(({ id }) => id === personId)?.name ?? [])
}
