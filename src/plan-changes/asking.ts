import { readItemStatuses } from '../../data/item-status.ts'
import { findNextMeeting } from '../../data/meetings.ts'
import { listItemRequests, saveRequest, setRequestState } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { longDay } from '../domain/format.ts'
import type { Item, PlanAct } from '../domain/plan.ts'
import { AGREED } from '../domain/plan-changes.ts'
import type { AskedChange } from '../domain/request.ts'
import { holdersOf, statusOf, withParts } from '../lookup/items.ts'
import { paragraph, said, context as smallPrint, strong, typed } from '../message.ts'
import { plainWords, positionText } from '../status/item-text.ts'
import type { ToAsk } from './agreement.ts'

/** A change of the plan that is put to the board which agrees it. */
export interface Proposal extends Pick<AskedChange, 'text' | 'command' | 'args'> {
  readonly act: PlanAct
  /** The item that it is about; the one around it, for an item that joins. */
  readonly item: Item
  readonly reason: string | null
}

/** Asks the board that agrees it for a change of the plan. Until it is decided the plan stays as it is. */
export async function askForChange(
  context: Context,
  { body }: ToAsk,
  { act, item, text, reason, command, args }: Proposal,
): Promise<Outcome> {
  const { model, now, speaker } = context
  const { plan } = model
  const trx = context.writing()
  const change: AskedChange = { act, body: body.code, text, command, args }
  const before = (await listItemRequests(trx, plan.id, item.id)).filter(
    (each) =>
      each.kind === 'change' &&
      ['pending', 'deferred'].includes(each.state) &&
      each.change?.command === command &&
      (act !== 'joining' || each.change.args.new === args.new),
  )
  for (const { id } of before)
    await setRequestState(trx, id, { state: 'withdrawn', endedAt: now.toISOString() })
  const { number } = await saveRequest(trx, {
    planId: plan.id,
    kind: 'change',
    itemId: item.id,
    reason: reason ?? '',
    askedBy: speaker.personId,
    askedAt: now.toISOString(),
    change: JSON.stringify(change),
  })
  await context.trail({
    action: 'propose',
    ref: item.ref,
    before: null,
    after: {
      request: number,
      asksFor: text,
      reason,
      ...change,
      ...(before.length > 0 ? { replaces: before.map((each) => each.number) } : {}),
    },
  })
  const next = await findNextMeeting(context.db, plan.id, {
    bodyId: body.id,
    now,
    timeZone: plan.timeZone,
  })
  const because = reason === null ? [] : [', because ', said(reason)]
  const sits = next ? `; it meets on ${longDay(next.day)}` : ''
  const takes = before.length > 0 ? ` It takes the place of R${before.at(-1)?.number}.` : ''
  const lead = `Proposed: ${text}`
  const stays = await staysText(context, { act, item })
  const blocks = [
    paragraph(strong('Change to the plan'), ` ${lead}`, ...because, '.'),
    paragraph(`The ${body.name} agrees ${AGREED[act]}${sits}. Until then ${stays}. (R${number})${takes}`),
  ]
  const told = holdersOf(context, item).filter((id) => id !== speaker.personId)
  return {
    message: {
      summary: `${lead}${reason === null ? '' : `, because ${reason}`}. The ${body.name} agrees ${AGREED[act]}${sits}. Until then ${stays}. (R${number})`,
      blocks: [
        ...blocks,
        smallPrint(
          'If it has agreed already, withdraw this and name its decision: ',
          typed(decidedLine(body.code, change)),
        ),
      ],
    },
    changes: [{ ref: item.ref, field: `R${number}`, from: null, to: text }],
    notices:
      told.length === 0
        ? []
        : [
            {
              about: `R${number}`,
              personIds: told,
              posts: answerable(item, model.items),
              message: { summary: `${lead}. (R${number})`, blocks },
            },
          ],
    itemId: item.id,
  }
}

function decidedLine(body: string, { command, args }: AskedChange): string {
  return `${command.replace(/-/g, ' ')} ${String(args.ref ?? args.new ?? '')} … decided ${body} <day of the meeting> minute <number>`
}

/** "B1(c) stays as it is, red" */
async function staysText(context: Context, { act, item }: { act: PlanAct; item: Item }): Promise<string> {
  if (act === 'joining') return 'the plan stays as it is'
  const status = statusOf(
    await readItemStatuses(context.db, context.model, {
      today: context.today,
      only: withParts([item], context.model.items),
    }),
    item,
  )
  const position = plainWords(positionText(status.position, context.model.plan.scale)).toLowerCase()
  return `${item.ref} stays as it is${position === '' ? '' : `, ${position.replace(/^[^\p{L}]+/u, '')}`}`
}

/** The command that makes a change, with what it was given apart from its decision. */
export function commandGiven(
  command: string,
  args: Readonly<Record<string, unknown>>,
): Pick<AskedChange, 'command' | 'args'> {
  const known = Object.entries(args).filter(([, value]) => value !== undefined && value !== null)
  return { command, args: Object.fromEntries(known) }
}
