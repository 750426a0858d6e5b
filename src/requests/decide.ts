import { readItemStatuses } from '../../data/item-status.ts'
import { type AskedRequest, findRequest, listItemRequests, saveRequest } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { longDay, shortDay } from '../domain/format.ts'
import type { Body, GivenDay, Item } from '../domain/plan.ts'
import { decidingBody } from '../domain/request.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { itemOf, statusOf, withParts } from '../lookup/items.ts'
import { sentence } from '../message.ts'
import { carryOut, keepDecision, keepTrail } from './apply.ts'
import { answerLineOf, type Deciding, VERBS } from './decision.ts'
import { whyDeclined } from './questions.ts'
import { receiptOf } from './receipt.ts'
import { checkRight, checkSignOff, meetingOf } from './rights.ts'

/** Decides a request, or records what a body decided: rights, decision, trail and notices. */
export async function decide(context: Context, deciding: Deciding): Promise<Outcome> {
  checkNote(deciding)
  const request = await openRequest(context, deciding)
  const item = itemOfRequest(context, request)
  const status = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
  const body = bodyOf(context, deciding.bodyCode ?? decidingBody(context.model.plan.policies, request.kind))
  const due =
    deciding.outcome === 'approved' && request.kind === 'date'
      ? dateOf(context, request, deciding)
      : undefined
  const right = await checkRight(context, {
    deciding,
    request,
    status,
    body,
    toDay: due?.on ?? request.toDay,
  })
  const recommends = body.code !== decidingBody(context.model.plan.policies, request.kind)
  if (request.kind === 'sign-off' && deciding.outcome === 'approved' && !recommends)
    checkSignOff(context, status)
  if (deciding.note === undefined) {
    if (right.may === 'record') return minuteQuestion(request, body, deciding)
    if (deciding.outcome === 'declined') return whyDeclined(deciding)
  }
  const meeting = right.may === 'record' ? await meetingOf(context, { body, request, deciding }) : undefined
  await keepDecision(context, { deciding, request, right, meeting, body, due, recommends })
  const decided = { request, deciding, item, body, meeting, due, right }
  if (!recommends) await carryOut(context, decided)
  await keepTrail(context, { ...decided, recommends, status })
  return receiptOf(context, { deciding, request, item, body, meeting, due, right, recommends, status })
}

/** Decides several requests in one line: all of them or none. */
export async function decideAll(
  context: Context,
  numbers: readonly number[],
  deciding: Omit<Deciding, 'number'>,
): Promise<Outcome> {
  const line = `${VERBS[deciding.outcome]} ${numbers.map((number) => `R${number}`).join(', ')}`
  const outcomes: Outcome[] = []
  for (const number of numbers) {
    const outcome = await decide(context, { ...deciding, number, ...(numbers.length > 1 ? { line } : {}) })
    if (outcome.waits) return outcome
    outcomes.push(outcome)
  }
  const [only, ...others] = outcomes
  if (only && others.length === 0) return only
  return {
    message: {
      summary: outcomes.map(({ message }) => message.summary).join(' '),
      blocks: outcomes.flatMap(({ message }) => message.blocks),
    },
    changes: outcomes.flatMap(({ changes = [] }) => changes),
    items: outcomes.flatMap(({ items = [] }) => items),
    notices: outcomes.flatMap(({ notices = [] }) => notices),
  }
}

/** Records a date that a body decided for an item: on the open request, or on one that the body took up itself. */
export async function decideItem(
  context: Context,
  { ref, ...deciding }: Omit<Deciding, 'number'> & { ref: string },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  const { plan } = context.model
  const known = await listItemRequests(context.db, plan.id, item.id)
  const open = known.find(({ kind, state }) => kind === 'date' && ['pending', 'deferred'].includes(state))
  if (open) return decide(context, { ...deciding, number: open.number })
  if (!context.speaker.isCoordinator) {
    throw new UserError(
      'refused',
      `No other date is asked for ${ref}, so there is nothing to decide. The coordinator records what a body took up by itself.`,
      ['requests'],
    )
  }
  const line = `${VERBS[deciding.outcome]} ${ref}`
  if (deciding.note === undefined) return minuteOf(context, { ...deciding, number: 0, line })
  const { number } = await saveRequest(context.writing(), {
    planId: plan.id,
    kind: 'date',
    itemId: item.id,
    fromDay: await dueDayOf(context, item),
    toDay: deciding.date?.on ?? null,
    toAsGiven: deciding.date?.asGiven ?? null,
    reason: 'taken up by the body',
    askedBy: context.speaker.personId,
    askedAt: context.now.toISOString(),
  })
  return decide(context, { ...deciding, number, takenUp: true })
}

function minuteOf(context: Context, deciding: Deciding): Outcome {
  const body = bodyOf(context, deciding.bodyCode ?? context.model.plan.policies.decidesDates)
  const text = `Which minute of the ${body.name} records it? Say where it stands, and what was agreed.`
  return {
    message: sentence(text),
    waits: true,
    question: { text, options: [], answerLine: answerLineOf(deciding) },
  }
}

async function dueDayOf(context: Context, item: Item): Promise<string | null> {
  const only = withParts([item], context.model.items)
  const statuses = await readItemStatuses(context.db, context.model, { today: context.today, only })
  return statusOf(statuses, item).due.current?.on ?? null
}

/** Refuses a minute that reads like a part of the line that was not understood. */
function checkNote({ number, outcome, note = '' }: Deciding): void {
  const verb = VERBS[outcome]
  if (/^(,|and\b|&|\+)?\s*R\d+\b/i.test(note)) {
    throw new UserError('invalid', `One request a line: ${verb} R${number} <minute>. Nothing was recorded.`)
  }
  if (/^(with|to|until|for|of|on)\b/i.test(note) || /\swith\s+\S*\d/i.test(note)) {
    throw new UserError(
      'invalid',
      `I cannot read “${saidBack(note)}”. The order is: ${verb} R${number}${outcome === 'approved' ? ' with 26 February 2021' : ''} for <body> of <day of the meeting> <minute>. Nothing was recorded.`,
    )
  }
}

async function openRequest(context: Context, { number, outcome, date }: Deciding): Promise<AskedRequest> {
  const request = await findRequest(context.db, context.model.plan.id, number)
  if (!request) {
    throw new UserError('unknown', `There is no request R${number}. The open ones are listed by: requests`, [
      'requests',
    ])
  }
  if (request.state === 'withdrawn') {
    throw new UserError('conflict', `R${number} was withdrawn; a newer request or update took its place.`, [
      'requests',
    ])
  }
  if (request.state === outcome && outcome !== 'deferred' && !hasOtherDate(request, date)) {
    throw new UserError('conflict', `R${number} is ${outcome} already; nothing was changed.`)
  }
  if (request.state !== 'pending' && request.state !== 'deferred' && !context.speaker.isCoordinator) {
    throw new UserError(
      'refused',
      `R${number} was ${request.state}. A decision is reversed only by a new decision of the body, which the coordinator records.`,
    )
  }
  return request
}

function hasOtherDate(request: AskedRequest, date: GivenDay | undefined): boolean {
  return request.kind === 'date' && date !== undefined && date.on !== request.toDay
}

function itemOfRequest(context: Context, request: AskedRequest): Item {
  const item = context.model.items.find((each) => each.id === request.itemId)
  if (!item)
    throw new UserError('unknown', `R${request.number} is about an item that is no longer in the plan.`)
  return item
}

function bodyOf(context: Context, code: string): Body {
  const { bodies, plan } = context.model
  const body = bodies.find((each) => each.code === code)
  if (!body) throw new Error(`no body ${code}`)
  const { decidesDates, decidesSignOff, recommends } = plan.policies
  if ([decidesDates, decidesSignOff, ...recommends].includes(code)) return body
  throw new UserError('invalid', `The ${body.name} neither decides nor recommends in this plan.`)
}

function dateOf(context: Context, request: AskedRequest, { date }: Deciding): GivenDay | undefined {
  if (date && date.on < context.today) {
    throw new UserError('invalid', `${longDay(date.on)} has passed. Nothing was recorded.`)
  }
  if (date) return date
  return request.toDay
    ? { on: request.toDay, asGiven: request.toAsGiven ?? shortDay(request.toDay) }
    : undefined
}

function minuteQuestion(request: AskedRequest, body: Body, deciding: Deciding): Outcome {
  const text = `Which minute of the ${body.name} records it? Say where it stands, and what was agreed.`
  return {
    message: sentence(`R${request.number} is not ${deciding.outcome} yet.`),
    waits: true,
    question: { text, options: [], answerLine: answerLineOf(deciding) },
  }
}
