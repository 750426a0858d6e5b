import type { Context, Outcome } from '../command.ts'
import { rightToUpdate } from '../domain/authority.ts'
import { addDays } from '../domain/day.ts'
import { longDay } from '../domain/format.ts'
import type { Body, Day, GivenDay, Item } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { itemOf } from '../lookup/items.ts'
import { type Button, buttons, type Message, paragraph, said, sentence } from '../message.ts'
import { keepEntry } from './keep-entry.ts'
import { reopen, statusNow, toOwners, viewsNow } from './views.ts'

/** After how many days somebody who is not sure yet is asked again. */
const AGAIN_DAYS = 28

/** A finished item is to be looked at again on a day. */
export async function monitor(
  context: Context,
  { ref, until, shows }: { ref: string; until: GivenDay; shows: string },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  checkRight(context, item)
  const { position } = await statusNow(context, item)
  if (position.state !== 'complete' && !position.signedOff)
    throw new UserError(
      'invalid',
      `${item.ref} is not complete. Only what is finished is monitored; nothing was recorded.`,
    )
  if (until.on <= context.today)
    throw new UserError('invalid', `${longDay(until.on)} is not ahead. Nothing was recorded.`)
  await keepEntry(
    context,
    { body: deciding(context), meeting: null },
    {
      kind: 'monitoring',
      item,
      details: { until: until.on, shows },
    },
  )
  const on = position.completedOn === null ? '' : ` on ${longDay(position.completedOn)}`
  const text = `${item.ref} was completed${on} and is monitored until ${longDay(until.on)}`
  return {
    message: sentence(
      `Recorded: ${text}.`,
      paragraph('What would show that it held: ', said(shows)),
      paragraph('Its owner is asked on that day. Only an answer changes how it stands.'),
    ),
    changes: [{ ref: item.ref, field: 'monitored until', from: null, to: until.on }],
    notices: toOwners(
      context,
      item,
      sentence(`${text}.`, paragraph('What would show that it held: ', said(shows))),
    ),
    itemId: item.id,
  }
}

function hasItHeld(ref: string): readonly Button[] {
  return [
    { label: 'Yes, held', line: `monitored ${ref} held` },
    { label: 'No, reopen it', line: `monitored ${ref} reopen` },
    { label: 'Not sure yet', line: `monitored ${ref} not sure` },
  ]
}

/** "A5(g) was completed on 31 December 2019 and is monitored until 30 June 2020: portal logins each month. Has it held?" */
export function monitoringQuestion(
  item: Pick<Item, 'ref'>,
  { completedOn, until, shows }: { completedOn: Day | null; until: Day; shows: string },
): Message {
  const on = completedOn === null ? '' : ` on ${longDay(completedOn)}`
  const text = `${item.ref} was completed${on} and is monitored until ${longDay(until)}: ${shows.replace(/[.;\s]+$/, '')}. Has it held?`
  return sentence(text, buttons(...hasItHeld(item.ref)))
}

type Answer = 'held' | 'reopened' | 'not-sure'

export async function answerMonitoring(
  context: Context,
  {
    ref,
    answer,
    words,
    again,
  }: { ref: string; answer: Answer; words: string | null; again: Day | undefined },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  checkRight(context, item)
  const monitored = (await viewsNow(context)).get(item.id)?.monitored
  if (!monitored)
    throw new UserError(
      'invalid',
      `${item.ref} is not monitored. To begin: monitor ${item.ref} until <date> <what would show that it held>`,
    )
  if (monitored.answer === 'held' || monitored.answer === 'reopened')
    throw new UserError(
      'conflict',
      `That is answered already: ${monitored.answer === 'held' ? 'it has held' : 'it was reopened'}. Nothing was changed.`,
    )
  const next = answer === 'not-sure' ? (again ?? addDays(context.today, AGAIN_DAYS)) : null
  await keepEntry(
    context,
    { body: deciding(context), meeting: null },
    {
      kind: 'monitoring-answer',
      item,
      aboutId: monitored.id,
      details: { answer, words, again: next },
    },
  )
  if (answer === 'reopened')
    await reopen(context, item, {
      effectiveAt: context.now.toISOString(),
      note: `It has not held${words === null ? '' : `: ${words}`}`,
    })
  const text = {
    held: `${item.ref} has held. It stays finished, and is not monitored any more.`,
    reopened: `${item.ref} has not held. It is in progress again.`,
    'not-sure': `${item.ref}: not sure yet. You are asked again on ${longDay(next ?? context.today)}; until then it stays as it is.`,
  }[answer]
  return {
    message: sentence(`Recorded: ${text}`, ...(words === null ? [] : [paragraph('Note: ', said(words))])),
    changes: [{ ref: item.ref, field: 'monitored', from: null, to: answer }],
    notices: toOwners(context, item, sentence(text)),
    itemId: item.id,
  }
}

function checkRight(context: Context, item: Item): void {
  if (rightToUpdate(context.speaker, item, context.model.items).may !== 'not') return
  throw new UserError(
    'refused',
    `Only the owner of ${item.ref}, a delegate or the coordinator can say that. Nothing was recorded.`,
    [`owner ${item.ref}`],
  )
}

/** How an officer judges the way an item is going. */
export async function judgeDirection(
  context: Context,
  { ref, way, because }: { ref: string; way: 'improving' | 'steady' | 'worsening'; because: string },
): Promise<Outcome> {
  const item = itemOf(context, ref)
  checkRight(context, item)
  await keepEntry(
    context,
    { body: deciding(context), meeting: null },
    {
      kind: 'direction',
      item,
      details: { way, because },
    },
  )
  return {
    message: sentence(
      `Recorded: ${item.ref} is judged ${way}. Its rating and its counts stay as they are.`,
      paragraph('Because: ', said(because)),
    ),
    changes: [{ ref: item.ref, field: 'direction', from: null, to: way }],
    itemId: item.id,
  }
}

/** The board that the plan's items are told to. */
function deciding({ model }: Context): Body {
  const body = model.bodies.find(({ code }) => code === model.plan.policies.decidesDates)
  if (!body) throw new Error('no body decides')
  return body
}
