import { type Delivery, listDeliveries } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { answers, described } from '../src/deliveries/alerts.ts'
import { NOTHING_WAITS, SENT_LAST, STATES } from '../src/deliveries/by-hand.ts'
import { isUndecided } from '../src/domain/delivery.ts'
import { capitalised, count, moment } from '../src/domain/format.ts'
import {
  type Block,
  buttons,
  columns,
  heading,
  paragraph,
  right,
  sentence,
  type Table,
} from '../src/message.ts'

const MOST = 8

const QUIET = 'The plan is quiet: it sends nobody anything by itself until you say: go live.'

export default defineCommand({
  summary: 'Show what waits for you among the messages, what was sent and what comes next',
  topics: 'messages sent reminders posts went out',
  for: 'coordinator',
  forms: [''],
  questions: [
    'did digest go out',
    'digest gone out',
    'been sent [out]',
    'has digest been sent',
    'was digest sent',
    'deliveries',
    'was sent',
    'did go out',
    'next message',
  ],
  async run(context) {
    const { db, model } = context
    const all = await listDeliveries(db, model.plan.id)
    const troubled = all.filter(isUndecided)
    const sent = all.filter(({ state, kind }) => state === 'sent' && kind !== 'alert').slice(-MOST)
    const coming = all.filter(
      ({ state, underKey }) => (state === 'planned' || state === 'held') && underKey === null,
    )
    const table = (caption: string, rows: readonly Delivery[]): Table => ({
      kind: 'table',
      caption,
      columns: columns(right('No.'), 'What', 'When', 'State'),
      rows: rows.map((delivery) => [
        String(delivery.number),
        capitalised(described(delivery, model)),
        moment(new Date(delivery.sentAt ?? delivery.dueAt), model.plan.timeZone),
        stateText(delivery),
      ]),
    })
    const section = (title: string, rows: readonly Delivery[]): readonly Block[] =>
      rows.length === 0 ? [] : [heading(title), table(title, rows)]
    const text =
      troubled.length === 0
        ? NOTHING_WAITS
        : `${count(troubled.length, 'message')} ${troubled.length === 1 ? 'waits' : 'wait'} for you.`
    return {
      message: sentence(
        model.isQuiet ? `${QUIET} ${text}` : text,
        ...troubled.flatMap((delivery): readonly Block[] => [
          paragraph(`${delivery.number}: ${described(delivery, model)}, ${stateText(delivery)}.`),
          buttons(...answers(delivery)),
        ]),
        ...section('Next', coming.filter((each) => !troubled.includes(each)).slice(0, MOST)),
        ...section(SENT_LAST, [...sent].reverse()),
      ),
    }
  },
})

function stateText({ state, outcome, late }: Delivery): string {
  return `${STATES[state]}${late ? ', late' : ''}${outcome ? `: ${outcome}` : ''}`
}
