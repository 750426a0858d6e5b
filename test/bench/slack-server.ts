import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The secret that signs requests. */
export const SECRET = '0123456789abcdef0123456789abcdef'
/** The conversation of each person and the bot. */
export const OWN_CHANNEL = 'D0BENCH'
/** A Bolt app that only acknowledges, one that makes a durable INSERT first, and Slack's own side. */
export type Kind = 'bolt' | 'insert' | 'slack'

async function serve(kind: Kind, path: string): Promise<number> {
  switch (kind) {
    case 'bolt':
      return bolt(() => {})
    case 'insert':
      return bolt(await inserting(path))
    case 'slack':
      return slack()
  }
}

/** As in Bolt's documentation. */
async function bolt(act: () => void): Promise<number> {
  const { App, HTTPReceiver } = await import('@slack/bolt')
  const receiver = new HTTPReceiver({ signingSecret: SECRET })
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0' }) })
  app.command('/wsoa', async ({ ack }) => {
    act()
    await ack({ response_type: 'ephemeral', text: 'Recorded' })
  })
  return listening(createServer(receiver.requestListener))
}

async function inserting(path: string): Promise<() => void> {
  const { default: SqliteDatabase } = await import('better-sqlite3')
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('create table said (id integer primary key, item integer, rating text, note text, at text)')
  const statement = sqlite.prepare('insert into said (item, rating, note, at) values (?, ?, ?, ?)')
  return () => void statement.run(1, 'amber', 'backlog still being cleared', '2020-11-24T09:00:00Z')
}

/** Says who the bot and each person are, and that their conversation is this one; takes every message. */
function slack(): Promise<number> {
  const user = { name: 'owner', profile: { real_name: 'Owner' } }
  const answer = JSON.stringify({
    ok: true,
    team_id: 'T0BENCH',
    user_id: 'U0BOT',
    bot_id: 'B0',
    user,
    channel: { id: OWN_CHANNEL },
    ts: '1.2',
  })
  return listening(
    createServer((asked, response) => {
      asked
        .resume()
        .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
    }),
  )
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
  process.send?.(await serve(kind as Kind, path))
}
