import { z } from 'zod'
import { readStandings } from '../data/standing.ts'
import { readHistory } from '../data/updates.ts'
import {
  asAtText,
  dueText,
  nothingUnder,
  outstandingText,
  overdueText,
  ownersText,
  positionText,
  ratingMark,
  shortPosition,
  stateText,
} from '../src/cards.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { dayIn, endOfDay } from '../src/domain/day.ts'
import { count, listed, shortDay, shownDay } from '../src/domain/format.ts'
import type { Day, Item } from '../src/domain/plan.ts'
import type { Position } from '../src/domain/position.ts'
import { findRating } from '../src/domain/scale.ts'
import type { Standing } from '../src/domain/standing.ts'
import { UserError } from '../src/errors.ts'
import {
  type Block,
  buttons,
  type Fact,
  type Inline,
  paragraph,
  context as smallPrint,
  strong,
  type Text,
} from '../src/message.ts'
import { itemData, standingOf } from '../src/recording.ts'

const given = z.object({ on: z.string(), asGiven: z.string() })

export default defineCommand({
  summary: 'Show how an item, an area or the whole plan stands, today or on a past day',
  forms: ['<ref> [as at <day:past-date>]', '<area> [as at <day:past-date>]', '[as at <day:past-date>]'],
  examples: ({ references }) => [
    'status',
    `status ${[...references.values()].at(-1)?.ref ?? 'A1'} as at 1 July 2020`,
  ],
  arguments: z.object({ ref: z.string().optional(), area: z.string().optional(), day: given.optional() }),
  async run(context, { ref, area, day }) {
    if (day && day.on > context.today) {
      throw new UserError(
        'invalid',
        `${shortDay(day.on)} is still to come; the record can be read as at today or any day before.`,
      )
    }
    const today = day?.on ?? context.today
    const asAt = day ? endOfDay(day.on, context.model.plan.timeZone) : undefined
    const all = await readStandings(context.db, context.model, { today, asAt })
    const item = context.model.items.find((each) => each.ref === ref)
    if (item) return itemStatus(context, item, { all, today, asAt })
    return planStatus(context, { all, today, area })
  },
})

interface Seen {
  readonly all: ReadonlyMap<number, Standing>
  readonly today: Day
}

async function itemStatus(
  context: Context,
  item: Item,
  { all, today, asAt }: Seen & { asAt: Date | undefined },
): Promise<Outcome> {
  const { plan, items } = context.model
  const standing = standingOf(all, item)
  const { position } = standing
  const { note } = position.record
  const parts = position.parts.map((part) => standingOf(all, part.item))
  const line = await historyLine(context, item, asAt)
  const facts: readonly Fact[] = [
    {
      label: item.kind === 'action' ? 'Lead' : 'Owner',
      value:
        item.kind === 'action' && item.owners.length === 0
          ? `none; shared by ${ownersText(item, items)}`
          : ownersText(item, items),
    },
    ...(item.kind === 'sub-action' || item.due ? [{ label: 'Due', value: dueText(standing) }] : []),
    ...(overdueText(standing) === '' ? [] : [{ label: 'Date', value: overdueText(standing) }]),
    {
      label: 'State',
      value: position.stated || parts.length > 0 ? stateText(position.state) : 'position not stated',
    },
    ...(outstandingText(position) === ''
      ? []
      : [{ label: 'Still needed', value: outstandingText(position) }]),
    ...(line.length > 0 ? [{ label: 'History', value: line }] : []),
  ]
  const blocks: readonly Block[] = [
    paragraph(strong(`${item.ref} ${item.title}`)),
    paragraph(
      ...(asAt ? [`${asAtText(today, context.today)}: `] : []),
      ...positionText(position, plan.scale),
      basisRemark(position),
    ),
    ...worseBlocks(position),
    ...(note
      ? [
          {
            kind: 'quote' as const,
            text: note.text,
            by: `${note.by}, ${shortDay(dayIn(plan.timeZone, new Date(note.at)))}`,
          },
        ]
      : []),
    { kind: 'facts', facts },
    ...partsTable(parts, item.ref),
    ...certaintyBlocks(item, standing),
    ...(asAt
      ? []
      : [
          buttons(
            { label: 'Update', line: `update ${item.ref}` },
            { label: 'History', line: `history ${item.ref}` },
          ),
        ]),
  ]
  const summary = `${item.ref} ${item.title}: ${wordsOf(positionText(position, plan.scale))}.`
  return {
    message: { summary, blocks },
    items: [standing, ...parts].map((each) => itemData(each, items)),
    itemId: item.id,
  }
}

function basisRemark({ record, basis }: Position): string {
  if (basis !== 'stated' || !record.rating) return ''
  if (record.rating.basis === 'read-from-key') return ' (read from the plan, owner to confirm)'
  return ''
}

function worseBlocks({ worse }: Position): readonly Block[] {
  if (worse.length === 0) return []
  return [
    paragraph(
      'Worse than stated: ',
      ...worse.flatMap((part, index): Inline[] => [
        index > 0 ? ', ' : '',
        `${part.item.ref} `,
        ratingMark(part.rating),
      ]),
    ),
  ]
}

/** "Red (31 Mar 2020) → Amber (1 Nov 2020)" */
async function historyLine(context: Context, item: Item, asAt: Date | undefined): Promise<readonly Inline[]> {
  const { plan } = context.model
  const found = await readHistory(context.db, plan.id, { itemIds: [item.id], limit: 50 })
  const ratings = found
    .filter((update) => update.rating !== null && update.undoneBy === null)
    .filter((update) => !asAt || update.effectiveAt <= asAt.toISOString())
    .reverse()
    .slice(-5)
  return ratings.flatMap((update, index): Inline[] => {
    const { mark, label, tone } = findRating(plan.scale, update.rating ?? '')
    const day = shortDay(dayIn(plan.timeZone, new Date(update.effectiveAt)))
    return [...(index > 0 ? [' → '] : []), { kind: 'rating', mark, label, tone }, ` (${day}, ${update.by})`]
  })
}

function partsTable(parts: readonly Standing[], ref: string): readonly Block[] {
  if (parts.length === 0) return []
  return [
    {
      kind: 'table',
      caption: `What ${ref} is made of`,
      columns: [
        { title: 'Item' },
        { title: 'What' },
        { title: 'Rating' },
        { title: 'Owner' },
        { title: 'Due' },
        { title: 'Days late', align: 'right' },
      ],
      rows: parts.map(({ item, position, due, daysOverdue }) => [
        item.ref,
        item.title,
        position.stated ? shortPosition(position) : '○ Not stated',
        item.owners.join(', '),
        due.current ? shownDay(due.current) : item.ongoing ? 'Ongoing' : 'No date',
        daysOverdue === null ? '' : String(daysOverdue),
      ]),
    },
  ]
}

/** How sure the source is of what is shown. */
function certaintyBlocks({ details }: Item, { due }: Standing): readonly Block[] {
  const { certainty, aspects, notes } = details
  const lines = [
    certainty?.uncertain
      ? `It is not certain that the date belongs here. ${certainty.reason ?? ''}${certainty.alternatives.length > 0 ? ` Other readings: ${certainty.alternatives.join('; ')}.` : ''}`
      : '',
    ...due.revisions.map((revision) =>
      revision.note ? `Revised date ${revision.due.asGiven}: ${revision.note}.` : '',
    ),
    ...due.revisions.map((revision) =>
      revision.ambiguous ? `"${revision.due.asGiven}" is printed: a revision, or the end of a range.` : '',
    ),
    ...notes,
  ].filter((line) => line !== '')
  return [
    ...(aspects.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: 'Dated parts inside it',
            columns: [{ title: 'Part' }, { title: 'What' }, { title: 'Due' }, { title: 'State' }],
            rows: aspects.map((aspect) => [aspect.ref, aspect.title, shownDay(aspect.due), aspect.state]),
          },
        ]
      : []),
    ...lines.map((line) => smallPrint(line)),
  ]
}

function planStatus(context: Context, { all, today, area }: Seen & { area: string | undefined }): Outcome {
  const { plan, items, areas } = context.model
  const within = [...all.values()].filter(({ item }) => area === undefined || item.areaCode === area)
  const parts = within.filter(({ item }) => item.kind === 'sub-action')
  const actions = within.filter(({ item }) => item.kind === 'action')
  const counted = countsOf(parts, context)
  const title =
    area === undefined ? plan.title : `Area ${area}: ${areas.find((each) => each.code === area)?.title ?? ''}`
  const denominator = `${count(parts.length, plan.words.subAction)} in ${count(actions.length, plan.words.action)}`
  const summary = `${title}, ${asAtText(today, context.today)}: ${counted.map((each) => `${each.number} ${each.words}`).join(', ')}, of ${denominator}.`
  const late = parts.filter(({ daysOverdue, position }) => daysOverdue !== null && position.stated).length
  const unknown = parts.filter(({ daysOverdue, position }) => daysOverdue !== null && !position.stated).length
  const empty = counted.filter((each) => each.number === 0).map((each) => each.words)
  return {
    message: {
      summary,
      blocks: [
        paragraph(strong(title)),
        paragraph(`${asAtText(today, context.today)}. Of ${denominator}:`),
        {
          kind: 'list',
          items: counted.filter((each) => each.number > 0).map((each) => [`${each.number} `, ...each.text]),
        },
        paragraph(
          `${late} overdue${unknown > 0 ? `; ${unknown} more past their date, position not stated` : ''}.`,
        ),
        actionTable(actions, parts),
        ...nothingUnder(empty),
        smallPrint(keyText(context)),
      ],
    },
    items: within.map((standing) => itemData(standing, items)),
  }
}

interface Counted {
  readonly words: string
  readonly number: number
  readonly text: readonly Inline[]
}

/** Every sub-action counts once: by its rating, as complete and not signed off, or as not rated. */
function countsOf(parts: readonly Standing[], context: Context): readonly Counted[] {
  const { scale } = context.model.plan
  const waiting = parts.filter(({ position }) => position.state === 'complete' && !position.signedOff)
  const rest = parts.filter((part) => !waiting.includes(part))
  const rated = scale.ratings.map((rating) => ({
    words: rating.label.toLowerCase(),
    number: rest.filter(({ position }) => position.rating?.code === rating.code).length,
    text: [ratingMark(rating)],
  }))
  const silent = rest.filter(({ position }) => !position.rating)
  const unstated = silent.filter(({ position }) => !position.stated).length
  return [
    ...rated,
    { words: 'complete, not signed off', number: waiting.length, text: ['✓ Complete, not signed off'] },
    {
      words: 'not rated',
      number: silent.length,
      text: [`○ Not rated${unstated > 0 ? `, ${unstated} of them without any position stated` : ''}`],
    },
  ]
}

function actionTable(actions: readonly Standing[], parts: readonly Standing[]): Block {
  return {
    kind: 'table',
    caption: 'Each action with its rating',
    columns: [
      { title: 'Action' },
      { title: 'What' },
      { title: 'Position' },
      { title: 'Complete', align: 'right' },
      { title: 'Late', align: 'right' },
    ],
    rows: actions.map(({ item, position }) => {
      const own = parts.filter((part) => part.item.actionId === item.id)
      const complete = own.filter((part) => part.position.state === 'complete').length
      const late = own.filter((part) => part.daysOverdue !== null && part.position.stated).length
      return [item.ref, item.title, actionPosition(position), `${complete} of ${own.length}`, String(late)]
    }),
  }
}

function actionPosition(position: Position): Text {
  if (position.basis !== 'rolled-up' || !position.coverage) return shortPosition(position)
  return [
    ratingMark(position.rating),
    ` rolled up, ${position.coverage.rated} of ${position.coverage.of} rated`,
  ]
}

function keyText(context: Context): string {
  const { scale } = context.model.plan
  const key = scale.ratings.map((rating) => `${rating.mark} ${rating.label}: ${rating.definition}`)
  const reading = {
    red: `an item that has not started reads ${scale.ratings[0]?.label}`,
    'red-when-start-passed': `an item that has not started reads ${scale.ratings[0]?.label} once its start has passed`,
    unrated: 'an item that has not started is not rated',
  }
  return `Key. ${key.join('. ')}. In this plan ${reading[scale.notStarted]}.`
}

function wordsOf(text: readonly Inline[]): string {
  return listed([
    text
      .map((inline) => (typeof inline === 'string' ? inline : 'label' in inline ? inline.label : ''))
      .join(''),
  ])
}
