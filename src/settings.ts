import { z } from 'zod'
import { isSafeAddress } from './domain/address.ts'
import { SetupError } from './errors.ts'

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

const schema = z.object({
  DATABASE_URL: optional,
  PORT: z
    .string()
    .refine(isPort, { error: 'expected a port from 1 to 65535, such as 3000' })
    .transform(Number)
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: address,
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'expected a time zone such as Europe/London' })
    .default('Europe/London'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .optional(),
  PLAN: optional,
  SLACK_BOT_TOKEN: oneLine,
  SLACK_SIGNING_SECRET: oneLine,
  SLACK_APP_TOKEN: oneLine,
  SLACK_API_URL: address,
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
})

export type Settings = z.output<typeof schema>

export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape)

/**
 * Reads and checks the environment.
 * @throws SetupError with one line that names the wrong or missing setting and the cure, never a value: somebody may have
 * put a secret into the wrong line.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = schema.safeParse(filled(environment))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0] ?? '')
    throw new SetupError(
      `${name} is not right: ${issue?.message ?? 'not valid'}. Correct it in .env or the environment.`,
    )
  }
  checkTogether(parsed.data)
  return parsed.data
}

/** `NAME=` in a .env file counts as not set. */
function filled(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const value = environment[name]?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )
}

function checkTogether(settings: Settings): void {
  const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken } = settings
  if (token && !secret && !appToken) {
    throw new SetupError(
      'SLACK_BOT_TOKEN is set, but neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN (Socket Mode): add one of them.',
    )
  }
  if (!token && (secret || appToken)) {
    throw new SetupError(
      'SLACK_BOT_TOKEN is missing: Slack is half configured. Add the bot token (xoxb-…), or remove the other Slack settings.',
    )
  }
  const teams = {
    MicrosoftAppId: settings.MicrosoftAppId,
    MicrosoftAppPassword: settings.MicrosoftAppPassword,
    MicrosoftAppTenantId: settings.MicrosoftAppTenantId,
  }
  const missing = Object.entries(teams).filter(([, value]) => value === undefined)
  if (missing.length > 0 && missing.length < 3) {
    throw new SetupError(
      `${missing.map(([name]) => name).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: Microsoft Teams is half configured. Add the rest, or remove the others.`,
    )
  }
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED && !LOOPBACK.includes(settings.HOST)) {
    throw new SetupError(
      'HOST is not of this machine alone, so anybody could speak as anyone while TEAMS_ALLOW_UNAUTHENTICATED is set: use HOST=127.0.0.1, or remove TEAMS_ALLOW_UNAUTHENTICATED.',
    )
  }
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
