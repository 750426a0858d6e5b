import { ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import { createSdk as createAgents } from '../../../src/platforms/teams/agents/sdk.ts'
import { createSdk as createBotbuilder } from '../../../src/platforms/teams/botbuilder/sdk.ts'
import type { Sdk } from '../../../src/platforms/teams/sdk.ts'
import type { Settings } from '../../../src/settings.ts'
import { APP_ID } from './issuer.ts'

export type SdkName = Settings['TEAMS_SDK']

/** Every SDK for Teams as it is, but for signing in, since there is no Microsoft on loopback. */
const SDKS: Readonly<Record<SdkName, (settings: Settings, getToken: GetToken) => Sdk>> = {
  botbuilder: (settings, getToken) => createBotbuilder(settings, new StubCredentials(getToken)),
  agents: createAgents,
}

export const SDK_NAMES = Object.keys(SDKS) as readonly SdkName[]

type GetToken = () => Promise<string>

export function sdkFor(settings: Settings, getToken: GetToken = async () => 'stub'): Sdk {
  return SDKS[settings.TEAMS_SDK](settings, getToken)
}

/** Calls without signing in, since there is no Microsoft on loopback. */
export class StubCredentials extends ConfigurationServiceClientCredentialFactory {
  readonly #getToken: GetToken

  constructor(getToken: GetToken = async () => 'stub') {
    super({ MicrosoftAppId: APP_ID, MicrosoftAppPassword: 'canary-secret', MicrosoftAppType: 'MultiTenant' })
    this.#getToken = getToken
  }

  override createCredentials() {
    type Signed = { headers: { set: (name: string, value: string) => void } }
    const signRequest = async (request: Signed) => {
      request.headers.set('authorization', `Bearer ${await this.#getToken()}`)
      return request
    }
    return Promise.resolve({ signRequest } as unknown as Awaited<
      ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']>
    >)
  }
}
