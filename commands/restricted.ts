import { readItemStatuses } from '../data/item-status.ts'
import { loadPlan } from '../data/plans.ts'
import { defineCommand } from '../src/command.ts'
import { count, listed, longDay } from '../src/domain/format.ts'
import { RESTRICTED_PAGE } from '../src/domain/page-address.ts'
import { type Restriction, restrictionTitle } from '../src/domain/restriction.ts'
import { statusOf } from '../src/lookup/items.ts'
import { readableIn } from '../src/lookup/restricted.ts'
import {
  type Block,
  columns,
  type Fact,
  heading,
  link,
  reference,
  sentence,
  context as smallPrint,
} from '../src/message.ts'
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
    const blocks = all.flatMap(({ restriction, items }): readonly Block[] => {
      const inPlan = items.filter(({ left }) => left === null).map((item) => statusOf(statuses, item))
      const [first] = items
      return [
        heading(`${restrictionTitle(restriction)}: ${first?.ref ?? ''}`),
        { kind: 'facts', facts: factsOf(restriction) },
        {
          kind: 'table',
          caption: `What is restricted with ${first?.ref ?? ''}`,
          columns: columns('Item', 'What', 'Stands', 'Due'),
          rows: inPlan.map((status) => [
            reference(status.item.ref),
            status.item.title,
            shortPosition(status.position),
            dueCell(status),
          ]),
        },
        ...inPlan.flatMap(
          ({
            item,
            position: {
              record: { note },
            },
          }): readonly Block[] =>
            note === null ? [] : [{ kind: 'quote', text: note.text, by: `${item.ref}, ${note.by}` }],
        ),
      ]
    })
    return {
      message: sentence(
        `${count(all.length, 'restriction')} of what you may read. Speak of it here, and in no chat.`,
        ...blocks,
      ),
    }
  },
})

function factsOf(restriction: Restriction): readonly Fact[] {
  const { readers, reason, until } = restriction
  return [
    { label: 'For', value: listed(readers) },
    { label: 'Why', value: reason },
    ...(restriction.kind === 'exempt' ? [{ label: 'Proper officer', value: restriction.officer }] : []),
    ...(until === null ? [] : [{ label: 'To be looked at', value: longDay(until) }]),
  ]
}
