import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { platformFiles } from '../src/discover.ts'
import { SetupError } from '../src/errors.ts'
import { readSettings, SECRETS, SETTING_NAMES } from '../src/settings.ts'
import { projectFile } from '../src/shell/project.ts'
import { temporaryFolder } from './support/folder.ts'

/** What must not be called, or would be read as one host here and as another there. */
const NO_ADDRESSES = [
  'metadata',
  'wsoa.example.org',
  'localhost:4000',
  'ftp://wsoa.example.org',
  'http://wsoa.example.org',
  'http://127.0.0.1.example.org/',
  'http://127.0.0.1@example.org/',
  'http://localhost.example.org/',
  'http://localhost:80@example.org/',
  'http://localhost\\@example.org/',
  'http://localhost./',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://0.0.0.0/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::1].example.org/',
  'https://user:password@wsoa.example.org/',
  'https://token@wsoa.example.org/',
  'https://wsoa.example.org./',
  'https://wsoa.example.org:99999/',
  'https:/wsoa.example.org',
  'https://',
]
const SPLIT = ['one\ntwo', 'one two', 'one\u0000two']

/** Both platforms, complete. */
const COMPLETE = new Map([
  ['SLACK_BOT_TOKEN', 'xoxb-1'],
  ['SLACK_SIGNING_SECRET', 'secret'],
  ['SLACK_APP_TOKEN', 'xapp-1'],
  ['MicrosoftAppId', 'id'],
  ['MicrosoftAppPassword', 'secret'],
  ['MicrosoftAppTenantId', 'tenant'],
  ['SMTP_URL', 'smtp://mail.example.org'],
  ['MAIL_FROM', 'wsoa@example.org'],
])

/** The sentences that stop the start. */
function refusalOf(environment: Record<string, string>): string {
  try {
    readSettings(environment)
  } catch (error) {
    if (error instanceof SetupError) return error.message
    throw error
  }
  throw new Error('these settings are accepted')
}

const NO_MAIL_SERVERS = [
  'mail.example.org',
  'http://mail.example.org',
  'smtp://',
  'smtp://user@mail.example.org',
  'smtp://user:100%@mail.example.org',
  'smtp://mail.example.org/path',
  'smtp://mail.example.org?tls.rejectUnauthorized=false',
  'smtp://mail.example.org:99999',
]
const NO_SENDERS = [
  'wsoa',
  'wsoa@localhost',
  'a@example.org, b@example.org',
  'Name <a@example.org>\r\nBcc: b@example.org',
  'Name a@example.org',
]

describe('settings', () => {
  test('have a default each, or are not set', () => {
    expect(readSettings({ HOME: '/home/somebody' })).toEqual({
      BACKUP_KEEP: 14,
      RETENTION: 'off',
      RETENTION_RECORD_YEARS: 7,
      RETENTION_MESSAGE_MONTHS: 24,
      RETENTION_ACCESS_MONTHS: 12,
      RETENTION_CONVERSATION_DAYS: 7,
      PORT: 3000,
      HOST: '127.0.0.1',
      TIME_ZONE: 'Europe/London',
      WEB: 'off',
      PUBLIC_PAGE: 'off',
      WEB_SIGN_IN: ['link'],
      WEB_PROXY_HOPS: 0,
      MCP: 'off',
      LOG_FORMAT: 'json',
      METRICS: 'off',
      MicrosoftAppType: 'SingleTenant',
      TEAMS_SDK: 'botbuilder',
    })
  })

  test('that are empty or blank are not set, and blanks around a value do not count', () => {
    const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, ' ']))
    expect(readSettings(empty)).toEqual(readSettings({}))
    expect(readSettings({ PORT: ' 8080 ', DATABASE_URL: ' sqlite:a.sqlite\n' })).toMatchObject({
      PORT: 8080,
      DATABASE_URL: 'sqlite:a.sqlite',
    })
  })

  test.each([
    ['PORT', ['0', '65536', '3000.5', '1e3', '0x10', '-1', 'http'], 'expected a port from 1 to 65535'],
    ['TIME_ZONE', ['London', 'Europe/Atlantis'], 'expected a time zone such as Europe/London'],
    ['LOG_LEVEL', ['INFO', 'verbose'], 'expected fatal, error, warn, info, debug, trace or silent'],
    ['LOG_FORMAT', ['pretty', 'JSON'], 'expected json or text'],
    ['METRICS', ['true', 'ON', '1'], 'expected on or off'],
    ['METRICS_TOKEN', SPLIT, 'expected one line without blanks'],
    ['HEARTBEAT_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['PUBLIC_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['SLACK_LOGIN_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['MICROSOFT_LOGIN_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['SLACK_API_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['TEAMS_OPENID_METADATA_URL', NO_ADDRESSES, 'expected an address such as https://'],
    ['SLACK_BOT_TOKEN', SPLIT, 'expected one line without blanks'],
    ['SLACK_SIGNING_SECRET', SPLIT, 'expected one line without blanks'],
    ['SLACK_APP_TOKEN', SPLIT, 'expected one line without blanks'],
    ['MicrosoftAppPassword', SPLIT, 'expected one line without blanks'],
    ['MicrosoftAppType', ['MultiTenant', 'singletenant'], 'only "SingleTenant" is possible'],
    ['TEAMS_ALLOW_UNAUTHENTICATED', ['true', '1'], 'only "loopback" is possible, for local tools'],
    ['WEB', ['true', 'ON', '1'], 'expected on or off'],
    ['MCP', ['true', 'ON', '1'], 'expected on or off'],
    ['WEB_SIGN_IN', ['password', 'link,google', 'LINK'], 'expected link, microsoft and slack'],
    ['WEB_PROXY_HOPS', ['-1', '12', 'true'], 'expected how many proxies'],
    ['SMTP_URL', NO_MAIL_SERVERS, 'expected the address of a mail server such as smtp://'],
    ['MAIL_FROM', NO_SENDERS, 'expected an address such as wsoa@example.org'],
    ['TEAMS_SDK', ['agent', 'Botbuilder', '2'], 'expected botbuilder, or agents, which is experimental'],
  ])('%s is checked, and the sentence names it and the cure', (name, values, cure) => {
    for (const value of values) {
      // What is half configured is told in a line of its own.
      const [sentence = ''] = refusalOf({ [name]: value }).split('\n')
      expect(sentence).toContain(`${name} is not right: ${cure}`)
    }
  })

  test('that are wrong never appear in their sentence, whichever they are', () => {
    const canary = 'xoxb-1-canary\nxoxb-2-canary'
    for (const name of SETTING_NAMES) {
      for (const value of [canary, `https://${canary}@example.org`, `sqlite:${canary}`, 'canary']) {
        try {
          readSettings({ [name]: value })
        } catch (error) {
          expect(error).toBeInstanceOf(SetupError)
          expect(String(error)).not.toContain('canary')
        }
      }
    }
  })

  test.each([
    'PUBLIC_URL',
    'SLACK_API_URL',
    'SLACK_LOGIN_URL',
    'MICROSOFT_LOGIN_URL',
    'TEAMS_OPENID_METADATA_URL',
  ])('%s is an https address, or one of this machine', (name) => {
    for (const value of [
      'https://wsoa.example.org',
      'https://wsoa.example.org:8443/under/',
      'https://[2001:db8::1]/',
      'http://127.0.0.1:3000/api/',
      'http://127.8.9.10',
      'http://localhost:3000',
      'http://[::1]:3000/',
    ]) {
      expect(readSettings({ [name]: value })).toMatchObject({ [name]: value })
    }
  })

  test.each(['Europe/London', 'UTC', 'Pacific/Kiritimati', 'Etc/GMT+5'])('%s is a time zone', (zone) => {
    expect(readSettings({ TIME_ZONE: zone }).TIME_ZONE).toBe(zone)
  })
})

describe('all that is wrong is told at once', () => {
  test('a line for each, with the cure', () => {
    const wrong = { PORT: 'http', TIME_ZONE: 'London', SLACK_BOT_TOKEN: 'xoxb-1', MicrosoftAppId: 'id' }
    expect(refusalOf(wrong).split('\n')).toEqual([
      expect.stringMatching(/^PORT is not right/),
      expect.stringMatching(/^TIME_ZONE is not right/),
      expect.stringMatching(/^SLACK_BOT_TOKEN is set, but neither/),
      expect.stringMatching(/^MicrosoftAppPassword and MicrosoftAppTenantId are missing/),
    ])
  })

  test.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['TIMEZONE', 'TIME_ZONE'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['PROT', 'PORT'],
    ['SLACK_BOT_TOKE', 'SLACK_BOT_TOKEN'],
    ['SLACK_TOKEN', undefined],
    ['SLACK_BOT_TOKEN_FIEL', 'SLACK_BOT_TOKEN_FILE'],
    ['MICROSOFTAPPPASSWORD', 'MicrosoftAppPassword'],
    ['MicrosoftAppPasswrd', 'MicrosoftAppPassword'],
    ['TEAMS_ALLOWED_TENANT', 'TEAMS_ALLOWED_TENANTS'],
    ['TEAMS_SECRET', undefined],
  ])('%s is no setting, and the nearest is named: %s', (name, nearest) => {
    const [sentence, ...more] = refusalOf({ [name]: 'canary' }).split('\n')
    expect(sentence).toContain(`${name} is no setting of wsoa`)
    if (nearest === undefined) expect(sentence).not.toContain('did you mean')
    else expect(sentence).toContain(`did you mean ${nearest}?`)
    expect(more).toEqual([])
  })

  test.each([
    'PATH',
    'HOME',
    'HTTP_PROXY',
    'http_proxy',
    'no_proxy',
    'ALL_PROXY',
    'LANG',
    'TZ',
    'HOSTNAME',
    'WSOA_PORT',
    'NODE_ENV',
  ])('%s is none of ours', (name) => {
    expect(() => readSettings({ [name]: 'http://proxy.example.org' })).not.toThrow()
  })
})

test('a token for the metrics that could be guessed stops the start', () => {
  expect(refusalOf({ METRICS_TOKEN: 'canary' })).toContain('METRICS_TOKEN is too short: expected at least 20')
})

describe('a secret in a file of its own', () => {
  const file = (name: string, text: string) => {
    const path = join(temporaryFolder(), name)
    writeFileSync(path, text)
    return path
  }

  test.each(SECRETS)('%s is read from the file that its _FILE names', (name) => {
    const value =
      {
        DATABASE_URL: 'sqlite:a',
        HTTPS_PROXY: 'http://a.example.org',
        SMTP_URL: 'smtp://a.example.org',
        METRICS_TOKEN: 'twenty-characters-or-more',
        HEARTBEAT_URL: 'https://watch.example.org/1',
      }[name as string] ?? 'secret'
    const beside = Object.fromEntries([...COMPLETE].filter(([other]) => other !== name))
    const settings = readSettings({ ...beside, [`${name}_FILE`]: file(name, `${value}\n`) })
    expect(settings).toMatchObject({ [name]: value })
  })

  test.each(SECRETS)('%s set in both ways stops the start, and neither is shown', (name) => {
    const both = {
      ...Object.fromEntries(COMPLETE),
      [name]: 'canary',
      [`${name}_FILE`]: file('both', 'canary'),
    }
    expect(refusalOf(both)).toContain(`${name} and ${name}_FILE are both set: remove one of them.`)
    expect(refusalOf(both)).not.toContain('canary')
  })

  const credentials = (name: string, text: string) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, name), text)
    return { CREDENTIALS_DIRECTORY: folder }
  }

  test.each(SECRETS.flatMap((name) => [name, `wsoa_${name}`]))(
    '%s may be a credential that systemd hands over',
    (name) => {
      const setting = name.replace('wsoa_', '')
      const value =
        {
          DATABASE_URL: 'sqlite:a',
          HEARTBEAT_URL: 'https://a.example.org',
          HTTPS_PROXY: 'http://a.example.org',
          METRICS_TOKEN: 'a-secret-that-is-long-enough',
          SMTP_URL: 'smtp://a.example.org',
        }[setting] ?? 'secret'
      const beside = Object.fromEntries([...COMPLETE].filter(([other]) => other !== setting))
      expect(readSettings({ ...beside, ...credentials(name, `${value}\n`) })).toMatchObject({
        [setting]: value,
      })
    },
  )

  test('that is a credential and set besides, or an empty credential, stops the start, and nothing is shown', () => {
    const both = { ...Object.fromEntries(COMPLETE), ...credentials('wsoa_SLACK_BOT_TOKEN', 'canary') }
    expect(refusalOf(both)).toContain(
      'SLACK_BOT_TOKEN and the credential SLACK_BOT_TOKEN are both set: remove one of them.',
    )
    expect(refusalOf(both)).not.toContain('canary')
    const beside = { MicrosoftAppId: 'id', MicrosoftAppTenantId: 'tenant' }
    expect(refusalOf({ ...beside, ...credentials('MicrosoftAppPassword', '\n') })).toMatch(
      /^The credential MicrosoftAppPassword is empty: [^\n]*$/,
    )
  })

  test('that is not there, or empty, is named once and is not called missing', () => {
    const beside = { MicrosoftAppId: 'id', MicrosoftAppTenantId: 'tenant' }
    expect(refusalOf({ ...beside, MicrosoftAppPassword_FILE: join(temporaryFolder(), 'nowhere') })).toMatch(
      /^MicrosoftAppPassword_FILE names a file that cannot be read: [^\n]*$/,
    )
    expect(refusalOf({ ...beside, MicrosoftAppPassword_FILE: file('empty', '\n') })).toMatch(
      /^MicrosoftAppPassword_FILE names a file that is empty: [^\n]*$/,
    )
  })
})

describe('a proxy', () => {
  test.each([
    ['http://proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['https://user:pass@proxy.example.org', 'https://user:pass@proxy.example.org'],
  ])('%s is one', (given, read) => {
    expect(readSettings({ HTTPS_PROXY: given }).HTTPS_PROXY).toBe(read)
    expect(readSettings({ https_proxy: given }).HTTPS_PROXY).toBe(read)
  })

  test.each(['socks5://proxy.example.org', 'http://', 'http://a b', 'http://proxy.example.org/way'])(
    '%s is none',
    (given) => {
      expect(refusalOf({ HTTPS_PROXY: given })).toContain(
        'HTTPS_PROXY is not right: expected the address of a proxy',
      )
    },
  )
})

describe('a platform', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' }
  const teams = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: 'tenant' }

  test('is configured by its whole set', async () => {
    const named = async (environment: Record<string, string>) =>
      (await platformFiles(readSettings(environment))).map(({ title }) => title)
    expect(await named({})).toEqual([])
    expect(await named(slack)).toEqual(['Slack'])
    expect(await named({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })).toEqual(['Slack'])
    expect(await named(teams)).toEqual(['Microsoft Teams'])
    expect(await named({ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' })).toEqual(['Microsoft Teams'])
    expect(await named({ ...slack, ...teams })).toEqual(['Slack', 'Microsoft Teams'])
  })

  test.each([
    [
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      'neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN (Socket Mode): add one',
    ],
    [{ SLACK_SIGNING_SECRET: 'secret' }, 'SLACK_BOT_TOKEN is missing: Slack is half configured.'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing: Slack is half configured.'],
    [{ MicrosoftAppId: 'id' }, 'MicrosoftAppPassword and MicrosoftAppTenantId are missing'],
    [
      { ...teams, MicrosoftAppTenantId: '' },
      'MicrosoftAppTenantId is missing: Microsoft Teams is half configured.',
    ],
    [{ ...teams, MicrosoftAppId: '' }, 'MicrosoftAppId is missing: Microsoft Teams is half configured.'],
  ])('that is half configured stops the start and says what is missing: %o', (environment, sentence) => {
    expect(refusalOf(environment)).toContain(sentence)
    expect(refusalOf(environment)).not.toMatch(/secret|xoxb-1|xapp-1/)
  })

  test('without authentication listens to this machine only', () => {
    const open = { TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }
    expect(refusalOf({ ...open, HOST: '0.0.0.0' })).toContain(
      'HOST is not of this machine alone, so anybody could speak as anyone',
    )
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      expect(readSettings({ ...open, HOST: host }).HOST).toBe(host)
    }
  })
})

describe('signing in to the web pages', () => {
  const web = { WEB: 'on', PUBLIC_URL: 'https://wsoa.example.org' }
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' }
  const ofSlack = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'secret' }

  test.each([
    [undefined, ['link']],
    ['link', ['link']],
    ['link,microsoft, slack', ['link', 'microsoft', 'slack']],
    ['microsoft slack', ['microsoft', 'slack']],
  ])('%j is by %j', (WEB_SIGN_IN, ways) => {
    const set = WEB_SIGN_IN === undefined ? {} : { WEB_SIGN_IN }
    expect(readSettings(set).WEB_SIGN_IN).toEqual(ways)
  })

  test.each([
    [{ ...slack }, 'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are needed to sign in with Slack'],
    [{ ...slack, SLACK_CLIENT_ID: '1.2' }, 'SLACK_CLIENT_SECRET is needed to sign in with Slack'],
    [ofSlack, 'SLACK_BOT_TOKEN is needed to sign in with Slack'],
  ])('with Slack needs what belongs to it: %j', (given, sentence) => {
    expect(refusalOf({ ...web, WEB_SIGN_IN: 'link,slack', ...given })).toContain(sentence)
    expect(refusalOf({ ...web, WEB_SIGN_IN: 'link,slack', ...given })).not.toMatch(/xoxb-1|1\.2/)
    expect(() => readSettings({ ...web, WEB_SIGN_IN: 'link,slack', ...slack, ...ofSlack })).not.toThrow()
  })

  test('with Microsoft needs Teams, and another application its own secret', () => {
    const teams = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'secret', MicrosoftAppTenantId: 'tenant' }
    const microsoft = { ...web, WEB_SIGN_IN: 'microsoft' }
    expect(refusalOf(microsoft)).toContain(
      'MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId are needed to sign in with Microsoft',
    )
    expect(refusalOf({ ...microsoft, ...teams, MICROSOFT_CLIENT_ID: 'other' })).toContain(
      'MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET belong together',
    )
    expect(() => readSettings({ ...microsoft, ...teams })).not.toThrow()
  })
})

describe('e-mail', () => {
  const mail = {
    SMTP_URL: 'smtp://wsoa:p%40ss@mail.example.org:587',
    MAIL_FROM: 'Board plan <wsoa@example.org>',
  }

  test.each([
    'smtp://mail.example.org',
    'smtps://mail.example.org:465',
    'smtp://127.0.0.1:2525',
    mail.SMTP_URL,
  ])('is sent by %s', (SMTP_URL) => expect(readSettings({ ...mail, SMTP_URL })).toMatchObject({ SMTP_URL }))

  test('needs a server and a sender: one without the other is told', () => {
    const { SMTP_URL, MAIL_FROM } = mail
    expect(refusalOf({ SMTP_URL })).toBe(
      'MAIL_FROM is missing: e-mail is half configured. Add it, or remove the other one.',
    )
    expect(refusalOf({ MAIL_FROM })).toBe(
      'SMTP_URL is missing: e-mail is half configured. Add it, or remove the other one.',
    )
    expect(readSettings(mail)).toMatchObject(mail)
  })

  test('whose both settings are wrong is told so at once', () => {
    expect(refusalOf({ SMTP_URL: 'mail', MAIL_FROM: 'wsoa' }).split('\n')).toHaveLength(2)
  })
})

describe('.env.example', () => {
  const text = readFileSync(projectFile('.env.example'), 'utf8')

  test('lists every setting once, each under one line that explains it, and no other', () => {
    const paragraphs = text.trim().split('\n\n').slice(1)
    const listed = paragraphs.map((paragraph) => {
      const [explanation = '', setting = '', ...more] = paragraph.split('\n')
      expect(explanation).toMatch(/^# \S.*\.$/)
      expect(more).toEqual([])
      return setting.split('=')[0]
    })
    expect(listed.toSorted()).toEqual(SETTING_NAMES.toSorted())
  })

  test('copied as it is, changes nothing', () => {
    expect(readSettings(parseEnv(text))).toEqual(readSettings({}))
  })
})
