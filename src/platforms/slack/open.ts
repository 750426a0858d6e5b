import { App } from '@slack/bolt'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { SetupError } from '../../errors.ts'
import type { ChatPlatform, Host, Opening } from '../../platform.ts'
import { type Admit, createAdmission } from './admission.ts'
import { createAnswers } from './answers.ts'
import { clientOptions, createClient } from './client.ts'
import { listenToCommands } from './commands.ts'
import { httpListener } from './endpoint.ts'
import { examineSlack } from './examine.ts'
import { listenToForms, listenToShortcuts } from './forms.ts'
import { createHandOn, type Self } from './hand-on.ts'
import { createHome } from './home.ts'
import { listenToMessages } from './messages.ts'
import { PATH } from './needs.ts'
import { createFindMember } from './people.ts'
import { listenToPresses } from './press.ts'
import { quietLogger } from './quiet-logger.ts'
import { type Refused, refusalCounter } from './refused.ts'
import { createSeen } from './seen.ts'
import { createSender } from './sender.ts'
import { openSocket, type Socket } from './socket.ts'

/** Slack, with a count of what it refused. */
export interface SlackPlatform extends ChatPlatform {
  readonly refused: Refused
}

/** By HTTP where there is a signing secret, by Socket Mode where there is an app token; Slack uses the one it is told. */
export function openSlack(opening: Opening): SlackPlatform {
  const { settings, log, machineNow } = opening
  const client = createClient(settings)
  const { counts, refuse } = refusalCounter(log)
  let socket: Socket | undefined
  const failed = (error: unknown) =>
    log.warn({ code: 'slack', error: nameOf(error) }, 'Slack did not answer as hoped')

  async function listen(host: Host): Promise<void> {
    const self = await introduce(client)
    const bolt = () => createBolt(settings, self)
    const apps = { command: bolt(), event: bolt(), press: bolt(), form: bolt(), shortcut: bolt() }
    const findMember = createFindMember(client, { machineNow, failed })
    const handOn = createHandOn({ host, self, findMember, refuse })
    const services = {
      client,
      self,
      handOn,
      answers: createAnswers(client),
      home: createHome(client, handOn),
      seen: createSeen(),
      failed,
    }
    listenToCommands(apps.command, services)
    listenToMessages(apps.event, services)
    listenToPresses(apps.press, services)
    listenToForms(apps.form, services)
    listenToShortcuts(apps.shortcut, services)
    const admit = createAdmission(apps, { teamId: self.teamId, refuse })
    await receive(host, (event) => admit(event).catch(logged))
  }

  /** Bolt takes a payload apart before anything of its own would catch what fails. */
  function logged(error: unknown): never {
    failed(isWrapped(error) ? error.original : error)
    throw error
  }

  async function receive(host: Host, admit: Admit): Promise<void> {
    const { SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken } = settings
    // Before any parser of bodies: the signature is over the bytes as they came.
    if (secret) host.http.post(PATH, httpListener({ secret, machineNow, refuse, admit }))
    if (!appToken) return
    socket = openSocket({ appToken, settings, admit, refuse, failed })
    try {
      await socket.start()
    } catch (error) {
      throw new SetupError(
        `Slack did not open a Socket Mode connection (${nameOf(error)}): check SLACK_APP_TOKEN (xapp-…, scope connections:write) and that Socket Mode is switched on in the app’s settings.`,
        { cause: error },
      )
    }
  }

  return {
    ...createSender(opening, client),
    refused: counts,
    listen,
    examine: (channels) => examineSlack({ settings, machineNow }, channels),
    close: async () => socket?.stop(),
  }
}

/** Which workspace the token is of, and who the bot is there. */
async function introduce(client: WebClient): Promise<Self> {
  try {
    const { team_id: teamId, user_id: userId } = await client.auth.test()
    if (teamId && userId) return { teamId, userId }
  } catch (error) {
    const isRefused = error instanceof WebAPIPlatformError
    throw new SetupError(
      isRefused
        ? `Slack refuses SLACK_BOT_TOKEN (${nameOf(error)}): copy the bot token (xoxb-…) from the app’s page “OAuth & Permissions” again.`
        : `Slack cannot be reached (${nameOf(error)}): check the network, the proxy and SLACK_API_URL, and start again.`,
      { cause: error },
    )
  }
  throw new SetupError('SLACK_BOT_TOKEN is of no bot in a workspace: use the bot token (xoxb-…).')
}

function createBolt(settings: Opening['settings'], self: Self): App {
  return new App({
    authorize: async () => ({
      botToken: settings.SLACK_BOT_TOKEN ?? '',
      botUserId: self.userId,
      teamId: self.teamId,
    }),
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    clientOptions: clientOptions(settings),
    logger: quietLogger(),
    convoStore: false,
    // Our own messages, and those of other bots, are told apart where messages are read.
    ignoreSelf: false,
  })
}

/** By Bolt, which does so with every error that is not its own. */
function isWrapped(error: unknown): error is { original: unknown } {
  return error instanceof Error && 'original' in error && error.original !== undefined
}

/** What kind of failure it was: never its message, which may repeat what somebody typed. */
function nameOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError)
    return /^[a-z_]{1,60}$/.test(error.data.error) ? error.data.error : 'unclear'
  return error instanceof Error ? error.name : typeof error
}
