import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { count, listed, shownDay } from '../src/domain/format.ts'
import { itemData } from '../src/lookup/items.ts'
import { columns, sentence } from '../src/message.ts'
import { dueCell, ownersText } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List items whose date was moved, the most often first',
  topics: 're-dated redated dates moved slipped twice times revised changed due date',
  forms: ['[me] [area] [role] [<times:number>]'],
  questions: [
    're-dated|redated|re-dates',
    'dates|date moved|changed|revised|slipped|extended|put',
    'moved|revised|extended|slipped|changed twice|times|repeatedly',
    'moved|revised|extended|slipped more than once|twice',
    'moved date|dates',
    'new date|dates',
    'had extension|extensions',
  ],
  examples: () => ['redated', 'redated 2'],
  arguments: z.object({
    me: z.literal(true).optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    times: z.number().optional(),
  }),
  async run(context, { me, area, role, times = 1 }) {
    const { items } = context.model
    const filter = { area, role, roles: me ? context.speaker.roles : undefined }
    const all = await readItemStatuses(context.db, context.model, { today: context.today })
    const found = [...all.values()]
      .filter(({ item, due }) => concerns(item, items, filter) && due.revisions.length >= Math.max(times, 1))
      .sort((one, other) => other.due.revisions.length - one.due.revisions.length)
    const often = times < 2 ? '' : times === 2 ? ' twice or more' : ` ${times} times or more`
    const number = found.length === 0 ? 'No item' : count(found.length, 'item')
    const text = `${number}${filterWords(filter)} ${found.length < 2 ? 'has' : 'have'} had ${found.length < 2 ? 'its' : 'their'} date moved${often}.`
    if (found.length === 0) return { message: sentence(text) }
    return {
      message: sentence(text, {
        kind: 'table',
        caption: 'Dates that were moved',
        columns: columns('Item', 'What', 'Owner', 'Moved', 'Was', 'Due now'),
        rows: found.map((status) => {
          const { item, due } = status
          const before = [due.original, ...due.revisions.slice(0, -1).map((revision) => revision.due)]
          return [
            item.ref,
            item.title,
            ownersText(item, items),
            count(due.revisions.length, 'time'),
            listed(
              before.flatMap((day) => (day ? [shownDay(day)] : [])),
              'then',
            ),
            dueCell(status),
          ]
        }),
      }),
      items: found.map((status) => itemData(status, items)),
    }
  },
})
