import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { longDay } from '../src/domain/format.ts'
import { countOf } from '../src/domain/hierarchy.ts'
import { type ItemStatus, overdue } from '../src/domain/item-status.ts'
import type { Item } from '../src/domain/plan.ts'
import { endedText, reckonedOn } from '../src/domain/plan-end.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData } from '../src/lookup/items.ts'
import { decidesSentence } from '../src/lookup/meetings.ts'
import { type Block, heading, paragraph, context as smallPrint } from '../src/message.ts'
import { itemsIn, itemTable } from '../src/status/item-text.ts'
import { planOn, ratingThen, refThen } from '../src/status/past.ts'

export default defineCommand({
  summary: 'List what is past its date, longest overdue first',
  topics: 'late behind past date slipped missed deadline',
  forms: ['[me] [<rating:rating-word>] [area] [role] [as at <day:past-date>]'],
  questions: [
    'overdue',
    'late',
    'past|beyond|after [its|their|the] [due] date|dates|deadline|deadlines',
    'past due',
    'behind',
    'behind schedule',
    'running late',
    'missed [its|their|the] date|dates|deadline|deadlines',
    'slipped',
    'slipping',
    'sitting on most overdue|late',
    'who has|have most overdue|late',
    'out of date',
    'not done on time',
    'should have been done|finished|completed',
  ],
  examples: ({ groups, roles, today }) => [
    'overdue',
    ...groups.slice(0, 1).map(({ ref }) => `overdue ${ref}`),
    `overdue ${roles[0]?.code}`,
    `overdue as at ${exampleFirst(today, -4)}`,
  ],
  arguments: z.object({
    me: z.literal(true).optional(),
    rating: z.string().optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    day: boundDay.optional(),
  }),
  async run(context, { me, rating, area, role, day }) {
    const past = planOn(context, day?.on)
    const { plan, items } = past.model
    const filter = {
      within: refThen(context, past, area),
      role,
      roles: me ? context.speaker.roles : undefined,
    }
    const all = await readItemStatuses(context.db, past.model, { today: past.day, asAt: past.asAt })
    const within = [...all.values()].filter(({ item }) => isTold(item) && concerns(item, items, filter))
    const late = overdue(within)
    const isRated = ({ position }: ItemStatus) => rating === undefined || position.rating?.code === rating
    const [known, notStated] = [late.known.filter(isRated), late.notStated.filter(isRated)]
    const rated = rating === undefined ? '' : ` and rated ${ratingThen(past, rating).label}`
    const ended = endedText(plan, past.day)
    const isOver = past.isPast || ended !== ''
    const on = longDay(reckonedOn(plan, past.day))
    const of = `${countOf(itemsIn(within), plan)}${filterWords(filter)}`
    const text =
      known.length === 0
        ? `None of ${of} ${isOver ? 'was' : 'is'} known to be overdue${rated} on ${on}.`
        : `${known.length} of ${of} ${verbFor(known.length, isOver)} overdue${rated} on ${on}.`
    const more =
      notStated.length === 0
        ? ''
        : ` ${notStated.length} more ${past.isPast ? 'were past their date then and their position was not stated' : `${verbFor(notStated.length, isOver)} past their date with no position stated`}.`
    const shown = { items, speaker: past.isPast ? undefined : context.speaker }
    return {
      message: {
        summary: [ended, text + more].filter((part) => part !== '').join(' '),
        blocks: [
          ...(ended === '' ? [] : [paragraph(`${ended} Nothing in it is chased.`)]),
          paragraph(text),
          ...table('Overdue, longest first', known, shown),
          ...notStatedBlocks(notStated, shown),
          ...(!past.isPast && known.some(({ requests }) => requests.some(({ kind }) => kind === 'date'))
            ? [smallPrint(await decidesSentence(context, { kind: 'date' }))]
            : []),
        ],
      },
      items: [...known, ...notStated].map((status) => itemData(status, items)),
    }
  },
})

/** What counts, and a whole that has a date itself; a step is in no number. */
function isTold({ place, due }: Item): boolean {
  return place === 'counted' || (place === 'rolled-up' && due !== null)
}

/** A past day, and a plan that is over, are told in the past. */
function verbFor(number: number, isOver: boolean): string {
  if (isOver) return number === 1 ? 'was' : 'were'
  return number === 1 ? 'is' : 'are'
}

type Shown = Pick<Parameters<typeof itemTable>[2], 'items' | 'speaker'>

function notStatedBlocks(statuses: readonly ItemStatus[], shown: Shown): readonly Block[] {
  if (statuses.length === 0) return []
  return [
    heading(`Past their date, position not stated: ${statuses.length}`),
    ...table('Past their date, position not stated', statuses, shown),
    smallPrint(
      shown.speaker
        ? 'Nobody has said how these stand; some may be complete.'
        : 'Nobody had said how these stood; some may have been complete.',
    ),
  ]
}

function table(caption: string, statuses: readonly ItemStatus[], shown: Shown): readonly Block[] {
  return statuses.length > 0 ? [itemTable(caption, statuses, { ...shown, lateColumn: true })] : []
}
