import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createApp } from '../src/app/app.ts'
import { type Command, defineCommand } from '../src/command.ts'
import { StorageError } from '../src/errors.ts'
import { faultOf } from '../src/log.ts'
import { createTestApp, FIRST_MORNING, read } from './support/app.ts'
import { freePort } from './support/port.ts'
import { createShell } from './support/shell.ts'

/** A port on which nothing listens. */
const NOBODY = 'http://127.0.0.1:9/api/'

/** A word that nobody but the test types: wherever it appears, typed text appears. */
const CANARY = 'canary'

class BrokenPlan extends Error {}

/** The code that threw comes first. */
const HERE = expect.arrayContaining([expect.stringContaining('log.test.ts')])

test('an error without a code has none in the log', () => {
  expect(faultOf(new StorageError('It cannot be read.'))).not.toHaveProperty('errorCode')
})

describe('the log', () => {
  test('holds nothing of what was typed and no token, at the most talkative level', async () => {
    const shell = createShell()
    const lines = [
      `update C2 red ${CANARY} the backlog grew`,
      `evidence C2 https://example.org/${CANARY}`,
      `assign SLBI new Sam ${CANARY}`,
      `update ${CANARY} red`,
      `${CANARY}`,
      `status ${CANARY}`,
      `as ${CANARY}`,
      `clock ${CANARY}`,
      'undo',
    ]
    const { exit, out, errors } = await shell.run(['chat'], { lines, env: { LOG_LEVEL: 'trace' } })
    expect(exit).toBe(0)
    expect(out).toContain(`${CANARY} the backlog grew`)
    expect(errors).toContain('"msg":"delivery"')
    expect(errors).not.toContain(CANARY)
    const slack = { SLACK_BOT_TOKEN: `xoxb-${CANARY}`, SLACK_SIGNING_SECRET: CANARY, SLACK_API_URL: NOBODY }
    const port = { PORT: String(await freePort()) }
    const running = shell.start(['start'], { env: { ...slack, ...port, LOG_LEVEL: 'trace' } })
    await running.logged('SLACK_API_URL')
    running.child.kill('SIGTERM')
    const started = await running.ended
    expect(started.exit).toBe(0)
    expect(started.errors).toContain('SLACK_API_URL')
    expect(started.out + started.errors).not.toContain(CANARY)
    shell.close()
  })

  test.each([
    ['an error', () => new Error(`cannot read ${CANARY}`), 'Error', HERE],
    ['an error of several lines', () => new TypeError(`no\n    at ${CANARY} (typed)\n`), 'TypeError', HERE],
    ['an error with a cause', () => new Error('outer', { cause: new Error(CANARY) }), 'Error', HERE],
    ['a class of ours', () => new BrokenPlan(CANARY), 'BrokenPlan', HERE],
    ['an error with a code that tells something', () => coded(`no ${CANARY}`), 'Error', HERE],
    ['a text', () => CANARY, 'string', []],
  ])(
    'of a mistake of ours holds a reference and where it was, not the words of %s',
    async (_, mistake, error, trace) => {
      const { commands, db, close } = await createTestApp()
      const broken = defineCommand({
        summary: 'Break',
        forms: ['<note>'],
        examples: () => [],
        arguments: z.object({ note: z.string() }),
        run: async () => {
          throw mistake()
        },
      }) as Command
      const log: string[] = []
      const app = createApp({
        db,
        commands: new Map([...commands, ['break', broken]]),
        log: pino({ level: 'trace' }, { write: (line) => log.push(line) }),
      })
      const reply = await app.handle(
        {
          platform: 'terminal',
          tenant: 'local',
          userId: 'coordinator',
          conversation: 'test',
          key: null,
          said: `break ${CANARY}`,
        },
        FIRST_MORNING,
      )
      expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
      const [, reference] =
        read(reply).match(/^Something went wrong on our side; .*this reference: ([0-9a-f]{6})$/) ?? []
      expect(reference).toBeDefined()
      expect(log).toHaveLength(1)
      expect(JSON.parse(log[0] ?? '')).toMatchObject({
        level: 50,
        reference,
        msg: 'internal error',
        error,
        trace,
      })
      expect(log.join('') + read(reply)).not.toContain(CANARY)
      await close()
    },
  )
})

test('an error of a package is logged by its class and its code', () => {
  expect(faultOf(coded('SQLITE_CONSTRAINT_UNIQUE'))).toMatchObject({
    error: 'Error',
    errorCode: 'SQLITE_CONSTRAINT_UNIQUE',
    trace: HERE,
  })
})

function coded(code: string): Error {
  return Object.assign(new Error(CANARY), { code })
}
