import { listIdentities } from '../data/people.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count } from '../src/domain/format.ts'
import type { Role } from '../src/domain/plan.ts'
import { columns, sentence, context as smallPrint, typed } from '../src/message.ts'
import { heldBy, NOBODY_YET } from '../src/people/holders.ts'

export default defineCommand({
  summary: 'List roles, who holds them, and who can be reached',
  topics: 'names roles contacts who team members',
  for: 'coordinator',
  otherwise: 'Who answers for an item: owner <ref>',
  forms: [''],
  questions: [
    'people',
    'who is who',
    'list of people|roles|names',
    'everyone with role',
    'roles',
    'who holds what|which',
    'holders',
    'contacts',
  ],
  async run(context) {
    const { roles, bodies } = context.model
    const meets = new Set(bodies.filter((body) => body.cadence.length > 0).map((body) => body.code))
    const shown = roles.filter((role) => role.bodyCode === null || meets.has(role.bodyCode))
    const identities = await listIdentities(context.db)
    const vacant = shown.filter((role) => role.kind === 'officer' && heldBy(context, role.code) === '')
    const text = `${count(shown.length, 'role')}; ${vacant.length} of ${shown.filter((role) => role.kind === 'officer').length} officers have nobody named yet.`
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Roles and who holds them',
          columns: columns('Role', 'Title', 'Held by', 'Reached on'),
          rows: shown.map((role) => [
            role.code,
            role.title,
            heldBy(context, role.code) || NOBODY_YET,
            reachedOn(context, role, identities),
          ]),
        },
        smallPrint('To name somebody: ', typed('assign <role> new <name>')),
      ),
    }
  },
})

function reachedOn(
  context: Context,
  role: Role,
  identities: readonly { personId: number; platform: string }[],
): string {
  const people = new Set(
    context.assignments.filter((each) => each.roleCode === role.code).map((each) => each.personId),
  )
  const platforms = identities.filter((each) => people.has(each.personId)).map((each) => each.platform)
  return [...new Set(platforms)].join(', ') || 'not linked'
}
