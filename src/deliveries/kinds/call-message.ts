import type { Subject } from '../../domain/delivery.ts'
import { count, listed, moment } from '../../domain/format.ts'
import type { ItemStatus } from '../../domain/item-status.ts'
import { sayable } from '../../domain/plan-name.ts'
import {
  type Block,
  type Button,
  buttons,
  context,
  heading,
  type Inline,
  type Message,
  paragraph,
  strong,
  type Text,
  typed,
} from '../../message.ts'
import { dueCell, needsText, shortPosition } from '../../status/item-text.ts'
import type { Composing } from '../composition.ts'
import { ofPlan } from '../of-plan.ts'

/** What one plan asks somebody for. */
export interface Call {
  readonly kind: 'call'
  readonly composing: Composing
  readonly title: string
  readonly lead: string
  readonly statuses: readonly ItemStatus[]
  /** What meetings asked of them besides. */
  readonly actions?: readonly Block[]
  /** The mark of what had been recorded when this was read. */
  readonly seen: string
}

/** How many items get a button: more would fill a phone's screen. */
const MOST_BUTTONS = 5

const AWAY = typed('quiet until Friday week')

export function callMessage(call: Call): Message {
  const { title, lead } = call
  return {
    summary: lead,
    blocks: [
      heading(title),
      paragraph(lead, figures(call)),
      ...asking(call),
      context(...inALine(call), '. Away? ', AWAY),
    ],
  }
}

/** One message of what several plans ask for, plan by plan. Figures of two plans are never added up. */
export function callsMessage(calls: readonly Call[]): Message {
  const titles = [...new Set(calls.map(({ composing: { model } }) => model.plan.title))]
  return {
    summary: `Your update is asked for in ${count(titles.length, 'plan')}: ${listed(titles)}.`,
    blocks: [
      heading(`Your updates for ${count(titles.length, 'plan')}`),
      ...calls.flatMap(inItsPlan),
      context('Away? ', AWAY),
    ],
  }
}

export function callSubject({ statuses }: Call): Subject {
  return { refs: statuses.map(({ item }) => item.ref) }
}

function inItsPlan(call: Call): readonly Block[] {
  const { plan } = call.composing.model
  const blocks = [
    paragraph(strong(`${plan.title}.`), ` ${call.lead}`, figures(call)),
    ...asking(call),
    context(...inALine(call), '.'),
  ]
  return ofPlan({ summary: call.lead, blocks }, sayable(plan), 'typed').blocks
}

function asking({ statuses, seen, actions = [] }: Call): readonly Block[] {
  return [{ kind: 'list', items: statuses.map(line) }, buttons(...answers(statuses, seen)), ...actions]
}

function figures({ composing: { steps, model } }: Call): string {
  return ` Figures are stored on ${moment(steps.cutOff, model.plan.timeZone)}.`
}

function inALine({ statuses }: Call): readonly Inline[] {
  return ['Or say it in a line: ', typed(`update ${statuses[0]?.item.ref} amber and why`)]
}

function line(status: ItemStatus): Text {
  const needs = needsText(status) || 'an update'
  return [
    strong(status.item.ref),
    ` ${status.item.title}: `,
    shortPosition(status.position),
    `, due ${dueCell(status)}. Needs: ${needs}.`,
  ]
}

function answers(statuses: readonly ItemStatus[], seen: string): readonly Button[] {
  const [first, ...more] = statuses.slice(0, MOST_BUTTONS).map(({ item }) => item.ref)
  if (first === undefined) return []
  const all = statuses.map(({ item }) => item.ref)
  return [
    ...[first, ...more].map((ref) => ({
      label: `Update ${ref}`,
      line: `update ${ref}`,
      opens: 'form' as const,
    })),
    ...(all.length > 1
      ? [{ label: `No change to all ${all.length}`, line: `confirm ${all.join(', ')}`, seen }]
      : [{ label: 'No change', line: `confirm ${first}`, seen }]),
  ]
}
