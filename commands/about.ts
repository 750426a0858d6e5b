import { type Context, defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import type { Body, Organisation, Plan, Role } from '../src/domain/plan.ts'
import { notRunningText } from '../src/domain/plan-end.ts'
import {
  type Block,
  columns,
  type Fact,
  heading,
  type Inline,
  paragraph,
  context as smallPrint,
  strong,
} from '../src/message.ts'
import { findingBlocks } from '../src/status/findings.ts'

export default defineCommand({
  summary: 'Say what the plan is: its version, where it comes from, its boards and what its file remarks',
  topics: 'source version edition origin remarks referral referred findings organisations end ended',
  forms: [''],
  questions: ['about plan', 'source|origin|version of plan', 'what kind of plan', 'plan come|comes from'],
  async run(context) {
    const { plan, roles } = context.model
    const { notes, findings = [], organisations = [] } = plan
    const ended = notRunningText(plan, context.today)
    const facts: readonly Fact[] = [
      { label: 'Version', value: plan.version },
      { label: 'Source', value: plan.source },
      ...(plan.short === undefined ? [] : [{ label: 'Short name', value: plan.short }]),
      ...linkFacts(plan),
    ]
    return {
      message: {
        summary: `${plan.title}, ${plan.version}. ${ended}`.trim(),
        blocks: [
          paragraph(strong(plan.title)),
          ...(ended === '' ? [] : [paragraph(ended)]),
          { kind: 'facts', facts },
          ...bodyBlocks(context),
          ...(organisations.length === 0 ? [] : [heading('Organisations that lead or own')]),
          ...organisations.map((organisation) => paragraph(...organisationNamed(organisation, roles))),
          ...findingBlocks('What was found, and what answers it:', findings),
          ...(notes.length === 0 ? [] : [heading('Remarks of the plan file')]),
          ...notes.map((note) => smallPrint(note)),
        ],
      },
      items: [],
    }
  },
})

/** "FIS: Family Information Service; SLI speaks for it" */
function organisationNamed({ code, contact }: Organisation, roles: readonly Role[]): readonly Inline[] {
  const title = roles.find((role) => role.code === code)?.title ?? code
  const told = [
    ...(title === code ? [] : [title]),
    ...(contact === undefined ? [] : [`${contact} speaks for it`]),
  ]
  return [strong(code), told.length === 0 ? '' : `: ${told.join('; ')}`]
}

/** Links within the plan; of those with another plan is told where the items are shown. */
function linkFacts({ links = [] }: Plan): readonly Fact[] {
  const within = links.filter((ends) => ends.every(({ plan }) => plan === undefined))
  if (within.length === 0) return []
  const pairs = within.map(([one, other]) => `${one.ref} with ${other.ref}`)
  return [{ label: 'Linked items', value: listed(pairs, 'and') }]
}

function bodyBlocks({ model: { bodies } }: Context): readonly Block[] {
  return [
    {
      kind: 'table',
      caption: 'Boards and groups',
      columns: columns('Name', 'What it does', 'Chair', 'Meets'),
      rows: bodies.map((body) => [body.name, body.purpose, body.chair ?? '', meetsText(body)]),
    },
  ]
}

function meetsText({ cadenceAsGiven, illustrative }: Body): string {
  const given = cadenceAsGiven.join('; ')
  if (!illustrative) return given
  return given === '' ? 'days are illustrative' : `${given}; days are illustrative`
}
