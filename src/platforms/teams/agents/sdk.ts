import { MsalTokenProvider } from '@microsoft/agents-hosting'
import type { Settings } from '../../../settings.ts'
import type { Sdk } from '../sdk.ts'
import { troubleSigningIn } from '../sign-in.ts'
import { CHANNEL_ISSUER } from '../token.ts'
import { createConnector, type GetToken } from './connector.ts'

/**
 * Microsoft's 365 Agents SDK signs in and calls. Its own check of a request's token reads keys at Microsoft's address alone and
 * no endorsements, so token.ts is the only one here. Tests hand in a token, since one cannot sign in to a stub.
 */
export function createSdk(settings: Settings, getToken: GetToken = tokensOf(settings)): Sdk {
  return {
    receive: async (_, { serviceUrl }, turn) => turn(createConnector(serviceUrl, getToken)),
    connect: async (serviceUrl) => createConnector(serviceUrl, getToken),
    signIn: async () => {
      MsalTokenProvider.clearSharedCaches()
      try {
        await getToken()
        return undefined
      } catch (error) {
        return troubleSigningIn(error)
      }
    },
  }
}

function tokensOf(settings: Settings): GetToken {
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED) return async () => ''
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId } = settings
  const provider = new MsalTokenProvider({
    clientId: MicrosoftAppId ?? '',
    clientSecret: MicrosoftAppPassword ?? '',
    tenantId: MicrosoftAppTenantId ?? '',
  })
  return () => provider.getAccessToken(CHANNEL_ISSUER)
}
