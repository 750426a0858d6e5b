import { z } from 'zod'
import { listOpenRequests } from '../data/dates.ts'
import { findNextMeeting } from '../data/meetings.ts'
import { dueCell, needsText, outstandingText, shortPosition } from '../src/cards.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { clockTime, count, listed, longDay } from '../src/domain/format.ts'
import type { Body } from '../src/domain/plan.ts'
import type { Standing } from '../src/domain/standing.ts'
import {
  type Block,
  type Button,
  heading,
  paragraph,
  context as smallPrint,
  strong,
  typed,
} from '../src/message.ts'
import { mostPressing, ownItems } from '../src/views/own-items.ts'

/** Each with its buttons; the rest is one line. */
const MOST_ITEMS = 10

export default defineCommand({
  summary: 'Show your own page: your items, your next meetings, what is waited for',
  forms: [''],
  examples: () => ['home'],
  arguments: z.object({}),
  hidden: true,
  async run(context) {
    const { own } = await ownItems(context)
    const open = own.filter(({ position }) => position.state !== 'complete').toSorted(mostPressing)
    const needing = open.filter((standing) => needsText(standing) !== '')
    const text =
      open.length === 0
        ? 'No open item of yours.'
        : `${count(open.length, 'open item')} of yours; ${needing.length} of them ${needing.length === 1 ? 'needs' : 'need'} something now.`
    const blocks = [
      paragraph(text),
      ...itemBlocks(context, open),
      ...waitedFor(open),
      ...(await decisionBlocks(context)),
      ...(await meetingBlocks(context)),
      footer(context),
    ]
    return { message: { summary: text, blocks } }
  },
})

function itemBlocks(context: Context, open: readonly Standing[]): readonly Block[] {
  if (open.length === 0) return []
  const shown = open.slice(0, MOST_ITEMS)
  const rest = open.length - shown.length
  return [
    heading('Your items'),
    ...shown.flatMap((standing) => [
      itemLine(standing),
      { kind: 'buttons' as const, buttons: taps(context, standing) },
    ]),
    ...(rest > 0
      ? [paragraph(`${count(rest, 'more item')}, less pressing. All of them: `, typed('mine'))]
      : []),
  ]
}

function itemLine(standing: Standing): Block {
  const { item, position } = standing
  const needs = needsText(standing)
  return paragraph(
    strong(item.ref),
    ` ${item.title}. `,
    shortPosition(position),
    `, due ${dueCell(standing)}. ${needs === '' ? 'Nothing is needed now.' : `Needs: ${needs}.`}`,
  )
}

/** One tap: a rating, complete, no change; or the form for all of it. */
function taps({ model }: Context, { item: { ref } }: Standing): readonly Button[] {
  return [
    ...model.plan.scale.ratings
      .filter(({ final }) => !final)
      .map(({ code, label, mark }) => ({ label: `${mark} ${label}`, line: `update ${ref} ${code}` })),
    { label: 'No change', line: `confirm ${ref}` },
    { label: 'More…', line: `update ${ref}` },
  ]
}

/** What the coordinator waits for from the speaker. */
function waitedFor(open: readonly Standing[]): readonly Block[] {
  const unsaid = open.filter(({ position }) => !position.stated).map(({ item }) => item.ref)
  const outstanding = open.flatMap(({ item, position }) => {
    const text = outstandingText(position)
    return text === '' ? [] : [`${item.ref}: ${text}`]
  })
  if (unsaid.length + outstanding.length === 0) return []
  return [
    heading('The coordinator waits for'),
    {
      kind: 'list',
      items: [...(unsaid.length > 0 ? [`How it stands: ${listed(unsaid)}`] : []), ...outstanding],
    },
  ]
}

/** Requests that wait: all of them for the coordinator and who decides, else the speaker's own. */
async function decisionBlocks({ db, model, speaker }: Context): Promise<readonly Block[]> {
  const all = await listOpenRequests(db, model.plan.id)
  const decides = speaker.isCoordinator || speaker.chairs.length + speaker.deputises.length > 0
  const seen = decides ? all : all.filter(({ askedBy }) => askedBy === speaker.personId)
  if (seen.length === 0) return []
  const refOf = (id: number) => model.items.find((item) => item.id === id)?.ref ?? ''
  return [
    heading('Waiting for a decision'),
    paragraph(
      `${count(seen.length, 'request')}: ${listed(seen.map(({ number, itemId }) => `R${number} on ${refOf(itemId)}`))}.`,
    ),
    { kind: 'buttons', buttons: [{ label: 'Requests', line: 'requests' }] },
  ]
}

async function meetingBlocks({ db, model, speaker, now }: Context): Promise<readonly Block[]> {
  const { plan, bodies } = model
  const mine = [...speaker.memberOf, ...speaker.chairs, ...speaker.deputises]
  const seeing = [...plan.policies.recommends, plan.policies.decidesDates]
  const wanted = bodies.filter(({ code }) => (mine.length > 0 ? mine : seeing).includes(code))
  const lines = await Promise.all(wanted.map((body) => meetingLine(body)))
  return lines.length === 0 ? [] : [heading('Next meetings'), { kind: 'list', items: lines }]

  async function meetingLine(body: Body): Promise<string> {
    const next = await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone })
    return next
      ? `${body.name}: ${longDay(next.day)}, ${clockTime(next.time)}`
      : `${body.name}: no meeting is planned`
  }
}

function footer({ model }: Context): Block {
  return smallPrint(
    `${model.plan.title}. Ask in the Messages tab, for example: `,
    typed('overdue'),
    ' or ',
    typed('help'),
  )
}
