import { randomUUID } from 'node:crypto'
import type { Commands } from '../command.ts'
import type { Block, Button, Message } from '../message.ts'

/** The same message with a nonce on each button and form that changes something. */
export function pressable(
  message: Message,
  commands: Commands,
  nonceFor: (line: string) => string = () => randomUUID(),
): Message {
  return { ...message, blocks: message.blocks.map((block) => withNonces(block, commands, nonceFor)) }
}

/** "in sif update R13 …" is an update. */
const OF_A_PLAN = /^in \S+ /

function withNonces(block: Block, commands: Commands, nonceFor: (line: string) => string): Block {
  const stamped = (button: Button): Button => {
    // It may be pressed again when its form was closed.
    if (button.opens) return button
    const [first = '', second = ''] = button.line.replace(OF_A_PLAN, '').split(' ')
    const command = commands.get(`${first}-${second}`) ?? commands.get(first)
    return command?.changes ? { ...button, nonce: nonceFor(button.line) } : button
  }
  switch (block.kind) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map(stamped) }
    case 'choices':
      return { ...block, choices: block.choices.map(stamped) }
    case 'form':
      return commands.get(block.command)?.changes ? { ...block, nonce: nonceFor(block.line) } : block
    default:
      return block
  }
}
