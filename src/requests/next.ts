import { readItemStatuses } from '../../data/item-status.ts'
import { findNextMeeting } from '../../data/meetings.ts'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { count, listed, longDay, shortDay, shownWithWeekday } from '../domain/format.ts'
import type { Body, Day } from '../domain/plan.ts'
import { askedDate } from '../domain/request.ts'
import { itemOf, statusOf, withParts } from '../lookup/items.ts'
import {
  type Block,
  type Button,
  heading,
  paragraph,
  said,
  context as smallPrint,
  type Text,
} from '../message.ts'
import { recommendationsOf } from '../status/item.ts'
import { dueText, positionText } from '../status/item-text.ts'
import { type Walk, walkOf } from './walk.ts'

interface Going {
  /** The minute used for the following requests too, until another is named. */
  readonly minute?: string | undefined
  /** Continue after the request with this number. */
  readonly after?: number | undefined
}

/** Adds the next request to the receipt of a decision that was recorded on a walk. */
export async function withNext(
  context: Context,
  outcome: Outcome,
  {
    body: code,
    day,
    note,
    after,
  }: {
    body?: string | undefined
    day?: Day | undefined
    note?: string | undefined
    after?: number | undefined
  },
): Promise<Outcome> {
  const body = context.model.bodies.find((each) => each.code === code)
  if (outcome.waits || !body || day === undefined) return outcome
  const walk = await walkOf(context, body, day)
  if (!walk) return outcome
  const blocks = await nextBlocks(context, walk, { minute: minuteIn(note), after })
  return { ...outcome, message: { ...outcome.message, blocks: [...outcome.message.blocks, ...blocks] } }
}

/** Shows the next request to record a decision on, or how the walk ended. */
export async function nextBlocks(
  context: Context,
  walk: Walk,
  { minute, after = 0 }: Going,
): Promise<readonly Block[]> {
  const next = walk.left.find(({ number }) => number > after) ?? walk.left[0]
  if (!next) return [paragraph(await endText(context, walk))]
  const place = `${walk.requests.indexOf(next) + 1} of ${walk.requests.length}`
  return [
    ...(await requestBlocks(context, walk, { request: next, place })),
    {
      kind: 'buttons',
      buttons: buttonsFor(walk, next, { minute, approve: approveLabel(context, walk, next) }),
    },
    smallPrint(
      minute === undefined
        ? 'The minute is asked for once and stays for those that follow.'
        : `Recorded with “${minute}”. For another: decisions ${walk.body.code} minute …`,
    ),
  ]
}

/** What a request asks for, and how its item stands. */
export async function requestBlocks(
  context: Context,
  { decisions, body }: Walk,
  { request, place }: { request: AskedRequest; place: string },
): Promise<readonly Block[]> {
  const item = context.model.items.find(({ id }) => id === request.itemId)
  const title = `${place}: R${request.number}`
  if (!item) return [paragraph(`${title} is about an item that is no longer in the plan.`)]
  const status = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([itemOf(context, item.ref)], context.model.items),
    }),
    item,
  )
  const { plan } = context.model
  const late = status.daysOverdue === null ? '' : `, ${count(status.daysOverdue, 'day')} overdue`
  const due = request.kind === 'sign-off' ? '' : `; due ${dueText(status)}`
  const deferred = (decisions.get(request.id) ?? []).filter(({ outcome }) => outcome === 'deferred').length
  const askedOn = shortDay(dayIn(plan.timeZone, new Date(request.askedAt)))
  const remarks = (await recommendationsOf(context)).get(request.id)
  const items: readonly Text[] = [
    ...(request.reason === '' ? [] : [['Why: ', said(request.reason)]]),
    `Asked by ${request.by}${request.forWhom === null ? '' : ` for ${request.forWhom}`} on ${askedOn}${deferred === 0 ? '' : `, deferred ${count(deferred, 'time')} since`}.`,
    ['Now ', ...positionText(status.position, plan.scale), late, due, '.'],
    ...(remarks === undefined ? [] : [`So far: ${remarks}.`]),
  ]
  const asked = askedDate(request)
  const purpose = isRecommending(context, body) ? 'To recommend on' : 'For decision'
  return [
    heading(`${purpose}, ${title} ${item.ref} ${item.title}`),
    paragraph(
      request.kind === 'sign-off' || !asked
        ? 'Sign-off is asked for.'
        : `${shownWithWeekday(asked)} is asked for.`,
    ),
    { kind: 'list', items },
  ]
}

function isRecommending({ model }: Context, { code }: Body): boolean {
  return model.plan.policies.recommends.includes(code)
}

export function approveLabel(context: Context, { body }: Walk, { kind }: AskedRequest): string {
  if (isRecommending(context, body)) return 'Recommend'
  return kind === 'sign-off' ? 'Sign off' : 'Approve'
}

function buttonsFor(
  walk: Walk,
  request: AskedRequest,
  { minute, approve }: { minute: string | undefined; approve: string },
): readonly Button[] {
  const line = (verb: string, before?: string) => lineOf(walk, request, verb, minute, before)
  const rest = walk.left.filter(({ number }) => number !== request.number)
  return [
    { label: approve, line: line('approve') },
    ...(request.kind === 'date'
      ? [{ label: 'With another date …', line: line('approve', 'with another day') }]
      : []),
    { label: 'Decline …', line: line('decline', 'saying why') },
    { label: 'Defer', line: line('defer') },
    ...(rest.length > 0
      ? [
          {
            label: 'Leave for now',
            line: `decisions ${placeOf(walk)} after R${request.number}${minuteWords(minute)}`,
          },
        ]
      : []),
  ]
}

function minuteWords(minute: string | undefined): string {
  return minute === undefined ? '' : ` minute ${minute.replace(/^minute /i, '')}`
}

function lineOf(
  walk: Walk,
  { number }: AskedRequest,
  verb: string,
  minute: string | undefined,
  before?: string,
): string {
  const words = [
    `${verb} R${number}`,
    before ?? '',
    `for ${placeOf(walk)}`,
    minute === undefined ? '' : `note ${minute}`,
  ]
  return words.filter((word) => word !== '').join(' ')
}

function placeOf({ body, meeting }: Walk): string {
  return `${body.code} of ${meeting.day}`
}

/** Says how a walk ended, and what comes back to the next meeting. */
export async function endText(
  context: Context,
  { body, meeting, requests, outcomeOf }: Walk,
): Promise<string> {
  const { plan } = context.model
  const sitting = `the ${body.name} of ${longDay(meeting.day)}`
  if (requests.length === 0) return `Nothing was for decision at ${sitting}.`
  const open = requests.filter((request) => outcomeOf(request)?.outcome === 'deferred')
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const next = await findNextMeeting(context.db, plan.id, place)
  const again = next ? ` on ${longDay(next.day)}` : ''
  const back =
    open.length === 0
      ? ''
      : ` ${listed(open.map(({ number }) => `R${number}`))} ${open.length === 1 ? 'comes' : 'come'} before it again${again}.`
  return `Recorded of what was for decision at ${sitting}: all ${requests.length}.${back}`
}

/**
 * The minute number carries over to the next request; its comment does not. Without a minute number nothing carries over,
 * and the minute is asked for again.
 */
function minuteIn(note: string | undefined): string | undefined {
  const first = note?.split(/[,;:]/)[0]?.trim() ?? ''
  return MINUTE.test(first) ? first : undefined
}

const MINUTE = /^(?:(?:minutes?|min\.?|items?|para(?:graph)?|section|no\.?|§)\s*)?\d[\w./()-]{0,20}$/i
