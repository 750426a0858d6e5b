import { listMailAddresses } from '../data/mail-addresses.ts'
import { type Identity, listIdentities } from '../data/people.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count, listed, platformTitle } from '../src/domain/format.ts'
import { MAIL } from '../src/domain/mail-address.ts'
import { organisationText } from '../src/domain/organisations.ts'
import type { Role } from '../src/domain/plan.ts'
import { type Block, columns, sentence, context as smallPrint, typed } from '../src/message.ts'
import { heldBy, NOBODY_YET } from '../src/people/holders.ts'
import { SHELL } from '../src/people/powers.ts'

export default defineCommand({
  summary: 'List roles, who holds them, and who can be reached',
  over: 'plans',
  listsPeople: true,
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
    const { plan, roles, bodies } = context.model
    const meets = new Set(bodies.filter((body) => body.cadence.length > 0).map((body) => body.code))
    const shown = roles.filter((role) => role.bodyCode === null || meets.has(role.bodyCode))
    const chats = await accounts(context)
    const officers = shown.filter(
      (role) => role.kind === 'officer' && organisationText(role.code, plan) === '',
    )
    const vacant = officers.filter((role) => heldBy(context, role.code) === '')
    const text = `${count(shown.length, 'role')}; ${vacant.length} of ${officers.length} officers have nobody named yet.`
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Roles and who holds them',
          columns: columns('Role', 'Title', 'Held by', 'Reached on'),
          rows: shown.map((role) => [
            role.code,
            [role.title, organisationText(role.code, plan)].filter((each) => each !== '').join('; '),
            heldBy(context, role.code) || NOBODY_YET,
            on(chats.filter(({ personId }) => holds(context, role, personId))),
          ]),
        },
        ...peopleTable(context, chats),
        smallPrint(
          'To name somebody: ',
          typed('assign <role> new <name>'),
          '; to free an account: ',
          typed('unlink <person> [platform]'),
        ),
      ),
    }
  },
})

/** Everybody by the code that commands take, also those who hold nothing at the moment. */
function peopleTable(context: Context, chats: readonly Account[]): readonly Block[] {
  const people = context.people.filter(({ code }) => code !== 'plan-file')
  if (people.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'People',
      columns: columns('Name', 'In commands', 'Holds', 'Reached on'),
      rows: people.map(({ id, name, code }) => [
        name,
        code,
        listed(context.model.roles.filter((role) => holds(context, role, id)).map((role) => role.code)) ||
          'no role',
        on(chats.filter(({ personId }) => personId === id)),
      ]),
    },
  ]
}

function holds({ assignments }: Context, { code }: Role, personId: number): boolean {
  return assignments.some((each) => each.roleCode === code && each.personId === personId)
}

/** An account, with its e-mail address where nobody else reads the answer. */
type Account = Pick<Identity, 'personId' | 'platform' | 'isGuest'> & { readonly address: string | undefined }

async function accounts({ db, place }: Context): Promise<readonly Account[]> {
  const addresses = place.isPrivate ? await listMailAddresses(db) : undefined
  return (await listIdentities(db))
    .filter(({ platform }) => platform !== SHELL)
    .map(({ personId, platform, isGuest, userId }) => ({
      personId,
      platform,
      isGuest,
      address: platform === MAIL.platform ? addresses?.get(userId) : undefined,
    }))
}

function on(chats: readonly Account[]): string {
  const platforms = chats.map(
    ({ platform, isGuest, address }) =>
      `${platformTitle(platform)}${isGuest === 1 ? ' as a guest' : ''}${address === undefined ? '' : ` (${address})`}`,
  )
  return [...new Set(platforms)].join(', ') || 'not linked'
}
