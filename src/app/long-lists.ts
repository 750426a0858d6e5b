import type { Outcome } from '../command.ts'
import { type Block, buttons, type Message, paragraph } from '../message.ts'

interface Window {
  /** The first row that is shown, counted from 1. */
  readonly from: number
  /** How many rows and points one message has room for. */
  readonly most: number
  /** The line that the answer is to. */
  readonly line: string
}

/** A part of a long answer, with a button for the next. What is short, and what has pages of its own, stays as it is. */
export function partOf(outcome: Outcome, window: Window): Outcome {
  const { message, thread } = outcome
  const total = message.blocks.reduce((sum, block) => sum + rowsOf(block), 0)
  const { from, most, line } = window
  if (thread || (total <= most && from === 1)) return outcome
  const to = Math.min(from + most - 1, total)
  const left = total - to
  const lead = paragraph(to < from ? 'There is no more of it.' : `${from} to ${to} of ${total}.`)
  const shown = within(message, { from, to })
  const more = left > 0 ? [buttons({ label: `More (${left})`, line: `more ${to + 1} ${line}` })] : []
  return { ...outcome, message: { ...message, blocks: [...shown, lead, ...more] } }
}

function rowsOf(block: Block): number {
  if (block.kind === 'table') return block.rows.length
  return block.kind === 'list' ? block.items.length : 0
}

/** The rows of a stretch with the headings above them; what stands between lists is said with the first part. */
function within({ blocks }: Message, { from, to }: { from: number; to: number }): readonly Block[] {
  const shown: Block[] = []
  let heading: Block | undefined
  let at = 1
  for (const block of blocks) {
    const rows = rowsOf(block)
    if (block.kind === 'heading') heading = block
    else if (rows === 0) {
      if (from === 1) shown.push(...(heading ? [heading] : []), block)
      if (from === 1) heading = undefined
    } else {
      const cut = cutBlock(block, { start: Math.max(from - at, 0), end: Math.min(to - at + 1, rows) })
      if (cut) shown.push(...(heading ? [heading] : []), cut)
      heading = undefined
    }
    at += rows
  }
  return shown
}

function cutBlock(block: Block, { start, end }: { start: number; end: number }): Block | undefined {
  if (end <= start) return undefined
  if (block.kind === 'list') return { ...block, items: block.items.slice(start, end) }
  if (block.kind !== 'table') return block
  const { rows, steps } = block
  return { ...block, rows: rows.slice(start, end), ...(steps ? { steps: steps.slice(start, end) } : {}) }
}
