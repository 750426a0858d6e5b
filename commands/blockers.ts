import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { countOf } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { Scale } from '../src/domain/scale.ts'
import { shortened } from '../src/domain/text.ts'
import { itemData } from '../src/lookup/items.ts'
import { columns, said, sentence, type Text } from '../src/message.ts'
import { dueCell, itemsIn, ownersText, shortPosition } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List what is in trouble: items rated worst or late, with what was last said of each',
  topics: 'blocked stuck problem problems worry risk risks trouble why reasons issues barriers',
  forms: ['[me] [area] [role]'],
  questions: [
    'blocker|blockers|blocked|blocking|blockages',
    'stuck',
    'holding up|back',
    'in the way',
    'in way',
    'in trouble',
    'problem|problems|issues|issue',
    'worry|worried|worrying|concerned about',
    'worry|worried|worrying',
    'concern|concerns us|me|you',
    'biggest|main|top risk|risks|problem|problems|concern|concerns|worry',
    'at risk',
    'stopping',
    'need attention',
    'needs attention',
    'going wrong',
    'worst',
  ],
  examples: ({ groups }) => ['blockers', ...groups.slice(0, 1).map(({ ref }) => `blockers ${ref}`)],
  arguments: z.object({
    me: z.literal(true).optional(),
    area: z.string().optional(),
    role: z.string().optional(),
  }),
  async run(context, { me, area, role }) {
    const { items, plan } = context.model
    const filter = { within: area, role, roles: me ? context.speaker.roles : undefined }
    const worst = worstRating(plan.scale)
    const all = await readItemStatuses(context.db, context.model, { today: context.today })
    const within = [...all.values()].filter(
      ({ item }) => item.place === 'counted' && concerns(item, items, filter),
    )
    const isWorst = ({ position }: ItemStatus) =>
      position.state !== 'complete' && position.rating?.code === worst?.code
    const found = within
      .filter((status) => isWorst(status) || (status.daysOverdue !== null && status.position.stated))
      .sort((one, other) => rank(one) - rank(other) || (other.daysOverdue ?? 0) - (one.daysOverdue ?? 0))
    function rank(status: ItemStatus): number {
      return isWorst(status) ? 0 : 1
    }
    const trouble = worst ? `${worst.label} or ` : ''
    const number = countOf(itemsIn(within), plan)
    const text =
      found.length === 0
        ? `None of ${number}${filterWords(filter)} is ${trouble}known to be overdue.`
        : `${found.length} of ${number}${filterWords(filter)} ${found.length === 1 ? 'is' : 'are'} ${trouble}overdue.`
    if (found.length === 0) return { message: sentence(text) }
    return {
      message: sentence(text, {
        kind: 'table',
        caption: 'What is in trouble, and what was last said of it',
        columns: columns('Item', 'Rating', 'Owner', 'Due', 'Last said'),
        rows: found.map((status) => [
          status.item.ref,
          shortPosition(status.position),
          ownersText(status.item, items),
          dueCell(status),
          lastSaid(status),
        ]),
      }),
      items: found.map((status) => itemData(status, items)),
    }
  },
})

/** The scale begins with the rating that is furthest from its end. */
function worstRating({ ratings }: Scale) {
  return ratings.find(({ tone }) => tone === 'red') ?? ratings.find(({ final }) => !final)
}

function lastSaid({ position: { record } }: ItemStatus): Text {
  return record.note ? said(shortened(record.note.text, LONGEST)) : 'nothing'
}

const LONGEST = 120
