import { readItemStatuses } from '../data/item-status.ts'
import { loadPlan } from '../data/plans.ts'
import { defineCommand } from '../src/command.ts'
import { count, listed, longDay } from '../src/domain/format.ts'
import { RESTRICTED_PAGE } from '../src/domain/page-address.ts'
import { restrictionTitle } from '../src/domain/restriction.ts'
import { statusOf } from '../src/lookup/items.ts'
import { readableIn } from '../src/lookup/restricted.ts'
import { type Block, columns, link, reference, sentence, context as smallPrint } from '../src/message.ts'
import { dueCell, shortPosition } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List what is restricted or exempt, as far as you may read it, on the web page or in the shell',
  topics: 'part 2 exempt confidential private secret hidden',
  forms: [''],
  questions: ['restricted', 'what is restricted|exempt|confidential', 'part 2'],
  examples: () => ['restricted'],
  async run(context) {
    const { db, model, place, speaker, today, web } = context
    if (!place.isPage && place.platform !== 'terminal') {
      const text = 'What not everybody may read is shown on the web page alone, to those who may.'
      return {
        message: sentence(
          text,
          ...(web === null ? [] : [smallPrint(link('The page', `${web}${RESTRICTED_PAGE}`))]),
        ),
      }
    }
    const all = await readableIn(db, { model, speaker })
    if (all.length === 0) return { message: sentence('Nothing that is restricted is for you to read.') }
    const ids = new Set(all.flatMap(({ itemIds }) => itemIds))
    const opened = await loadPlan(db, model.plan.code, ids)
    const statuses = await readItemStatuses(db, opened, { today, only: ids })
    const blocks = all.flatMap(({ restriction, items }): readonly Block[] => [
      {
        kind: 'table',
        caption: restrictionTitle(restriction),
        columns: columns('Item', 'What', 'Stands', 'Due'),
        rows: items
          .filter(({ left }) => left === null)
          .map((item) => {
            const status = statusOf(statuses, item)
            return [reference(item.ref), item.title, shortPosition(status.position), dueCell(status)]
          }),
      },
      {
        kind: 'facts',
        facts: [
          { label: 'For', value: listed(restriction.readers) },
          { label: 'Why', value: restriction.reason },
          ...(restriction.kind === 'exempt' ? [{ label: 'Proper officer', value: restriction.officer }] : []),
          ...(restriction.until === null
            ? []
            : [{ label: 'To be looked at', value: longDay(restriction.until) }]),
        ],
      },
    ])
    return {
      message: sentence(
        `${count(all.length, 'restriction')} of what you may read. Speak of it here, and in no chat.`,
        ...blocks,
      ),
    }
  },
})
