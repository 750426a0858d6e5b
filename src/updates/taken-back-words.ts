import type { Update } from '../../data/updates.ts'
import type { Context } from '../command.ts'
import { dayIn, timeIn } from '../domain/day.ts'
import { clockTime, listed, moment, shortDay } from '../domain/format.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { type Block, type Inline, said } from '../message.ts'
import { plainWords, ratingMark, shortPosition, stateMark } from '../status/item-text.ts'

/** An item of which something was taken back. */
export interface UndoneItem {
  readonly item: Item
  readonly before: ItemStatus
  readonly after: ItemStatus
  /** What is taken back of it. */
  readonly updates: readonly Update[]
}

interface Undone {
  readonly undone: readonly UndoneItem[]
  readonly withdrawn: readonly string[]
}

/** A line for each item: "Taken back: C2 ▲ Red, “backlog” (said at 9:40am). C2 is ◆ Amber again, as on 12 Nov 2020." */
export function takenBackBlocks(context: Context, { undone, withdrawn }: Undone): readonly Block[] {
  return [
    ...undone.map((each) => ({ kind: 'paragraph' as const, text: takenBackLine(context, each) })),
    ...(withdrawn.length > 0
      ? [{ kind: 'context' as const, text: `Withdrawn with it: ${listed(withdrawn)}.` }]
      : []),
  ]
}

export function takenBackWords(context: Context, { undone }: Pick<Undone, 'undone'>): string {
  return undone.map((each) => plainWords(takenBackLine(context, each))).join(' ')
}

function takenBackLine(context: Context, each: UndoneItem): readonly Inline[] {
  return [
    'Taken back: ',
    { kind: 'strong', text: each.item.ref },
    ' ',
    ...whatWasSaid(context, each),
    ` (said ${timeOf(context, each)}). `,
    ...standsNow(context, each),
    '.',
  ]
}

/** "▲ Red, “backlog is growing”", in the speaker's own words. */
function whatWasSaid({ model }: Context, { updates }: UndoneItem): readonly Inline[] {
  const parts = updates.flatMap(({ kind, rating, finalProposed, state, note, evidence }): Inline[][] => {
    const given = model.plan.scale.ratings.find(({ code }) => kind !== 'confirm' && code === rating)
    return [
      ...(kind === 'confirm' ? [['“no change”']] : []),
      ...(given ? [[ratingMark(given)]] : []),
      ...(finalProposed === 1 ? [['the final rating that was proposed']] : []),
      ...(state !== null && !given ? [[stateMark(state)]] : []),
      ...(note === null ? [] : [[said(note)]]),
      ...(evidence === null ? [] : [['evidence ', said(evidence)]]),
    ]
  })
  return parts.flatMap((part, at) => (at === 0 ? part : [', ', ...part]))
}

/** "at 9:40am"; with the day if that is not today. */
function timeOf({ today, model }: Context, { updates }: UndoneItem): string {
  const { timeZone } = model.plan
  const at = new Date(updates[0]?.recordedAt ?? '')
  return dayIn(timeZone, at) === today
    ? `at ${clockTime(timeIn(timeZone, at))}`
    : `on ${moment(at, timeZone)}`
}

/** "C2 is ◆ Amber again, as on 12 Nov 2020", or "C2 is ◆ Amber, as before". */
export function standsNow(
  { model }: Pick<Context, 'model'>,
  { item, before, after }: UndoneItem,
): readonly Inline[] {
  const [was, is] = [shortPosition(before.position), shortPosition(after.position)]
  const { rating, state } = after.position.record
  const since = rating?.since ?? state?.at
  const isAgain = plainWords([was]) !== plainWords([is])
  const day = since === undefined ? '' : `, as on ${shortDay(dayIn(model.plan.timeZone, new Date(since)))}`
  return [{ kind: 'strong', text: item.ref }, ' is ', is, isAgain ? ` again${day}` : ', as before']
}
