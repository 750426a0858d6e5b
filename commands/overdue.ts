import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { longDay } from '../src/domain/format.ts'
import { countOf } from '../src/domain/hierarchy.ts'
import { type ItemStatus, overdue } from '../src/domain/item-status.ts'
import type { Item } from '../src/domain/plan.ts'
import { endedText, reckonedOn } from '../src/domain/plan-end.ts'
import { findRating } from '../src/domain/scale.ts'
import { itemData } from '../src/lookup/items.ts'
import { decidesSentence } from '../src/lookup/meetings.ts'
import { type Block, heading, paragraph, context as smallPrint } from '../src/message.ts'
import { itemsIn, itemTable } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List what is past its date, longest overdue first',
  topics: 'late behind past date slipped missed deadline',
  forms: ['[me] [<rating:rating-word>] [area] [role]'],
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
    'out of date',
    'not done on time',
    'should have been done|finished|completed',
  ],
  examples: ({ groups, roles }) => [
    'overdue',
    ...groups.slice(0, 1).map(({ ref }) => `overdue ${ref}`),
    `overdue ${roles[0]?.code}`,
  ],
  arguments: z.object({
    me: z.literal(true).optional(),
    rating: z.string().optional(),
    area: z.string().optional(),
    role: z.string().optional(),
  }),
  async run(context, { me, rating, area, role }) {
    const { plan, items } = context.model
    const filter = { within: area, role, roles: me ? context.speaker.roles : undefined }
    const all = await readItemStatuses(context.db, context.model, { today: context.today })
    const within = [...all.values()].filter(({ item }) => isTold(item) && concerns(item, items, filter))
    const late = overdue(within)
    const isRated = ({ position }: ItemStatus) => rating === undefined || position.rating?.code === rating
    const [known, notStated] = [late.known.filter(isRated), late.notStated.filter(isRated)]
    const rated = rating === undefined ? '' : ` and rated ${findRating(plan.scale, rating).label}`
    const ended = endedText(plan, context.today)
    const on = longDay(reckonedOn(plan, context.today))
    const of = `${countOf(itemsIn(within), plan)}${filterWords(filter)}`
    const text =
      known.length === 0
        ? `None of ${of} ${ended ? 'was' : 'is'} known to be overdue${rated} on ${on}.`
        : `${known.length} of ${of} ${verb(known.length, ended)} overdue${rated} on ${on}.`
    const more =
      notStated.length === 0
        ? ''
        : ` ${notStated.length} more ${verb(notStated.length, ended)} past their date with no position stated.`
    return {
      message: {
        summary: [ended, text + more].filter((part) => part !== '').join(' '),
        blocks: [
          ...(ended === '' ? [] : [paragraph(`${ended} Nothing in it is chased.`)]),
          paragraph(text),
          ...table('Overdue, longest first', known, context),
          ...notStatedBlocks(notStated, context),
          ...(known.some(({ requests }) => requests.some(({ kind }) => kind === 'date'))
            ? [smallPrint(await decidesSentence(context, 'date'))]
            : []),
        ],
      },
      items: [...known, ...notStated].map((status) => itemData(status, items)),
    }
  },
})

/** Of a plan that is over it is told how it was on its last day. */
function verb(number: number, ended: string): string {
  if (ended !== '') return number === 1 ? 'was' : 'were'
  return number === 1 ? 'is' : 'are'
}

/** What counts, and a whole that has a date itself; a step is in no number. */
function isTold({ place, due }: Item): boolean {
  return place === 'counted' || (place === 'rolled-up' && due !== null)
}

function notStatedBlocks(statuses: readonly ItemStatus[], context: Context): readonly Block[] {
  if (statuses.length === 0) return []
  return [
    heading(`Past their date, position not stated: ${statuses.length}`),
    ...table('Past their date, position not stated', statuses, context),
    smallPrint('Nobody has said how these stand; some may be complete.'),
  ]
}

function table(
  caption: string,
  statuses: readonly ItemStatus[],
  { model: { items }, speaker }: Context,
): readonly Block[] {
  return statuses.length > 0 ? [itemTable(caption, statuses, { items, speaker, lateColumn: true })] : []
}
