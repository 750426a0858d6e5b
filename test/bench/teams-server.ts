import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import express, { type Express } from 'express'
import { pino } from 'pino'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import.ts'
import { findPersonByIdentity, saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createApp } from '../../src/app.ts'
import { dayIn } from '../../src/domain/day.ts'
import { loadCommands } from '../../src/load-commands.ts'
import { openTeams } from '../../src/platforms/teams/open.ts'
import { readSettings } from '../../src/settings.ts'
import { StubCredentials } from '../support/teams/credentials.ts'
import { APP_ID } from '../support/teams/issuer.ts'
import { NOW } from './history.ts'
import { samplePlan } from './plan.ts'

/** One of the servers that are measured, in a process of its own: `bare` or `whole`, a folder, the metadata's address. */
const [, , kind = '', folder = '', metadata = '', tenant = '', owner = '', people = ''] = process.argv
process.env.TZ = 'UTC'

const http = express()
await (kind === 'bare' ? mountBare(http) : mountWhole(http))
const server = http.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as { port: number }).port })
})
// The CPU that was used since it was asked last.
let before = process.cpuUsage()
process.on('message', () => {
  const { user, system } = process.cpuUsage(before)
  before = process.cpuUsage()
  process.send?.({ cpu: (user + system) / 1_000 })
})

/** What botbuilder's own samples do, with one durable row before the answer. */
async function mountBare(app: Express): Promise<void> {
  const sqlite = new SqliteDatabase(join(folder, 'teams-bare.sqlite'))
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('create table said (id integer primary key, person text, text text, at text)')
  const insert = sqlite.prepare('insert into said (person, text, at) values (?, ?, ?)')
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
      insert.run(from.id, text, NOW.toISOString())
      await context.sendActivity('Recorded')
    })
  })
}

/** Our own: token, tenant, rights, update, trail, what follows, receipt as a card. */
async function mountWhole(app: Express): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, 'teams-whole.sqlite')}`, { create: true })
  const plan = samplePlan()
  await importPlan(db, plan, { now: NOW, today: dayIn(plan.timeZone, NOW) })
  const { plan: loaded } = await loadPlan(db)
  const local = { platform: 'terminal', tenant: 'local', userId: owner }
  const person = await findPersonByIdentity(db, loaded.id, local)
  if (!person) throw new Error(`nobody is ${owner}`)
  const identity = { personId: person.id, platform: 'teams', tenant, confirmedAt: NOW.toISOString() }
  await db.transaction().execute(async (trx) => {
    for (let each = 0; each < Number(people); each += 1) {
      await saveIdentity(trx, loaded.id, { ...identity, userId: `person-${each}` })
    }
  })
  const log = pino({ level: 'silent' })
  const handler = createApp({ db, commands: await loadCommands(), log })
  const references = new Map<string, string>()
  const platform = await openTeams(
    {
      settings: readSettings({
        MicrosoftAppId: APP_ID,
        MicrosoftAppPassword: 'secret',
        MicrosoftAppTenantId: tenant,
        TEAMS_OPENID_METADATA_URL: metadata,
      }),
      log,
      machineNow: () => new Date(),
      attachments: {
        png: async () => Buffer.alloc(0),
        paper: async () => Buffer.alloc(0),
        paperLink: () => null,
      },
      references: {
        save: async ({ place, reference }) => void references.set(place, reference),
        find: async ({ place }) => references.get(place),
      },
    },
    { credentials: new StubCredentials() },
  )
  await platform.listen({ http: app, handle: (incoming) => handler.handle(incoming, NOW) })
}
