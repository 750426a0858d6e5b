import { beginsAt } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { longDay, shortDay } from '../domain/format.ts'
import type { ChangeSource } from '../domain/item-changes.ts'
import { asDraft } from '../domain/minute.ts'
import type { Body, Day, PlanAct } from '../domain/plan.ts'
import { AGREED, agreesTo, COORDINATOR } from '../domain/plan-changes.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { meetingOf } from '../requests/rights.ts'

/** The decision that a change of the plan rests on, as it was typed. */
export interface NamedDecision {
  readonly body?: string | undefined
  /** The day of the sitting; without it, the body's latest. */
  readonly day?: Day | undefined
  /** "minute 4.3" */
  readonly minute?: string | undefined
  /** The line without its decision, to show how one is named. */
  readonly line: string
}

/** From when a change of the plan holds, and by whose word. */
export interface Agreement {
  readonly holdsFrom: string
  readonly source: ChangeSource
  readonly basis: string | null
}

/** A board agrees the change, and nobody has named its decision. */
export interface ToAsk {
  readonly toAsk: true
  readonly body: Body
}

export function isToAsk(found: Agreement | ToAsk): found is ToAsk {
  return 'toAsk' in found
}

/** Whose word a change rests on; or the board that is to be asked for it, where no decision is named. */
export async function agreementOrAsk(
  context: Context,
  act: PlanAct,
  named: NamedDecision,
): Promise<Agreement | ToAsk> {
  const { plan, bodies } = context.model
  const body = bodies.find(({ code }) => code === agreesTo(act, plan))
  if (named.body === undefined && body) return { toAsk: true, body }
  return agreementOf(context, act, named)
}

/**
 * Finds whose word a change rests on. What a body decided holds from the beginning of its sitting, else a change holds from now.
 * @throws UserError if the plan leaves it to a body and no decision of that body is named
 */
export async function agreementOf(context: Context, act: PlanAct, named: NamedDecision): Promise<Agreement> {
  const { plan, bodies } = context.model
  const agrees = agreesTo(act, plan)
  const agreeing = bodies.find(({ code }) => code === agrees)
  if (named.body === undefined) {
    if (agrees === COORDINATOR)
      return { holdsFrom: context.now.toISOString(), source: 'command', basis: null }
    throw new UserError(
      'refused',
      `The ${agreeing?.name ?? agrees} agrees ${AGREED[act]}. Nothing was changed. Once it has, name its decision: ${named.line} decided ${agrees} <day of the meeting> minute <number>`,
    )
  }
  const body = bodyCalled(named.body, context.model)
  if (agrees !== COORDINATOR && body.code !== agrees) {
    throw new UserError(
      'refused',
      `The ${agreeing?.name ?? agrees} agrees ${AGREED[act]}, not the ${body.name}. Nothing was changed.`,
    )
  }
  const meeting = await meetingOf(context, { body, day: named.day })
  const minute = named.minute === undefined ? '' : `, ${asDraft(named.minute)}`
  return {
    holdsFrom: beginsAt(meeting, plan.timeZone).toISOString(),
    source: 'decision',
    basis: `${body.name}, ${shortDay(meeting.day)}${minute}`,
  }
}

/** @throws UserError if an item was not in the plan yet when the decision was taken */
export function checkInPlan(
  { ref, joinedAt }: { readonly ref: string; readonly joinedAt: string },
  { holdsFrom, basis }: Agreement,
): void {
  if (joinedAt <= holdsFrom) return
  throw new UserError(
    'invalid',
    `${ref} joined the plan on ${longDay(joinedAt.slice(0, 10))}, after the meeting that is named (${basis ?? ''}). Nothing was changed.`,
  )
}
