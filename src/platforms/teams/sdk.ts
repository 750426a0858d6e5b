import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity as SdkActivity,
  TurnContext,
} from 'botbuilder'
import type { Settings } from '../../settings.ts'
import type { Activity } from './activity.ts'

/** The one file that knows botbuilder; what it offers is what `@microsoft/agents-hosting` would offer as well. */
export interface Sdk {
  /** Lets an activity in by its token and carries out its turn; rejects with `NotLetIn` before that. */
  readonly receive: (
    authorization: string,
    activity: Activity,
    turn: (connector: Connector) => Promise<void>,
  ) => Promise<void>
  /** To speak first. */
  readonly connect: (serviceUrl: string) => Promise<Connector>
  /** The text without the mention of the bot that called it. */
  readonly withoutMention: (activity: Activity) => string
  /** Asks for the token by which we speak; rejects when there is none to be had. */
  readonly askToken: () => Promise<void>
}

/** What can be asked of Teams: each call is made once, and rejects with whatever went wrong. */
export interface Connector {
  readonly post: (conversation: string, activity: Outgoing, signal: AbortSignal) => Promise<string | null>
  readonly answer: (
    to: { readonly conversation: string; readonly activityId: string },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<string | null>
  readonly change: (
    which: { readonly conversation: string; readonly activityId: string },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<void>
  /** Begins a thread in a channel. */
  readonly begin: (
    channel: { readonly id: string; readonly tenant: string; readonly bot: Account },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<string | null>
  /** The chat with one person, made if there is none; nothing is seen of it until something is said. */
  readonly openChat: (
    person: { readonly userId: string; readonly tenant: string; readonly bot: Account },
    signal: AbortSignal,
  ) => Promise<string>
  readonly member: (conversation: string, userId: string, signal: AbortSignal) => Promise<Member>
}

interface Account {
  readonly id: string
  readonly name: string
}

export interface Member {
  readonly name: string | null
  readonly email: string | null
  readonly isGuest: boolean
}

/** A card alone or a text alone: Teams splits an activity with both, and names neither. */
export type Outgoing = Pick<SdkActivity, 'type'> &
  Partial<Pick<SdkActivity, 'attachments' | 'text' | 'textFormat' | 'summary'>>

/** Why somebody's request went no further; the status is all that they are told. */
export class NotLetIn extends Error {
  override name = 'NotLetIn'
  readonly status: 401 | 503

  constructor(status: 401 | 503, cause: unknown) {
    super('not let in', { cause })
    this.status = status
  }
}

/** Certainly nothing was sent: it failed before the request left. */
export class NotSent extends Error {
  override name = 'NotSent'
}

/** By which we speak; tests hand in another, for there is no signing in against a stub. */
export type Credentials = ConfigurationServiceClientCredentialFactory

type Factory = ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
type Client = Awaited<ReturnType<Factory['create']>>
type Identity = Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0]
type UserTokens = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']>>

const CHANNEL_ISSUER = 'https://api.botframework.com'
const CALLED = 'msteams'
/** Teams has a handful of service addresses; tools on loopback may make up any number. */
const MOST_CLIENTS = 50

export function createSdk({
  settings,
  credentials = credentialsOf(settings),
}: {
  settings: Settings
  credentials?: Credentials | undefined
}): Sdk {
  const appId = settings.TEAMS_ALLOW_UNAUTHENTICATED ? '' : (settings.MicrosoftAppId ?? '')
  const begun = new WeakSet<object>()
  const authentication = new Authentication(settings, credentials, begun)
  const adapter = new Adapter(authentication)
  const connectorOf = (context: TurnContext) =>
    connector(context.turnState.get<Client>(adapter.ConnectorClientKey) as Client, begun)

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
      let connected: Connector | undefined
      const reference = { serviceUrl, channelId: CALLED, bot: { id: appId, name: '' }, conversation: NOWHERE }
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        connected = connectorOf(context)
      })
      if (!connected) throw new Error('the SDK did not begin a turn')
      return connected
    },
    // It changes what it is given, and needs a text.
    withoutMention: (activity) =>
      TurnContext.removeRecipientMention(asSdk({ ...activity, text: activity.text ?? '' })),
    askToken: async () => {
      const asked = await credentials.createCredentials(appId, CHANNEL_ISSUER, LOGIN, true)
      if ('getToken' in asked && typeof asked.getToken === 'function') await asked.getToken(true)
    },
  }
}

const NOWHERE = { id: 'nowhere', isGroup: false, conversationType: 'personal', name: '' }
const LOGIN = 'https://login.microsoftonline.com/botframework.com'

/** What the SDK reads of it is there; the rest of its type is what other channels send. */
function asSdk(activity: Activity): SdkActivity {
  return activity as unknown as SdkActivity
}

/** Takes an activity without answering the request: `process` would tell the caller what went wrong. */
class Adapter extends CloudAdapter {
  take(
    authorization: string,
    activity: SdkActivity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<unknown> {
    return this.processActivity(authorization, activity, logic)
  }
}

/**
 * Microsoft's checks, and two changes: only a token of the channel's own issuer counts (a bot's or a tool's does
 * not), and clients are kept instead of built anew for each activity.
 */
class Authentication extends ConfigurationBotFrameworkAuthentication {
  private readonly clients = new Map<string, Client>()
  private userTokens: UserTokens | undefined
  private readonly begun: WeakSet<object>

  constructor(settings: Settings, credentials: Credentials, begun: WeakSet<object>) {
    super(issuerOf(settings), credentials, { requiredEndorsements: [], validateClaims })
    this.begun = begun
  }

  override async authenticateRequest(activity: SdkActivity, authorization: string) {
    silence()
    const allowed = await super.authenticateRequest(activity, authorization)
    return { ...allowed, connectorFactory: this.createConnectorFactory(allowed.claimsIdentity) }
  }

  override createConnectorFactory(identity: Identity): Factory {
    const factory = super.createConnectorFactory(identity)
    return {
      create: async (serviceUrl, audience) => {
        const known = this.clients.get(serviceUrl)
        if (known) return known
        const client = prepared(await factory.create(serviceUrl, audience), this.begun)
        if (this.clients.size >= MOST_CLIENTS) this.clients.clear()
        this.clients.set(serviceUrl, client)
        return client
      },
    }
  }

  override async createUserTokenClient(identity: Identity): Promise<UserTokens> {
    this.userTokens ??= await super.createUserTokenClient(identity)
    return this.userTokens
  }
}

/**
 * The SDK writes to the console what is wrong with a token, for whoever cares to send one. It stands in our log, by
 * a code; what anybody else writes is not touched. By where it is written: following it through each turn instead
 * (`AsyncLocalStorage`) makes every promise of the process cost more.
 */
function silence(): void {
  if (console.error === silenced) return
  // Whoever put another console there since is listened to, through ours; it may itself go through an earlier one of ours.
  const write = console.error
  silenced = (...words) => {
    if (!OF_TOKENS.test(new Error('who writes').stack ?? '')) write(...words)
  }
  console.error = silenced
}

let silenced: typeof console.error | undefined

const OF_TOKENS = /[\\/]botframework-connector[\\/].*jwtTokenExtractor/

async function validateClaims(claims: readonly { type: string; value: string }[]): Promise<void> {
  // Without authentication there are no claims at all.
  if (claims.length > 0 && claims.find(({ type }) => type === 'iss')?.value !== CHANNEL_ISSUER) {
    throw new Error('not a token of the channel')
  }
}

/** Any one of these switches all defaults off, so all are given. */
function issuerOf({ TEAMS_OPENID_METADATA_URL: metadata }: Settings) {
  if (metadata === undefined) return {}
  return {
    ToChannelFromBotLoginUrl: LOGIN,
    ToChannelFromBotOAuthScope: CHANNEL_ISSUER,
    ToBotFromChannelTokenIssuer: CHANNEL_ISSUER,
    OAuthUrl: CHANNEL_ISSUER,
    ToBotFromChannelOpenIdMetadataUrl: metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: 'true',
  }
}

function credentialsOf(settings: Settings): Credentials {
  if (settings.TEAMS_ALLOW_UNAUTHENTICATED) return new ConfigurationServiceClientCredentialFactory({})
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId, MicrosoftAppType } = settings
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: MicrosoftAppId ?? '',
    MicrosoftAppPassword: MicrosoftAppPassword ?? '',
    MicrosoftAppTenantId: MicrosoftAppTenantId ?? '',
    MicrosoftAppType,
  })
}

/** The SDK sends again what may have arrived, up to three times; here every try is made once and told of. */
function prepared(client: Client, begun: WeakSet<object>): Client {
  const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client
  pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  // Added last, behind the one that signs in: from here on a request may arrive.
  pipeline.addPolicy({
    name: 'wsoa-begun',
    sendRequest: (request, next) => {
      if (request.abortSignal) begun.add(request.abortSignal)
      return next(request)
    },
  })
  return client
}

interface Pipeline {
  readonly removePolicy: (options: { name: string }) => void
  readonly addPolicy: (policy: {
    name: string
    sendRequest: (
      request: { abortSignal?: object },
      next: (request: unknown) => Promise<unknown>,
    ) => Promise<unknown>
  }) => void
}

/** That the keys of Microsoft cannot be fetched is no fault of the caller's: they may come again. */
function isOurs(error: unknown): boolean {
  const { name, statusCode = 0 } = error as { name?: string; statusCode?: number }
  return name === 'FetchError' || name === 'AbortError' || statusCode >= 500
}

function connector({ conversations }: Client, begun: WeakSet<object>): Connector {
  /** Calls once; says of a failure when it was before the request left. */
  async function once<Answered>(
    deadline: AbortSignal,
    call: (options: { abortSignal: AbortSignal }) => Promise<Answered>,
  ): Promise<Answered> {
    const abortSignal = AbortSignal.any([deadline])
    try {
      return await call({ abortSignal })
    } catch (error) {
      throw begun.has(abortSignal) ? error : new NotSent('not sent', { cause: error })
    }
  }
  return {
    post: async (conversation, activity, signal) => {
      const sent = await once(signal, (options) =>
        conversations.sendToConversation(conversation, activity, options),
      )
      return sent.id ?? null
    },
    answer: async ({ conversation, activityId }, activity, signal) => {
      const answer = { ...activity, replyToId: activityId }
      const sent = await once(signal, (options) =>
        conversations.replyToActivity(conversation, activityId, answer, options),
      )
      return sent.id ?? null
    },
    change: async ({ conversation, activityId }, activity, signal) => {
      const changed = { ...activity, id: activityId }
      await once(signal, (options) =>
        conversations.updateActivity(conversation, activityId, changed, options),
      )
    },
    begin: async ({ id, tenant, bot }, activity, signal) => {
      const thread = {
        isGroup: true,
        bot,
        tenantId: tenant,
        channelData: { channel: { id }, tenant: { id: tenant } },
        activity: activity as SdkActivity,
      }
      const begunThread = await once(signal, (options) =>
        conversations.createConversation(
          thread as Parameters<typeof conversations.createConversation>[0],
          options,
        ),
      )
      return begunThread.activityId ?? begunThread.id?.match(/;messageid=([^;]+)/)?.[1] ?? null
    },
    openChat: async ({ userId, tenant, bot }, signal) => {
      const chat = {
        isGroup: false,
        bot,
        members: [{ id: userId, name: '' }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      }
      const opened = await once(signal, (options) =>
        conversations.createConversation(
          chat as Parameters<typeof conversations.createConversation>[0],
          options,
        ),
      )
      return opened.id
    },
    member: async (conversation, userId, signal) => {
      const found = await once(signal, (options) =>
        conversations.getConversationMember(conversation, userId, options),
      )
      return memberFrom(found)
    },
  }
}

function memberFrom(account: object): Member {
  const { name, email, userPrincipalName, userRole } = account as Record<string, unknown>
  const address = [email, userPrincipalName].find((each) => typeof each === 'string' && each.includes('@'))
  return {
    name: typeof name === 'string' && name !== '' ? name : null,
    email: typeof address === 'string' ? address : null,
    isGuest: userRole === 'guest' || userRole === 'anonymous',
  }
}
