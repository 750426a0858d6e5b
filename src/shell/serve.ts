import type { Express } from 'express'
import { listBackups } from '../../data/backups/kept.ts'
import { planLoaders } from '../../data/plans.ts'
import { findReference, saveReference } from '../../data/platform-references.ts'
import { createAttachments, type Papers } from '../attachments/attachments.ts'
import { servePapers } from '../attachments/download.ts'
import { createKeep } from '../deliveries/answers.ts'
import { tellOfHearing } from '../deliveries/hearing-alerts.ts'
import { SetupError } from '../errors.ts'
import { faultOf } from '../log.ts'
import type { Attachments, ChatPlatform, Host, Opening, PlatformFile, Reply } from '../platform.ts'
import { useProxy } from '../platforms/connection/proxy.ts'
import type { Settings } from '../settings.ts'
import { createTicking, everyMinute } from './clock.ts'
import { type Ending, endOf } from './ending.ts'
import { createHeartbeat } from './heartbeat.ts'
import { closed, createHttp, listening } from './http.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createNightly } from './nightly-backup.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createPages } from './pages.ts'
import { EXIT, type Machine, type Session } from './session.ts'

/** What follows from something that was said goes out this soon; several at once wait together. */
const SOON_MS = 1_000

interface Serving {
  readonly settings: Settings
  readonly session: Session
  readonly files: readonly PlatformFile[]
}

/** Opens the platforms for sending; receiving begins when they listen. */
export async function openPlatforms(
  machine: Machine,
  { settings, session, files }: Serving,
  attachments: Attachments,
): Promise<readonly ChatPlatform[]> {
  useProxy(settings)
  const opening: Opening = {
    settings,
    log: session.log,
    machineNow: machine.machineNow,
    attachments,
    references: {
      save: (reference) => saveReference(session.db, reference),
      find: (place) => findReference(session.db, place),
    },
  }
  return Promise.all(files.map((file) => file.open(opening)))
}

/** Pictures and papers, made from this session's database when they are sent or fetched. */
export function attachmentsFor(machine: Machine, { settings, session }: Serving): Papers {
  const { db, plan, now } = session
  return createAttachments({ db, plan, settings, now, machineNow: machine.machineNow })
}

/** How long the line that says what runs waits for the platforms' first answers. */
const GREETING_MS = 2_000
/** How long an end waits for messages that are just going out: whether they arrived is looked for at the next start. */
const PATIENCE_MS = 5_000

/** Runs every platform that is configured until the program is to end. */
export async function serve(machine: Machine, unwatched: Serving, ending: Ending): Promise<number> {
  const { settings } = unwatched
  const { db, log } = unwatched.session
  const { machineNow, steadyNow } = machine
  const metrics = await createMetrics({
    db,
    settings,
    machineNow,
    now: unwatched.session.now,
    lastBackup: async () => {
      const [last] = await listBackups(db)
      return last?.takenAt ? new Date(last.takenAt) : undefined
    },
  })
  const heartbeat = createHeartbeat(settings.HEARTBEAT_URL, { log, ending: ending.signal })
  const session = measured(unwatched.session, metrics, steadyNow)
  const serving = { ...unwatched, session }
  const stopped = endOf(ending)
  const papers = attachmentsFor(machine, serving)
  const platforms = await openPlatforms(machine, serving, papers)
  const ticking = createTicking(machine, session, {
    senders: platforms,
    ending: ending.signal,
    first: (now) => tellOfHearing({ db, platforms, machineNow: machine.machineNow }, now),
  })
  const tickNow = oneAtATime(async () => {
    const begun = steadyNow()
    let isDone = false
    try {
      await ticking()
      isDone = true
      heartbeat.beat()
    } catch (error) {
      // What it left undone is the next one's.
      log.error({ code: 'not-ticked', ...faultOf(error) }, 'a tick failed')
    }
    metrics.ticked((steadyNow() - begun) / 1_000, isDone)
  })
  const soon = coalesced(tickNow)
  // A slow disk must not hold up what is due.
  const backUp = oneAtATime(
    createNightly({ db, log, settings, machineNow: machine.machineNow, now: session.now }),
  )
  const http = createHttp({
    db,
    machineNow: machine.machineNow,
    now: session.now,
    platforms,
    ending: ending.signal,
    hasPages: settings.WEB === 'on',
  })
  metrics.serve(http)
  servePapers(http, { papers, log })
  const handle = async (incoming: Parameters<Session['app']['handle']>[0]): Promise<Reply> => {
    const reply = await session.app.handle(incoming, session.now())
    soon.wake()
    return reply
  }
  // Each mounts its routes at once. Nothing else waits for them: a platform may be out of reach for hours.
  const keep = createKeep({
    db,
    log,
    commands: session.commands,
    senders: platforms,
    leaseNow: machine.machineNow,
    ending: ending.signal,
    loadPlans: planLoaders(db, session.plan),
    now: session.now,
  })
  const host: Host = {
    handle,
    keep,
    hearsGuest: (guest) => session.app.hearsGuest(guest, session.now()),
    http,
    pages: createPages({ session, machineNow: machine.machineNow, files: papers }),
  }
  const heard = Promise.all(platforms.map((platform) => platform.listen(host)))
  const ended = Promise.race([stopped, heard.then(() => stopped)])
  // It may be refused while something else ends the start.
  ended.catch(() => {})
  const begun: (() => unknown)[] = [soon.stop, ...platforms.map((platform) => platform.close)]
  try {
    const server = await listeningOn(http, settings, log)
    begun.push(() => closed(server))
    const eachMinute = async () => {
      void backUp()
      await tickNow()
    }
    const clock = await everyMinute(eachMinute, { log, steadyNow: machine.steadyNow })
    begun.push(clock.stop, () => within(PATIENCE_MS, Promise.all([tickNow.settled(), backUp.settled()])))
    void eachMinute()
    await within(GREETING_MS, Promise.race([heard, ended]))
    greet(machine, { ...serving, platforms, plan: session.plan })
    await ended
    return EXIT.done
  } finally {
    await Promise.all(begun.map((end) => end()))
  }
}

/** The same session, in which each line is timed, whichever platform or page it comes from. */
function measured(session: Session, metrics: Metrics, steadyNow: () => number): Session {
  const handle: Session['app']['handle'] = async (incoming, now) => {
    const begun = steadyNow()
    const reply = await session.app.handle(incoming, now)
    metrics.answered(incoming.platform, reply, (steadyNow() - begun) / 1_000)
    return reply
  }
  return { ...session, app: { ...session.app, handle } }
}

function greet(
  { output, errors }: Machine,
  {
    settings,
    files,
    platforms,
    plan,
  }: Serving & { readonly platforms: readonly ChatPlatform[]; readonly plan: string | undefined },
): void {
  const titles = files.map(({ title }) => title).join(' and ')
  const { HOST, PORT } = settings
  output.write(`wsoa runs on ${titles} for ${plan ?? 'all plans of the database'}, http://${HOST}:${PORT}\n`)
  for (const { notice } of files) {
    const sentence = notice?.(settings)
    if (sentence !== undefined) errors.write(`wsoa: ${sentence}\n`)
  }
  for (const { hearing: ask } of platforms) {
    const hearing = ask()
    if (hearing.kind === 'deaf') errors.write(`wsoa: ${hearing.why} wsoa goes on trying.\n`)
  }
}

/** Waits for the work, but no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  try {
    await Promise.race([work, passed])
  } finally {
    clearTimeout(timer)
  }
}

async function listeningOn(http: Express, { PORT, HOST }: Settings, log: Session['log']) {
  try {
    return await listening(http, { port: PORT, host: HOST, log })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SetupError(
      code === 'EADDRINUSE'
        ? 'PORT is used by another program: set another, or stop that program.'
        : `Nothing can listen at HOST and PORT (${code}). Correct them in .env or the environment.`,
      { cause: error },
    )
  }
}

function coalesced(work: () => Promise<void>): { wake: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  return {
    wake: () => {
      if (isStopped) return
      timer ??= setTimeout(() => {
        timer = undefined
        void work()
      }, SOON_MS)
    },
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
