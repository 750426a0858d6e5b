import {
  type AskedRequest,
  findRequest,
  readDecisions,
  readRevisions,
  saveDecision,
  saveRevision,
  setRequestState,
} from '../data/dates.ts'
import { findLastMeeting, findNextMeeting, type Meeting } from '../data/meetings.ts'
import { readStandings } from '../data/standing.ts'
import { saveUpdates } from '../data/updates.ts'
import type { Context, Notice, Outcome } from './command.ts'
import { dayIn } from './domain/day.ts'
import { decidingBody, rightToDecide } from './domain/deciding.ts'
import { listed, longDay, shortDay, shownDay } from './domain/format.ts'
import type { Body, Day, GivenDay, Item } from './domain/plan.ts'
import { finalRating } from './domain/scale.ts'
import type { Standing } from './domain/standing.ts'
import { UserError } from './errors.ts'
import { type Block, paragraph, said, sentence, strong } from './message.ts'
import { holdersOf, itemData, standingOf } from './recording.ts'

/** What is to be decided, as the command was given. */
export interface Deciding {
  readonly number: number
  readonly outcome: 'approved' | 'declined' | 'deferred'
  /** Approve, but with this date. */
  readonly date?: GivenDay | undefined
  /** The body whose decision the coordinator records; without it, the one that decides. */
  readonly bodyCode?: string | undefined
  /** The minute, the reason, or why a deputy acts. */
  readonly note?: string | undefined
  /** The body took the item up itself: the request is as new as the record of it. */
  readonly takenUp?: boolean
  /** The day of the sitting that decided; without it, the latest since the request was made. */
  readonly meetingDay?: Day | undefined
  /** The line that was typed, where it is not the outcome's own verb. */
  readonly line?: string
}

const VERBS = { approved: 'approve', declined: 'decline', deferred: 'defer' } as const

/** Decides a request or records what a body decided: rights, ledger, trail and who is told, in one place. */
export async function decide(context: Context, deciding: Deciding): Promise<Outcome> {
  checkNote(deciding)
  const request = await openRequest(context, deciding)
  const item = itemOfRequest(context, request)
  const standing = standingOf(
    await readStandings(context.db, context.model, { today: context.today, only: withParts(context, item) }),
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
    standing,
    body,
    toDay: due?.on ?? request.toDay,
  })
  const recommends = body.code !== decidingBody(context.model.plan.policies, request.kind)
  if (request.kind === 'sign-off' && deciding.outcome === 'approved' && !recommends)
    checkSignOff(context, standing)
  if (deciding.note === undefined) {
    if (right.may === 'record') return minuteQuestion(request, body, deciding)
    if (deciding.outcome === 'declined') return reasonQuestion(request, deciding)
  }
  const meeting = right.may === 'record' ? await meetingOf(context, { body, request, deciding }) : undefined
  await keepDecision(context, { deciding, request, right, meeting, body, due, recommends })
  if (!recommends) await carryOut(context, { request, deciding, item, body, meeting, due, right })
  return receiptOf(context, { deciding, request, item, body, meeting, due, right, recommends, standing })
}

/** A part of the line that was not understood must not end up as the minute. */
function checkNote({ number, outcome, note = '' }: Deciding): void {
  const verb = VERBS[outcome]
  if (/^(,|and\b|&|\+)?\s*R\d+\b/i.test(note)) {
    throw new UserError('invalid', `One request a line: ${verb} R${number} <minute>. Nothing was recorded.`)
  }
  if (/^(with|to|until|for|of|on)\b/i.test(note) || /\swith\s+\S*\d/i.test(note)) {
    throw new UserError(
      'invalid',
      `I cannot read “${note.slice(0, 60)}”. The order is: ${verb} R${number}${outcome === 'approved' ? ' with 26 February 2021' : ''} for <body> of <day of the meeting> <minute>. Nothing was recorded.`,
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

type Allowed = { may: 'record' } | { may: 'chairs-action'; deputyReason: string | null }

async function checkRight(
  context: Context,
  {
    deciding,
    request,
    standing,
    body,
    toDay,
  }: { deciding: Deciding; request: AskedRequest; standing: Standing; body: Body; toDay: string | null },
): Promise<Allowed> {
  const { speaker, model } = context
  const interested = [
    request.askedBy,
    ...(request.onBehalfOf === null ? [] : [request.onBehalfOf]),
    ...holdersOf(context, standing.item),
  ]
  const chairs = context.assignments
    .filter((each) => each.roleCode === `chair:${body.code}`)
    .map((each) => each.personId)
  const right = rightToDecide(
    {
      personId: speaker.personId,
      isCoordinator: speaker.isCoordinator,
      chairs: speaker.chairs,
      deputises: speaker.deputises,
      interested,
    },
    {
      request,
      policies: model.plan.policies,
      ratingCode: standing.position.rating?.code ?? null,
      earlierRevisions:
        (await readRevisions(context.db, model.plan.id, { only: new Set([standing.item.id]) })).get(
          standing.item.id,
        )?.length ?? 0,
      toDay,
      chairInterested: chairs.some((personId) => interested.includes(personId)),
      deputyReason: deciding.note ?? null,
    },
  )
  if (right.may !== 'not') return right
  throw new UserError('refused', await refusal(context, { request, body, right }))
}

async function refusal(
  context: Context,
  { request, body, right }: { request: AskedRequest; body: Body; right: { because: string; route: string } },
): Promise<string> {
  const { plan } = context.model
  const next = await findNextMeeting(context.db, plan.id, {
    bodyId: body.id,
    now: context.now,
    timeZone: plan.timeZone,
  })
  const sits = next ? ` on ${longDay(next.day)}` : ''
  const routes: Readonly<Record<string, string>> = {
    meeting: `The ${body.name} decides it at its meeting${sits}; the coordinator then records the decision.`,
    'someone-else': `The ${body.name} or its deputy chair decides it${sits === '' ? '' : `, at the latest${sits}`}.`,
    reason: `For example: approve R${request.number} chair on leave`,
  }
  return `R${request.number} is not decided: ${right.because}. ${routes[right.route] ?? ''}`.trim()
}

function minuteQuestion(request: AskedRequest, body: Body, deciding: Deciding): Outcome {
  const text = `Which minute of the ${body.name} records it? Say where it stands, and what was agreed.`
  return {
    message: sentence(`R${request.number} is not ${deciding.outcome} yet.`),
    waits: true,
    question: { text, options: [], answerLine: answerLineOf(deciding) },
  }
}

function reasonQuestion(request: AskedRequest, deciding: Deciding): Outcome {
  const text = `Why is R${request.number} declined? The person who asked is told the reason.`
  return {
    message: sentence(text),
    waits: true,
    question: { text, options: [], answerLine: answerLineOf(deciding) },
  }
}

/** The same line with the minute or reason in its place. */
function answerLineOf({ number, outcome, date, bodyCode, meetingDay, line }: Deciding): string {
  const parts = [
    line ?? `${VERBS[outcome]} R${number}`,
    date ? `with ${date.on}` : '',
    bodyCode ? `for ${bodyCode}` : '',
    meetingDay ? `of ${meetingDay}` : '',
    '{answer}',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** The sitting whose decision is recorded. */
async function meetingOf(
  context: Context,
  { body, request, deciding }: { body: Body; request: AskedRequest; deciding: Deciding },
): Promise<Meeting> {
  const { plan } = context.model
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const asked = dayIn(plan.timeZone, new Date(request.askedAt))
  const held = await findLastMeeting(context.db, plan.id, { ...place, day: deciding.meetingDay })
  if (held && (deciding.takenUp || held.day >= asked)) return held
  if (deciding.meetingDay) {
    throw new UserError(
      'invalid',
      `The ${body.name} held no meeting on ${longDay(deciding.meetingDay)} that could have decided R${request.number}, asked for on ${shortDay(asked)}. Nothing was recorded.`,
      [`meeting ${body.code}`],
    )
  }
  const next = await findNextMeeting(context.db, plan.id, place)
  throw new UserError(
    'invalid',
    `The ${body.name} has not met since R${request.number} was asked for on ${shortDay(asked)}${next ? `; it sits next on ${longDay(next.day)}` : ''}. Record its decision after the meeting, or add the meeting with: meeting add ${body.code} on <date>`,
  )
}

/** Whether a body could sign an item off: all of it complete, and what the final rating demands given. */
export function checkSignOff(context: Context, { item, position, due }: Standing): void {
  const { words } = context.model.plan
  if (position.signedOff)
    throw new UserError('conflict', `${item.ref} is signed off already; nothing was changed.`)
  const unfinished = position.parts.filter((part) => part.state !== 'complete')
  if (unfinished.length > 0) {
    const refs = listed(unfinished.slice(0, 4).map((part) => part.item.ref))
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: ${unfinished.length} of its ${position.parts.length} ${words.subAction}s ${unfinished.length === 1 ? 'is' : 'are'} not complete (${refs}${unfinished.length > 4 ? ' …' : ''}). Their owners say "complete" first.`,
    )
  }
  if (position.state !== 'complete') {
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: its owner has not said that it is complete.`,
    )
  }
  const demands = finalRating(context.model.plan.scale)?.demands ?? []
  const has = {
    evidence:
      position.record.evidenceAt !== null || position.parts.some((part) => part.record.evidenceAt !== null),
    date: due.current !== null,
    note: position.record.note !== null,
    'sign-off': true,
  }
  const missing = demands.filter((demand) => !has[demand.kind])
  if (missing.length > 0) {
    throw new UserError(
      'invalid',
      `${item.ref} cannot be signed off: ${listed(missing.map((demand) => demand.kind))} is outstanding. Add it with: evidence ${item.ref} <link or text>`,
    )
  }
}

interface Decided {
  readonly deciding: Deciding
  readonly request: AskedRequest
  readonly right: Allowed
  readonly meeting: Meeting | undefined
  readonly body: Body
  readonly due: GivenDay | undefined
}

async function keepDecision(
  context: Context,
  { deciding, request, right, meeting, body, due, recommends }: Decided & { recommends: boolean },
): Promise<void> {
  await saveDecision(context.writing(), {
    planId: context.model.plan.id,
    requestId: request.id,
    outcome: recommends ? 'recommended' : deciding.outcome,
    toDay: due?.on ?? null,
    bodyCode: body.code,
    meetingId: meeting?.id ?? null,
    personId: context.speaker.personId,
    chairsAction: right.may === 'chairs-action' ? 1 : 0,
    deputyReason: right.may === 'chairs-action' ? right.deputyReason : null,
    note: recommends ? `${VERBS[deciding.outcome]}: ${deciding.note ?? ''}` : (deciding.note ?? null),
    decidedAt: context.now.toISOString(),
  })
}

async function carryOut(
  context: Context,
  { request, deciding, item, body, meeting, due, right }: Decided & { item: Item },
): Promise<void> {
  const now = context.now.toISOString()
  const trx = context.writing()
  await setRequestState(trx, request.id, {
    state: deciding.outcome,
    endedAt: deciding.outcome === 'deferred' ? null : now,
  })
  const by =
    right.may === 'chairs-action'
      ? `chair’s action, ${body.name}`
      : `${body.name}, ${shortDay(meeting?.day ?? context.today)}`
  if (deciding.outcome === 'approved' && due) {
    await saveRevision(trx, {
      planId: context.model.plan.id,
      itemId: item.id,
      requestId: request.id,
      dueOn: due.on,
      asGiven: due.asGiven,
      basis: 'approved',
      approvedBy: by,
      note: null,
      ambiguous: 0,
      effectiveAt: now,
    })
  }
  if (deciding.outcome === 'approved' && request.kind === 'sign-off')
    await signOff(context, item, deciding.note)
  await context.trail({
    action: VERBS[deciding.outcome],
    ref: item.ref,
    before: { request: request.number, state: request.state, due: request.fromDay },
    after: {
      request: request.number,
      kind: request.kind,
      state: deciding.outcome,
      ...(due ? { due: due.on } : {}),
      decidedBy: by,
      ...(deciding.note === undefined ? {} : { note: deciding.note }),
    },
  })
}

/** The final rating for the item and, with an action, for everything it is made of. */
async function signOff(context: Context, item: Item, note: string | undefined): Promise<void> {
  const final = finalRating(context.model.plan.scale)
  if (!final) throw new UserError('invalid', 'This plan has no final rating that could be signed off.')
  const now = context.now.toISOString()
  const parts = context.model.items.filter((each) => each.actionId === item.id)
  await saveUpdates(
    context.writing(),
    context.model.plan.id,
    [item, ...parts].map((each) => ({
      itemId: each.id,
      kind: 'sign-off' as const,
      rating: final.code,
      ratingBasis: 'signed-off' as const,
      note: each.id === item.id ? (note ?? null) : null,
      personId: context.speaker.personId,
      recordedAt: now,
    })),
  )
}

async function receiptOf(
  context: Context,
  {
    deciding,
    request,
    item,
    body,
    meeting,
    due,
    right,
    recommends,
    standing,
  }: Decided & { item: Item; recommends: boolean; standing: Standing },
): Promise<Outcome> {
  const what =
    request.kind === 'sign-off'
      ? 'sign-off'
      : `the date ${due ? shownDay(due) : request.toDay ? shortDay(request.toDay) : ''}`.trim()
  const how =
    right.may === 'chairs-action'
      ? `chair’s action for the ${body.name}${right.deputyReason ? ` by the deputy: ${right.deputyReason}` : ''}, noted at its next meeting`
      : `${body.name}, ${longDay(meeting?.day ?? context.today)}`
  const text = recommends
    ? `Recorded: the ${body.name} recommends to ${VERBS[deciding.outcome]} R${request.number} (${item.ref}, ${what}).`
    : `Recorded: R${request.number} ${deciding.outcome}: ${item.ref}, ${what}.`
  const after = standingOf(
    await readStandings(context.db, context.model, { today: context.today, only: withParts(context, item) }),
    item,
  )
  const notes: readonly Block[] =
    deciding.note === undefined
      ? []
      : [paragraph(right.may === 'record' ? 'Minute: ' : 'Reason: ', said(deciding.note))]
  const message = {
    summary: text,
    blocks: [
      paragraph(text),
      { kind: 'context' as const, text: `${how.charAt(0).toUpperCase()}${how.slice(1)}.` },
      ...notes,
    ],
  }
  const told = [
    request.askedBy,
    ...(request.onBehalfOf === null ? [] : [request.onBehalfOf]),
    ...holdersOf(context, item),
  ]
  const notices: readonly Notice[] = recommends
    ? []
    : [
        {
          personIds: told.filter((id) => id !== context.speaker.personId),
          message: {
            summary: text,
            blocks: [paragraph(strong(item.ref), ' ', item.title), ...message.blocks],
          },
        },
      ]
  const changes = [
    ...(standing.due.current?.on === after.due.current?.on
      ? []
      : [
          {
            ref: item.ref,
            field: 'due-date',
            from: standing.due.current?.on ?? null,
            to: after.due.current?.on ?? null,
          },
        ]),
    ...(standing.position.rating?.code === after.position.rating?.code
      ? []
      : [
          {
            ref: item.ref,
            field: 'rating',
            from: standing.position.rating?.code ?? null,
            to: after.position.rating?.code ?? null,
          },
        ]),
    {
      ref: item.ref,
      field: `R${request.number}`,
      from: request.state,
      to: recommends ? request.state : deciding.outcome,
    },
  ]
  return { message, changes, items: [itemData(after, context.model.items)], notices, itemId: item.id }
}

function withParts(context: Context, item: Item): ReadonlySet<number> {
  return new Set(
    context.model.items
      .filter((each) => each.id === item.id || each.actionId === item.id)
      .map((each) => each.id),
  )
}

/** What bodies have said of a request so far, in words. */
export async function recommendationsOf(context: Context): Promise<ReadonlyMap<number, string>> {
  const all = await readDecisions(context.db, context.model.plan.id)
  const name = (code: string) => context.model.bodies.find((body) => body.code === code)?.name ?? code
  return new Map(
    [...all].map(([requestId, decisions]) => [
      requestId,
      decisions
        .map((decision) =>
          decision.outcome === 'recommended'
            ? `${name(decision.bodyCode)} recommends: ${decision.note ?? ''}`
            : `${decision.outcome} on ${shortDay(decision.decidedAt.slice(0, 10))}`,
        )
        .join('; '),
    ]),
  )
}
