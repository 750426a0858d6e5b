import { createInterface } from 'node:readline'
import { type Message, paragraph, sentence } from '../message.ts'
import type { Incoming, Reply, Sender, Sending, Sent } from '../platform.ts'
import { cellText, oneLine } from '../render/plain.ts'
import { renderTerminal } from '../render/terminal.ts'

/** What the terminal needs from the rest; time and identities are handed in. */
interface TerminalHost {
  readonly handle: (incoming: Incoming) => Promise<Reply>
  /** The words that could end the line, and the part of it that they complete. */
  readonly complete: (line: string, userId: string) => Promise<readonly [readonly string[], string]>
  /** Checks who `as ROLE` names; answers with the user id, or says what is possible. */
  readonly speakAs: (name: string) => Promise<{ readonly userId: string } | { readonly problem: string }>
  /** Moves the demo's clock: "+1 week", "2020-12-08"; answers with a sentence. */
  readonly moveClock: (text: string) => Promise<string>
  /** What the demo's clock shows: "25 Nov 2020, 9am". */
  readonly clockText: () => string
  /** Carries out what is due. */
  readonly tick: () => Promise<void>
}

export interface Terminal extends Sender {
  /** Talks until the input ends. */
  readonly run: (
    host: TerminalHost,
    options: { userId: string; welcome: Message | undefined },
  ) => Promise<void>
}

interface Streams {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  /** For `NO_COLOR`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const WIDEST = 120
const USUAL = 80

/** The terminal as a platform: lines in, rendered messages out; deliveries are printed where they would be sent. */
export function createTerminal({ input, output, environment = process.env }: Streams): Terminal {
  const isInteractive = Boolean(input.isTTY && output.isTTY)
  // A terminal that does not know its size says 0.
  const screen = () => ({
    width: Math.min(output.columns || USUAL, WIDEST),
    colour: Boolean(output.isTTY) && !environment.NO_COLOR,
  })
  /** Who sits at the terminal; nobody where it only prints what is sent. */
  let speaking: string | undefined
  /** While the clock is moved on, what it shows stands once above what is sent then. */
  let passing: (() => string) | undefined
  let shownAt: string | undefined
  const print = (text: string) => output.write(`${text}\n`)
  const show = (message: Message) => print(`${renderTerminal(message, screen())}\n`)
  const tell = (text: string) => show(sentence(text))
  /** Where nobody sees what is typed, the line stands above its answer. */
  const echo = (line: string) => {
    if (isInteractive) return
    const message = { summary: line, blocks: [paragraph(...cellText(line))] }
    print(renderTerminal(message, { ...screen(), colour: false }))
  }

  async function run(
    host: TerminalHost,
    { userId: first, welcome }: { userId: string; welcome: Message | undefined },
  ): Promise<void> {
    let userId = first
    speaking = first
    let isOpen = true
    let isInterrupted = false
    if (welcome) show(welcome)
    const lines = createInterface({
      input,
      output,
      terminal: isInteractive,
      historySize: 200,
      completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
        host.complete(line, userId).then(
          ([words, begun]) => done(null, [[...words], begun]),
          (error: Error) => done(error, [[], line]),
        )
      },
    })
    lines.on('close', () => {
      isOpen = false
    })
    lines.on('SIGINT', () => {
      isInterrupted = true
      lines.close()
    })
    // Prompting a closed interface would take up the input again.
    const prompt = () => {
      if (!isInteractive || !isOpen) return
      lines.setPrompt(`${userId} > `)
      lines.prompt()
    }
    try {
      prompt()
      for await (const line of lines) {
        const text = line.trim()
        if (isInterrupted || EXIT.test(text)) break
        if (text !== '') echo(`${userId} > ${text}`)
        if (text !== '') userId = await answer(host, text, userId)
        speaking = userId
        prompt()
      }
    } finally {
      lines.close()
    }
    if (isInteractive) print('')
  }

  /** Answers a line; returns who speaks from then on. */
  async function answer(host: TerminalHost, text: string, userId: string): Promise<string> {
    const [word = '', ...more] = text.split(/\s+/)
    const rest = more.join(' ')
    if (/^as$/i.test(word) && more.length <= MOST_WORDS) return speakAs(host, rest, userId)
    if (/^clock$/i.test(word) && (more.length <= MOST_WORDS || /^[-+\d]/.test(rest))) {
      passing = host.clockText
      const moved = await host.moveClock(rest)
      passing = undefined
      tell(moved)
      await host.tick()
      return userId
    }
    const reply = await host.handle({ ...LOCAL_PLACE, userId, key: null, said: text })
    for (const page of [reply.message, ...(reply.thread ?? [])]) show(page)
    if (reply.shared) tell('Shown to everyone in the conversation.')
    await host.tick()
    return userId
  }

  async function speakAs(host: TerminalHost, name: string, userId: string): Promise<string> {
    if (name === '') {
      tell(`You speak as ${userId}. To speak as somebody else, name a role or a person: as <role>`)
      return userId
    }
    const found = await host.speakAs(name)
    if ('problem' in found) {
      tell(found.problem)
      return userId
    }
    tell(`You speak as ${found.userId} now.`)
    return found.userId
  }

  return {
    name: 'terminal',
    run,
    send: async (sending) => deliver('Message to', sending),
    edit: async (editing) => deliver('Changed, the message to', editing),
    find: async () => ({ state: 'cannot-look' }),
  }

  async function deliver(
    title: string,
    { to, message, key, mayPost, under }: Omit<Sending, 'under' | 'deadline'> & { under?: string | null },
  ): Promise<Sent> {
    if (!(await mayPost())) return { state: 'later', seconds: null }
    // Whoever sits here sees their own messages and a board's first page whole, and of the others that they went out.
    if (passing && passing() !== shownAt) {
      shownAt = passing()
      print(`\n— ${shownAt} —\n`)
    }
    const isForOthers = to.userId !== null && to.userId !== speaking
    if (speaking !== undefined && (isForOthers || under)) {
      const about = sentence(
        under ? `  ↳ under it: ${message.summary}` : `${title} ${to.name}: ${message.summary}`,
      )
      print(renderTerminal(about, screen()))
      return { state: 'sent', messageId: key }
    }
    const { width, colour } = screen()
    const text = renderTerminal(message, { width: width - INDENT.length, colour })
    print(`${title} ${oneLine(to.name)}:\n${text.replace(/^(?=.)/gm, INDENT)}\n`)
    return { state: 'sent', messageId: key }
  }
}

const LOCAL_PLACE = {
  platform: 'terminal',
  tenant: 'local',
  conversation: 'terminal',
  isPrivate: true,
} as const
const EXIT = /^(exit|quit|bye)$/i
const INDENT = '  '
/** With more words after it, "as" or "clock" begins a sentence: the answer to a question, perhaps. */
const MOST_WORDS = 2
