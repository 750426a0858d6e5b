import { readItemStatuses } from '../../data/item-status.ts'
import { type AskedRequest, findRequest } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { exactnessTyped, listed, longDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Body, GivenDay, Item } from '../domain/plan.ts'
import { askedDate, decidingBody } from '../domain/request.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { statusOf, withParts } from '../lookup/items.ts'
import { carryOut, keepDecision, keepTrail } from './apply.ts'
import { type Decided, type Deciding, VERBS } from './decision.ts'
import { checkStands } from './ended.ts'
import { minuteQuestion, whyDeclined } from './questions.ts'
import { receiptOf } from './receipt.ts'
import { checkRight, checkSignOff, meetingOf } from './rights.ts'
import { askToReverse, checkReversible, type Standing, standingAgainst, takenUpBy } from './standing.ts'

/** Decides a request, or records what a body decided: rights, decision, trail and notices. */
export async function decide(context: Context, deciding: Deciding): Promise<Outcome> {
  const { number, ...rest } = deciding
  return decideAll(context, [number], rest)
}

/** Decides several requests in one line: all of them or none. What stands against it is asked about first. */
export async function decideAll(
  context: Context,
  numbers: readonly number[],
  deciding: Omit<Deciding, 'number'>,
): Promise<Outcome> {
  const each = [...new Set(numbers)]
  const line = deciding.line ?? `${VERBS[deciding.outcome]} ${each.map((number) => `R${number}`).join(', ')}`
  const ready: Ready[] = []
  for (const number of each) ready.push(await prepare(context, { ...deciding, number, line }))
  const standing = ready.flatMap(({ reversed }) => (reversed ? [reversed] : []))
  const [first] = ready
  if (!first) throw new Error('no request')
  if (standing.length > 0 && !deciding.reverses) return askToReverse(first.deciding, standing)
  if (standing.length === 0 && deciding.reverses) {
    throw new UserError(
      'invalid',
      `${listed(each.map((number) => `R${number}`))} is not decided yet, so there is nothing to reverse. Nothing was recorded.`,
    )
  }
  const question = ready.map(missing).find((outcome) => outcome !== undefined)
  if (question) return question
  return carryEach(context, ready)
}

/** Which field of a form holds what is wrong with a decision. */
type FieldOf = (deciding: Deciding, about: 'note' | 'date' | undefined) => string

/** Checks decisions that differ from one another; nothing is asked about, as all of them stand on one form. */
export async function prepareEach(
  context: Context,
  all: readonly Deciding[],
  fieldOf: FieldOf,
): Promise<readonly Ready[]> {
  const ready: Ready[] = []
  for (const deciding of all) ready.push(await prepareOne(context, deciding, fieldOf))
  return ready
}

async function prepareOne(context: Context, deciding: Deciding, fieldOf: FieldOf): Promise<Ready> {
  const { number } = deciding
  const wrong = (text: string, said?: 'note' | 'date') =>
    new UserError('invalid', `${text} Nothing was recorded.`, [], fieldOf(deciding, said))
  try {
    const ready = await prepare(context, deciding)
    if (ready.reversed)
      throw wrong(`R${number} was decided meanwhile: look at the page again, and leave it out here.`)
    if (missing(ready)) throw wrong(`R${number} needs the minute that records it.`, 'note')
    return ready
  } catch (error) {
    if (!(error instanceof UserError) || error.field !== undefined) throw error
    const said = deciding.date && /has passed/.test(error.message) ? 'date' : undefined
    throw new UserError(error.code, error.message, [], fieldOf(deciding, said))
  }
}

/** Carries decisions out, all of them in the transaction of the line. */
export async function carryEach(context: Context, ready: readonly Ready[]): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const decided of ready) outcomes.push(await carry(context, decided))
  return together(outcomes)
}

/** A decision whose right was checked. */
export interface Ready extends Decided {
  readonly item: Item
  readonly status: ItemStatus
  readonly recommends: boolean
  /** The earlier decision that it reverses. */
  readonly reversed: Standing | undefined
}

async function prepare(context: Context, deciding: Deciding): Promise<Ready> {
  checkNote(deciding)
  const request = await requestOf(context, deciding)
  await checkReversible(context, request, deciding)
  const item = itemOfRequest(context, request)
  const status = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
  const deciders = decidingBody(context.model.plan.policies, request.kind)
  const body = bodyOf(context, deciding.bodyCode ?? deciders)
  const due =
    deciding.outcome === 'approved' && request.kind === 'date'
      ? dateOf(context, request, deciding)
      : undefined
  const recommends = body.code !== deciders
  const right = await checkRight(context, {
    deciding,
    request,
    status,
    body,
    toDay: due?.on ?? request.toDay,
  })
  const asked = deciding.takenUp
    ? {}
    : { request: { ...request, takenUpBy: await takenUpBy(context, request) } }
  const meeting =
    right.may === 'record'
      ? await meetingOf(context, { body, day: deciding.meetingDay, ...asked })
      : undefined
  const decided = { deciding, request, item, status, body, due, right, recommends, meeting }
  const reversed = await standingAgainst(context, decided)
  if (request.kind === 'sign-off' && deciding.outcome === 'approved' && !recommends)
    checkSignOff(context, status)
  return { ...decided, reversed }
}

/** The question for what a decision still lacks. */
function missing({ deciding, right, body }: Ready): Outcome | undefined {
  if (deciding.note !== undefined) return undefined
  if (right.may === 'record') return minuteQuestion(body, deciding)
  return deciding.outcome === 'declined' ? whyDeclined(deciding) : undefined
}

async function carry(context: Context, decided: Ready): Promise<Outcome> {
  await keepDecision(context, decided)
  if (!decided.recommends) await carryOut(context, decided)
  await keepTrail(context, decided)
  return receiptOf(context, decided)
}

function together(outcomes: readonly Outcome[]): Outcome {
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

/** Refuses a minute that reads like a part of the line that was not understood. */
function checkNote({ number, outcome, note = '' }: Deciding): void {
  const verb = VERBS[outcome]
  if (/^(,|and\b|&|\+)?\s*R\d+\b/i.test(note)) {
    throw new UserError('invalid', `One request a line: ${verb} R${number} <minute>. Nothing was recorded.`)
  }
  if (/^(with|to|until|for|of|on)\b/i.test(note) || /\swith\s+\S*\d/i.test(note)) {
    throw new UserError(
      'invalid',
      `I cannot read “${saidBack(note)}”. The order is: ${verb} R${number}${outcome === 'approved' ? ' with 26 February' : ''} for <body> of <day of the meeting> <minute>. Nothing was recorded.`,
    )
  }
}

async function requestOf(context: Context, { number }: Deciding): Promise<AskedRequest> {
  const request = await findRequest(context.db, context.model.plan.id, number)
  if (!request) {
    throw new UserError('unknown', `There is no request R${number}. The open ones are listed by: requests`, [
      'requests',
    ])
  }
  checkStands(context, request)
  return request
}

function itemOfRequest(context: Context, request: AskedRequest): Item {
  const item = context.model.items.find((each) => each.id === request.itemId)
  if (!item)
    throw new UserError('unknown', `R${request.number} is about an item that is no longer in the plan.`)
  return item
}

/** @throws UserError if the body neither decides nor recommends */
export function bodyOf(context: Context, code: string): Body {
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
  return date ? { ...date, exact: exactnessTyped(date) } : askedDate(request)
}
