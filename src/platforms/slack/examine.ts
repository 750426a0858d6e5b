import { WebAPIPlatformError, WebClient } from '@slack/web-api'
import type { Address, Check } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { isShared } from './channels.ts'
import { clientOptions } from './client.ts'
import { errorName } from './error-name.ts'
import { OPTIONAL_SCOPES, SCOPES } from './needs.ts'
import { sentenceOf, troubleOf } from './trouble.ts'

interface Examined {
  readonly settings: Settings
  readonly machineNow: () => Date
}

/** Checks the installation from outside, for `wsoa doctor`. Each check says what to fix. */
export async function examineSlack(
  { settings, machineNow }: Examined,
  channels: readonly Address[],
): Promise<readonly Check[]> {
  const shapes = [...shapeChecks(settings), ...(await socketChecks(settings))]
  const heard: { scopes: string | null; date: string | null } = { scopes: null, date: null }
  // The SDK hides response headers, so this client reads them.
  const listening: typeof fetch = async (...asked) => {
    const response = await fetch(...asked)
    heard.scopes = response.headers.get('x-oauth-scopes') ?? heard.scopes
    heard.date = response.headers.get('date') ?? heard.date
    return response
  }
  const client = new WebClient(settings.SLACK_BOT_TOKEN, { ...clientOptions(settings), fetch: listening })
  const token = await tokenCheck(client)
  if (!token.ok) return [...shapes, token]
  const memberships: Check[] = []
  for (const channel of channels) memberships.push(await membershipCheck(client, channel))
  return [...shapes, token, scopesCheck(heard.scopes), clockCheck(heard.date, machineNow()), ...memberships]
}

function shapeChecks({
  SLACK_SIGNING_SECRET: secret,
  SLACK_APP_TOKEN: appToken,
}: Settings): readonly Check[] {
  const checks: Check[] = []
  if (secret !== undefined) {
    const ok = /^[0-9a-f]{32}$/.test(secret)
    checks.push({
      name: 'Slack signing secret',
      ok,
      text: ok
        ? 'has the right shape'
        : 'SLACK_SIGNING_SECRET should be 32 characters 0-9 and a-f: copy “Signing Secret” from the app’s page “Basic Information”, not the client secret or a token.',
    })
  }
  if (appToken !== undefined) {
    const ok = appToken.startsWith('xapp-')
    checks.push({
      name: 'Slack app token',
      ok,
      text: ok
        ? 'has the right shape'
        : 'SLACK_APP_TOKEN should begin with xapp-: make one under “App-Level Tokens” on the app’s page “Basic Information”, with the scope connections:write.',
    })
  }
  return checks
}

/** Asks for an address to connect to, and does not connect there: Slack would bring this process what people say. */
async function socketChecks(settings: Settings): Promise<readonly Check[]> {
  const { SLACK_APP_TOKEN: appToken } = settings
  if (appToken === undefined) return []
  const name = 'Slack Socket Mode'
  try {
    await new WebClient(appToken, clientOptions(settings)).apps.connections.open({})
    return [{ name, ok: true, text: 'Slack gives an address to connect to' }]
  } catch (error) {
    return [{ name, ok: false, text: sentenceOf(troubleOf(error), 'SLACK_APP_TOKEN') }]
  }
}

async function tokenCheck(client: WebClient): Promise<Check> {
  const name = 'Slack token'
  try {
    const { team, user, bot_id } = await client.auth.test()
    if (bot_id) return { name, ok: true, text: `${user} in the workspace ${team}` }
    return {
      name,
      ok: false,
      text: 'SLACK_BOT_TOKEN is a person’s token: use the bot token (xoxb-…) from “OAuth & Permissions”.',
    }
  } catch (error) {
    return { name, ok: false, text: sentenceOf(troubleOf(error), 'SLACK_BOT_TOKEN') }
  }
}

function scopesCheck(granted: string | null): Check {
  const name = 'Slack scopes'
  if (granted === null) return { name, ok: true, text: 'Slack did not name them' }
  const has = granted.split(',').map((scope) => scope.trim())
  const missing = SCOPES.filter((scope) => !has.includes(scope))
  return {
    name,
    ok: missing.length === 0,
    text:
      missing.length === 0
        ? `complete${OPTIONAL_SCOPES.every((scope) => has.includes(scope)) ? '' : `; without ${OPTIONAL_SCOPES.join(' and ')} the coordinator is asked about a message that may not have arrived`}`
        : `missing: ${missing.join(', ')}. Paste manifest/slack.yaml into the app’s page “App Manifest” again, then “Reinstall to Workspace”.`,
  }
}

/** We refuse requests that are more than five minutes off our clock; a smaller difference is worth a warning. */
const MOST_SECONDS = 60

function clockCheck(date: string | null, now: Date): Check {
  const name = 'Slack clock'
  const there = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(there)) return { name, ok: true, text: 'Slack did not tell the time' }
  const seconds = Math.round((now.getTime() - there) / 1_000)
  const ok = Math.abs(seconds) <= MOST_SECONDS
  const amount = `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} Slack’s`
  return {
    name,
    ok,
    text: ok
      ? 'agrees with Slack’s'
      : `this machine’s clock is ${amount}: switch on time synchronisation (NTP). At five minutes every request is refused.`,
  }
}

async function membershipCheck(client: WebClient, { channel, name: shown }: Address): Promise<Check> {
  const name = `Slack channel ${shown}`
  if (channel === null) return { name, ok: true, text: 'a direct message' }
  try {
    const { channel: found } = await client.conversations.info({ channel })
    if (found?.is_archived) {
      return { name, ok: false, text: 'is archived: unarchive it, or give the board another channel.' }
    }
    if (found && isShared(found)) {
      return {
        name,
        ok: false,
        text: 'is shared with another workspace, which reads all that is posted there: give the board a channel of this workspace alone.',
      }
    }
    if (found?.is_member || found?.is_im) return { name, ok: true, text: 'the bot is in it' }
    return { name, ok: false, text: `the bot is not in it: type “/invite @WSoA” in ${shown}.` }
  } catch (error) {
    const refused = refusalOf(error)
    return {
      name,
      ok: false,
      text:
        refused === 'channel_not_found'
          ? `does not exist, or is private and the bot is not in it: type “/invite @WSoA” in ${shown}.`
          : `could not be looked up (${refused ?? 'no answer'}): try again later.`,
    }
  }
}

function refusalOf(error: unknown): string | undefined {
  // In the place of a code there may be whatever a proxy answered.
  return error instanceof WebAPIPlatformError ? errorName(error) : undefined
}
