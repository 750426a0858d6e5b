import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
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

/** A channel that a board's pages go to, and the program that sends them. */
interface Scene {
  readonly shell: Shell
  readonly slack: SlackStub
  readonly env: Readonly<Record<string, string>>
  readonly run: (args: readonly string[]) => Promise<void>
}

async function open(): Promise<Scene> {
  const shell = createShell()
  // Slack stamps messages with the real time, and we ask it for those since the first try.
  const slack = await startSlackStub({
    now: new Date(),
    channels: [{ id: CHANNEL, name: 'send-og', kind: 'public', isMember: true }],
  })
  const env = {
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
  const run: Scene['run'] = async (args) => {
    const { exit, errors } = await shell.run(args, { env })
    if (exit !== 0) throw new Error(`${args.join(' ')}: ${exit} ${errors}`)
  }
  return { shell, slack, env, run }
}

async function close({ shell, slack }: Scene): Promise<void> {
  shell.close()
  await slack.close()
}

/** Lets all leases of dead processes run out, as two minutes of the machine's clock would. */
function leasesRunOut({ shell }: Scene): void {
  const db = new SqliteDatabase(join(shell.folder, 'plan.sqlite'))
  db.prepare(`update deliveries set lease_until = '2020-01-01' where state = 'sending'`).run()
  db.close()
}

/** The keys of the messages in the channel, in order; for a shared file Slack posts a message of its own. */
function posted({ slack }: Scene): readonly string[] {
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

/** These tests start several programs and mostly wait, as Slack messages are paced. */
const PATIENCE = { timeout: 180_000, concurrent: true }

test(
  'killed between Slack’s taking the message and our writing it down: found again, and never repeated',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = await open()
    onTestFinished(() => close(scene))
    const { shell, slack, env, run } = scene
    slack.misbehave('chat.postMessage', { kind: 'late', isDone: true })
    const { child, ended } = shell.start(['tick', '--now', DUE], { env })
    await slack.called('chat.postMessage')
    child.kill('SIGKILL')
    await ended
    leasesRunOut(scene)
    for (const time of ['09:03:00', '09:03:20', '09:04:00']) {
      await run(['tick', '--now', `2020-11-25T${time}Z`])
    }
    expect(posted(scene)).toEqual(PAGES)
    expect((await shell.json(['deliveries'], { env })).data).toContainEqual(
      expect.objectContaining({ key: HEAD, state: 'sent', tries: 1 }),
    )
  },
)

test(
  'three processes at once, and some killed on the way: every page once, in its order',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = await open()
    onTestFinished(() => close(scene))
    const { shell, slack, env, run } = scene
    await Promise.all([1, 2, 3].map(() => run(['tick', '--now', DUE])))
    for (const after of [1, 2]) {
      const before = slack.callsOf('chat.postMessage').length
      const { child, ended } = shell.start(['tick', '--now', '2020-11-25T09:01:00Z'], { env })
      await Promise.race([slack.called('chat.postMessage', before + after), ended])
      child.kill('SIGKILL')
      await ended
    }
    leasesRunOut(scene)
    for (const time of ['09:02:00', '09:02:20', '09:03:30', '09:04:00']) {
      await run(['tick', '--now', `2020-11-25T${time}Z`])
    }
    expect(posted(scene)).toEqual(PAGES)
  },
)
