import { z } from 'zod'
import { SetupError } from './errors.ts'

/** Empty is not set: `NAME=` in a .env file. */
const optional = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .optional()

const schema = z.object({
  DATABASE_URL: optional,
  PORT: z.coerce.number({ error: 'expected a port from 1 to 65535' }).int().min(1).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z
    .union([
      z.literal('').transform(() => undefined),
      z.url({ error: 'expected an address such as https://wsoa.example.org' }),
    ])
    .optional(),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'expected a time zone such as Europe/London' })
    .default('Europe/London'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  PLAN: optional,
  SLACK_BOT_TOKEN: optional,
  SLACK_SIGNING_SECRET: optional,
  SLACK_APP_TOKEN: optional,
  SLACK_API_URL: optional,
  MicrosoftAppId: optional,
  MicrosoftAppPassword: optional,
  MicrosoftAppTenantId: optional,
  MicrosoftAppType: optional,
  TEAMS_ALLOWED_TENANTS: optional,
  TEAMS_ALLOW_UNAUTHENTICATED: optional,
  TEAMS_OPENID_METADATA_URL: optional,
})

export type Settings = z.output<typeof schema>

/** Reads the environment; a bad or half-filled set stops the start with one line that names the setting and the cure. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = schema.safeParse(environment)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0] ?? '')
    throw new SetupError(
      `${name} is "${environment[name] ?? ''}": ${issue?.message ?? 'not valid'}. Correct it in .env or the environment.`,
    )
  }
  checkTogether(parsed.data)
  return parsed.data
}

/** Which chat platforms the settings ask for. */
export function configuredPlatforms(settings: Settings): readonly string[] {
  return [
    ...(settings.SLACK_BOT_TOKEN ? ['Slack'] : []),
    ...(settings.MicrosoftAppId || settings.TEAMS_ALLOW_UNAUTHENTICATED ? ['Microsoft Teams'] : []),
  ]
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
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED && settings.TEAMS_ALLOW_UNAUTHENTICATED !== 'loopback') {
    throw new SetupError(
      `TEAMS_ALLOW_UNAUTHENTICATED is "${settings.TEAMS_ALLOW_UNAUTHENTICATED}": only "loopback" is possible, for local tools.`,
    )
  }
}

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)
}
