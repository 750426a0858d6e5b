import type { Block, Message } from '../message.ts'
import type { Paper, PaperPart } from './blocks.ts'

/** What a paper of an answer is headed, and when it was given. */
export interface Answered {
  readonly title: string
  readonly mark: string
  readonly asAt: string
}

/** An answer as a paper of its own: each of its headings begins a part. */
export function paperOfAnswer({ summary, blocks }: Message, { title, mark, asAt }: Answered): Paper {
  return { body: mark, title, facts: [], mark, asAt, footer: title, parts: partsOf(summary, blocks) }
}

function partsOf(summary: string, blocks: readonly Block[]): readonly PaperPart[] {
  const parts: { heading: string; blocks: Block[] }[] = []
  for (const block of blocks) {
    if (block.kind === 'heading') parts.push({ heading: block.text, blocks: [] })
    else {
      const last = parts.at(-1)
      if (last) last.blocks.push(block)
      else parts.push({ heading: summary, blocks: [] })
    }
  }
  return parts
}
