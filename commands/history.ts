import { z } from 'zod'
import { readHistory, type Update } from '../data/updates.ts'
import { stateText } from '../src/cards.ts'
import { defineCommand } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import { findRating, type Scale } from '../src/domain/scale.ts'
import { itemsOf } from '../src/items.ts'
import {
  type Inline,
  paragraph,
  said,
  sentence,
  context as smallPrint,
  type Text,
  typed,
} from '../src/message.ts'

/** Entries on one page. */
const PAGE = 20

export default defineCommand({
  summary: 'List everything that was said of an item, newest first',
  forms: ['<ref> [before <entry>]'],
  examples: ({ references }) => [`history ${[...references.values()].at(-1)?.ref ?? 'A1'}`],
  arguments: z.object({ ref: z.string(), entry: z.number().optional() }),
  async run(context, { ref, entry }) {
    const { plan, items } = context.model
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    const family = items.filter((each) => each.id === item.id || each.actionId === item.id)
    const found = await readHistory(context.db, plan.id, {
      itemIds: family.map((each) => each.id),
      limit: PAGE + 1,
      before: entry,
    })
    const page = found.slice(0, PAGE)
    if (page.length === 0) return { message: sentence(`Nothing was said of ${ref} yet.`), itemId: item.id }
    const isAction = family.length > 1
    const refOf = new Map(family.map((each) => [each.id, each.ref]))
    const text = `What was said of ${ref}${isAction ? ` and its ${plan.words.subAction}s` : ''}, newest first.`
    const oldest = page.at(-1)
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(text),
          {
            kind: 'table',
            caption: `History of ${ref}`,
            columns: [
              { title: '#', align: 'right' },
              { title: 'Day' },
              ...(isAction ? [{ title: 'Item' }] : []),
              { title: 'Who' },
              { title: 'What' },
            ],
            rows: page.map((update) => [
              String(update.id),
              shortDay(dayIn(plan.timeZone, new Date(update.effectiveAt))),
              ...(isAction ? [refOf.get(update.itemId) ?? ''] : []),
              whoText(update),
              whatText(update, plan.scale),
            ]),
          },
          ...(found.length > PAGE && oldest
            ? [smallPrint('Older entries: ', typed(`history ${ref} before #${oldest.id}`))]
            : []),
        ],
      },
      itemId: item.id,
    }
  },
})

function whoText({ by, forWhom, source }: Update): string {
  const behalf = forWhom === null ? '' : ` for ${forWhom}`
  return `${by}${behalf}${source === null ? '' : ` (${source})`}`
}

function whatText(update: Update, scale: Scale): Text {
  const parts: Inline[] = []
  if (update.kind === 'confirm') parts.push('No change')
  if (update.kind === 'undo') parts.push(`Took back #${update.undoesId ?? ''}`)
  if (update.rating !== null) {
    const { mark, label, tone } = findRating(scale, update.rating)
    parts.push(
      { kind: 'rating', mark, label, tone },
      update.ratingBasis === 'read-from-key' ? ' (read from the plan, owner to confirm)' : '',
    )
  }
  if (update.kind === 'sign-off') parts.push(' by sign-off')
  if (update.finalProposed === 1) parts.push('final rating proposed')
  if (update.state !== null) {
    const on = update.completedOn ? ` on ${shortDay(update.completedOn)}` : ''
    parts.push(`${parts.length > 0 ? ', ' : ''}${stateText(update.state)}${on}`)
  }
  if (update.note !== null) parts.push(parts.length > 0 ? ': ' : '', said(update.note))
  if (update.evidence !== null)
    parts.push(parts.length > 0 ? '; evidence: ' : 'Evidence: ', said(update.evidence))
  if (update.correctsId !== null) parts.push(` (corrects #${update.correctsId})`)
  if (update.undoneBy !== null) parts.push(` (taken back by #${update.undoneBy})`)
  if (parts.length === 0) parts.push('Named the source')
  return parts
}
