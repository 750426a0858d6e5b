import { ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import { createSdk as createAgents } from '../../../src/platforms/teams/agents/sdk.ts'
import { createSdk as createBotbuilder } from '../../../src/platforms/teams/botbuilder/sdk.ts'
import type { Sdk } from '../../../src/platforms/teams/sdk.ts'
import type { Settings } from '../../../src/settings.ts'
import { APP_ID } from './issuer.ts'

export type SdkName = Settings['TEAMS_SDK']

/** Every SDK for Teams as it is, but for signing in, since there is no Microsoft on loopback. */
const SDKS: Readonly<Record<SdkName, (settings: Settings) => Sdk>> = {
  botbuilder: (settings) => createBotbuilder(settings, new StubCredentials()),
  agents: (settings) => createAgents(settings, async () => 'stub'),
}

export const SDK_NAMES = Object.keys(SDKS) as readonly SdkName[]

export function sdkFor(settings: Settings): Sdk {
  return SDKS[settings.TEAMS_SDK](settings)
}

/** Calls without signing in, since there is no Microsoft on loopback. */
export class StubCredentials extends ConfigurationServiceClientCredentialFactory {
  constructor() {
    super({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'canary-secret', MicrosoftAppType: 'MultiTenant' })
  }

  override createCredentials() {
    type Signed = { headers: { set: (name: string, value: string) => void } }
    const signRequest = async (request: Signed) => {
      request.headers.set('authorization', 'Bearer stub')
      return request
    }
    return Promise.resolve({ signRequest } as unknown as Awaited<
      ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']>
    >)
  }
}
