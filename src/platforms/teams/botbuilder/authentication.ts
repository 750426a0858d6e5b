import {
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity as SdkActivity,
} from 'botbuilder'
import { boundedMap } from '../../../domain/bounded-map.ts'
import type { Settings } from '../../../settings.ts'
import { LOGIN_URL } from '../sign-in.ts'
import { CHANNEL_ISSUER } from '../token.ts'
import { type Client, withoutRetries } from './connector.ts'

/** The bot's own credentials. Tests hand in others, since one cannot sign in to a stub. */
export type Credentials = ConfigurationServiceClientCredentialFactory

type Factory = ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
type Identity = Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0]
type UserTokens = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']>>

/** Teams has a handful of service addresses, but local tools may make up any number. */
const MOST_CLIENTS = 50

/**
 * Microsoft's checks with two changes: only tokens of the channel's own issuer count, not those of other bots or tools,
 * and clients are kept instead of being built for each activity.
 */
export class Authentication extends ConfigurationBotFrameworkAuthentication {
  readonly #clients = boundedMap<string, Client>(MOST_CLIENTS)
  #userTokens: UserTokens | undefined

  constructor(settings: Settings, credentials: Credentials) {
    super(issuerOf(settings), credentials, { requiredEndorsements: [], validateClaims })
  }

  override async authenticateRequest(activity: SdkActivity, authorization: string) {
    const allowed = await super.authenticateRequest(activity, authorization)
    return { ...allowed, connectorFactory: this.createConnectorFactory(allowed.claimsIdentity) }
  }

  override createConnectorFactory(identity: Identity): Factory {
    const factory = super.createConnectorFactory(identity)
    return {
      create: async (serviceUrl, audience) => {
        const known = this.#clients.get(serviceUrl)
        if (known) return known
        const client = withoutRetries(await factory.create(serviceUrl, audience))
        this.#clients.set(serviceUrl, client)
        return client
      },
    }
  }

  override async createUserTokenClient(identity: Identity): Promise<UserTokens> {
    this.#userTokens ??= await super.createUserTokenClient(identity)
    return this.#userTokens
  }
}

async function validateClaims(claims: readonly { type: string; value: string }[]): Promise<void> {
  // There are no claims at all when authentication is off.
  if (claims.length > 0 && claims.find(({ type }) => type === 'iss')?.value !== CHANNEL_ISSUER) {
    throw new Error('not a token of the channel')
  }
}

/** All of these are given, since any one of them switches off the defaults of the others. */
function issuerOf({ TEAMS_OPENID_METADATA_URL: metadata }: Settings) {
  if (metadata === undefined) return {}
  return {
    ToChannelFromBotLoginUrl: LOGIN_URL,
    ToChannelFromBotOAuthScope: CHANNEL_ISSUER,
    ToBotFromChannelTokenIssuer: CHANNEL_ISSUER,
    OAuthUrl: CHANNEL_ISSUER,
    ToBotFromChannelOpenIdMetadataUrl: metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: 'true',
  }
}

export function credentialsOf(settings: Settings): Credentials {
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED) return new ConfigurationServiceClientCredentialFactory({})
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId, MicrosoftAppType } = settings
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: MicrosoftAppId ?? '',
    MicrosoftAppPassword: MicrosoftAppPassword ?? '',
    MicrosoftAppTenantId: MicrosoftAppTenantId ?? '',
    MicrosoftAppType,
  })
}
