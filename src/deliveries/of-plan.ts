import type { Block, Button, Inline, Message, Text } from '../message.ts'
import { inlines } from '../message.ts'

/** How far a message names its plan: in what is pressed and submitted, or also in the lines that its reader may type. */
export type Naming = 'pressed' | 'typed'

/** A message whose buttons and forms carry their plan, so that they mean it wherever they are pressed. */
export function ofPlan(message: Message, name: string, naming: Naming): Message {
  return { ...message, blocks: message.blocks.map((block) => inBlock(block, name, naming)) }
}

function inBlock(block: Block, name: string, naming: Naming): Block {
  const inText = (text: Text): Text =>
    naming === 'typed' ? inlines(text).map((each) => inInline(each, name)) : text
  switch (block.kind) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map((button) => carrying(button, name)) }
    case 'choices':
      return { ...block, choices: block.choices.map((button) => carrying(button, name)) }
    case 'table':
      return {
        ...block,
        rows: block.rows.map((row) => row.map(inText)),
        ...(block.steps ? { steps: block.steps.map((step) => step && carrying(step, name)) } : {}),
      }
    case 'form':
      return {
        ...block,
        adds: { ...block.adds, plan: name },
        line: naming === 'typed' ? named(block.line, name) : block.line,
      }
    case 'paragraph':
    case 'context':
      return { ...block, text: inText(block.text) }
    case 'list':
      return { ...block, items: block.items.map(inText) }
    case 'facts':
      return { ...block, facts: block.facts.map((fact) => ({ ...fact, value: inText(fact.value) })) }
    default:
      return block
  }
}

function carrying(button: Button, name: string): Button {
  return { ...button, line: named(button.line, name) }
}

function inInline(each: Inline, name: string): Inline {
  return typeof each !== 'string' && each.kind === 'line' ? { ...each, line: named(each.line, name) } : each
}

/** `in sif update R13 …`; a line that names its plan already stays, and so does one about plans. */
function named(line: string, name: string): string {
  return /^(?:in \S+ |plans?\b)/.test(line) ? line : `in ${name} ${line}`
}
