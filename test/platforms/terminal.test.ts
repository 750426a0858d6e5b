import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { start } from '../../src/shell/start.ts'
import { temporaryFolder } from '../support/folder.ts'

/** The demo keeps its database in the folder where it is started. */
const home = process.cwd()
beforeEach(() => process.chdir(temporaryFolder()))
afterEach(() => process.chdir(home))

interface Talk {
  readonly type: (text: string) => void
  readonly end: () => void
  /** Waits until this text is printed, after the text that was waited for last. */
  readonly seen: (text: string) => Promise<void>
  /** Resolves to the exit code when the conversation ends. */
  readonly ended: Promise<number>
  /** Everything printed, as a person reads it. */
  readonly text: () => string
  /** Everything printed, with the control sequences. */
  readonly raw: () => string
  readonly rawModes: readonly boolean[]
  /** Whether the input is still being read. A program that reads its input never ends. */
  readonly isListening: () => boolean
}

/** Runs the demo on streams, which are a terminal or a pipe. */
function talk({
  terminal = false,
  environment = {},
  columns = 80,
}: {
  terminal?: boolean
  environment?: Record<string, string>
  columns?: number
} = {}): Talk {
  const rawModes: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: terminal,
    setRawMode: (mode: boolean) => rawModes.push(mode),
  })
  const output = Object.assign(new PassThrough(), { isTTY: terminal, columns })
  let printed = ''
  let from = 0
  output.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const text = () => stripVTControlCharacters(printed)
  const seen = (wanted: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        const at = text().indexOf(wanted, from)
        if (at === -1) return
        from = at + wanted.length
        output.off('data', look)
        resolve()
      }
      output.on('data', look)
      look()
    })
  const ended = start(
    {
      environment,
      input: input as unknown as NodeJS.ReadStream,
      output: output as unknown as NodeJS.WriteStream,
      errors: output as unknown as NodeJS.WriteStream,
      machineNow: () => new Date(),
      steadyNow: () => performance.now(),
      onStop: () => {},
    },
    { as: 'coordinator' },
  )
  return {
    type: (line) => input.write(line),
    end: () => input.end(),
    seen,
    ended,
    text,
    raw: () => printed,
    rawModes,
    isListening: () => !input.isPaused(),
  }
}

/** What the demo prints when these lines are piped in. */
async function piped(...lines: readonly string[]): Promise<string> {
  const { type, end, ended, text } = talk()
  type(lines.join('\n'))
  end()
  expect(await ended).toBe(0)
  return text()
}

const order = (text: string, ...parts: readonly string[]) => parts.map((part) => text.indexOf(part))
const ascending = (places: readonly number[]) => [...places].sort((one, other) => one - other)

describe('a pipe', () => {
  test('is answered line by line until it ends, each line above its answer', async () => {
    const text = await piped('status C2', '', 'update C2 red backlog grew', 'overdue')
    const places = order(
      text,
      'coordinator > status C2\nC2 Rework annual review process',
      'coordinator > update C2 red backlog grew\nRecorded: C2 ◆ Amber → ▲ Red',
      'coordinator > overdue\n13 of 63',
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual(ascending(places))
  })

  test.each(['exit', 'quit', 'BYE'])('ends at "%s"', async (word) => {
    const text = await piped('status C2', word, 'overdue')
    expect(text).toContain('C2 Rework')
    expect(text).not.toContain('13 of 63')
  })

  test('gets no colours and nothing that steers', async () => {
    const { type, end, ended, raw } = talk()
    type('status \u001b[31mC2\u001b]0;owned\u0007\n\u009b31mfoo\u202e\u0000\nas \u001b[5meve\u0007\n')
    end()
    await ended
    expect(raw()).toContain('C2 Rework')
    expect(raw()).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  })

  test('shows what others are told, with the line ends of nobody’s name', async () => {
    const text = await piped('assign SLBI new Sam\u2028Example', 'update A5(h) amber workshops booked')
    expect(text).toMatch(/^Message to Sam Example: .*A5\(h\)/m)
  })
})

describe('"as"', () => {
  test('lets somebody else speak, and the prompt shows who', async () => {
    const { type, seen, ended } = talk({ terminal: true })
    await seen('coordinator > ')
    type('as slbi\r')
    await seen('You speak as SLBI now.')
    await seen('SLBI > ')
    type('mine\r')
    await seen('as SLBI:')
    type('as Chair:Improvement-Board\r')
    await seen('chair:improvement-board > ')
    type('\u0004')
    expect(await ended).toBe(0)
  })

  test('says who is possible when nobody is meant, and nothing changes', async () => {
    const text = await piped('as SLBJ', 'as', 'as Nobody Known', 'mine')
    expect(text).toContain('Nobody here is "SLBJ". Did you mean SLBI?')
    expect(text).toContain('You speak as coordinator.')
    expect(text).toContain('Nobody here is "Nobody Known".')
    expect(text).toContain('coordinator > mine')
  })

  test('begins a sentence when more follows: the answer to a question', async () => {
    const text = await piped(
      'as SLSPPEP',
      'update C2(b) amber',
      'as the panel could not meet in October',
      'status C2(b)',
    )
    expect(text).toContain('│ as the panel could not meet in October')
  })
})

describe('"clock"', () => {
  test('shows the demo’s time, and moves it on', async () => {
    const text = await piped('clock', 'clock +1 week', 'clock + 2 days', 'clock 2020-12-08', 'overdue')
    for (const time of [
      'It is 24 Nov 2020, 9am.',
      'It is 1 Dec 2020, 9am now.',
      'It is 3 Dec 2020, 9am now.',
    ])
      expect(text).toContain(time)
    expect(text).toContain('overdue on Tuesday 8 December 2020')
  })

  test('says what it expected, and stays where it is', async () => {
    const text = await piped('clock tomorrow', 'clock -1 week', 'clock +1 fortnight', 'clock')
    expect(text).toContain('"tomorrow" is not a time')
    expect(text).toContain('The record only goes forward')
    expect(text).toContain('"+1 fortnight" is not a time')
    expect(text.split('coordinator > clock\n')[1]).toContain('It is 24 Nov 2020, 9am.')
  })

  test('begins a sentence when more follows', async () => {
    expect(await piped('clock changes delayed the whole panel')).not.toContain('is not a time')
  })
})

describe('a terminal', () => {
  test('answers what was typed ahead, in order', async () => {
    const { type, seen, ended, text } = talk({ terminal: true })
    type('update C2 red backlog\rstatus C2\rupdate C2 amber better\rstatus C2\r')
    for (const part of ['◆ Amber → ▲ Red', '│ backlog', '▲ Red → ◆ Amber', '│ better']) await seen(part)
    type('exit\r')
    expect(await ended).toBe(0)
    expect(text()).not.toContain('Not saved')
  })

  test.each(['\u2028', '\u2029'])(
    'takes a separator (%j) in what is pasted for a blank, not for Enter',
    async (separator) => {
      const { type, seen, ended, text } = talk({ terminal: true })
      await seen('coordinator > ')
      type(`update C2 red the panel met${separator}update C3 red all of it is late\r`)
      await seen('Recorded: C2')
      type('exit\r')
      expect(await ended).toBe(0)
      expect(text()).not.toContain('Recorded: C3')
    },
  )

  test('leaves at Ctrl-C, whatever stands on the line, and gives the keyboard back', async () => {
    const { type, seen, ended, text, rawModes } = talk({ terminal: true })
    await seen('coordinator > ')
    type('update C2 red')
    type('\u0003')
    expect(await ended).toBe(0)
    expect(rawModes.at(-1)).toBe(false)
    expect(text()).not.toContain('Recorded')
  })

  test('drops at Ctrl-C what was typed ahead', async () => {
    const { type, seen, ended, text } = talk({ terminal: true })
    await seen('coordinator > ')
    type('update C2 red backlog\roverdue\r\u0003')
    expect(await ended).toBe(0)
    expect(text()).not.toMatch(/Recorded|13 of 63/)
  })

  test('leaves when its input ends', async () => {
    const { seen, end, ended } = talk({ terminal: true })
    await seen('coordinator > ')
    end()
    expect(await ended).toBe(0)
  })

  test('answers what was typed before the end of its input, and lets go of it', async () => {
    const { type, seen, ended, text, isListening } = talk({ terminal: true })
    await seen('coordinator > ')
    type('status C2\r\u0004')
    expect(await ended).toBe(0)
    expect(text()).toContain('C2 Rework')
    expect(isListening()).toBe(false)
  })

  test('completes commands, their second words and references at a tab', async () => {
    const { type, seen, ended } = talk({ terminal: true })
    await seen('coordinator > ')
    type('meeting m\t')
    await seen('meeting move ')
    type('\u0015status a5(h\t')
    await seen('status A5(h)')
    type('\r')
    await seen('Launch user-friendly online plan system')
    type('\u0004')
    await ended
  })

  test('offers what was typed before at the up arrow', async () => {
    const { type, seen, ended } = talk({ terminal: true })
    await seen('coordinator > ')
    type('owner C2\r')
    await seen('C2 has no lead')
    type('\u001b[A')
    await seen('owner C2')
    type('\r')
    await seen('C2 has no lead')
    type('\u0004')
    await ended
  })

  test('has colours unless NO_COLOR asks for none', async () => {
    const colours = async (environment: Record<string, string>) => {
      const { type, seen, ended, raw } = talk({ terminal: true, environment })
      type('status C2\r')
      await seen('◆ Amber')
      type('exit\r')
      await ended
      return raw().includes('\u001b[33m◆ Amber')
    }
    expect(await colours({})).toBe(true)
    expect(await colours({ NO_COLOR: '' })).toBe(true)
    expect(await colours({ NO_COLOR: '1' })).toBe(false)
  })

  test('is 80 columns wide when it does not know its width', async () => {
    const { type, end, ended, text } = talk({ terminal: true, columns: 0 })
    type('overdue\r')
    end()
    await ended
    const widest = Math.max(
      ...text()
        .split('\n')
        .map((line) => line.length),
    )
    expect(widest).toBeGreaterThan(70)
    expect(widest).toBeLessThanOrEqual(80)
  })
})
