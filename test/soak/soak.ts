import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { projectFile } from '../../src/shell/project.ts'
import { SIGNING_SECRET } from '../support/slack/signed.ts'
import { startSlackStub } from '../support/slack/web-api.ts'
import { BOT_TOKEN } from '../support/slack/workspace.ts'
import { areSettled, type Check, checkDeliveries, checkLines, countDeliveries } from './checks.ts'
import { type Clock, createClock } from './clock.ts'
import { startMoods } from './moods.ts'
import { hasReceipt, standing, watchPosts } from './posts.ts'
import { type Random, randomFrom } from './random.ts'
import { CHANNELS, conversationOf, prepare } from './scene.ts'
import { createService, type Service } from './service.ts'
import { startTraffic } from './traffic.ts'

/** Two minutes before the Operational Group's digest is due. */
const START = new Date('2020-11-25T08:58:00Z')
const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
/** The service ends within this when it is asked to. */
const MOST_TO_STOP_MS = 10_000
/** What is settled by then never will be: an unclear message is looked for after 20 and 90 seconds. */
const MOST_TO_SETTLE_MS = 6 * MINUTE_MS

/**
 * Ten minutes, or as many as are named, of everything at once: people who type, a service that is killed, a clock that is
 * set, other processes on the same database, and a Slack that cuts, delays and lies. Then everything is counted.
 */
async function soak(minutes: number, seed: number): Promise<readonly Check[]> {
  // Beside the project, not in a temporary folder, which may be kept in memory.
  const folder = mkdtempSync(projectFile('dist-soak/run-'))
  const path = join(folder, 'soak.sqlite')
  const random = randomFrom(seed)
  const clock = createClock(folder, START)
  const owners = await prepare(`sqlite:${path}`, clock.now())
  const slack = await startSlackStub({
    now: START,
    users: owners.map(({ user }, index) => ({ id: user, name: `owner-${index}` })),
    channels: [
      ...CHANNELS.map(({ id, name }) => ({ id, name, kind: 'public', isMember: true }) as const),
      ...owners.map(({ user }) => ({ id: conversationOf(user), name: user, kind: 'direct', user }) as const),
    ],
  })
  const service = await createService(
    {
      DATABASE_URL: `sqlite:${path}`,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.url,
    },
    clock.path,
  )
  const watch = watchPosts(slack, clock.now)
  await service.start()
  const traffic = startTraffic({
    url: service.url,
    owners,
    hasReceipt: (conversation, text) => hasReceipt(slack, conversation, text),
    random,
    now: clock.now,
  })
  const moods = startMoods(slack, random)
  const trouble = await makeTrouble(service, { clock, random, until: Date.now() + minutes * MINUTE_MS })
  await traffic.stop()
  const wentWrong = await moods.stop()
  const stopped = await service.stop()

  // Half an hour later, as after a reboot, all that is due is carried out and Slack behaves.
  slack.forget()
  clock.pass(30 * MINUTE_MS)
  await service.start()
  const by = clock.now()
  const last = Date.now() + MOST_TO_SETTLE_MS
  while (!areSettled(path, by) && Date.now() < last) await setTimeout(1_000)
  // The first look at the clock counts when its work is done.
  let problems = await problemsAt(service.url)
  while (problems.length > 0 && Date.now() < last) {
    await setTimeout(1_000)
    problems = await problemsAt(service.url)
  }
  await service.stop()
  watch.stop()
  const verified = await service.run(['audit', 'verify'])

  const checks: readonly Check[] = [
    ...checkLines(path, traffic.lines),
    ...checkDeliveries(path, { posts: watch.posts, standing: standing(slack), end: by }),
    { what: 'ended without being asked', wrong: service.fell.length },
    {
      what: 'did not end cleanly, or not within ten seconds',
      wrong: Number(stopped.exit !== 0 || stopped.ms > MOST_TO_STOP_MS),
    },
    { what: 'not ready in the end', wrong: problems.length, examples: problems },
    { what: 'trail not whole', wrong: Number(verified.exit !== 0) },
    { what: 'typed text in what it printed', wrong: service.printed().split('soak-0').length - 1 },
  ]
  const fates = (fate: string) => traffic.lines.filter((line) => line.fate === fate).length
  print('Counted', [
    ['lines that change something', traffic.lines.length],
    ...['acknowledged', 'refused', 'unknown'].map((fate) => [`… ${fate}`, fates(fate)] as const),
    ['questions', traffic.asked()],
    ['answers of Slack that went wrong', wentWrong],
    ...Object.entries(trouble),
    ...Object.entries(countDeliveries(path)).map(([state, rows]) => [`deliveries ${state}`, rows] as const),
  ])
  await slack.close()
  if (checks.every(({ wrong }) => wrong === 0)) rmSync(folder, { recursive: true })
  else {
    const examples = checks.flatMap(({ what, examples: found = [] }) =>
      found.map((each) => `${what}: ${each}`),
    )
    console.log(
      `\nWhat is left lies in ${folder}\n${examples.join('\n')}\n${service.printed().slice(-4_000)}\n${verified.out}`,
    )
  }
  return checks
}

/** What keeps the service from being ready. What is held waits for the coordinator, and is counted by itself. */
async function problemsAt(url: string): Promise<readonly string[]> {
  const answer = (await (await fetch(`${url}/readyz`)).json()) as { readonly problems: readonly string[] }
  return answer.problems.filter((problem) => !problem.startsWith('deliveries held'))
}

interface Trouble {
  readonly kills: number
  readonly 'clock steps': number
  readonly 'other processes': number
}

/** Kills, sets the clock and starts neighbours in turn, with some quiet between, until the time is over. */
async function makeTrouble(
  service: Service,
  { clock, random, until }: { clock: Clock; random: Random; until: number },
): Promise<Trouble> {
  const done = { kills: 0, 'clock steps': 0, 'other processes': 0 }
  const kill = async () => {
    await service.kill()
    await setTimeout(1_000 * random())
    await service.start()
    done.kills += 1
  }
  const step = async (ms: number) => {
    clock.setWrongBy(ms)
    await setTimeout(20_000)
    clock.setWrongBy(0)
    done['clock steps'] += 1
  }
  const neighbour = async () => {
    // Without the settings of Slack, as in somebody's shell.
    await service.run(['tick'], { DATABASE_URL: service.database })
    done['other processes'] += 1
  }
  const troubles = [kill, neighbour, kill, () => step(-120 * MINUTE_MS), kill, () => step(40 * DAY_MS), kill]
  for (let turn = 0; Date.now() < until; turn += 1) {
    await setTimeout(5_000 + 20_000 * random())
    await troubles[turn % troubles.length]?.()
  }
  return done
}

function print(title: string, rows: readonly (readonly [string, number])[]): void {
  const lines = rows.map(([what, count]) => `${String(count).padStart(7)}  ${what}`)
  console.log([`\n${title}`, ...lines].join('\n'))
}

process.env.TZ = 'UTC'
const [forMinutes = '10', fromSeed = String(Date.now() % 1_000_000)] = process.argv.slice(2)
console.log(
  `${forMinutes} minutes, seed ${fromSeed} (npm run soak -- ${forMinutes} ${fromSeed} does the same again)`,
)
const checks = await soak(Number(forMinutes), Number(fromSeed))
print(
  'Must all be none',
  checks.map(({ what, wrong }) => [what, wrong]),
)
process.exitCode = checks.every(({ wrong }) => wrong === 0) ? 0 : 1
