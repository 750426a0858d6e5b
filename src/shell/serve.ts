import type { Express } from 'express'
import { listPlans } from '../../data/plans.ts'
import { findReference, saveReference } from '../../data/platform-references.ts'
import { createAttachments, type Papers } from '../attachments/attachments.ts'
import { servePapers } from '../attachments/download.ts'
import { SetupError } from '../errors.ts'
import { faultOf } from '../log.ts'
import type { Attachments, ChatPlatform, Opening, PlatformFile, Reply } from '../platform.ts'
import type { Settings } from '../settings.ts'
import { createTicking, everyMinute } from './clock.ts'
import { closed, createHttp, listening } from './http.ts'
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
export async function attachmentsFor(machine: Machine, { settings, session }: Serving): Promise<Papers> {
  const { db, plan, now } = session
  return createAttachments({ db, plan, settings, now, machineNow: machine.machineNow })
}

/** Runs every platform that is configured until somebody asks the program to end. */
export async function serve(machine: Machine, serving: Serving): Promise<number> {
  const { settings, session, files } = serving
  const { db, log } = session
  const papers = await attachmentsFor(machine, serving)
  const platforms = await openPlatforms(machine, serving, papers)
  const ticking = createTicking(machine, session, platforms)
  const tickNow = oneAtATime(async () => {
    try {
      await ticking()
    } catch (error) {
      // What it left undone is the next one's.
      log.error({ code: 'not-ticked', ...faultOf(error) }, 'a tick failed')
    }
  })
  const soon = coalesced(tickNow)
  const http = createHttp({ db, machineNow: machine.machineNow, now: session.now })
  servePapers(http, { papers, log })
  const handle = async (incoming: Parameters<Session['app']['handle']>[0]): Promise<Reply> => {
    const reply = await session.app.handle(incoming, session.now())
    soon.wake()
    return reply
  }
  for (const platform of platforms) await platform.listen({ handle, http })
  const server = await listeningOn(http, settings)
  const clock = everyMinute(tickNow, { log, machineNow: machine.machineNow })
  const plans = (await listPlans(db)).map(({ code }) => code)
  const address = `http://${settings.HOST}:${settings.PORT}`
  machine.output.write(
    `wsoa runs on ${files.map(({ title }) => title).join(' and ')} for ${plans.join(', ')}, ${address}\n`,
  )
  await tickNow()
  await new Promise<void>((stopped) => machine.onStop(stopped))
  clock.stop()
  soon.stop()
  await Promise.all(platforms.map((platform) => platform.close()))
  await closed(server)
  await tickNow.settled()
  return EXIT.done
}

async function listeningOn(http: Express, { PORT, HOST }: Settings) {
  try {
    return await listening(http, { port: PORT, host: HOST })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SetupError(
      code === 'EADDRINUSE'
        ? `PORT is ${PORT}, which another program uses: set another, or stop that program.`
        : `HOST is "${HOST}" and PORT ${PORT}: nothing can listen there (${code}). Correct them in .env or the environment.`,
      { cause: error },
    )
  }
}

/** Two ticks at once would only get in each other's way; a failed one is the next one's to make good. */
function oneAtATime(work: () => Promise<void>): (() => Promise<void>) & { settled: () => Promise<void> } {
  let running: Promise<void> | undefined
  const run = () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
  return Object.assign(run, { settled: async () => running })
}

function coalesced(work: () => Promise<void>): { wake: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  return {
    wake: () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void work()
      }, SOON_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
