import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type TestContext, test, vi } from 'vitest'
import { bindChannel } from '../../data/channels.ts'
import { saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { createTestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { personAt } from '../support/people.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { type SlackStub, startSlackStub } from '../support/slack/web-api.ts'

const CHANNEL = 'C0BOARD01'
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A minute takes half a second. */
const RATE = 120
const PATIENCE = { timeout: 120_000, concurrent: true }
const SOON = { timeout: 60_000, interval: 100 }

/** The real service on a machine of its own, whose wall clock anybody can set. */
interface Service {
  readonly shell: Shell
  readonly env: Readonly<Record<string, string>>
  readonly slack: SlackStub
  /** The time by the clock. */
  readonly now: () => Date
  /** Sets the clock to so many milliseconds from what is right. */
  readonly set: (milliseconds: number) => void
  readonly setTo: (time: string) => void
  readonly readyz: () => Promise<{ readonly status: number; readonly problems: readonly string[] }>
  readonly toCoordinator: () => readonly string[]
}

async function startService(
  start: string,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<Service> {
  const shell = createShell()
  const slack = await startSlackStub({
    now: new Date(),
    channels: [{ id: CHANNEL, name: 'send-og', kind: 'public', isMember: true }],
  })
  await prepare(shell, slack)
  const port = await freePort()
  shell.write('clock', '0')
  const began = Date.now()
  let isOff = 0
  const now = () => new Date(Date.parse(start) + (Date.now() - began) * RATE + isOff)
  const set = (milliseconds: number) => {
    isOff = milliseconds
    shell.write('clock', String(milliseconds))
  }
  const env = {
    DATABASE_URL: 'sqlite:plan.sqlite',
    SLACK_BOT_TOKEN: slack.workspace.botToken,
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
    SLACK_API_URL: slack.url,
    PORT: String(port),
    HOST: '127.0.0.1',
    NODE_OPTIONS: `--import ${fileURLToPath(new URL('../support/fast-world.mjs', import.meta.url))}`,
    WORLD_FILE: join(shell.folder, 'clock'),
    WORLD_START: String(Date.parse(start)),
    WORLD_BEGAN: String(began),
    WORLD_RATE: String(RATE),
  }
  const { child, printed, ended } = shell.start(['start'], { env })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    await slack.close()
    shell.close()
  })
  await printed('wsoa runs on Slack')
  return {
    shell,
    env,
    slack,
    now,
    set,
    setTo: (time) => set(isOff + Date.parse(time) - now().getTime()),
    readyz: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
      const { problems } = (await answer.json()) as { problems: readonly string[] }
      return { status: answer.status, problems }
    },
    toCoordinator: () =>
      slack.workspace.messages.filter(({ channel }) => channel !== CHANNEL).map(({ text }) => String(text)),
  }
}

/** A plan whose figures are stored, whose group has a channel, and whose coordinator has an account. */
async function prepare(shell: Shell, { workspace }: SlackStub): Promise<void> {
  const bot = await createTestApp({ database: `sqlite:${join(shell.folder, 'plan.sqlite')}` })
  const body = (await loadPlan(bot.db)).bodies.find(({ code }) => code === 'operational-group')
  const coordinator = await personAt(bot.db, 'coordinator')
  const place = { platform: 'slack', tenant: workspace.team }
  const [user] = workspace.users.keys()
  await bot.db.transaction().execute(async (trx) => {
    const at = '2020-11-24T09:00:00Z'
    const channel = { ...place, channel: CHANNEL, name: 'send-og', bodyId: body?.id ?? 0, boundAt: at }
    await bindChannel(trx, 1, channel)
    const identity = { ...place, userId: user ?? '', personId: coordinator.id, confirmedAt: at }
    await saveIdentity(trx, 1, identity)
  })
  await tickAt(bot, '2020-11-24T12:00:00Z')
  await bot.close()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

async function isReady({ readyz }: Service): Promise<void> {
  await vi.waitFor(async () => expect(await readyz()).toEqual({ status: 200, problems: [] }), SOON)
}

async function waits({ readyz }: Service): Promise<void> {
  await vi.waitFor(async () => {
    expect(await readyz()).toEqual({ status: 503, problems: ['the clock was set: messages wait'] })
  }, SOON)
}

test(
  'the service goes on when the clock is set back by two hours, and right again: after a quarter of an hour it is ready',
  PATIENCE,
  async (context) => {
    const service = await startService('2020-11-25T06:00:00Z', context)
    await isReady(service)
    service.set(-2 * HOUR)
    await waits(service)
    service.set(0)
    const { shell, env } = service
    await vi.waitFor(async () => {
      const { out } = await shell.run(['doctor'], { env })
      expect(out).toMatch(
        /wrong {2}clock: .*set wrong for a while, and is right again\. Nothing is sent until/,
      )
    }, SOON)
    await isReady(service)
    expect(service.slack.workspace.messagesIn(CHANNEL)).toEqual([])
  },
)

test(
  'the service sends nothing early while the clock is forty days ahead, asks at once, and is on time when it is right again',
  PATIENCE,
  async (context) => {
    const service = await startService('2020-11-25T04:00:00Z', context)
    await isReady(service)
    service.set(40 * DAY)
    await waits(service)
    await vi.waitFor(() => {
      const asked = service.toCoordinator().filter((text) => text.includes('clock'))
      expect(asked).toEqual([expect.stringMatching(/set forward by 40 days/)])
    }, SOON)
    expect(service.slack.workspace.messagesIn(CHANNEL)).toEqual([])
    // It is set right: a quarter of an hour later the digest is almost due.
    service.setTo('2020-11-25T08:40:00Z')
    await vi.waitFor(() => {
      expect(service.slack.workspace.messagesIn(CHANNEL).length).toBeGreaterThan(0)
    }, SOON)
    expect(service.now() >= new Date('2020-11-25T09:00:00Z'), `sent at ${service.now()}`).toBe(true)
    const { data } = await service.shell.json(['deliveries'], { env: service.env })
    const rows = data as readonly { key: string; state: string; dueAt: string }[]
    expect(rows.filter(({ state }) => state === 'missed' || state === 'failed')).toEqual([])
    const early = rows.filter(({ state, dueAt, key }) => {
      return state === 'sent' && dueAt > '2020-11-26' && !key.startsWith('clock:')
    })
    expect(early).toEqual([])
  },
)

test(
  'the coordinator’s answer in a shell lets the service go on, and doctor says how',
  PATIENCE,
  async (context) => {
    const service = await startService('2020-11-25T06:00:00Z', context)
    await isReady(service)
    service.set(3 * DAY)
    await waits(service)
    const { shell, env } = service
    const examined = await shell.run(['doctor'], { env })
    expect(examined.out).toMatch(
      /wrong {2}clock: The machine’s clock was set forward by 3 days.*wsoa say "clock right"/,
    )
    expect((await shell.run(['tick'], { env })).errors).toContain(
      'Messages wait. The machine’s clock was set',
    )
    expect((await shell.run(['say', 'clock right'], { env })).out).toContain('Noted: it is 28 Nov 2020')
    await service.slack.called('chat.postMessage', 2)
    await isReady(service)
  },
)
