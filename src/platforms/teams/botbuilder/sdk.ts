import { CloudAdapter, type Activity as SdkActivity, type TurnContext } from 'botbuilder'
import type { Settings } from '../../../settings.ts'
import type { Activity } from '../activity.ts'
import { type Connector, NotLetIn, type Sdk } from '../sdk.ts'
import { LOGIN_URL, troubleSigningIn } from '../sign-in.ts'
import { CHANNEL_ISSUER } from '../token.ts'
import { Authentication, type Credentials, credentialsOf } from './authentication.ts'
import { type Client, createConnector } from './connector.ts'

/** Tests hand in other credentials, since one cannot sign in to a stub. */
export function createSdk(settings: Settings, credentials: Credentials = credentialsOf(settings)): Sdk {
  const appId = settings.TEAMS_ALLOW_UNAUTHENTICATED ? '' : (settings.MicrosoftAppId ?? '')
  const authentication = new Authentication(settings, credentials)
  const adapter = new Adapter(authentication)
  const connectorOf = (context: TurnContext) =>
    createConnector(context.turnState.get<Client>(adapter.ConnectorClientKey) as Client)

  return {
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
    signIn: async () => {
      try {
        const own = await credentials.createCredentials(appId, CHANNEL_ISSUER, LOGIN_URL, true)
        if ('getToken' in own && typeof own.getToken === 'function') await own.getToken(true)
        return undefined
      } catch (error) {
        return troubleSigningIn(error)
      }
    },
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
  return name === 'FetchError' || name === 'AbortError' || statusCode >= 500
}
