import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeEach(() => {
  shell = createShellHere()
})
afterEach(() => shell.close())

test('a new database is for this user alone: its files, and the folder that is made for it', async () => {
  const mask = process.umask(0)
  await shell.run(['say', 'update C2 red the backlog grew'])
  process.umask(mask)
  const modeOf = (path: string) => (statSync(join(shell.folder, path)).mode & 0o777).toString(8)
  expect(modeOf('var')).toBe('700')
  expect(shell.files('var').map((file) => `${file} ${modeOf(`var/${file}`)}`)).toEqual(
    shell.files('var').map((file) => `${file} 600`),
  )
})

describe('config', () => {
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-canary',
    SLACK_SIGNING_SECRET: 'canary',
    DATABASE_URL: 'sqlite:var/a.sqlite',
    https_proxy: 'http://me:canary@proxy.example.org:3128',
  }

  test('shows what is in force and whence it comes, secrets masked', async () => {
    shell.write('.env', 'PORT=8080\nSLACK_APP_TOKEN_FILE=token\nHOST=0.0.0.0\n')
    shell.write('token', 'xapp-canary\n')
    const { exit, out, errors } = await shell.run(['config'], { env: { ...env, HOST: '127.0.0.2' } })
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out).not.toContain('canary')
    expect(out.trim().split('\n')).toEqual(
      expect.arrayContaining([
        'DATABASE_URL=sqlite:var/a.sqlite  (environment)',
        'PORT=8080  (.env)',
        'HOST=127.0.0.2  (environment)',
        'TIME_ZONE=Europe/London  (default)',
        'PUBLIC_URL is not set',
        'SLACK_BOT_TOKEN=••••••••  (environment)',
        'SLACK_APP_TOKEN=••••••••  (a file of its own)',
        'HTTPS_PROXY=http://••••••••@proxy.example.org:3128  (environment)',
      ]),
    )
  })

  test('says the same to scripts, and all that is wrong in place of it', async () => {
    const { exit, data } = await shell.json(['config'], { env })
    expect(exit).toBe(0)
    expect(data).toContainEqual({ name: 'SLACK_BOT_TOKEN', value: '••••••••', from: 'environment' })
    expect(data).toContainEqual({ name: 'MicrosoftAppId', value: null, from: 'nowhere' })
    const wrong = await shell.run(['config'], { env: { PORT: 'http', DATABSE_URL: 'canary' } })
    expect(wrong).toMatchObject({ exit: 3, out: '' })
    expect(wrong.errors).toMatch(
      /DATABSE_URL is no setting of wsoa: did you mean DATABASE_URL\?\nPORT is not right/,
    )
    expect(wrong.errors).not.toContain('canary')
  })
})

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
