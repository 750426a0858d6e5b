import {
  accountText,
  endAssignments,
  listIdentities,
  moveIdentity,
  type Person,
  saveAssignment,
  saveName,
  saveSeat,
} from '../../data/people.ts'
import type { Context } from '../command.ts'
import { addDays } from '../domain/day.ts'
import { addPerson } from './new-person.ts'
import { passOn } from './passing-on.ts'
import { SHELL } from './powers.ts'

/** Whether somebody is known by nothing but their post's code, as an account was linked before posts had seats. */
export function isUnnamed({ model }: Context, { code }: Person): boolean {
  return model.roles.some((role) => role.code === code)
}

/** Gives a person another name; what they said before is told under it too. */
export async function renamePerson(context: Context, person: Person, name: string): Promise<Person> {
  await saveName(context.writing(), person.id, name)
  await context.trail({
    of: 'organisation',
    action: 'name',
    ref: null,
    before: { person: person.name, code: person.code },
    after: { person: name, code: person.code },
  })
  const renamed = { ...person, name }
  await passOn(context, person, renamed)
  return renamed
}

/**
 * Gives a name to somebody who sits in a post's seat. Chats and posts become theirs, and the seat the post's again: what was
 * typed as the post stays the post's.
 */
export async function nameUnnamed(context: Context, unnamed: Person, name: string): Promise<Person> {
  const { model, today, assignments } = context
  const trx = context.writing()
  const person = await addPerson(context, { name, email: unnamed.email })
  const chats = (await listIdentities(trx)).filter(
    ({ personId, platform }) => personId === unnamed.id && platform !== SHELL,
  )
  for (const chat of chats) {
    await moveIdentity(trx, chat.id, person.id)
    await context.trail({
      of: 'organisation',
      action: 'link',
      ref: null,
      before: { accounts: [accountText(chat)] },
      after: { person: name, code: person.code, account: accountText(chat) },
    })
  }
  const held = model.roles.filter(({ code }) =>
    assignments.some(
      ({ roleCode, personId, kind }) => roleCode === code && personId === unnamed.id && kind === 'holder',
    ),
  )
  for (const role of held) {
    await endAssignments(
      trx,
      { roleId: role.id, kind: 'holder', from: today, personId: unnamed.id },
      addDays(today, -1),
    )
    await saveAssignment(trx, model.plan.id, {
      roleId: role.id,
      personId: person.id,
      kind: 'holder',
      fromDay: today,
      toDay: null,
    })
    await context.trail({
      of: 'organisation',
      action: 'assign',
      ref: null,
      before: { role: role.code, holders: [unnamed.name] },
      after: {
        role: role.code,
        person: name,
        code: person.code,
        from: today,
        jointly: true,
        replaces: [unnamed.code],
      },
    })
    if (role.code === unnamed.code) await saveSeat(trx, unnamed.id, role.id)
  }
  await passOn(context, unnamed, person)
  return person
}
