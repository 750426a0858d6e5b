import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { moment } from '../../src/domain/format.ts'
import { clockFrom } from '../../src/shell/start.ts'
import { freePort } from '../support/port.ts'
import { createShell, createShellHere, type Shell, type ShellHere } from '../support/shell.ts'

const ZONE = 'Europe/London'

let shell: ShellHere

beforeEach(() => {
  shell = createShellHere({ demo: true })
})
afterEach(() => shell.close())

/** In a process of its own, which has standard streams and can be sent signals. */
function ownProcess(): Shell {
  const own = createShell({ demo: true })
  onTestFinished(own.close)
  return own
}

/** What was printed as running text, however its lines were wrapped. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}

describe('the demo', () => {
  test('answers every line of its input in order and ends well', async () => {
    const lines = ['status C2', 'update C2 red backlog grew after half term', 'overdue']
    const { exit, out, errors } = await ownProcess().run(['start'], { lines })
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    const answers = [
      'C2 Rework annual review',
      'Recorded: C2 ◆ Amber → ▲ Red',
      '13 of 63 sub-actions are overdue',
    ]
    expect(answers.map((text) => out.indexOf(text)).filter((at) => at === -1)).toEqual([])
    expect(answers.map((text) => out.indexOf(text))).toEqual(
      answers.map((text) => out.indexOf(text)).sort((one, other) => one - other),
    )
  })

  test('takes no separator within a pasted note for Enter: nothing of it runs as a command', async () => {
    const separators = ['\u2028', '\u2029']
    const lines = separators.map(
      (each) => `update C2 red the panel met${each}update C3 red all of it is late`,
    )
    const { exit, out } = await ownProcess().run(['start'], { lines: [...lines, 'status C3'] })
    expect(exit).toBe(0)
    expect(out.match(/^coordinator > /gm)).toHaveLength(3)
    expect(out).not.toContain('Recorded: C3')
    expect(flat(out)).toContain('the panel met update C3 red all of it is late')
  })

  test('welcomes in at most 12 lines: what this is, when it is, who one speaks as, three things to try', async () => {
    const { exit, out, errors } = await shell.run(['start', '--as', 'p16sm'], { lines: ['quit'] })
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    const welcome = out.trim().split('\n')
    expect(welcome.length).toBeLessThanOrEqual(12)
    const text = flat(out)
    expect(text).toContain('wsoa keeps an improvement plan')
    expect(text).toContain('24 Nov 2020, 9am')
    expect(text).toContain('you speak as P16SM')
    expect(text.match(/Try: /g)).toHaveLength(3)
  })

  test('keeps what was said and the time it is, until it is reset', async () => {
    await shell.run(['start'], { lines: ['update C2 red the backlog grew', 'clock +2 weeks'] })
    const later = await shell.run(['start'], { lines: ['status C2'] })
    expect(flat(later.out)).toContain('8 Dec 2020, 9am')
    expect(later.out).toContain('▲ Red')
    const fresh = await shell.run(['start', '--fresh'], { lines: ['status C2'] })
    expect(flat(fresh.out)).toContain('24 Nov 2020, 9am')
    expect(fresh.out).not.toContain('▲ Red')
  })

  test('keeps the time of day when its clock moves into summer time', async () => {
    const now = new Date('2020-11-24T09:00:00Z')
    const shown = (text: string) => moment(clockFrom(text, { now, timeZone: ZONE }), ZONE)
    expect(shown('+6 months')).toBe('24 May 2021, 9am')
    expect(shown('2021-06-01T17:30')).toBe('1 Jun 2021, 5:30pm')
    expect(shown('2021-06-01T18:30Z')).toBe('1 Jun 2021, 7:30pm')
    const { out } = await shell.run(['start'], { lines: ['clock 2020-11-24T10:30', 'clock', 'clock -1 day'] })
    expect(out).toContain('It is 24 Nov 2020, 10:30am now.')
    expect(out).toContain('It is 24 Nov 2020, 10:30am. To move on: clock +1 week')
    expect(out).toContain('The record only goes forward')
  })

  test('says what a time looks like when the clock is given another thing', async () => {
    const lines = ['clock tomorrow', 'clock 2020-02-30', 'clock 2020-12-01T25:00']
    const { exit, out } = await shell.run(['start'], { lines })
    expect(exit).toBe(0)
    expect(out.match(/is not a time: expected 2020-11-24/g)).toHaveLength(3)
  })

  test('is not what --fresh resets when a database is named', async () => {
    const { exit, out, errors } = await shell.run(['start', '--fresh'], {
      env: { DATABASE_URL: 'sqlite:mine.sqlite' },
    })
    expect({ exit, out }).toEqual({ exit: 3, out: '' })
    expect(errors).toBe(
      'wsoa: --fresh resets the demo, but DATABASE_URL names a database: remove one of them.\n',
    )
  })
})

describe('a service without a platform is no demo that ended well', () => {
  const NOTHING = 'wsoa: There is nothing to serve: no chat platform is configured.'

  test('with nothing to read on its standard input it stops with 3', async () => {
    const { exit, errors } = await ownProcess().run(['start'])
    expect({ exit, errors }).toEqual({ exit: 3, errors: expect.stringContaining(NOTHING) })
  })

  test.each([{ lines: [] }, { lines: ['overdue'] }])('with a database it stops with 3: %o', async (input) => {
    const env = { DATABASE_URL: 'sqlite:var/demo.sqlite' }
    const { exit, out, errors } = await shell.run(['start'], { ...input, env })
    expect({ exit, out, errors }).toEqual({ exit: 3, out: '', errors: expect.stringContaining(NOTHING) })
    expect(errors).toContain('wsoa chat')
  })

  test('chat talks all the same', async () => {
    const env = { DATABASE_URL: 'sqlite:var/demo.sqlite' }
    const { exit, out } = await shell.run(['chat'], { lines: ['owner C2'], env })
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('C2') })
  })
})

describe('leaving', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the conversation well and closes the database',
    async (signal) => {
      const own = ownProcess()
      const { child, printed, ended } = own.start(['start'])
      child.stdin.write('update C2 red the backlog grew\n')
      await printed('Recorded: C2')
      child.kill(signal)
      const { exit, errors } = await ended
      expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
      // SQLite takes its log away when the last connection is closed.
      expect(own.files('var')).toEqual(['demo.sqlite'])
    },
  )

  test('quit and the end of the input end it', async () => {
    for (const lines of [['quit', 'overdue'], ['help']]) {
      const { exit, out, errors } = await shell.run(['start'], { lines })
      expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
      expect(out).not.toContain('overdue on')
    }
  })

  test('a reader that leaves early ends it without a stack trace', async () => {
    const own = ownProcess()
    const { child, printed, ended } = own.start(['start'])
    await printed('wsoa keeps')
    child.stdout.destroy()
    // One answer to notice it by, and the input stays open: it must end by itself.
    child.stdin.write('overdue\noverdue\n')
    const { exit, errors } = await ended
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(own.files('var')).toEqual(['demo.sqlite'])
  })
})

describe('start with a chat platform', () => {
  test('says in one sentence that the platform cannot be reached; chat talks all the same', async () => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-canary',
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/`,
      PORT: String(await freePort()),
    }
    const { child, printed, logged, ended } = ownProcess().start(['start'], { env })
    await printed('wsoa runs on Slack')
    await logged('wsoa: Slack cannot be reached (ECONNREFUSED)')
    child.kill('SIGTERM')
    const { exit, errors } = await ended
    expect(exit).toBe(0)
    expect(errors).not.toContain('canary')
    const chat = await shell.run(['chat'], { env, lines: ['owner C2'] })
    expect(chat.exit).toBe(0)
    expect(chat.out).toContain('SLSESEND')
  })
})

describe('a database that is not as it was written', () => {
  test('whose trail somebody changed: the start says so, and goes on', async () => {
    await shell.run(['start'], { lines: ['update C2 red the backlog grew'] })
    const sqlite = new SqliteDatabase(join(shell.folder, 'var/demo.sqlite'))
    sqlite.exec(`update trail set payload = '{"plan":1,"ref":"C2"}' where ref = 'C2'`)
    sqlite.close()
    const { exit, out, errors } = await shell.run(['start'], { lines: ['status C2'] })
    expect(exit).toBe(0)
    expect(out).toContain('▲ Red')
    expect(errors).toMatch(/wsoa: The trail is broken at entry #\d+: its text was changed\./)
  })
})
