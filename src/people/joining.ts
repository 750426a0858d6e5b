import { joinPerson, listHoldings, type Person } from '../../data/people.ts'
import type { Context } from '../command.ts'
import { passOn } from './passing-on.ts'

/** Makes two people one, and returns the posts that they hold. What the second said stays under their row of before. */
export async function joinPeople(
  context: Context,
  { kept, joined }: { readonly kept: Person; readonly joined: Person },
): Promise<readonly string[]> {
  const { model, today } = context
  await joinPerson(context.writing(), { kept: kept.id, joined: joined.id })
  await context.trail({
    of: 'organisation',
    action: 'same',
    ref: null,
    before: { person: joined.name, code: joined.code },
    after: { person: kept.name, code: kept.code },
  })
  await passOn(context, joined, kept)
  const held = await listHoldings(context.writing(), model.plan.id, today)
  return [...new Set(held.filter(({ personId }) => personId === kept.id).map(({ roleCode }) => roleCode))]
}
