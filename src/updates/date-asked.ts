import type { Context, Outcome } from '../command.ts'
import { UserError } from '../errors.ts'
import { dayFrom } from '../lookup/days.ts'
import { itemsOf } from '../lookup/items.ts'
import type { Block } from '../message.ts'
import { requestDate, revisable } from '../requests/ask.ts'
import type { UpdateOfItems } from './entries.ts'
import type { Recorded } from './record.ts'

/** Asks for the date that a form names besides what it records. */
export async function askDates(
  context: Context,
  { refs, date: asked, note: reason }: UpdateOfItems,
  recorded: readonly Recorded[],
): Promise<readonly Outcome[]> {
  const date = dayFrom(context, asked ?? '', 'date')
  if (!reason)
    throw new UserError(
      'invalid',
      'Say in the note why it needs another date. Nothing was recorded.',
      [],
      'note',
    )
  const outcomes: Outcome[] = []
  for (const item of itemsOf(context, refs)) {
    const status = await revisable(context, item)
    const updateId = recorded.find((each) => each.item.id === item.id)?.updateId ?? null
    outcomes.push(await requestDate(context, { item, status, date, reason, updateId }))
  }
  return outcomes
}

/** Makes one receipt of several outcomes. The first one's question is dropped, because the rest of the line answers it. */
export function joined(outcomes: readonly Outcome[]): Outcome {
  const [first, ...others] = outcomes
  if (!first) throw new Error('an update of nothing')
  if (others.length === 0) return first
  const { question: _, ...rest } = first
  const blocks = outcomes.map(({ message }) => message.blocks)
  const isButtons = (block: Block) => block.kind === 'buttons'
  return {
    ...rest,
    message: {
      summary: outcomes.map(({ message }) => message.summary).join(' '),
      blocks: [
        ...blocks.flatMap((each) => each.filter((block) => !isButtons(block))),
        ...blocks.flatMap((each) => each.filter(isButtons)),
      ],
    },
    changes: outcomes.flatMap(({ changes = [] }) => changes),
    items: outcomes.at(-1)?.items ?? [],
    notices: outcomes.flatMap(({ notices = [] }) => notices),
  }
}
