import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../data/database.ts'
import { saveIdentity } from '../../data/people.ts'
import { createTestApp } from './app.ts'
import { personAt } from './people.ts'
import { createShell, type Running, type Shell } from './shell.ts'
import { slashCommand } from './slack/payloads.ts'
import { type Answered, form, post, SIGNING_SECRET } from './slack/signed.ts'
import { type SlackStub, startSlackStub } from './slack/web-api.ts'
import { BOT_TOKEN, TEAM } from './slack/workspace.ts'

/** The compiled service in a process of its own, on a database file of its own; Slack's side is a stub. */
export interface Service extends Running {
  readonly shell: Shell
  readonly stub: SlackStub
  /** The database file. */
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  readonly command: (text: string, options?: { trigger?: string }) => Promise<Answered>
  readonly get: (path: string) => Promise<{ status: number; body: unknown }>
  /** Starts it once more, when it has ended. */
  readonly again: () => Promise<Service>
  readonly close: () => Promise<void>
}

const OWNER = 'U0OWNER'

/** Without `isReady` the service may still be starting. */
export async function startService({ isReady = true } = {}): Promise<Service> {
  const shell = createShell()
  const path = join(shell.folder, 'wsoa.sqlite')
  await (await createTestApp({ database: `sqlite:${path}`, now: new Date() })).close()
  await link(path, { userId: OWNER, code: 'coordinator' })
  const stub = await startSlackStub({ now: new Date() })
  return running({ shell, stub, path, port: await freePort(), isReady })
}

async function running(at: {
  shell: Shell
  stub: SlackStub
  path: string
  port: number
  isReady: boolean
}): Promise<Service> {
  const { shell, stub, path, port, isReady } = at
  const env = {
    DATABASE_URL: `sqlite:${path}`,
    PORT: String(port),
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: stub.url,
  }
  const started = shell.start(['start'], { env })
  const url = `http://127.0.0.1:${port}`
  const service: Service = {
    ...started,
    shell,
    stub,
    path,
    env,
    command: (text, { trigger } = {}) =>
      post(
        `${url}/slack/events`,
        form(
          slashCommand({
            user: OWNER,
            text,
            responseUrl: `${stub.url}response`,
            ...(trigger === undefined ? {} : { trigger }),
          }),
        ),
      ),
    get: async (asked) => {
      const response = await fetch(`${url}${asked}`)
      return { status: response.status, body: await response.json() }
    },
    again: () => running({ ...at, isReady: true }),
    close: async () => {
      started.child.kill('SIGKILL')
      await started.ended
      await stub.close()
      shell.close()
    },
  }
  if (isReady) {
    await started.printed('wsoa runs on')
    // Until Slack has said who the bot is, nobody is heard.
    while ((await service.command('help')).status !== 200) await pause(20)
  }
  return service
}

/** Links an account in Slack to the person with a code. */
export async function link(path: string, { userId, code }: { userId: string; code: string }): Promise<void> {
  const db = await openDatabase(`sqlite:${path}`, { create: false })
  const { id } = await db.selectFrom('plans').select('id').executeTakeFirstOrThrow()
  const person = await personAt(db, code)
  await db.transaction().execute((trx) =>
    saveIdentity(trx, id, {
      personId: person.id,
      platform: 'slack',
      tenant: TEAM,
      userId,
      confirmedAt: new Date().toISOString(),
    }),
  )
  await db.destroy()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
