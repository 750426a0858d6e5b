import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { beginsAt, findLastMeeting } from '../data/meetings.ts'
import { planAsAt } from '../data/plans.ts'
import { type Context, defineCommand } from '../src/command.ts'
import type { Span } from '../src/conversation/command/slots/span.ts'
import { addDays, dayIn, endOfDay } from '../src/domain/day.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import type { PlanChangeFacts } from '../src/domain/facts.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { count, listed, longDay, shortDay } from '../src/domain/format.ts'
import { countOf, groupsOf } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import { changeCounts, changeText, told } from '../src/domain/plan-change-words.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData } from '../src/lookup/items.ts'
import { planChangesBetween } from '../src/lookup/plan-changes.ts'
import {
  type Block,
  columns,
  type Inline,
  paragraph,
  said,
  sentence,
  context as smallPrint,
  strong,
  type Text,
} from '../src/message.ts'
import { dueCell, itemsIn, plainWords, positionCell } from '../src/status/item-text.ts'

const sinceWhen = z.object({
  body: z.string().optional(),
  day: boundDay.optional(),
})

export default defineCommand({
  summary: 'Show what moved since a day or since the last board: was, now, who, why',
  topics: 'difference news movement compare',
  forms: ['[area] [role] [since <since>]', '[area] [role] [span]', '<since>'],
  questions: [
    'changes',
    'changed',
    'what changed',
    'moved',
    'anything|what new',
    'what is new',
    'what is different',
    'got|gone better|worse|up|down',
    'improved',
    'worsened',
    'updates since',
    'happened since',
    'did i miss',
    'new since',
    'compare|compared|comparison|difference|against|versus',
    'better|worse or worse|better',
    'better|worse than|since',
    'stand|doing against|compared',
    'do|are we|things stand|doing|looking against|compared|versus',
    'since last time',
    'went|gone|turned|became|become|slipped|slid|dropped|fell|fallen|completed|finished|closed|delivered since',
    'what|which|anything|who went|gone|turned|became|become|slipped|slid|dropped|fell|fallen|completed|finished|closed [this|last|yesterday|today|in|between]',
    'what happened',
  ],
  examples: ({ today }) => [
    `changes since ${exampleFirst(today, -1)}`,
    'changes last week',
    'changes since the last board',
  ],
  arguments: z.object({
    area: z.string().optional(),
    role: z.string().optional(),
    since: sinceWhen.optional(),
    span: z.object({ from: z.string(), to: z.string() }).optional(),
    /** An instant, such as that of a position; nobody types it. */
    after: z.object({ at: z.iso.datetime(), words: z.string().max(200) }).optional(),
  }),
  async run(context, { area, role, since: from, span, after: instant }) {
    const { timeZone } = context.model.plan
    const filter = { within: area, role }
    const start = instant
      ? startAt(context, instant)
      : span
        ? startOfSpan(context, span)
        : await startOf(context, from)
    const end = span && span.to < context.today ? endOfDay(span.to, timeZone) : undefined
    if (start.at > context.now)
      throw new UserError('invalid', `That is still to come. Name a day before today.`)
    const model = end ? planAsAt(context.model, { at: end.toISOString() }) : context.model
    const { items, plan } = model
    const within = items.filter((item) => concerns(item, items, filter))
    const [before, after] = await Promise.all([
      readItemStatuses(context.db, planAsAt(context.model, { at: start.at.toISOString() }), {
        today: start.day,
        asAt: start.at,
      }),
      readItemStatuses(context.db, model, { today: span && end ? span.to : context.today, asAt: end }),
    ])
    const groups = new Set(groupsOf(items))
    const pairs = [...after.values()].flatMap((now) => {
      const was = before.get(now.item.id)
      return was && within.includes(now.item) ? [{ was, now }] : []
    })
    // What a group is made of is told by itself.
    const shown = pairs.filter((pair) => !groups.has(pair.now.item) || isRatedAsWhole(pair))
    const moved = shown.filter(hasMoved)
    const since = start.at.toISOString()
    const counted = pairs.filter(({ now }) => now.item.place === 'counted')
    const heard = counted.filter(({ now }) => (now.position.record.last?.at ?? '') > since)
    const earlier = shown.filter((pair) => !moved.includes(pair) && isLateNews(pair, since))
    const changed = told(
      planChangesBetween(context.model, { after: start.at, until: end ?? context.now }),
    ).filter(({ kind, id }) => (kind === 'measure' && !area && !role) || isMeant(context, id, filter))
    const text =
      moved.length === 0
        ? `Nothing moved${filterWords(filter)} ${start.words}.`
        : `${count(moved.length, 'item')}${filterWords(filter)} moved ${start.words}.`
    return {
      message: sentence(
        text,
        ...(moved.length === 0 ? [] : [movedTable(text, moved, start.at)]),
        ...(earlier.length === 0 ? [] : [lateNews(earlier)]),
        ...planChanged(changed),
        smallPrint(
          `${heard.length} of ${countOf(itemsIn(counted.map(({ now }) => now)), plan)} were updated in that time.`,
        ),
      ),
      items: moved.map(({ now }) => itemData(now, items)),
    }
  },
})

/** Whether a change of the plan concerns an item that the filter lets through, now or when it left. */
function isMeant({ model }: Context, id: number, filter: Parameters<typeof concerns>[2]): boolean {
  const all = [...model.items, ...model.left]
  const item = all.find((each) => each.id === id)
  return item !== undefined && concerns(item, all, filter)
}

/** "The plan changed: joined 1, left 1, reworded 2", with the items. */
function planChanged(changed: readonly PlanChangeFacts[]): readonly Block[] {
  if (changed.length === 0) return []
  return [
    paragraph(`The plan changed: ${changeCounts(changed)}.`),
    {
      kind: 'list',
      items: changed.map((change): Text => [strong(change.ref), ` ${change.title}: ${changeText(change)}.`]),
    },
  ]
}

/** Whether a completion was reported since, but happened before. */
function isLateNews({ now }: Moved, since: string): boolean {
  const { state } = now.position.record
  return state?.state === 'complete' && state.saidAt > since && state.at <= since
}

function lateNews(earlier: readonly Moved[]): Block {
  const each = earlier.map(
    ({ now }) => `${now.item.ref} complete on ${shortDay(now.position.completedOn ?? '')}`,
  )
  return paragraph(`Reported since, of an earlier day: ${listed(each)}.`)
}

function movedTable(caption: string, moved: readonly Moved[], since: Date): Block {
  return {
    kind: 'table',
    caption,
    columns: columns('Item', 'Was', 'Now', 'Due', 'Who and why'),
    rows: moved.map((pair) => [
      pair.now.item.ref,
      positionCell(pair.was.position),
      positionCell(pair.now.position),
      dueMoved(pair.was, pair.now),
      why(pair, since),
    ]),
  }
}

interface Start {
  readonly at: Date
  readonly day: string
  readonly words: string
}

function startAt({ model }: Context, { at, words }: { readonly at: string; readonly words: string }): Start {
  return { at: new Date(at), day: dayIn(model.plan.timeZone, new Date(at)), words }
}

/** The days are inclusive, so it begins where the day before ends. */
function startOfSpan({ model, today }: Context, { from, to }: Span): Start {
  const day = addDays(from, -1)
  const words =
    from === to
      ? `on ${longDay(from)}`
      : to === today
        ? `since ${longDay(from)}`
        : `from ${longDay(from)} to ${longDay(to)}`
  return { at: endOfDay(day, model.plan.timeZone), day, words }
}

async function startOf(context: Context, from: z.output<typeof sinceWhen> | undefined): Promise<Start> {
  const { plan, bodies } = context.model
  if (from?.day) {
    const dayBefore = addDays(from.day.on, -1)
    return { at: endOfDay(dayBefore, plan.timeZone), day: dayBefore, words: `since ${longDay(from.day.on)}` }
  }
  const code = from?.body || plan.policies.decidesDates
  const body = bodies.find((each) => each.code === code)
  if (!body) throw new Error(`no body ${code}`)
  const meeting = await findLastMeeting(context.db, plan.id, {
    bodyId: body.id,
    now: context.now,
    timeZone: plan.timeZone,
  })
  if (!meeting)
    throw new UserError(
      'unknown',
      `No past meeting of the ${body.name} is recorded. Name a day: changes since ${exampleFirst(context.today, -1)}`,
    )
  return {
    // The board's own decisions hold from its meeting, and count as news since.
    at: new Date(beginsAt(meeting, plan.timeZone).getTime() - 1),
    day: meeting.day,
    words: `since the ${body.name} of ${longDay(meeting.day)}`,
  }
}

interface Moved {
  readonly was: ItemStatus
  readonly now: ItemStatus
}

function isRatedAsWhole({ was, now }: Moved): boolean {
  return [was, now].some(({ position }) => position.basis === 'stated')
}

function hasMoved({ was, now }: Moved): boolean {
  return (
    plainWords(positionCell(was.position)) !== plainWords(positionCell(now.position)) ||
    was.due.current?.on !== now.due.current?.on ||
    was.due.review?.on !== now.due.review?.on
  )
}

function dueMoved(was: ItemStatus, now: ItemStatus): string {
  const [before, after] = [dueCell(was), dueCell(now)]
  return before === after ? after : `${before} → ${after}`
}

function why({ was, now }: Moved, start: Date): Text {
  const { last, note } = now.position.record
  const since = start.toISOString()
  if (now.position.basis === 'rolled-up') return 'from what it is made of'
  const who = last && last.at > since ? last.by : ''
  const words: readonly Inline[] = note && note.at > since ? [': ', said(note.text)] : []
  const revision = was.due.current?.on === now.due.current?.on ? undefined : now.due.revisions.at(-1)
  const decided = revision?.approvedBy ? [`${who === '' ? '' : '; '}date: ${revision.approvedBy}`] : []
  return [who, ...words, ...decided]
}
