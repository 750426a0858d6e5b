import type { Incoming, Reply } from '../../platform.ts'
import type { Screen } from './screen.ts'
import type { Seat } from './seat.ts'

/** What the terminal needs from the program. */
export interface TerminalHost {
  readonly handle: (incoming: Incoming) => Promise<Reply>
  /** The words that could end the line, and the part of the line that they complete. */
  readonly complete: (line: string, userId: string) => Promise<readonly [readonly string[], string]>
  /** The user whom `as ROLE` names, or a sentence about who is possible. */
  readonly speakAs: (name: string) => Promise<{ readonly userId: string } | { readonly problem: string }>
  /** Moves the demo's clock by "+1 week" or to "2020-12-08", and returns a sentence about it. */
  readonly moveClock: (text: string) => Promise<string>
  /** The time on the demo's clock: "25 Nov 2020, 9am". */
  readonly clockText: () => string
  /** Carries out what is due. */
  readonly tick: () => Promise<void>
}

interface Talking {
  readonly host: TerminalHost
  readonly screen: Screen
  readonly seat: Seat
}

const LOCAL_PLACE = {
  platform: 'terminal',
  tenant: 'local',
  conversation: 'terminal',
  isPrivate: true,
} as const
/** With more words after it, "as" or "clock" begins a sentence, such as the answer to a question. */
const MOST_WORDS = 2

/** Answers a line of a person. */
export async function answerLine(text: string, userId: string, talking: Talking): Promise<void> {
  const [word = '', ...more] = text.split(/\s+/)
  const rest = more.join(' ')
  if (/^as$/i.test(word) && more.length <= MOST_WORDS) return speakAs(rest, userId, talking)
  const { host } = talking
  if (/^clock$/i.test(word) && isTime(rest, more)) {
    await moveClock(rest, talking)
  } else {
    show(await host.handle({ ...LOCAL_PLACE, userId, key: null, said: text }), talking)
  }
  await host.tick()
}

/** "clock right" is no time: it is the coordinator's answer about the machine's clock. */
function isTime(rest: string, words: readonly string[]): boolean {
  return /^[-+\d]/.test(rest) || (words.length <= MOST_WORDS && !/^right\b/i.test(rest))
}

async function speakAs(name: string, userId: string, { host, screen, seat }: Talking): Promise<void> {
  if (name === '') {
    screen.tell(`You speak as ${userId}. To speak as somebody else, name a role or a person: as <role>`)
    return
  }
  const found = await host.speakAs(name)
  if ('problem' in found) {
    screen.tell(found.problem)
    return
  }
  seat.userId = found.userId
  screen.tell(`You speak as ${found.userId} now.`)
}

async function moveClock(text: string, { host, screen, seat }: Talking): Promise<void> {
  seat.movingClock = host.clockText
  const moved = await host.moveClock(text)
  seat.movingClock = undefined
  screen.tell(moved)
}

function show({ message, thread = [], shared }: Reply, { screen }: Talking): void {
  for (const page of [message, ...thread]) screen.show(page)
  if (shared) screen.tell('Shown to everyone in the conversation.')
}
