import type { ActionArising } from '../data/actions-arising.ts'
import { defineCommand } from '../src/command.ts'
import { count, listed } from '../src/domain/format.ts'
import { countOf, wordFor } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { Day } from '../src/domain/plan.ts'
import { endedText } from '../src/domain/plan-end.ts'
import { itemData } from '../src/lookup/items.ts'
import {
  type Block,
  buttons,
  columns,
  heading,
  reference,
  sentence,
  context as smallPrint,
  type Table,
  typed,
} from '../src/message.ts'
import { actionLine, doneButton, ownActions } from '../src/status/actions-arising.ts'
import {
  columnTitle,
  dueCell,
  itemsIn,
  needsText,
  shortPosition,
  updateStep,
} from '../src/status/item-text.ts'
import { needsNow, ownItems } from '../src/status/own-items.ts'

export default defineCommand({
  summary: 'List your items with what each needs now',
  over: 'plans',
  topics: 'my own items tasks jobs responsible',
  forms: [''],
  questions: [
    'mine',
    'my [open] actions|items|list|stuff|tasks|ones|bits|things|work|jobs',
    'have i got',
    'i have got',
    'i got',
    'do i need|have|own|owe|answer',
    'i need to do|update',
    'i responsible|accountable',
    'am i responsible|accountable|doing|down',
    'assigned to me',
    'on my plate|list|desk',
    'i own',
    'for me to do',
    'expected|need|want of|from me',
    'waiting on me',
    'i looking after',
    'do you need from me',
    'have i not|yet done|finished|completed',
    "haven't|havent i done|finished|completed",
    "i haven't|havent done|finished|completed",
    'i have anything|something outstanding|due|to',
  ],
  async run(context) {
    const { items, plan } = context.model
    const { officers, open, complete } = await ownItems(context)
    const number = open.length + complete.length
    const ended = endedText(plan, context.today)
    const actions = await ownActions(context)
    if (number === 0) {
      const as = officers.length > 0 ? `As ${listed(officers)} you own` : 'You own'
      const none = `${as} no ${wordFor([], plan).word} in this plan.`
      return {
        message:
          actions.length === 0
            ? sentence(`${none} To see everyone’s: overdue, status`)
            : sentence(
                `${none} ${count(actions.length, 'action')} arising of yours ${actions.length === 1 ? 'is' : 'are'} not done.`,
                ...actionBlocks(actions, context.today),
              ),
      }
    }
    const text = `You answer for ${countOf(itemsIn([...open, ...complete]), plan)} as ${listed(officers)}: ${open.length} open, ${complete.length} complete.`
    return {
      message: {
        ...sentence(
          text,
          ...(open.length > 0 ? [tableOf(open, ended !== '')] : []),
          ...actionBlocks(actions, context.today),
          ...(ended === '' ? [] : [smallPrint(ended)]),
          ...(complete.length > 0
            ? [smallPrint('Complete ones are left out: ', typed(`list ${officers[0] ?? ''} complete`))]
            : []),
        ),
        title: titleOf(open, ended !== ''),
      },
      items: [...open, ...complete].map((status) => itemData(status, items)),
    }
  },
})

/** "5 of your items need a word from you" */
function titleOf(open: readonly ItemStatus[], isOver: boolean): string {
  const waiting = isOver ? 0 : open.filter((status) => needsText(status) !== '').length
  if (waiting === 0) return 'Nothing waits for a word from you'
  return `${count(waiting, 'of your items needs', 'of your items need')} a word from you`
}

/** A message has room for this many buttons; the rest are typed. */
const MOST_BUTTONS = 5

function actionBlocks(actions: readonly ActionArising[], today: Day): readonly Block[] {
  if (actions.length === 0) return []
  return [
    heading('From meetings'),
    { kind: 'list', items: actions.map((action) => actionLine(action, today)) },
    ...(actions.length <= MOST_BUTTONS ? [buttons(...actions.map(doneButton))] : []),
  ]
}

/** Of a plan that is over nothing is needed any more. */
function tableOf(statuses: readonly ItemStatus[], isOver: boolean): Table {
  return {
    kind: 'table',
    caption: 'Your open items, the most pressing first',
    columns: columns('Item', 'What', columnTitle(statuses), 'Due', ...(isOver ? [] : ['Needs'])),
    rows: statuses.map((status) => [
      reference(status.item.ref),
      status.item.title,
      shortPosition(status.position),
      dueCell(status),
      ...(isOver ? [] : [needsNow(status)]),
    ]),
    steps: statuses.map(({ item }) => updateStep(item)),
  }
}
