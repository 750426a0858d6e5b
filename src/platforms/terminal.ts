import { createInterface } from 'node:readline'
import type { Message } from '../message.ts'
import type { Incoming, Platform, Reply } from '../platform.ts'
import { renderTerminal } from '../render/terminal.ts'

/** What the terminal needs from the rest; time and identities are handed in. */
export interface TerminalHost {
  readonly handle: (incoming: Incoming) => Promise<Reply>
  readonly complete: (line: string) => Promise<readonly [readonly string[], string]>
  /** Checks who `as ROLE` names; answers with the user id, or says what is possible. */
  readonly speakAs: (name: string) => Promise<{ readonly userId: string } | { readonly problem: string }>
  /** Moves the demo's clock: "+1 week", "2020-12-08"; answers with a sentence. */
  readonly moveClock: (text: string) => Promise<string>
  /** Carries out what is due. */
  readonly tick: () => Promise<void>
}

export interface Terminal extends Platform {
  /** Talks until the input ends. */
  readonly run: (
    host: TerminalHost,
    options: { userId: string; welcome: Message | undefined },
  ) => Promise<void>
}

interface Streams {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
}

const WIDEST = 100
const USUAL = 80

/** The terminal as a platform: lines in, rendered messages out; deliveries are printed where they would be sent. */
export function createTerminal({ input, output }: Streams): Terminal {
  const isInteractive = Boolean(input.isTTY && output.isTTY)
  const screen = () => ({
    width: Math.min(output.columns ?? USUAL, WIDEST),
    colour: Boolean(output.isTTY) && process.env.NO_COLOR === undefined,
  })
  const print = (text: string) => output.write(`${text}\n`)
  const show = (message: Message) => print(`\n${renderTerminal(message, screen())}\n`)

  async function run(
    host: TerminalHost,
    { userId: first, welcome }: { userId: string; welcome: Message | undefined },
  ): Promise<void> {
    let userId = first
    if (welcome) show(welcome)
    const lines = createInterface({
      input,
      output,
      terminal: isInteractive,
      historySize: 200,
      completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
        host.complete(line).then(
          ([words, begun]) => done(null, [[...words], begun]),
          (error: Error) => done(error, [[], line]),
        )
      },
    })
    const prompt = () => {
      lines.setPrompt(isInteractive ? `${userId} > ` : '')
      lines.prompt()
    }
    lines.on('SIGINT', () => lines.close())
    prompt()
    for await (const line of lines) {
      const text = line.trim()
      if (/^(exit|quit|bye)$/i.test(text)) break
      if (text !== '') userId = await answer(host, text, userId)
      prompt()
    }
    lines.close()
    if (isInteractive) print('')
  }

  async function answer(host: TerminalHost, text: string, userId: string): Promise<string> {
    const [, name] = text.match(/^as\s+(\S.*)$/i) ?? []
    if (name !== undefined) {
      const found = await host.speakAs(name.trim())
      print('problem' in found ? found.problem : `You speak as ${found.userId} now.`)
      return 'userId' in found ? found.userId : userId
    }
    const [, move] = text.match(/^clock\b\s*(.*)$/i) ?? []
    if (move !== undefined) {
      print(await host.moveClock(move))
      await host.tick()
      return userId
    }
    const reply = await host.handle({ ...LOCAL_PLACE, userId, key: null, said: text })
    show(reply.message)
    if (reply.shared) print('(shown to everyone in the conversation)')
    await host.tick()
    return userId
  }

  return {
    name: 'terminal',
    run,
    send: async ({ name }, message) => {
      const { width, colour } = screen()
      const text = renderTerminal(message, { width: width - 2, colour })
      print(`Message to ${name}:\n${text.replace(/^/gm, '  ')}\n`)
      return { state: 'sent', messageId: null }
    },
  }
}

const LOCAL_PLACE = { platform: 'terminal', tenant: 'local', conversation: 'terminal' } as const
