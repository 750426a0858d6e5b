import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { findNextMeeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { addDays, addMonths, endOfMonth, inOrder, weekday } from '../src/domain/day.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { longDay } from '../src/domain/format.ts'
import { countOf, wordFor } from '../src/domain/hierarchy.ts'
import type { Day } from '../src/domain/plan.ts'
import { endedText } from '../src/domain/plan-end.ts'
import { UserError } from '../src/errors.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData } from '../src/lookup/items.ts'
import { sentence, context as smallPrint } from '../src/message.ts'
import { asAtText, itemsIn, itemTable } from '../src/status/item-text.ts'
import { lineEnd, type PlanOnDay, planOn, refThen } from '../src/status/past.ts'

const period = z.object({
  period: z.enum([
    'this-week',
    'next-week',
    'this-month',
    'next-month',
    'next-days',
    'next-board',
    'until',
    'month',
  ]),
  days: z.number().optional(),
  until: boundDay.optional(),
})

export default defineCommand({
  summary: 'List what falls due: within 30 days, or by a time you name',
  over: 'plans',
  topics: 'deadline deadlines dates coming up upcoming next soon calendar',
  forms: ['[me] [area] [role] [as at <day:past-date>] [when]'],
  questions: [
    'due',
    'falls|falling|fall due',
    'due next',
    'coming up',
    'deadline|deadlines',
    'upcoming',
    'needs|need doing',
    'to be done|finished|completed',
    'to do by|before|until',
    'when is next deadline|date',
    'when is|are deadline|deadlines',
    'when is|are everything|all|they|things due',
  ],
  examples: ({ groups, today }) => [
    'due',
    'due this month',
    ...groups.slice(0, 1).map(({ ref }) => `due ${ref} before the next board`),
    `due as at ${exampleFirst(today, -4)}`,
  ],
  arguments: z.object({
    me: z.literal(true).optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    when: period.optional(),
    day: boundDay.optional(),
  }),
  async run(context, { me, area, role, when, day }) {
    const past = planOn(context, day?.on)
    const { plan, items } = past.model
    const ended = past.isPast ? '' : endedText(plan, context.today)
    if (ended !== '')
      return {
        message: sentence(
          `${ended} Nothing falls due in it any more.`,
          smallPrint('What was past its date then is under: overdue'),
        ),
        items: [],
      }
    const { from, to } = await spanOf(context, past, when)
    const filter = {
      within: refThen(context, past, area),
      role,
      roles: me ? context.speaker.roles : undefined,
    }
    const all = await readItemStatuses(context.db, past.model, { today: past.day, asAt: past.asAt })
    const found = [...all.values()]
      .filter(
        ({ item, position }) =>
          item.place !== 'rolled-up' &&
          concerns(item, items, filter) &&
          position.state !== 'complete' &&
          !position.signedOff,
      )
      .filter(({ due }) => due.current && due.current.on >= from && due.current.on <= to)
      .sort((one, other) => inOrder(one.due.current?.on ?? '', other.due.current?.on ?? ''))
    if (to < from)
      throw new UserError('invalid', `${longDay(to)} has passed. What is past its date is under: overdue`)
    const number = found.length === 0 ? `No ${wordFor([], plan).word}` : countOf(itemsIn(found), plan)
    const asAt = past.isPast ? `${asAtText(past.day, context.today)}. ` : ''
    const text = `${asAt}${number}${filterWords(filter)} ${found.length < 2 ? 'falls' : 'fall'} due from ${longDay(from)} to ${longDay(to)}.`
    return {
      message: sentence(
        text,
        ...(found.length > 0
          ? [
              itemTable('Due, the earliest first', found, {
                items,
                speaker: past.isPast ? undefined : context.speaker,
              }),
            ]
          : []),
        smallPrint(
          past.isPast
            ? `What was past its date already is under: overdue${lineEnd(past)}`
            : 'What is past its date already is under: overdue',
        ),
      ),
      items: found.map((status) => itemData(status, items)),
    }
  },
})

const DEFAULT_DAYS = 30

async function spanOf(
  context: Context,
  past: PlanOnDay,
  when: z.output<typeof period> | undefined,
): Promise<{ from: Day; to: Day }> {
  const today = past.day
  const monday = addDays(today, -((weekday(today) + 6) % 7))
  switch (when?.period) {
    case undefined:
      return { from: today, to: addDays(today, DEFAULT_DAYS) }
    case 'this-week':
      return { from: today, to: addDays(monday, 6) }
    case 'next-week':
      return { from: addDays(monday, 7), to: addDays(monday, 13) }
    case 'this-month':
      return { from: today, to: endOfMonth(today.slice(0, 7)) }
    case 'next-month': {
      const month = addMonths(`${today.slice(0, 7)}-01`, 1)
      return { from: month, to: endOfMonth(month.slice(0, 7)) }
    }
    case 'next-days':
      return { from: today, to: addDays(today, when.days ?? DEFAULT_DAYS) }
    case 'next-board':
      return { from: today, to: (await nextBoard(context, past)) ?? addDays(today, DEFAULT_DAYS) }
    case 'month': {
      const month = (when.until?.on ?? today).slice(0, 7)
      return { from: month === today.slice(0, 7) ? today : `${month}-01`, to: endOfMonth(month) }
    }
    case 'until':
      return { from: today, to: when.until?.on ?? today }
  }
}

async function nextBoard(context: Context, { model, asAt }: PlanOnDay): Promise<Day | undefined> {
  const { plan, bodies } = model
  const body = bodies.find((each) => each.code === plan.policies.decidesDates)
  if (!body) return undefined
  const meeting = await findNextMeeting(context.db, plan.id, {
    bodyId: body.id,
    now: asAt ?? context.now,
    timeZone: plan.timeZone,
  })
  return meeting?.day
}
