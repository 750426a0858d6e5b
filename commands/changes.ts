import { z } from 'zod'
import { beginsAt, findLastMeeting } from '../data/meetings.ts'
import { readStandings } from '../data/standing.ts'
import { dueCell, shortPosition } from '../src/cards.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { addDays, endOfDay } from '../src/domain/day.ts'
import { count, longDay } from '../src/domain/format.ts'
import type { Standing } from '../src/domain/standing.ts'
import { UserError } from '../src/errors.ts'
import { itemData } from '../src/items.ts'
import { type Inline, paragraph, said, context as smallPrint, type Text } from '../src/message.ts'

const since = z.object({
  body: z.string().optional(),
  day: z.object({ on: z.string(), asGiven: z.string() }).optional(),
})

export default defineCommand({
  summary: 'Show what moved since a day or since the last board: was, now, who, why',
  forms: ['[since <since>]', '<since>'],
  examples: () => ['changes since 1 October 2020', 'changes since the last board'],
  arguments: z.object({ since: since.optional() }),
  async run(context, { since: from }) {
    const { plan, items } = context.model
    const start = await startOf(context, from)
    if (start.at > context.now)
      throw new UserError('invalid', `${start.words} is still to come. Name a day before today.`)
    const [before, after] = await Promise.all([
      readStandings(context.db, context.model, { today: start.day, asAt: start.at }),
      readStandings(context.db, context.model, { today: context.today }),
    ])
    const moved = [...after.values()].flatMap((now) => {
      const was = before.get(now.item.id)
      return was && hasMoved(was, now) ? [{ was, now }] : []
    })
    const heard = [...after.values()].filter(
      ({ position }) => (position.record.last?.at ?? '') > start.at.toISOString(),
    )
    const text =
      moved.length === 0
        ? `Nothing moved since ${start.words}.`
        : `${count(moved.length, 'item')} moved since ${start.words}.`
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(text),
          ...(moved.length === 0
            ? []
            : [
                {
                  kind: 'table' as const,
                  caption: text,
                  columns: [
                    { title: 'Item' },
                    { title: 'Was' },
                    { title: 'Now' },
                    { title: 'Due' },
                    { title: 'Who and why' },
                  ],
                  rows: moved.map(({ was, now }) => [
                    now.item.ref,
                    shortPosition(was.position),
                    shortPosition(now.position),
                    dueMoved(was, now),
                    why({ was, now }, start.at),
                  ]),
                },
              ]),
          smallPrint(
            `${heard.length} of ${count(items.length, 'item')} heard of in that time; read by the day from which each thing holds, in ${plan.timeZone}.`,
          ),
        ],
      },
      items: moved.map(({ now }) => itemData(now, items)),
    }
  },
})

interface Start {
  readonly at: Date
  readonly day: string
  readonly words: string
}

async function startOf(context: Context, from: z.output<typeof since> | undefined): Promise<Start> {
  const { plan, bodies } = context.model
  if (from?.day) {
    const dayBefore = addDays(from.day.on, -1)
    return { at: endOfDay(dayBefore, plan.timeZone), day: dayBefore, words: longDay(from.day.on) }
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
      `No past meeting of the ${body.name} is recorded. Name a day: changes since 1 October 2020`,
    )
  return {
    at: beginsAt(meeting, plan.timeZone),
    day: meeting.day,
    words: `the ${body.name} of ${longDay(meeting.day)}`,
  }
}

interface Moved {
  readonly was: Standing
  readonly now: Standing
}

function hasMoved(was: Standing, now: Standing): boolean {
  if (now.position.basis === 'rolled-up' && was.position.basis === 'rolled-up') {
    return was.position.rating?.code !== now.position.rating?.code
  }
  return (
    was.position.rating?.code !== now.position.rating?.code ||
    was.position.state !== now.position.state ||
    was.position.signedOff !== now.position.signedOff ||
    was.position.record.finalProposed !== now.position.record.finalProposed ||
    was.due.current?.on !== now.due.current?.on
  )
}

function dueMoved(was: Standing, now: Standing): string {
  const [before, after] = [dueCell(was), dueCell(now)]
  return before === after ? after : `${before} → ${after}`
}

function why({ was, now }: Moved, start: Date): Text {
  const { last, note } = now.position.record
  const since = start.toISOString()
  if (now.position.basis === 'rolled-up') return 'from its sub-actions'
  const who = last && last.at > since ? last.by : ''
  const words: readonly Inline[] = note && note.at > since ? [': ', said(note.text)] : []
  const revision = was.due.current?.on === now.due.current?.on ? undefined : now.due.revisions.at(-1)
  const decided = revision?.approvedBy ? [`${who === '' ? '' : '; '}date: ${revision.approvedBy}`] : []
  return [who, ...words, ...decided]
}
