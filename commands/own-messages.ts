import { listDeliveries } from '../data/deliveries.ts'
import { defineCommand } from '../src/command.ts'
import { described } from '../src/deliveries/alerts.ts'
import { STATES } from '../src/deliveries/by-hand.ts'
import { capitalised, count, moment } from '../src/domain/format.ts'
import { columns, right, sentence } from '../src/message.ts'

const MOST = 20

export default defineCommand({
  summary: 'Show what was sent to you, and how that ended',
  over: 'plans',
  forms: [''],
  hidden: true,
  async run({ db, model, speaker }) {
    const own = (await listDeliveries(db, model.plan.id))
      .filter(
        ({ personId, state, kind }) =>
          personId === speaker.personId && state !== 'planned' && kind !== 'answer',
      )
      .slice(-MOST)
      .reverse()
    if (own.length === 0) return { message: sentence('Nothing was sent to you yet.') }
    return {
      message: sentence(`${count(own.length, 'message')} went to you, the newest first.`, {
        kind: 'table',
        caption: 'Sent to you',
        columns: columns(right('No.'), 'What', 'When', 'State'),
        rows: own.map((delivery) => [
          String(delivery.number),
          capitalised(described(delivery, model)),
          moment(new Date(delivery.sentAt ?? delivery.dueAt), model.plan.timeZone),
          `${STATES[delivery.state]}${delivery.late ? ', late' : ''}`,
        ]),
      }),
    }
  },
})
