import { z } from 'zod'
import { isSafeAddress } from './domain/address.ts'
import { isOnServer } from './domain/database-address.ts'
import { listed } from './domain/format.ts'
import { readMailFrom, readSmtpUrl } from './domain/mail-address.ts'
import { SetupError } from './errors.ts'
import { fileNameOf, readSecretFiles } from './settings/secret-files.ts'
import { unknownNames } from './settings/unknown-names.ts'

const optional = z.string().optional()
/** A line break in a token would stop every request with an error that repeats it. */
const oneLine = z
  .string()
  .refine((text) => !/[\s\p{Cc}]/u.test(text), { error: 'expected one line without blanks' })
  .optional()
const address = z
  .string()
  .refine(isSafeAddress, {
    error:
      'expected an address such as https://wsoa.example.org, without a user name or password; http:// is for this machine only, such as http://127.0.0.1:3000',
  })
  .optional()

const proxy = z
  .string()
  .transform((text) => (text.includes('://') ? text : `http://${text}`))
  .refine(isProxy, { error: 'expected the address of a proxy such as http://proxy.example.org:3128' })
  .optional()

function period(unit: string, { least, most, usual }: { least: number; most: number; usual: number }) {
  const error = `expected a number of ${unit} from ${least} to ${most}, such as ${usual}`
  return z
    .string()
    .regex(/^\d{1,3}$/, { error })
    .transform(Number)
    .refine((number) => number >= least && number <= most, { error })
    .default(usual)
}

const schema = z.object({
  DATABASE_URL: optional,
  BACKUP_DIR: optional,
  BACKUP_AT: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time of day such as 21:30' })
    .refine((time) => time < '01:00' || time >= '03:00', {
      error: 'expected a time before 01:00 or from 03:00, as clocks change in between',
    })
    .optional(),
  BACKUP_KEEP: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, { error: 'expected how many nightly backups are kept, such as 14' })
    .transform(Number)
    .default(14),
  RETENTION: z.enum(['daily', 'off'], { error: 'expected daily or off' }).default('off'),
  RETENTION_RECORD_YEARS: period('years', { least: 1, most: 99, usual: 7 }),
  RETENTION_MESSAGE_MONTHS: period('months', { least: 1, most: 999, usual: 24 }),
  RETENTION_ACCESS_MONTHS: period('months', { least: 1, most: 999, usual: 12 }),
  RETENTION_CONVERSATION_DAYS: period('days', { least: 2, most: 90, usual: 7 }),
  PORT: z
    .string()
    .refine(isPort, { error: 'expected a port from 1 to 65535, such as 3000' })
    .transform(Number)
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: address,
  WEB: z.enum(['on', 'off'], { error: 'expected on or off' }).default('off'),
  WEB_SIGN_IN: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ''))
    .pipe(
      z.array(
        z.enum(['link', 'microsoft', 'slack'], {
          error: 'expected link, microsoft and slack, or some of them with commas between them',
        }),
      ),
    )
    .default(['link']),
  WEB_PROXY_HOPS: z
    .string()
    .regex(/^\d$/, { error: 'expected how many proxies stand before the service, such as 1' })
    .transform(Number)
    .default(0),
  PUBLIC_PAGE: z
    .enum(['off', 'on', 'index'], { error: 'expected off, on, or index to let search engines list it' })
    .default('off'),
  MCP: z.enum(['on', 'off'], { error: 'expected on or off' }).default('off'),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'expected a time zone such as Europe/London' })
    .default('Europe/London'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .optional(),
  LOG_FORMAT: z.enum(['json', 'text'], { error: 'expected json or text' }).default('json'),
  METRICS: z.enum(['on', 'off'], { error: 'expected on or off' }).default('off'),
  METRICS_TOKEN: oneLine,
  HEARTBEAT_URL: address,
  PLAN: optional,
  HTTPS_PROXY: proxy,
  NO_PROXY: optional,
  SLACK_BOT_TOKEN: oneLine,
  SLACK_SIGNING_SECRET: oneLine,
  SLACK_APP_TOKEN: oneLine,
  SLACK_API_URL: address,
  SLACK_CLIENT_ID: oneLine,
  SLACK_CLIENT_SECRET: oneLine,
  SLACK_LOGIN_URL: address,
  MicrosoftAppId: optional,
  MicrosoftAppPassword: oneLine,
  MicrosoftAppTenantId: optional,
  // With any other value the SDK would accept every tenant.
  MicrosoftAppType: z
    .literal('SingleTenant', { error: 'only "SingleTenant" is possible' })
    .default('SingleTenant'),
  TEAMS_ALLOWED_TENANTS: optional,
  TEAMS_ALLOW_UNAUTHENTICATED: z
    .literal('loopback', { error: 'only "loopback" is possible, for local tools' })
    .optional(),
  TEAMS_OPENID_METADATA_URL: address,
  MICROSOFT_CLIENT_ID: oneLine,
  MICROSOFT_CLIENT_SECRET: oneLine,
  MICROSOFT_LOGIN_URL: address,
  TEAMS_SDK: z
    .enum(['botbuilder', 'agents'], { error: 'expected botbuilder, or agents, which is experimental' })
    .default('botbuilder'),
  SMTP_URL: z
    .string()
    .refine((text) => readSmtpUrl(text) !== undefined, {
      error:
        'expected the address of a mail server such as smtp://user:password@mail.example.org:587, with signs such as @ in the password written as %40',
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((text) => readMailFrom(text) !== undefined, {
      error: 'expected an address such as wsoa@example.org, or a name with it: Board plan <wsoa@example.org>',
    })
    .optional(),
})

export type Settings = z.output<typeof schema>

export type SettingName = keyof Settings

export const SETTING_NAMES = Object.keys(schema.shape) as readonly SettingName[]

/** What nobody may read; each may also be in a file of its own, which `NAME_FILE` names. */
export const SECRETS = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_CLIENT_SECRET',
  'MicrosoftAppPassword',
  'MICROSOFT_CLIENT_SECRET',
  'DATABASE_URL',
  'HTTPS_PROXY',
  'SMTP_URL',
  'METRICS_TOKEN',
  'HEARTBEAT_URL',
] as const satisfies readonly SettingName[]

/** These are written in small letters as often as in capitals. */
const IN_SMALL_LETTERS: readonly string[] = ['HTTPS_PROXY', 'NO_PROXY']

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks the environment.
 * @throws SetupError with a line for everything that is wrong, which names the setting and the cure, never a value: somebody
 * may have put a secret into the wrong line.
 */
export function readSettings(environment: Environment): Settings {
  const given = filled(environment)
  const files = readSecretFiles(given, SECRETS)
  const values = { ...given, ...files.values }
  const parsed = schema.safeParse(values)
  const problems = [
    ...unknownNames(given, [...SETTING_NAMES, ...SECRETS.map(fileNameOf)]),
    ...files.problems,
    ...(parsed.success ? [] : problemsIn(parsed.error)),
    ...togetherProblems(values, files.problems),
  ]
  if (!parsed.success || problems.length > 0) throw new SetupError(problems.join('\n'))
  return parsed.data
}

function problemsIn({ issues }: z.ZodError): readonly string[] {
  const firsts = issues.filter(({ path }, at) => issues.findIndex((each) => each.path[0] === path[0]) === at)
  return firsts.map(
    ({ path: [name], message }) =>
      `${String(name)} is not right: ${message}. Correct it in .env or the environment.`,
  )
}

/** `NAME=` in a .env file counts as not set. */
function filled(environment: Environment): Readonly<Record<string, string>> {
  const names = new Set([...Object.keys(environment), ...IN_SMALL_LETTERS])
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const isEither = IN_SMALL_LETTERS.includes(name)
      const value = (environment[name] || (isEither && environment[name.toLowerCase()]) || '').trim()
      return value === '' ? [] : [[name, value]]
    }),
  )
}

/** What is wrong with settings beside one another; a secret whose file cannot be read is not missing. */
function togetherProblems(
  values: Readonly<Record<string, string>>,
  unread: readonly string[],
): readonly string[] {
  const isSet = (name: SettingName) =>
    values[name] !== undefined ||
    unread.some((problem) =>
      [fileNameOf(name), `The credential ${name} `].some((each) => problem.startsWith(each)),
    )
  return [
    ...backupProblems(values),
    ...slackProblems(isSet),
    ...teamsProblems(isSet),
    ...mailProblems(isSet),
    ...loopbackProblems(values),
    ...webProblems(values),
    ...signInProblems(values, isSet),
    ...metricsProblems(values),
    ...assistantProblems(values),
  ]
}

/** A folder or a time that nothing is ever done by would look like backups. */
function backupProblems(values: Readonly<Record<string, string>>): readonly string[] {
  if (!isOnServer(values.DATABASE_URL ?? '')) return []
  const given = (['BACKUP_AT', 'BACKUP_DIR'] as const).filter((name) => values[name] !== undefined)
  if (given.length === 0) return []
  return [
    `${listed(given)} ${given.length === 1 ? 'is' : 'are'} for a database in a file, and DATABASE_URL names one on a server: back it up there, as docs/postgresql.md says, and remove ${listed(given)}.`,
  ]
}

type IsSet = (name: SettingName) => boolean

function slackProblems(isSet: IsSet): readonly string[] {
  const hasWayIn = isSet('SLACK_SIGNING_SECRET') || isSet('SLACK_APP_TOKEN')
  if (isSet('SLACK_BOT_TOKEN') === hasWayIn) return []
  return [
    hasWayIn
      ? 'SLACK_BOT_TOKEN is missing: Slack is half configured. Add the bot token (xoxb-…), or remove the other Slack settings.'
      : 'SLACK_BOT_TOKEN is set, but neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN (Socket Mode): add one of them.',
  ]
}

const TEAMS = ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'] as const

function teamsProblems(isSet: IsSet): readonly string[] {
  const missing = TEAMS.filter((name) => !isSet(name))
  if (missing.length === 0 || missing.length === TEAMS.length) return []
  return [
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: Microsoft Teams is half configured. Add the rest, or remove the others.`,
  ]
}

function mailProblems(isSet: IsSet): readonly string[] {
  if (isSet('SMTP_URL') === isSet('MAIL_FROM')) return []
  const missing = isSet('SMTP_URL') ? 'MAIL_FROM' : 'SMTP_URL'
  return [`${missing} is missing: e-mail is half configured. Add it, or remove the other one.`]
}

function loopbackProblems(values: Readonly<Record<string, string>>): readonly string[] {
  const { TEAMS_ALLOW_UNAUTHENTICATED: isOpen, HOST } = values
  if (isOpen === undefined || HOST === undefined || LOOPBACK.includes(HOST)) return []
  return [
    'HOST is not of this machine alone, so anybody could speak as anyone while TEAMS_ALLOW_UNAUTHENTICATED is set: use HOST=127.0.0.1, or remove TEAMS_ALLOW_UNAUTHENTICATED.',
  ]
}

/** Cookies and links to sign in go nowhere without https, unless they stay on this machine. */
function webProblems(values: Readonly<Record<string, string>>): readonly string[] {
  const { WEB, PUBLIC_URL, HOST, PUBLIC_PAGE = 'off' } = values
  if (WEB !== 'on')
    return PUBLIC_PAGE === 'off' ? [] : ['PUBLIC_PAGE is a page of the web: set WEB=on, or PUBLIC_PAGE=off.']
  if (PUBLIC_URL === undefined)
    return [
      'PUBLIC_URL is missing: WEB=on needs the address under which people open the pages, such as https://wsoa.example.org.',
    ]
  if (PUBLIC_URL.startsWith('https:') || HOST === undefined || LOOPBACK.includes(HOST)) return []
  return [
    'PUBLIC_URL is not by https, and HOST is not of this machine alone: with WEB=on, use an https address behind a proxy, or HOST=127.0.0.1.',
  ]
}

/** People are signed in by the accounts that they are linked by, so the chat has to be set up too. */
function signInProblems(values: Readonly<Record<string, string>>, isSet: IsSet): readonly string[] {
  const ways = values.WEB === 'on' ? (values.WEB_SIGN_IN ?? '').split(/[\s,]+/) : []
  const lacking = (way: string, names: readonly SettingName[]) => {
    const missing = ways.includes(way) ? names.filter((name) => !isSet(name)) : []
    return missing.length === 0
      ? undefined
      : `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} needed`
  }
  const ofSlack = lacking('slack', ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'])
  const ofMicrosoft = lacking('microsoft', TEAMS)
  const isHalf =
    ways.includes('microsoft') && isSet('MICROSOFT_CLIENT_ID') !== isSet('MICROSOFT_CLIENT_SECRET')
  return [
    ofSlack &&
      `${ofSlack} to sign in with Slack: add what is missing, or remove slack from WEB_SIGN_IN. The client ID and secret are on the app’s page “Basic Information”.`,
    ofMicrosoft &&
      `${ofMicrosoft} to sign in with Microsoft: set up Microsoft Teams, or remove microsoft from WEB_SIGN_IN.`,
    isHalf &&
      'MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET belong together: set both, or neither to use those of the bot.',
  ].filter((problem) => typeof problem === 'string')
}

/** Assistants ask where the pages are; the demo, which has no database of its own, shows them anyway. */
function assistantProblems({ MCP, WEB, DATABASE_URL }: Readonly<Record<string, string>>): readonly string[] {
  if (MCP !== 'on' || WEB === 'on' || DATABASE_URL === undefined) return []
  return ['WEB is off, but MCP=on needs the web pages: set WEB=on too, or MCP=off.']
}

/** A token that can be guessed is none. */
const SHORTEST_TOKEN = 20

function metricsProblems({ METRICS_TOKEN: token }: Readonly<Record<string, string>>): readonly string[] {
  if (token === undefined || token.length >= SHORTEST_TOKEN) return []
  return [
    `METRICS_TOKEN is too short: expected at least ${SHORTEST_TOKEN} characters. Make one with: openssl rand -hex 24`,
  ]
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost']

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

function isProxy(text: string): boolean {
  try {
    const { protocol, hostname, pathname } = new URL(text)
    return (protocol === 'http:' || protocol === 'https:') && hostname !== '' && pathname === '/'
  } catch {
    return false
  }
}
