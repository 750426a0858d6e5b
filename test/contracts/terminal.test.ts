import { PassThrough, Readable } from 'node:stream'
import { createTerminal } from '../../src/platforms/terminal.ts'
import { createTestApp } from '../support/app.ts'
import { platformContract, type Talking } from './platform.ts'

/** Colours, cursor movements, and characters that turn the direction of text. */
const LIVE = /[^\P{Cc}\n\t]|[\u202a-\u202e]/u

async function open(): Promise<Talking> {
  const test = await createTestApp()
  /** What a person sees who types one line and leaves. */
  const say: Talking['say'] = async (as, line) => {
    const output = new PassThrough()
    const terminal = createTerminal({ input: Readable.from([`${line}\n`]), output, environment: {} })
    await terminal.run(
      {
        handle: (incoming) => test.app.handle(incoming, test.now()),
        complete: async (begun) => [[], begun],
        speakAs: async (userId) => ({ userId }),
        moveClock: async () => '',
        clockText: () => '',
        tick: async () => {},
      },
      { userId: as, welcome: undefined },
    )
    output.end()
    const text = String(output.read() ?? '')
    // The answer stands below the line, which is echoed when the input is piped.
    const answer = text.replace(/^.*\n/, '')
    const buttons = [...answer.matchAll(/^(\w+): type "(.+)"$/gm)].map(
      ([, label = '', typed = '']) => [label, typed] as const,
    )
    return { text: answer.replace(/\s+/g, ' '), buttons: new Map(buttons), raw: text }
  }
  return {
    say,
    press: say,
    updates: async () => {
      const { count } = await test.db
        .selectFrom('updates')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('kind', '!=', 'import')
        .executeTakeFirstOrThrow()
      return count
    },
    close: test.close,
  }
}

platformContract('The terminal', { open, redelivers: false, live: LIVE })
