import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { createShell, type Shell } from '../support/shell.ts'

let shell: Shell
beforeEach(() => {
  shell = createShell()
})
afterEach(() => shell.close())

const SAMPLE = ['--database-url', 'sqlite:wsoa.sqlite', '--plan', 'sample', '--web', 'off']
const env = () => readFileSync(join(shell.folder, '.env'), 'utf8')
const modeOf = (name: string) => statSync(join(shell.folder, name)).mode & 0o777

test('with flags alone it writes .env for its owner, makes the database with the sample, and ends in doctor', async () => {
  const { exit, out, errors } = await shell.run(['setup', ...SAMPLE, '--chat', 'none'])
  expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
  expect(parseEnv(env())).toMatchObject({
    DATABASE_URL: 'sqlite:wsoa.sqlite',
    WEB: 'off',
    TIME_ZONE: 'Europe/London',
  })
  expect(modeOf('.env')).toBe(0o600)
  expect(out).toContain('ok     plans: thurrock-wsoa-2019 (quiet until its coordinator says: go live)')
  expect((await shell.run(['say', 'status C2'])).exit).toBe(0)
})

test('without a terminal it says which flags are missing, and writes nothing', async () => {
  const none = await shell.run(['setup'])
  expect(none.exit).toBe(2)
  expect(none.errors).toContain('these are missing:\n  --database-url <')
  for (const flag of ['--plan', '--chat', '--web']) expect(none.errors).toContain(flag)
  const slack = await shell.run(['setup', ...SAMPLE, '--chat', 'slack', '--slack-mode', 'http'])
  expect(slack.errors).toContain('--public-url <its public address>')
  expect(slack.errors).not.toContain('--plan')
  expect(shell.files()).toEqual([])
})

test('what is wrong or half given stops it, without repeating it, and nothing is written', async () => {
  const slack = [...SAMPLE, '--chat', 'slack', '--slack-mode', 'socket']
  for (const [flags, sentence] of [
    [[...SAMPLE, '--chat', 'irc'], '--chat: expected none or slack or teams or both.'],
    [
      [...slack, '--slack-bot-token', 'xoxb-canary'],
      'neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN',
    ],
    [[...slack, '--slack-bot-token', 'xoxb canary'], '--slack-bot-token: SLACK_BOT_TOKEN is not right'],
    [[...slack, '--slack-bot-token', '@canary'], 'names no file that can be read'],
    [
      ['--database-url', 'sqlite:a', '--web', 'off', '--chat', 'none', '--plan', 'nowhere.yaml'],
      'nowhere.yaml',
    ],
  ] as const) {
    const { exit, errors } = await shell.run(['setup', ...flags])
    expect(exit).not.toBe(0)
    expect(errors).toContain(sentence)
    expect(errors).not.toContain('canary')
  }
  expect(shell.files()).toEqual([])
})

test('what is set in .env is replaced only when that is agreed to; a copy is kept, and other lines stay', async () => {
  shell.write(
    '.env',
    '# our own words\nDATABASE_URL=sqlite:wsoa.sqlite\nLOG_LEVEL=warn\nSLACK_BOT_TOKEN=xoxb-old\nSLACK_APP_TOKEN=xapp-old\n',
  )
  writeFileSync(join(shell.folder, 'token'), 'xoxb-canary\n')
  const flags = [...SAMPLE, '--chat', 'slack', '--slack-mode', 'socket', '--slack-bot-token', '@token']
  const before = env()
  const refused = await shell.run(['setup', ...flags])
  expect(refused.exit).toBe(2)
  expect(refused.out).toContain('SLACK_BOT_TOKEN: •••••••• → ••••••••')
  expect(refused.errors).toContain(
    'This replaces what is set in .env. Nothing was written. If that is meant, add: --yes',
  )
  expect(env()).toBe(before)
  expect(existsSync(join(shell.folder, 'wsoa.sqlite'))).toBe(false)
  const done = await shell.run(['setup', ...flags, '--yes'], {
    env: { SLACK_API_URL: 'http://127.0.0.1:9/' },
  })
  expect(done.out + done.errors).not.toMatch(/canary|xoxb-old|xapp-old/)
  expect(env()).toBe(`${before.replace('xoxb-old', 'xoxb-canary')}WEB=off\n`)
  const [copy = ''] = shell.files().filter((name) => /^\.env\.\d{8}T\d{6}$/.test(name))
  expect(readFileSync(join(shell.folder, copy), 'utf8')).toBe(before)
  expect([modeOf('.env'), modeOf(copy)]).toEqual([0o600, 0o600])
})

test('it gives the link that makes the Slack app with everything filled in, and the package for Teams', async () => {
  const { out } = await shell.run(
    [
      'setup',
      ...SAMPLE,
      ...['--chat', 'both', '--slack-mode', 'http', '--public-url', 'https://wsoa.example.org'],
      ...['--microsoft-app-id', '11111111-2222-4333-8444-555555555555'],
      ...[
        '--microsoft-app-tenant-id',
        '99999999-aaaa-4bbb-8ccc-dddddddddddd',
        '--microsoft-app-password',
        'secret',
      ],
    ],
    { env: { HTTPS_PROXY: 'http://127.0.0.1:9' } },
  )
  const [link = ''] = out.match(/https:\/\/api\.slack\.com\/apps\?\S+/) ?? []
  const query = new URL(link).searchParams
  expect(query.get('new_app')).toBe('1')
  expect(JSON.parse(query.get('manifest_json') ?? '')).toMatchObject({
    settings: { event_subscriptions: { request_url: 'https://wsoa.example.org/slack/events' } },
  })
  expect(out).toContain('wsoa-teams.zip is written')
  expect(shell.files()).toContain('wsoa-teams.zip')
  expect(out).toContain('Is everything in place?')
})

/** Runs it in a terminal, and types an answer whenever a question has appeared. */
function inTerminal(answers: readonly (readonly [string, string])[]): Promise<string> {
  const program = join(inject('compiled'), 'src/main.js')
  const child = spawn(
    'script',
    ['-qec', `stty cols 120 rows 40; ${process.execPath} ${program} setup`, '/dev/null'],
    {
      cwd: shell.folder,
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm', NO_COLOR: '1' },
    },
  )
  let shown = ''
  let at = 0
  const left = [...answers]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    const [next] = left
    const found = next ? shown.indexOf(next[0], at) : -1
    if (!next || found === -1) return
    at = found + next[0].length
    left.shift()
    child.stdin.write(next[1])
  })
  return new Promise((resolve) => child.once('close', () => resolve(shown)))
}

const ENTER = '\r'
const INTERRUPT = '\u0003'

test('in a terminal it asks one thing after another, and shows no secret', async () => {
  const shown = await inTerminal([
    ['Where is the database', ENTER],
    ['Which plan?', ENTER],
    ['Where do people speak', `\u001b[B${ENTER}`],
    ['How does Slack reach it?', ENTER],
    ['in a browser?', ENTER],
    ['bot token (xoxb', `xoxb-canary${ENTER}`],
    ['app-level token', `xapp-canary${ENTER}`],
    ['Write it, and make the database?', ENTER],
  ])
  expect(shown).not.toContain('canary')
  expect(shown).toContain('https://api.slack.com/apps?new_app=1')
  expect(parseEnv(env())).toMatchObject({
    DATABASE_URL: 'sqlite:var/wsoa.sqlite',
    SLACK_BOT_TOKEN: 'xoxb-canary',
    SLACK_APP_TOKEN: 'xapp-canary',
  })
  expect(shown).toContain('plans: thurrock-wsoa-2019')
})

test.each([
  ['at the first question', [['Where is the database', INTERRUPT]]],
  [
    'before it is written',
    [
      ['Where is the database', ENTER],
      ['Which plan?', ENTER],
      ['Where do people speak', ENTER],
      ['in a browser?', ENTER],
      ['Write it, and make the database?', INTERRUPT],
    ],
  ],
] as const)('left %s, it has written nothing', async (_, answers) => {
  expect(await inTerminal(answers)).toContain('nothing was written. Begin again with: wsoa setup')
  expect(shell.files()).toEqual([])
})
