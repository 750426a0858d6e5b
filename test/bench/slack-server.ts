import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The secret that signs requests. */
export const SECRET = '0123456789abcdef0123456789abcdef'
export const KINDS = ['service', 'bolt', 'insert'] as const
export type Kind = (typeof KINDS)[number]

/** What a server reports when it is asked. */
export interface Told {
  readonly port: number
  /** Megabytes. */
  readonly rss: number
  /** Milliseconds of CPU time since it began to listen. */
  readonly cpu: number
  readonly rows: number
}

interface Serving {
  readonly port: number
  readonly rows: () => Promise<number> | number
}

async function serve(kind: Kind, path: string): Promise<Serving> {
  switch (kind) {
    case 'service':
      return service(path)
    case 'bolt':
      return bolt()
    case 'insert':
      return inserting(path)
  }
}

async function service(path: string): Promise<Serving> {
  const { pino } = await import('pino')
  const { openDatabase } = await import('../../data/database.ts')
  const { createApp } = await import('../../src/app/app.ts')
  const { openHttp } = await import('../../src/shell/http.ts')
  const { loadCommands } = await import('../../src/discover.ts')
  const { default: slack } = await import('../../src/platforms/slack.ts')
  const { readSettings } = await import('../../src/settings.ts')
  const db = await openDatabase(`sqlite:${path}`, { create: false })
  const log = pino({ level: 'silent' })
  const app = createApp({ db, commands: await loadCommands(), log })
  const none = async () => Buffer.alloc(0)
  const platform = await slack.open({
    settings: readSettings({
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: `http://127.0.0.1:${await slackItself()}/api/`,
    }),
    log,
    machineNow: () => new Date(),
    attachments: { png: none, paper: none, paperLink: async () => null },
    references: { save: async () => {}, find: async () => undefined },
  })
  const http = openHttp()
  await platform.listen({
    handle: (incoming) => app.handle(incoming, new Date('2026-11-20T10:00:00Z')),
    http,
  })
  const updates = db.selectFrom('updates').where('kind', '=', 'update')
  return {
    port: await listening(createServer(http)),
    rows: async () =>
      (await updates.select((of) => of.fn.countAll<number>().as('rows')).executeTakeFirstOrThrow()).rows,
  }
}

/** Slack's side, which says who the bot and the person are. */
export function slackItself(): Promise<number> {
  const user = { id: 'U0OWNER', name: 'owner', profile: { real_name: 'Owner' } }
  const answer = JSON.stringify({ ok: true, team_id: 'T0BENCH', user_id: 'U0BOT', bot_id: 'B0', user })
  return listening(
    createServer((asked, response) => {
      asked
        .resume()
        .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
    }).unref(),
  )
}

/** As in Bolt's documentation. */
async function boltApp(act: () => void): Promise<number> {
  const { App, HTTPReceiver } = await import('@slack/bolt')
  const receiver = new HTTPReceiver({ signingSecret: SECRET })
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0' }) })
  app.command('/wsoa', async ({ ack }) => {
    act()
    await ack({ response_type: 'ephemeral', text: 'Recorded' })
  })
  return listening(createServer(receiver.requestListener))
}

async function bolt(): Promise<Serving> {
  return { port: await boltApp(() => {}), rows: () => 0 }
}

async function inserting(path: string): Promise<Serving> {
  const { default: SqliteDatabase } = await import('better-sqlite3')
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('create table said (id integer primary key, item integer, rating text, note text, at text)')
  const statement = sqlite.prepare('insert into said (item, rating, note, at) values (?, ?, ?, ?)')
  return {
    port: await boltApp(
      () => void statement.run(1, 'amber', 'backlog still being cleared', '2020-11-24T09:00:00Z'),
    ),
    rows: () => (sqlite.prepare('select count(*) as rows from said').get() as { rows: number }).rows,
  }
}

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}

const { send } = process
if (send) {
  process.env.TZ = 'UTC'
  const [, , kind, path = ''] = process.argv
  const { port, rows } = await serve(kind as Kind, path)
  const from = process.cpuUsage()
  const tell = async () => {
    global.gc?.()
    const { user, system } = process.cpuUsage(from)
    process.send?.({
      port,
      rss: process.memoryUsage().rss / 2 ** 20,
      cpu: (user + system) / 1_000,
      rows: await rows(),
    } satisfies Told)
  }
  process.on('message', () => void tell())
  await tell()
}
