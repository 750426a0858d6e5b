import { findLinkRequest } from '../../../data/link-requests.ts'
import { listAssignments, listIdentities, listPeople, type Person, saveEmail } from '../../../data/people.ts'
import type { Context, FieldChange, Notice, Outcome } from '../../command.ts'
import { count } from '../../domain/format.ts'
import { UserError } from '../../errors.ts'
import { columns, sentence } from '../../message.ts'
import { givePost } from '../holding.ts'
import { checkFree, linkAccount } from '../link-account.ts'
import { linkedNotice } from '../linked.ts'
import { addPerson, checkName } from '../new-person.ts'
import { renamePerson } from '../renaming.ts'
import type { PeopleAct, ProposedPeople, Whom } from './proposed.ts'

/** What the acts so far have come to. */
interface Recording {
  readonly context: Context
  readonly changes: readonly FieldChange[]
  readonly notices: readonly Notice[]
}

/**
 * Records a list of people of which nothing is open, by the rules of the commands, in the one transaction of the context.
 * @throws UserError if something is open, or a rule refuses a part; nothing is recorded then
 */
export async function recordPeople(context: Context, proposed: ProposedPeople): Promise<Outcome> {
  const [open] = proposed.questions
  if (open)
    throw new UserError('invalid', `The list leaves something open: ${open.text} Nothing was recorded.`)
  const { changes } = proposed
  if (changes.length === 0) return { message: sentence('Everything in the list is recorded already.') }
  let recording: Recording = { context, changes: [], notices: [] }
  for (const { act } of changes) recording = await carriedOut(recording, act)
  await context.trail({
    of: 'organisation',
    action: 'people-list',
    ref: null,
    before: null,
    after: { changes: changes.length },
  })
  return {
    message: sentence(`Recorded: the list of people, with ${count(changes.length, 'change')}.`, {
      kind: 'table',
      caption: 'What the list changed',
      columns: columns('Where', 'What'),
      rows: changes.map(({ place, text }) => [place, text]),
    }),
    changes: recording.changes,
    notices: withoutDoubles(recording.notices),
  }
}

async function carriedOut(recording: Recording, act: PeopleAct): Promise<Recording> {
  const { context } = recording
  if (act.kind === 'person') {
    checkName(context, act.whom.name, `people`)
    const person = await addPerson(context, { name: act.whom.name })
    return renewed(recording, {
      changes: [{ ref: person.code, field: 'person', from: null, to: person.name }],
    })
  }
  const person = personOf(context, act.whom)
  switch (act.kind) {
    case 'name':
      checkName(context, act.name, 'people')
      await renamePerson(context, person, act.name)
      return renewed(recording, {
        changes: [{ ref: person.code, field: 'name', from: person.name, to: act.name }],
      })
    case 'email':
      await saveEmail(context.writing(), person.id, act.email)
      // Not the address itself: the trail can never forget anything.
      await context.trail({
        of: 'organisation',
        action: 'email',
        ref: null,
        before: { person: person.name, code: person.code, known: person.email !== null },
        after: { known: true },
      })
      return renewed(recording, {})
    case 'holder': {
      const role = context.model.roles.find(({ code }) => code === act.post)
      if (!role) throw new UserError('unknown', `There is no role ${act.post} in this plan.`)
      const passed = await givePost(context, { role, person, from: context.today, jointly: act.jointly })
      return renewed(recording, { changes: [passed.change], notices: passed.notices })
    }
    case 'link':
      return renewed(recording, await linked(context, person, act))
  }
}

async function linked(
  context: Context,
  person: Person,
  { account, request: number, replaces }: Extract<PeopleAct, { kind: 'link' }>,
): Promise<Pick<Recording, 'changes' | 'notices'>> {
  const request = number === null ? undefined : await findLinkRequest(context.db, number)
  // Whoever turns out to be a guest without having asked as one is not heard.
  const asking = { ...account, isGuest: request?.isGuest ?? 0 }
  await checkFree(context, asking)
  const replaced = (await listIdentities(context.db)).filter(({ id }) => replaces.includes(id))
  const told = await linkAccount(context, { account: asking, request, person, replaced })
  const roles = context.assignments
    .filter(({ personId }) => personId === person.id)
    .map(({ roleCode }) => roleCode)
  return {
    changes: [{ ref: person.code, field: 'linked', from: null, to: account.platform }],
    notices: [await linkedNotice(context, { person, account, roles: [...new Set(roles)] }), ...told],
  }
}

function personOf({ people }: Context, whom: Whom): Person {
  const person = people.find(({ id, name }) =>
    whom.kind === 'known' ? id === whom.personId : name === whom.name,
  )
  if (!person) throw new Error(`${whom.kind} person is not there`)
  return person
}

/** What was recorded a moment ago is seen by what follows. */
async function renewed(
  { context, changes, notices }: Recording,
  more: Partial<Pick<Recording, 'changes' | 'notices'>>,
): Promise<Recording> {
  const { db, model, today } = context
  return {
    context: {
      ...context,
      people: await listPeople(db),
      assignments: await listAssignments(db, model.plan.id, today),
    },
    changes: [...changes, ...(more.changes ?? [])],
    notices: [...notices, ...(more.notices ?? [])],
  }
}

/** Who is linked hears of their posts on that account, in one message. */
function withoutDoubles(notices: readonly Notice[]): readonly Notice[] {
  const linkedIds = notices.flatMap(({ account, personIds }) => (account ? personIds : []))
  return notices.filter(
    ({ isPersonal, personIds: [id] }) => !(isPersonal && id !== undefined && linkedIds.includes(id)),
  )
}
