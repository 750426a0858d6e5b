import { ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import { APP_ID } from './issuer.ts'

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
