import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bindChannel } from '../../data/channels.ts'
import { loadPlan } from '../../data/plans.ts'
import { createTestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { type SlackStub, startSlackStub } from '../support/slack/web-api.ts'

const CHANNEL = 'C0BOARD01'
const NAME = 'operational-group:2020-12-03'
const HEAD = `digest:${NAME}:1:slack/${CHANNEL}:1`
const DUE = '2020-11-25T09:00:00Z'

let shell: Shell
let slack: SlackStub
let env: Record<string, string>

beforeEach(async () => {
  shell = createShell()
  // Slack stamps messages with the real time, and we ask it for those since the first try.
  slack = await startSlackStub({
    now: new Date(),
    channels: [{ id: CHANNEL, name: 'send-og', kind: 'public', isMember: true }],
  })
  env = {
    DATABASE_URL: 'sqlite:plan.sqlite',
    SLACK_BOT_TOKEN: slack.workspace.botToken,
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
    SLACK_API_URL: slack.url,
  }
  const bot = await createTestApp({ database: `sqlite:${join(shell.folder, 'plan.sqlite')}` })
  const body = (await loadPlan(bot.db)).bodies.find(({ code }) => code === 'operational-group')
  const place = { platform: 'slack', tenant: slack.workspace.team, channel: CHANNEL, name: 'send-og' }
  await bot.db
    .transaction()
    .execute((trx) =>
      bindChannel(trx, 1, { ...place, bodyId: body?.id ?? 0, boundAt: '2020-11-24T09:00:00Z' }),
    )
  await tickAt(bot, '2020-11-24T12:00:00Z')
  await bot.close()
})
afterEach(async () => {
  shell.close()
  await slack.close()
})

async function run(args: readonly string[]): Promise<void> {
  const { exit, errors } = await shell.run(args, { env })
  if (exit !== 0) throw new Error(`${args.join(' ')}: ${exit} ${errors}`)
}

function sqlite<Found>(work: (db: SqliteDatabase.Database) => Found): Found {
  const db = new SqliteDatabase(join(shell.folder, 'plan.sqlite'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Lets all leases of dead processes run out, as two minutes of the machine's clock would. */
function leasesRunOut(): void {
  sqlite((db) => db.prepare(`update deliveries set lease_until = '2020-01-01' where state = 'sending'`).run())
}

/** The keys of the messages in the channel, in order; for a shared file Slack posts a message of its own. */
function posted(): readonly string[] {
  const messages = slack.workspace.messagesIn(CHANNEL).filter(({ file }) => file === undefined)
  return messages.map(({ metadata }) => keyIn(metadata))
}

function keyIn(metadata: unknown): string {
  const { event_payload: payload } = (metadata ?? {}) as { event_payload?: { key?: string } }
  return payload?.key ?? 'no key'
}

const PAGES = [
  HEAD,
  ...['2', '3', '4', '5', '6', '7'].map((page) => HEAD.replace(/:1$/, `:${page}`)),
  `paper:${NAME}:1:slack/${CHANNEL}`,
]

/** These tests start several programs, and Slack messages are paced. */
const PATIENCE = { timeout: 180_000 }

test(
  'killed between Slack’s taking the message and our writing it down: found again, and never repeated',
  PATIENCE,
  async () => {
    slack.misbehave('chat.postMessage', { kind: 'late', isDone: true })
    const { child, ended } = shell.start(['tick', '--now', DUE], { env })
    await slack.called('chat.postMessage')
    child.kill('SIGKILL')
    await ended
    leasesRunOut()
    for (const time of ['09:03:00', '09:03:20', '09:04:00']) {
      await run(['tick', '--now', `2020-11-25T${time}Z`])
    }
    expect(posted()).toEqual(PAGES)
    expect((await shell.json(['deliveries'], { env })).data).toContainEqual(
      expect.objectContaining({ key: HEAD, state: 'sent', tries: 1 }),
    )
  },
)

test(
  'three processes at once, and some killed on the way: every page once, in its order',
  PATIENCE,
  async () => {
    await Promise.all([1, 2, 3].map(() => run(['tick', '--now', DUE])))
    for (const after of [1, 2]) {
      const before = slack.callsOf('chat.postMessage').length
      const { child, ended } = shell.start(['tick', '--now', '2020-11-25T09:01:00Z'], { env })
      await Promise.race([slack.called('chat.postMessage', before + after), ended])
      child.kill('SIGKILL')
      await ended
    }
    leasesRunOut()
    for (const time of ['09:02:00', '09:02:20', '09:03:30', '09:04:00']) {
      await run(['tick', '--now', `2020-11-25T${time}Z`])
    }
    expect(posted()).toEqual(PAGES)
  },
)
