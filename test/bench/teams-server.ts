import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import express, { type Express } from 'express'
import { pino } from 'pino'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import { saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createApp } from '../../src/app/app.ts'
import { loadCommands } from '../../src/discover.ts'
import { dayIn } from '../../src/domain/day.ts'
import { buttons, sentence } from '../../src/message.ts'
import type { Host, Reply } from '../../src/platform.ts'
import { openTeams } from '../../src/platforms/teams/open.ts'
import { readSettings } from '../../src/settings.ts'
import { openHttp } from '../../src/shell/http.ts'
import { NO_PAGES } from '../support/no-pages.ts'
import { personAt } from '../support/people.ts'
import { APP_ID } from '../support/teams/issuer.ts'
import { StubCredentials, sdkFor } from '../support/teams/sdks.ts'
import { NOW } from './history.ts'
import { samplePlan } from './plan.ts'

/** One of the measured servers, in its own process. */
const [, , kind = '', folder = '', metadata = '', tenant = '', owner = '', people = ''] = process.argv
process.env.TZ = 'UTC'
const log = pino({ level: 'silent' })

const service = openHttp()
await (kind === 'bare'
  ? mountBare(service)
  : mountOurs(service, await (kind === 'adapter' ? inserting() : answering())))
const server = service.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port })
})
// The CPU time since it was last asked for.
let before = process.cpuUsage()
process.on('message', () => {
  const { user, system } = process.cpuUsage(before)
  before = process.cpuUsage()
  process.send?.({ cpu: (user + system) / 1_000 })
})

/** botbuilder's own sample, with one durable row before the answer. */
async function mountBare(app: Express): Promise<void> {
  const insert = durableInsert()
  const issuer = 'https://api.botframework.com'
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(
      {
        ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
        ToChannelFromBotOAuthScope: issuer,
        ToBotFromChannelTokenIssuer: issuer,
        OAuthUrl: issuer,
        ToBotFromChannelOpenIdMetadataUrl: metadata,
        ToBotFromEmulatorOpenIdMetadataUrl: metadata,
        CallerId: 'urn:botframework:azure',
      },
      new StubCredentials(),
    ),
  )
  app.post('/api/messages', express.json(), async (request, response) => {
    await adapter.process(request, response, async (context) => {
      const { from, text } = context.activity
      insert(from.id, text)
      await context.sendActivity('Recorded')
    })
  })
}

function durableInsert(): (person: string, text: string) => void {
  const sqlite = new SqliteDatabase(join(folder, `teams-${kind}.sqlite`))
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('create table said (id integer primary key, person text, text text, at text)')
  const insert = sqlite.prepare('insert into said (person, text, at) values (?, ?, ?)')
  return (person, text) => void insert.run(person, text, NOW.toISOString())
}

/** The same single row in place of the app, which leaves the cost of the adapter. */
async function inserting(): Promise<Host['handle']> {
  const insert = durableInsert()
  return async ({ userId, said }) => {
    insert(userId, String(said))
    return RECORDED
  }
}

const RECORDED: Reply = {
  ok: true,
  message: sentence('Recorded', buttons({ label: 'Undo', line: 'undo', nonce: 'once' })),
  changes: [],
  items: [],
  error: null,
  waits: false,
  shared: false,
}

/** The whole app: rights, update, trail, follow-ups, receipt. */
async function answering(): Promise<Host['handle']> {
  const db = await openDatabase(`sqlite:${join(folder, 'teams-whole.sqlite')}`, { create: true })
  const plan = samplePlan()
  await importPlan(db, plan, { now: NOW, today: dayIn(plan.timeZone, NOW) })
  const { plan: loaded } = await loadPlan(db)
  const person = await personAt(db, owner)
  const identity = { personId: person.id, platform: 'teams', tenant, confirmedAt: NOW.toISOString() }
  await db.transaction().execute(async (trx) => {
    for (let each = 0; each < Number(people); each += 1) {
      await saveIdentity(trx, loaded.id, { ...identity, userId: `person-${each}` })
    }
  })
  const app = createApp({ db, commands: await loadCommands(), log })
  return (incoming) => app.handle(incoming, NOW)
}

/** Our adapter: token, body, tenant, person and channel, card. */
async function mountOurs(http: Host['http'], handle: Host['handle']): Promise<void> {
  const references = new Map<string, string>()
  const settings = readSettings({
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'secret',
    MicrosoftAppTenantId: tenant,
    TEAMS_OPENID_METADATA_URL: metadata,
  })
  const platform = await openTeams(
    {
      settings,
      log,
      machineNow: () => new Date(),
      attachments: {
        png: async () => Buffer.alloc(0),
        paper: async () => Buffer.alloc(0),
        paperLink: async () => null,
        pictureLink: async () => null,
      },
      references: {
        save: async ({ place, reference }) => void references.set(place, reference),
        find: async ({ place }) => references.get(place),
      },
    },
    { sdk: sdkFor(settings) },
  )
  const { send } = platform
  await platform.listen({
    http,
    pages: NO_PAGES,
    handle,
    hearsGuest: async () => false,
    keep: async (answer) => ({
      arrived: async () => {},
      deliver: async () => {
        const deadline = AbortSignal.timeout(15_000)
        const sent = await send({
          ...answer,
          key: 'bench',
          isAnswer: true,
          deadline,
          mayPost: async () => true,
        })
        return sent.state === 'sent'
      },
    }),
  })
}
