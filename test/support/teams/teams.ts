import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { saveIdentity } from '../../../data/people.ts'
import { loadPlan } from '../../../data/plans.ts'
import type { ChatPlatform, Host, Opening, Reference } from '../../../src/platform.ts'
import { openTeams } from '../../../src/platforms/teams/open.ts'
import type { Pace } from '../../../src/platforms/teams/pacing.ts'
import { readSettings } from '../../../src/settings.ts'
import { listening, openHttp } from '../../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../app.ts'
import { keepFor, watched } from '../keep.ts'
import { NO_PAGES } from '../no-pages.ts'
import { personAt } from '../people.ts'
import { type Activity, type ConnectorStub, startConnector, textOfActivity } from './connector.ts'
import { APP_ID, type Issuer, startIssuer } from './issuer.ts'
import { type SdkName, sdkFor } from './sdks.ts'

export const TENANT = '99999999-0000-4000-8000-000000000001'
const BOT = { id: `28:${APP_ID}`, name: 'WSoA' }
export const CHANNEL = '19:operational@thread.tacv2'

/** The app and the real adapter with authentication, and Teams' side on loopback. */
export interface TeamsTest {
  readonly bot: TestApp
  readonly platform: ChatPlatform
  readonly connector: ConnectorStub
  readonly issuer: Issuer
  readonly references: Map<string, string>
  /** The log lines as written. */
  readonly logged: string[]
  /** Links a Teams account to the holder of a role, or to `coordinator`. */
  readonly link: (code: string, aadObjectId: string) => Promise<void>
  readonly url: string
  /** Sends an activity as Teams would. Fields that are given replace those of a message. */
  readonly deliver: (activity: object, authorization?: string) => Promise<Answered>
  readonly post: (body: string | Buffer, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  /** Types in a person's own chat, and returns what is answered. */
  readonly type: (text: string, from?: string) => Promise<string>
  readonly close: () => Promise<void>
}

interface Answered {
  readonly status: number
  readonly text: string
}

export function account(person: string) {
  return { id: `29:${person}`, name: person, aadObjectId: person }
}

export function chatOf(person: string): string {
  return `a:chat-${person}`
}

interface Options {
  readonly sdk?: SdkName
  readonly settings?: Readonly<Record<string, string>>
  readonly handle?: Host['handle']
  readonly attachments?: Opening['attachments']
  /** Replaces the pacing. */
  readonly pace?: Pace
}

export async function startTeams({
  sdk = 'botbuilder',
  settings: given = {},
  handle,
  attachments,
  pace,
}: Options = {}): Promise<TeamsTest> {
  const bot = await createTestApp()
  const connector = await startConnector()
  const issuer = await startIssuer(() => connector.serviceUrl)
  const references = new Map<string, string>()
  const logged: string[] = []
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => logged.push(line) })
  const settings = readSettings({
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'canary-secret',
    MicrosoftAppTenantId: TENANT,
    TEAMS_OPENID_METADATA_URL: issuer.metadataUrl,
    TEAMS_SDK: sdk,
    ...given,
  })
  const platform = await openTeams(
    {
      settings,
      log,
      machineNow: bot.now,
      attachments: attachments ?? NO_ATTACHMENTS,
      references: {
        save: async (reference) => void references.set(keyOf(reference), reference.reference),
        find: async (place) => references.get(keyOf(place)),
      },
    },
    {
      ...(settings.TEAMS_ALLOW_UNAUTHENTICATED ? {} : { sdk: sdkFor(settings) }),
      ...(pace ? { pace } : {}),
    },
  )
  const { http, settled } = watched(openHttp())
  await platform.listen({
    handle: handle ?? ((incoming) => bot.app.handle(incoming, bot.now())),
    keep: keepFor(bot, { log, platform }),
    hearsGuest: (guest) => bot.app.hearsGuest(guest, bot.now()),
    http,
    pages: NO_PAGES,
  })
  const server = await listening(http, { port: 0, host: '127.0.0.1', log })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`
  let number = 0

  const post: TeamsTest['post'] = async (body, headers = {}) => {
    const answered = await fetch(url, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    })
    return { status: answered.status, text: await answered.text() }
  }
  const deliver: TeamsTest['deliver'] = async (activity, authorization = issuer.token()) => {
    number += 1
    const whole = { ...message(connector.serviceUrl, `in-${number}`), ...activity }
    const answered = await post(
      JSON.stringify(whole),
      authorization === '' ? {} : { Authorization: authorization },
    )
    await settled()
    return answered
  }
  return {
    bot,
    platform,
    connector,
    issuer,
    references,
    logged,
    url,
    post,
    deliver,
    link: (code, aadObjectId) => link(bot, code, aadObjectId),
    type: async (text, from = 'ann') => {
      const before = connector.seen(chatOf(from)).length
      await deliver(inChat(from, { text }))
      return connector
        .seen(chatOf(from))
        .slice(before)
        .map(({ activity }) => textOfActivity(activity))
        .join('\n---\n')
    },
    close: async () => {
      await platform.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all([connector.close(), issuer.close(), bot.close()])
    },
  }
}

function message(serviceUrl: string, id: string) {
  return {
    type: 'message',
    id,
    channelId: 'msteams',
    serviceUrl,
    from: account('ann'),
    recipient: BOT,
    conversation: { id: chatOf('ann'), conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text: 'help',
  }
}

/** An activity in a person's own chat with the bot. */
export function inChat(person: string, activity: object = {}) {
  return {
    from: account(person),
    conversation: { id: chatOf(person), conversationType: 'personal', tenantId: TENANT },
    ...activity,
  }
}

/** An activity in a channel that mentions the bot, in a new thread or under another message. */
export function inChannel(person: string, text: string, root?: string) {
  return {
    from: account(person),
    ...(root === undefined ? {} : { id: `${root}9` }),
    conversation: {
      id: `${CHANNEL};messageid=${root ?? '1600000000001'}`,
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: { tenant: { id: TENANT }, channel: { id: CHANNEL }, team: { id: CHANNEL } },
    text: `<at>WSoA</at>&nbsp;${text}\n`,
    entities: [
      { type: 'mention', text: '<at>WSoA</at>', mentioned: BOT },
      { type: 'clientInfo', locale: 'en-GB' },
    ],
  }
}

/** A press on an Action.Execute of a message. */
export function press(data: unknown, replyToId?: string) {
  const action = { type: 'Action.Execute', verb: 'wsoa', data }
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    value: { action, trigger: 'manual' },
    ...(replyToId === undefined ? {} : { replyToId }),
  }
}

export function lastOf(said: readonly { readonly id: string; readonly activity: Activity }[]) {
  const last = said.at(-1)
  if (!last) throw new Error('nothing was said')
  return last
}

function keyOf({ platform, tenant, place }: Omit<Reference, 'reference'>): string {
  return `${platform} ${tenant} ${place}`
}

async function link(bot: TestApp, code: string, aadObjectId: string): Promise<void> {
  const { plan } = await loadPlan(bot.db)
  const person = await personAt(bot.db, code)
  await bot.db.transaction().execute((trx) =>
    saveIdentity(trx, plan.id, {
      personId: person.id,
      platform: 'teams',
      tenant: TENANT,
      userId: aadObjectId,
      confirmedAt: bot.now().toISOString(),
    }),
  )
}

const NO_ATTACHMENTS: Opening['attachments'] = {
  png: async () => Buffer.from('89504e470d0a1a0a', 'hex'),
  paper: async () => Buffer.from('paper'),
  paperLink: async () => null,
  pictureLink: async () => null,
}
