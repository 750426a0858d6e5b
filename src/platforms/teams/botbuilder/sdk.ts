import { CloudAdapter, type Activity as SdkActivity, TurnContext } from 'botbuilder'
import type { Settings } from '../../../settings.ts'
import type { Activity } from '../activity.ts'
import { type Connector, NotLetIn, type Sdk } from '../sdk.ts'
import { CHANNEL_ISSUER, KeysUnavailable } from '../token.ts'
import { Authentication, type Credentials, credentialsOf, LOGIN_URL } from './authentication.ts'
import { type Client, createConnector } from './connector.ts'

export function createSdk({
  settings,
  credentials = credentialsOf(settings),
}: {
  settings: Settings
  credentials?: Credentials | undefined
}): Sdk {
  const appId = settings.TEAMS_ALLOW_UNAUTHENTICATED ? '' : (settings.MicrosoftAppId ?? '')
  const authentication = new Authentication(settings, credentials)
  const adapter = new Adapter(authentication)
  const connectorOf = (context: TurnContext) =>
    createConnector(context.turnState.get<Client>(adapter.ConnectorClientKey) as Client)

  return {
    checkToken: async (authorization) => {
      try {
        await authentication.checkToken(authorization)
      } catch (error) {
        throw new NotLetIn(isOurs(error) ? 503 : 401, error)
      }
    },
    receive: async (authorization, activity, turn) => {
      let isIn = false
      try {
        await adapter.take(authorization, asSdk(activity), async (context) => {
          isIn = true
          await turn(connectorOf(context))
        })
      } catch (error) {
        throw isIn ? error : new NotLetIn(isOurs(error) ? 503 : 401, error)
      }
    },
    connect: async (serviceUrl) => {
      const reference = {
        serviceUrl,
        channelId: 'msteams',
        bot: { id: appId, name: '' },
        conversation: NOWHERE,
      }
      let connector: Connector | undefined
      // The context is of no use after its turn.
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        connector = connectorOf(context)
      })
      if (!connector) throw new Error('the SDK did not begin a turn')
      return connector
    },
    // The SDK changes the activity it is given, and needs a text.
    withoutMention: (activity) =>
      TurnContext.removeRecipientMention(asSdk({ ...activity, text: activity.text ?? '' })),
    askToken: async () => {
      const own = await credentials.createCredentials(appId, CHANNEL_ISSUER, LOGIN_URL, true)
      if (!('getToken' in own && typeof own.getToken === 'function')) return
      try {
        await own.getToken(true)
      } catch (error) {
        const { errorCode } = error as { errorCode?: unknown }
        throw errorCode === 'network_error'
          ? new Error('no sign-in', { cause: await whyNotReached() })
          : error
      }
    },
  }
}

const PATIENCE_MS = 8_000

/** The SDK tells no more of a network than that it failed, so the address is asked once more. */
async function whyNotReached(): Promise<unknown> {
  try {
    await fetch(LOGIN_URL, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) })
    return undefined
  } catch (error) {
    return error
  }
}

const NOWHERE = { id: 'nowhere', isGroup: false, conversationType: 'personal', name: '' }

/** An activity has all the fields that the SDK reads; the rest of the SDK's type belongs to other channels. */
function asSdk(activity: Activity): SdkActivity {
  return activity as unknown as SdkActivity
}

/** Takes an activity without answering its request; the SDK's `process` would tell the caller what went wrong. */
class Adapter extends CloudAdapter {
  take(
    authorization: string,
    activity: SdkActivity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<unknown> {
    return this.processActivity(authorization, activity, logic)
  }
}

/** Whether Microsoft's keys could not be fetched. The caller is not at fault, and may come again. */
function isOurs(error: unknown): boolean {
  const { name, statusCode = 0 } = error as { name?: string; statusCode?: number }
  return (
    error instanceof KeysUnavailable || name === 'FetchError' || name === 'AbortError' || statusCode >= 500
  )
}
