import type { ActionArising } from '../data/actions-arising.ts'
import { listMyRequests, listOpenRequests } from '../data/requests.ts'
import { seenNow } from '../data/trail-since.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count, listed, longDay } from '../src/domain/format.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import { endedText, hasEnded } from '../src/domain/plan-end.ts'
import { needsSignOff } from '../src/domain/scale.ts'
import { nextMeetings } from '../src/lookup/next-meetings.ts'
import {
  type Block,
  type Button,
  buttons,
  heading,
  sentence,
  context as smallPrint,
  strong,
  type Text,
} from '../src/message.ts'
import { waitingForCoordinator } from '../src/people/waiting.ts'
import { mayDecide } from '../src/requests/rights.ts'
import { actionLine, doneButton, ownActions } from '../src/status/actions-arising.ts'
import { dueCell, outstandingText, positionText, updateStep } from '../src/status/item-text.ts'
import { needsNow, type Own, ownItems } from '../src/status/own-items.ts'

export default defineCommand({
  summary: 'Show what waits for you: your items, your meetings, what is to be answered',
  over: 'plans',
  topics: 'start dashboard waiting inbox',
  forms: [''],
  hidden: true,
  async run(context) {
    const seen = await seenNow(context.db)
    const own = await ownItems(context)
    const actions = await ownActions(context)
    const waiting = await waitingBlocks(context, own)
    const meetings = await meetingTexts(context)
    const text = summaryOf(context, own)
    const ended = endedText(context.model.plan, context.today)
    return {
      message: sentence(
        text,
        ...(ended === '' ? [] : [smallPrint(ended)]),
        ...itemBlocks(context, own.open, seen),
        ...actionBlocks(context, actions),
        ...waiting,
        ...(meetings.length > 0
          ? [heading('Next meetings'), { kind: 'list' as const, items: meetings }]
          : []),
        buttons(...moreButtons(own)),
      ),
    }
  },
})

function summaryOf({ model, speaker }: Context, { open, officers }: Own): string {
  const late = open.filter(({ daysOverdue }) => daysOverdue !== null).length
  if (officers.length === 0) {
    const titles = model.roles.filter(({ code }) => speaker.roles.includes(code)).map(({ title }) => title)
    return `${model.plan.title}: you are here as ${listed(titles)}.`
  }
  if (open.length === 0) return `No open item of yours as ${listed(officers)}.`
  const overdue = late === 0 ? 'none overdue' : `${late} overdue`
  return `${count(open.length, 'open item')} of yours as ${listed(officers)}, ${overdue}.`
}

/** A home page holds about a hundred blocks, and an item takes three. */
const MOST_ITEMS = 10

function itemBlocks(context: Context, open: readonly ItemStatus[], seen: string): readonly Block[] {
  if (open.length === 0) return []
  const rest = open.slice(MOST_ITEMS)
  return [
    heading('Your items, the most pressing first'),
    ...open.slice(0, MOST_ITEMS).flatMap((status) => itemBlock(context, status, seen)),
    ...(rest.length > 0
      ? [smallPrint('And:'), { kind: 'list' as const, items: rest.map((status) => titleOf(context, status)) }]
      : []),
  ]
}

function itemBlock(context: Context, status: ItemStatus, seen: string): readonly Block[] {
  const { item, position } = status
  const about = `${item.ref} ${item.title}`
  const more = { ...updateStep(item), label: 'More', about }
  // Of a plan that is over nothing is needed any more.
  if (hasEnded(context.model.plan, context.today))
    return [
      { kind: 'paragraph', text: titleOf(context, status) },
      smallPrint(`Due: ${dueCell(status)}.`),
      buttons(more),
    ]
  const scale = item.place === 'step' ? [] : context.model.plan.scale.ratings
  const ratings: readonly Button[] = scale
    .filter((rating) => !needsSignOff(rating))
    .map(({ code, mark, label }) => ({
      label: `${mark} ${label}`,
      line: `update ${item.ref} ${code}`,
      about,
    }))
  const unchanged: readonly Button[] = position.stated
    ? [{ label: 'No change', line: `confirm ${item.ref}`, seen, about }]
    : []
  return [
    { kind: 'paragraph', text: titleOf(context, status) },
    smallPrint(`Due: ${dueCell(status)}. Needs: ${needsNow(status)}.`),
    buttons(...ratings, ...unchanged, more),
  ]
}

function actionBlocks({ today }: Context, actions: readonly ActionArising[]): readonly Block[] {
  if (actions.length === 0) return []
  return [
    heading('Yours from meetings'),
    { kind: 'list', items: actions.map((action) => actionLine(action, today)) },
    buttons(...actions.slice(0, MOST_ITEMS).map(doneButton)),
  ]
}

function titleOf({ model }: Context, { item, position }: ItemStatus): Text {
  return [strong(item.ref), ` ${item.title}: `, ...positionText(position, model.plan.scale)]
}

async function meetingTexts(context: Context): Promise<readonly Text[]> {
  return (await nextMeetings(context)).map(({ body, meeting, closes }) => [
    strong(longDay(meeting.day)),
    `: ${body.name}; ${closes}`,
  ])
}

async function waitingBlocks(context: Context, { open }: Own): Promise<readonly Block[]> {
  const waiting = [
    ...(context.speaker.isCoordinator ? await waitingForCoordinator(context) : []),
    ...(await decidersTexts(context)),
    ...evidenceTexts(open),
    ...(await askedTexts(context)),
  ]
  if (waiting.length === 0) return []
  return [heading('Waiting'), { kind: 'list', items: waiting }]
}

async function decidersTexts(context: Context): Promise<readonly Text[]> {
  const requests = await listOpenRequests(context.db, context.model.plan.id)
  const allowed = await Promise.all(requests.map((request) => mayDecide(context, request)))
  const numbers = requests.filter((_, at) => allowed[at]).map(({ number }) => `R${number}`)
  if (numbers.length === 0) return []
  const what = context.speaker.isCoordinator ? 'Decisions to record' : 'For your decision'
  return [[`${what}: ${listed(numbers)}: `, lineOf('requests')]]
}

function evidenceTexts(open: readonly ItemStatus[]): readonly Text[] {
  const wanting = open.filter(({ position }) => position.stated && outstandingText(position) !== '')
  if (wanting.length === 0) return []
  const each = wanting.map(({ item, position }) => `${item.ref} (${outstandingText(position)})`)
  return [`Outstanding from you: ${listed(each)}`]
}

async function askedTexts({ db, model, speaker }: Context): Promise<readonly Text[]> {
  const asked = await listMyRequests(db, model.plan.id, speaker.personId)
  return asked.length === 0
    ? []
    : [`Asked for and not decided yet: ${listed(asked.map(({ number }) => `R${number}`))}`]
}

function moreButtons({ officers }: Own): readonly Button[] {
  return [
    ...(officers.length > 0 ? [{ label: 'Mine', line: 'mine' }] : []),
    { label: 'Overdue', line: 'overdue' },
    { label: 'Status', line: 'status' },
    { label: 'Help', line: 'help' },
  ]
}

function lineOf(line: string) {
  return { kind: 'line', line } as const
}
