import type { Message } from '../message.ts'
import type { Sender } from '../platform.ts'
import { answerLine, type TerminalHost } from './terminal/conversation.ts'
import { printDelivery } from './terminal/delivery.ts'
import { type Input, openLines } from './terminal/lines.ts'
import { createScreen, type Output } from './terminal/screen.ts'
import type { Seat } from './terminal/seat.ts'

export interface Terminal extends Sender {
  /** Talks until the input ends, and says how many lines there were. */
  readonly run: (
    host: TerminalHost,
    options: { userId: string; welcome: Message | undefined },
  ) => Promise<number>
}

interface Streams {
  readonly input: Input
  readonly output: Output
  /** For `NO_COLOR`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const EXIT = /^(exit|quit|bye)$/i

/** The terminal as a platform: it reads lines, and prints answers and whatever would be sent. */
export function createTerminal({ input, output, environment = process.env }: Streams): Terminal {
  const isInteractive = Boolean(input.isTTY && output.isTTY)
  const screen = createScreen(output, { hasColour: !environment.NO_COLOR })
  const seat: Seat = { userId: undefined, movingClock: undefined, timeShown: undefined }

  async function run(
    host: TerminalHost,
    { userId: first, welcome }: { userId: string; welcome: Message | undefined },
  ): Promise<number> {
    let count = 0
    seat.userId = first
    const userId = () => seat.userId ?? first
    if (welcome) screen.show(welcome)
    const complete = (line: string) => host.complete(line, userId())
    const lines = openLines({ input, output, isInteractive, complete })
    try {
      lines.prompt(`${userId()} > `)
      for await (const line of lines) {
        count += 1
        const text = line.trim()
        if (lines.isInterrupted() || EXIT.test(text)) break
        if (text !== '') {
          if (!isInteractive) screen.echo(`${userId()} > ${text}`)
          await answerLine(text, userId(), { host, screen, seat })
        }
        lines.prompt(`${userId()} > `)
      }
    } finally {
      lines.close()
    }
    if (isInteractive) screen.print('')
    return count
  }

  return {
    name: 'terminal',
    run,
    send: (sending) => printDelivery('Message to', sending, { screen, seat }),
    edit: (editing) => printDelivery('Changed, the message to', editing, { screen, seat }),
    find: async () => ({ state: 'cannot-look' }),
  }
}
