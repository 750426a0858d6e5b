import { findLastMeeting } from '../../data/meetings.ts'
import { readNames } from '../../data/people.ts'
import { listDecisions, listItemRequests, type TakenDecision } from '../../data/requests.ts'
import { readHistory, type Update } from '../../data/updates.ts'
import type { Context, Outcome } from '../command.ts'
import { answerable, isShared } from '../domain/authority.ts'
import { dayIn, daysBetween } from '../domain/day.ts'
import { count, listed, shortDay, shownDay } from '../domain/format.ts'
import { stepsOf } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { minuteWords } from '../domain/minute.ts'
import type { Day, Item } from '../domain/plan.ts'
import { endedText } from '../domain/plan-end.ts'
import type { Position } from '../domain/position.ts'
import { askedWords, isRecordersOwn } from '../domain/request.ts'
import { findRating } from '../domain/scale.ts'
import { itemData, statusOf } from '../lookup/items.ts'
import { decidesSentence } from '../lookup/meetings.ts'
import { bearersText } from '../lookup/references.ts'
import {
  type Block,
  type Button,
  buttons,
  columns,
  type Fact,
  type Inline,
  paragraph,
  reference,
  right,
  context as smallPrint,
  strong,
  typed,
} from '../message.ts'
import { boardViewBlocks } from './board-views.ts'
import { changeLines } from './change-lines.ts'
import { correctionLines, fileLines } from './corrections.ts'
import { saidBlocks } from './details.ts'
import { findingsOf } from './findings.ts'
import {
  asAtText,
  columnTitle,
  dueCell,
  dueText,
  outstandingText,
  ownersText,
  plainWords,
  positionText,
  ratingMark,
  shortPosition,
  stateText,
} from './item-text.ts'
import { linkBlocks, otherLinkedPlans } from './links.ts'
import { measureBlocks } from './measures.ts'
import { outcomeText } from './outcome.ts'

interface Seen {
  readonly all: ReadonlyMap<number, ItemStatus>
  /** The day the status is for. */
  readonly today: Day
  /** Undefined means the present. */
  readonly asAt: Date | undefined
}

/** The number of entries that the history line and joint owners' ratings are read from. */
const RECENT = 50
/** The number of ratings in the history line. */
const LINE = 5

/** Shows how one item stands, since when and why, with its dates and parts. */
export async function itemStatus(context: Context, item: Item, { all, today, asAt }: Seen): Promise<Outcome> {
  const { plan, items } = context.model
  const status = statusOf(all, item)
  const { position } = status
  const parts = position.parts.map((part) => statusOf(all, part.item))
  const steps = stepsOf(item, items).map((step) => statusOf(all, step))
  const said = await ratingsSaid(context, item, asAt)
  const others = asAt ? [] : await otherLinkedPlans(context)
  const day = asAt ? `${asAtText(today, context.today)}: ` : ''
  const blocks: readonly Block[] = [
    paragraph(strong(`${item.ref} ${item.title}`)),
    paragraph(day, ...positionText(position, plan.scale), basisRemark(position)),
    ...changeLines(context, item, asAt).map((line) => smallPrint(line)),
    ...worseBlocks(position),
    ...(asAt ? [] : await boardViewBlocks(context, status)),
    ...noteBlocks(position, plan.timeZone),
    { kind: 'facts', facts: factsOf(context, status, said) },
    ...(asAt ? [] : await requestBlocks(context, item)),
    ...(asAt ? [] : await differingBlocks(context, said)),
    ...partsTable(parts, { caption: `What ${item.ref} is made of`, items }),
    ...partsTable(steps, { caption: `Steps of ${item.ref}`, items }),
    ...aspectTable(item),
    ...saidBlocks(item),
    ...measureBlocks(item, context.model.measures),
    ...answersLine(context, item),
    ...linkBlocks(context, item, { statuses: all, others }),
    ...correctionLines(context.model, item).map((line) => smallPrint(line)),
    ...(asAt ? [] : fileLines(status).map((line) => smallPrint(line))),
    ...sourceRemarks(status).map((line) => smallPrint(line)),
    ...(asAt ? [] : bearersText(item, context.model).map((line) => smallPrint(line))),
    ...endedLine(context),
    ...(asAt ? [] : [nextSteps(item)]),
  ]
  const summary = `${item.ref} ${item.title}: ${plainWords(positionText(position, plan.scale))}.`
  return {
    message: { title: `${item.ref} ${item.title}`, summary, blocks },
    items: [status, ...parts, ...steps].map((each) => itemData(each, items)),
    itemId: item.id,
  }
}

function endedLine({ model: { plan }, today }: Context): readonly Block[] {
  const text = endedText(plan, today)
  return text === '' ? [] : [smallPrint(text)]
}

/** The findings in one line; `why` has them in full. */
function answersLine({ model: { plan, items } }: Context, item: Item): readonly Block[] {
  const found = findingsOf(item, { items, findings: plan.findings })
  if (found.length === 0) return []
  return [smallPrint(`Answers ${listed(found.map(({ ref }) => ref))}: `, typed(`why ${item.ref}`))]
}

function factsOf(context: Context, status: ItemStatus, said: readonly Update[]): readonly Fact[] {
  const { items } = context.model
  const { item, position } = status
  const facts: readonly Fact[] = [
    ...answeringFacts(item, items),
    { label: 'Due', value: item.place !== 'rolled-up' || item.due ? dueText(status) : '' },
    { label: 'First due', value: firstDueText(status, context.today) },
    { label: 'Overdue', value: status.daysOverdue === null ? '' : count(status.daysOverdue, 'day') },
    {
      label: 'State',
      value: position.stated || position.parts.length > 0 ? stateText(position.state) : 'position not stated',
    },
    { label: 'Still needed', value: outstandingText(position) },
    { label: 'History', value: historyLine(context, said) },
  ]
  return facts.filter(({ value }) => value !== '')
}

/** "Sep 2020, 85 days ago; re-dated 2 times": the age of an item counts from the first plan that it was in. */
function firstDueText({ item, due: { original, revisions } }: ItemStatus, today: Day): string {
  if (!item.carries?.length || !original) return ''
  const ago = daysBetween(original.on, today)
  const since = ago > 0 ? `, ${count(ago, 'day')} ago` : ''
  const moved = revisions.length === 0 ? '' : `; re-dated ${count(revisions.length, 'time')}`
  return `${shownDay(original)}${since}${moved}`
}

/** Who leads, owns and supports an item, or who answers for it instead. */
function answeringFacts(item: Item, items: readonly Item[]): readonly Fact[] {
  const { leads, owners, supports } = item
  if (isShared(item)) return [{ label: 'Lead', value: `none; shared by ${ownersText(item, items)}` }]
  return [
    { label: leads.length > 1 ? 'Joint leads' : 'Lead', value: leads.join(', ') },
    {
      label: 'Owner',
      value:
        owners.length > 0 || leads.length > 0
          ? owners.join(', ')
          : listed(answerable(item, items)) || 'nobody',
    },
    { label: 'Supported by', value: supports.join(', ') },
  ]
}

function basisRemark({ record, basis, state }: Position): string {
  return basis === 'stated' && state !== 'complete' && record.rating?.basis === 'read-from-key'
    ? ' (read from the plan, owner to confirm)'
    : ''
}

function worseBlocks({ worse }: Position): readonly Block[] {
  if (worse.length === 0) return []
  const parts = worse.flatMap((part, index): Inline[] => [
    index > 0 ? ', ' : '',
    reference(part.item.ref),
    ' ',
    ratingMark(part.rating),
  ])
  return [paragraph('Worse than stated: ', ...parts)]
}

function noteBlocks({ record: { note } }: Position, timeZone: string): readonly Block[] {
  if (!note) return []
  return [
    { kind: 'quote', text: note.text, by: `${note.by}, ${shortDay(dayIn(timeZone, new Date(note.at)))}` },
  ]
}

/** Reads the ratings of an item that were not taken back, oldest first. */
async function ratingsSaid(context: Context, item: Item, asAt: Date | undefined): Promise<readonly Update[]> {
  const found = await readHistory(context.db, context.model.plan.id, {
    itemIds: [item.id],
    limit: RECENT,
    until: asAt,
  })
  return found.filter((update) => update.rating !== null && update.undoneBy === null).reverse()
}

/** "Red (31 Mar 2020) → Amber (1 Nov 2020)" */
function historyLine({ model: { plan } }: Context, said: readonly Update[]): readonly Inline[] | '' {
  if (said.length === 0) return ''
  return said.slice(-LINE).flatMap((update, index): Inline[] => {
    const day = shortDay(dayIn(plan.timeZone, new Date(update.effectiveAt)))
    return [
      index > 0 ? ' → ' : '',
      ratingMark(findRating(plan.scale, update.rating ?? '')),
      ` (${day}, ${update.by})`,
    ]
  })
}

/** Lists every request about the item, decided or not. */
async function requestBlocks(context: Context, item: Item): Promise<readonly Block[]> {
  const asked = await listItemRequests(context.db, context.model.plan.id, item.id)
  if (asked.length === 0) return []
  const outcomes = await recommendationsOf(context)
  const items = asked.map((request) => {
    const what = askedWords(request)
    const outcome = outcomes.get(request.id) ?? ''
    const state =
      request.state === 'pending' ? 'waits for a decision' : request.state === 'withdrawn' ? 'withdrawn' : ''
    return `R${request.number}: ${what}, asked for on ${shortDay(request.askedAt.slice(0, 10))} by ${request.by}; ${[state, outcome].filter((text) => text !== '').join('; ')}`
  })
  const open = asked.filter(({ state }) => state === 'pending' || state === 'deferred')
  const decides = new Set(await Promise.all(open.map((request) => decidesSentence(context, request))))
  return [{ kind: 'list', items }, ...[...decides].map((text) => smallPrint(text))]
}

/** Shows joint owners' ratings where they differ within one reporting period; the latest stands. */
async function differingBlocks(context: Context, said: readonly Update[]): Promise<readonly Block[]> {
  const { plan, bodies } = context.model
  const body = bodies.find(({ code }) => code === plan.policies.decidesDates)
  const last =
    body &&
    (await findLastMeeting(context.db, plan.id, {
      bodyId: body.id,
      now: context.now,
      timeZone: plan.timeZone,
    }))
  const recent = said.filter(
    (update) => update.kind === 'update' && update.effectiveAt.slice(0, 10) > (last?.day ?? ''),
  )
  const latestOf = new Map(recent.map((update) => [update.personId, update]))
  const latest = [...latestOf.values()]
  if (new Set(latest.map((update) => update.rating)).size < 2) return []
  const each = latest.flatMap((update, index): Inline[] => [
    index > 0 ? ', ' : '',
    `${update.by} `,
    ratingMark(findRating(plan.scale, update.rating ?? '')),
  ])
  return [paragraph('Rated differently in this period: ', ...each, '. The latest stands.')]
}

function partsTable(
  parts: readonly ItemStatus[],
  { caption, items }: { caption: string; items: readonly Item[] },
): readonly Block[] {
  if (parts.length === 0) return []
  return [
    {
      kind: 'table',
      caption,
      columns: columns('Item', 'What', columnTitle(parts), 'Owner', 'Due', right('Days late')),
      rows: parts.map((part) => [
        reference(part.item.ref),
        part.item.title,
        part.position.stated ? shortPosition(part.position) : '○ Not stated',
        listed(answerable(part.item, items)) || 'no owner',
        dueCell(part),
        part.daysOverdue === null ? '' : String(part.daysOverdue),
      ]),
    },
  ]
}

function aspectTable({ details: { aspects } }: Item): readonly Block[] {
  if (aspects.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Dated parts inside it',
      columns: columns('Part', 'What', 'Due', 'State'),
      rows: aspects.map((aspect) => [aspect.ref, aspect.title, shownDay(aspect.due), aspect.state]),
    },
  ]
}

/** Says how sure the source is. */
function sourceRemarks({ item: { details }, due }: ItemStatus): readonly string[] {
  const { certainty, notes } = details
  const others =
    certainty && certainty.alternatives.length > 0
      ? ` Other readings: ${certainty.alternatives.join('; ')}.`
      : ''
  return [
    ...(certainty?.uncertain
      ? [`It is not certain that the date belongs here. ${certainty.reason ?? ''}${others}`]
      : []),
    ...due.revisions.flatMap(({ note, due: { asGiven } }) =>
      note ? [`Revised date ${asGiven}: ${note}.`] : [],
    ),
    ...due.revisions.flatMap(({ ambiguous, due: { asGiven } }) =>
      ambiguous ? [`“${asGiven}” is printed: a revision, or the end of a range.`] : [],
    ),
    ...notes.map((note) => `In the plan: ${note.replace(/\.$/, '')}.`),
  ]
}

function nextSteps({ ref, place }: Item): Block {
  const date: readonly Button[] =
    place === 'counted' ? [{ label: 'Another date', line: `revise ${ref}`, opens: 'form' }] : []
  return buttons({ label: 'Update', line: `update ${ref}`, opens: 'form' }, ...date, {
    label: 'History',
    line: `history ${ref}`,
  })
}

/** Says in words what bodies have recommended or decided on each request, by request id. */
export async function recommendationsOf(context: Context): Promise<ReadonlyMap<number, string>> {
  const { db, model, now } = context
  const all = await listDecisions(db, model.plan.id, { after: null, until: now })
  const names = await readNames(db)
  const texts = new Map<number, string[]>()
  for (const decision of all) {
    const text = decisionText(model, names, decision)
    texts.set(decision.requestId, [...(texts.get(decision.requestId) ?? []), text])
  }
  return new Map([...texts].map(([requestId, each]) => [requestId, each.join('; ')]))
}

function decisionText(
  model: Context['model'],
  names: ReadonlyMap<number, string>,
  decision: TakenDecision,
): string {
  const { outcome, bodyCode, chairsAction, meetingDay, decidedAt, personId, note } = decision
  const body = model.bodies.find(({ code }) => code === bodyCode)?.name ?? bodyCode
  if (outcome === 'recommended') return `${body} recommends: ${minuteWords(note ?? '', decision)}`
  const by = chairsAction
    ? `the chair of the ${body}`
    : `${body}${meetingDay ? ` of ${shortDay(meetingDay)}` : ''}`
  const own = isRecordersOwn(decision, decision) ? ` by ${names.get(personId)}, who had asked for it` : ''
  return `${outcomeText({ model }, { code: bodyCode }, outcome)} by ${by}, recorded on ${shortDay(decidedAt.slice(0, 10))}${own}${note ? `: ${minuteWords(note, decision)}` : ''}`
}
