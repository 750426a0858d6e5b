import type { Commands } from '../command.ts'
import { type Block, type Inline, type Message, withTexts } from '../message.ts'

/**
 * A message with its hints as they have to be typed where the bot hears only what is addressed to it: "/wsoa mine". Buttons,
 * quotations and people's own words stay as they are.
 */
export function addressed(message: Message, address: string | undefined, commands: Commands): Message {
  if (address === undefined) return message
  const { summary, blocks } = message
  const hints: Hints = { address, commands }
  return { summary: addressedText(summary, hints), blocks: blocks.map((block) => inBlock(block, hints)) }
}

interface Hints {
  readonly address: string
  readonly commands: Commands
}

function inBlock(block: Block, hints: Hints): Block {
  if (block.kind === 'form') return { ...block, line: withAddress(block.line, hints) }
  return withTexts(block, (each) => inInline(each, hints))
}

function inInline(each: Inline, hints: Hints): Inline {
  if (typeof each === 'string') return addressedText(each, hints)
  return each.kind === 'line' ? { ...each, line: withAddress(each.line, hints) } : each
}

function withAddress(line: string, { address }: Hints): string {
  return line.startsWith(address) || line.startsWith('wsoa ') ? line : `${address} ${line}`
}

/** Words that lead to a line to type: "They are listed by: requests". */
const HINT =
  /\b(by|with|say|see|example|me|you|another|day|note|try|use|it|place): ([a-z]+)(?=[\s.,;)]|$)(?: ([a-z]+))?/gi
const NUMBER = /\b(Type|type) (?=#?\d)/g
const QUOTED = /(“[^”]*”|"[^"]*")/
const TYPED = /(?<!wsoa )\b(?:type|say)\s$/i

/** A sentence with the lines in it as they have to be typed. What it quotes is somebody's own. */
export function addressedText(text: string, hints: Hints): string {
  const isCommand = (first: string, second = '') =>
    hints.commands.has(first.toLowerCase()) || hints.commands.has(`${first}-${second}`.toLowerCase())
  const parts = text.split(QUOTED)
  return parts
    .map((part, at) => {
      if (at % 2 === 1) {
        const [first = '', second] = part.slice(1, -1).split(' ')
        const isHint = TYPED.test(parts[at - 1] ?? '') && isCommand(first, second)
        return isHint ? `${part.charAt(0)}${withAddress(part.slice(1), hints)}` : part
      }
      return part
        .replace(HINT, (hint, lead: string, first: string, second: string | undefined) =>
          isCommand(first, second) ? `${lead}: ${hints.address} ${hint.slice(lead.length + 2)}` : hint,
        )
        .replace(NUMBER, `$1 ${hints.address} `)
    })
    .join('')
}
