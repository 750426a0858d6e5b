import type { Context } from '../command.ts'
import { kindOf } from '../domain/board-kinds.ts'
import type { Body, Item } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { type Allowed, type Deciding, VERBS } from './decision.ts'
import { interestedIn } from './interests.ts'

const PARTS = ['reasons', 'options', 'interests'] as const

/**
 * Checks a decision of a cabinet member or an officer with delegated powers: it is recorded with reasons, options and
 * interests, and not taken by somebody who has an interest.
 * @throws UserError that says what is missing
 */
export async function checkDelegated(
  context: Context,
  { body, item, right, deciding }: { body: Body; item: Item; right: Allowed; deciding: Deciding },
): Promise<void> {
  if (right.may !== 'record' || kindOf(body, context.model.plan.policies) !== 'delegated') return
  const takers = context.assignments
    .filter(({ roleCode }) => roleCode === `chair:${body.code}`)
    .map(({ personId }) => personId)
  const declared = await interestedIn(context, item)
  if (takers.some((id) => declared.includes(id)))
    throw new UserError(
      'refused',
      `Whoever decides as ${body.name} declared an interest in ${item.ref}. Somebody else decides it. Nothing was recorded.`,
    )
  const note = deciding.note?.toLowerCase()
  if (note === undefined) return
  const missing = PARTS.filter((part) => !note.includes(`${part}:`))
  if (missing.length === 0) return
  throw new UserError(
    'invalid',
    `A decision under delegated powers is recorded with its reasons, options and interests; ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing. For example: ${VERBS[deciding.outcome]} R${deciding.number} DR 7, reasons: the supplier left; options: wait or close; interests: none. Nothing was recorded.`,
  )
}
