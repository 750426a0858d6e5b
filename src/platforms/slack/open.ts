import type { App } from '@slack/bolt'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { SetupError } from '../../errors.ts'
import type { ChatPlatform, Host, Opening } from '../../platform.ts'
import { createAdmission } from './admission.ts'
import { createAnswers } from './answers.ts'
import { createBolt } from './bolt.ts'
import { createClient } from './client.ts'
import { listenToCommands } from './commands.ts'
import { createHttpReceiver } from './endpoint.ts'
import { errorName } from './error-name.ts'
import { examineSlack } from './examine.ts'
import { listenToForms, listenToShortcuts } from './forms.ts'
import { createHandOn, type Self } from './hand-on.ts'
import { createHome } from './home.ts'
import { listenToMessages } from './messages.ts'
import { createFindMember } from './people.ts'
import { listenToPresses } from './press.ts'
import { type Refused, refusalCounter } from './refused.ts'
import { createSeen } from './seen.ts'
import { createSender } from './sender.ts'
import type { Services } from './services.ts'
import { createSocketReceiver } from './socket.ts'

/** Slack, with a count of what it refused. */
export interface SlackPlatform extends ChatPlatform {
  readonly refused: Refused
}

/** Receives by HTTP if there is a signing secret, and by Socket Mode if there is an app token. */
export function openSlack(opening: Opening): SlackPlatform {
  const { settings, log, machineNow } = opening
  const { SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken } = settings
  const client = createClient(settings)
  const { counts, refuse } = refusalCounter(log)
  const failed = (error: unknown) =>
    log.warn({ code: 'slack', error: errorName(error) }, 'Slack did not answer as hoped')
  let bolt: App | undefined

  async function listen({ handle, http }: Host): Promise<void> {
    const self = await introduce(client)
    const admissionTo = (app: App) => createAdmission(app, { teamId: self.teamId, refuse, failed })
    const common = { settings, admissionTo, refuse, failed, machineNow }
    bolt = createBolt(settings, self, [
      ...(secret ? [createHttpReceiver({ ...common, http, secret })] : []),
      ...(appToken ? [createSocketReceiver({ ...common, appToken })] : []),
    ])
    const findMember = createFindMember(client, { teamId: self.teamId, machineNow, failed })
    const handOn = createHandOn({ handle, self, findMember, refuse })
    const services: Services = {
      client,
      self,
      handOn,
      answers: createAnswers(client),
      home: createHome(client, handOn),
      seen: createSeen(),
      failed,
    }
    listenToCommands(bolt, services)
    listenToMessages(bolt, services)
    listenToPresses(bolt, services)
    listenToForms(bolt, services)
    listenToShortcuts(bolt, services)
    await bolt.start()
  }

  return {
    ...createSender(opening, client),
    refused: counts,
    listen,
    examine: (channels) => examineSlack({ settings, machineNow }, channels),
    close: async () => void (await bolt?.stop()),
  }
}

/** Asks Slack which workspace the token belongs to, and who the bot is there. @throws SetupError */
async function introduce(client: WebClient): Promise<Self> {
  try {
    const { team_id: teamId, user_id: userId } = await client.auth.test()
    if (teamId && userId) return { teamId, userId }
  } catch (error) {
    const isRefused = error instanceof WebAPIPlatformError
    throw new SetupError(
      isRefused
        ? `Slack refuses SLACK_BOT_TOKEN (${errorName(error)}): copy the bot token (xoxb-…) from the app’s page “OAuth & Permissions” again.`
        : `Slack cannot be reached (${errorName(error)}): check the network, the proxy and SLACK_API_URL, and start again.`,
      { cause: error },
    )
  }
  throw new SetupError('SLACK_BOT_TOKEN is of no bot in a workspace: use the bot token (xoxb-…).')
}
