import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeEach(() => {
  shell = createShellHere()
})
afterEach(() => shell.close())

describe('settings', () => {
  test.each([
    ['PORT', 'http', 'expected a port from 1 to 65535'],
    ['TIME_ZONE', 'Europe/Atlantis', 'expected a time zone such as Europe/London'],
    ['LOG_LEVEL', 'loud', 'expected fatal, error, warn, info, debug, trace or silent'],
  ])('a wrong %s stops every command with one line that names it and the cure', async (name, value, cure) => {
    const { exit, out, errors } = await shell.run(['say', 'overdue'], { env: { [name]: value } })
    expect({ exit, out }).toEqual({ exit: 3, out: '' })
    expect(errors).toBe(`wsoa: ${errors.slice('wsoa: '.length).split('\n')[0]}\n`)
    expect(errors).toContain(`${name} is not right: ${cure}`)
    expect(errors).not.toContain(`"${value}"`)
    expect(shell.files()).toEqual([])
  })

  test('a half-filled platform stops the start with one line that repeats no secret', async () => {
    const halves = [
      { SLACK_BOT_TOKEN: 'xoxb-canary' },
      { SLACK_SIGNING_SECRET: 'canary' },
      { MicrosoftAppId: 'canary', MicrosoftAppPassword: 'canary' },
    ]
    const ends = await Promise.all(halves.map((env) => shell.run(['start'], { env })))
    expect(ends.map(({ exit, out }) => ({ exit, out }))).toEqual(halves.map(() => ({ exit: 3, out: '' })))
    expect(ends.map(({ errors }) => errors)).toEqual([
      expect.stringMatching(/^wsoa: SLACK_BOT_TOKEN is set, but neither .*\n$/),
      expect.stringMatching(/^wsoa: SLACK_BOT_TOKEN is missing: .*\n$/),
      expect.stringMatching(/^wsoa: MicrosoftAppTenantId is missing: .*\n$/),
    ])
    expect(ends.map(({ errors }) => errors).join('')).not.toContain('canary')
    expect(shell.files()).toEqual([])
  })

  test('.env is read, and what the shell sets goes before it', async () => {
    shell.write('.env', 'DATABASE_URL=sqlite:nowhere.sqlite\nPORT=\n')
    shell.write('empty.sqlite', '')
    const [file, environment] = await Promise.all([
      shell.run(['say', 'overdue']),
      shell.run(['say', 'overdue'], { env: { DATABASE_URL: 'sqlite:empty.sqlite' } }),
    ])
    expect(file).toMatchObject({
      exit: 1,
      errors: expect.stringContaining('no database where DATABASE_URL says'),
    })
    expect(environment.errors).toContain('The database is empty')
    shell.write('.env', 'PORT=http\n')
    const wrong = await shell.run(['say', 'overdue'])
    expect(wrong).toMatchObject({ exit: 3, errors: expect.stringContaining('PORT is not right') })
    expect(shell.files()).toEqual(['.env', 'empty.sqlite'])
  })

  test('a .env that cannot be read is one line, too', async () => {
    mkdirSync(join(shell.folder, '.env'))
    expect(await shell.run(['say', 'overdue'])).toEqual({
      exit: 3,
      out: '',
      errors: 'wsoa: .env cannot be read: make it a text file that this user may read, or remove it.\n',
    })
  })
})
