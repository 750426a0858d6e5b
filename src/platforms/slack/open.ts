import type { ChatPlatform, Hearing, Host, Opening } from '../../platform.ts'
import { createAdmission } from './admission.ts'
import { createKeepReply } from './answers.ts'
import { createBolt } from './bolt.ts'
import { standingIn } from './channels.ts'
import { createClient } from './client.ts'
import { listenToCommands } from './commands.ts'
import type { Door } from './door.ts'
import { createHttpDoor } from './endpoint.ts'
import { examineSlack } from './examine.ts'
import { logFailedCall } from './failed-calls.ts'
import { createFilesOf } from './files.ts'
import { listenToForms, listenToShortcuts } from './forms.ts'
import { createHandOn, type Self } from './hand-on.ts'
import { type Deaf, hearingOf } from './hearing.ts'
import { createHome } from './home.ts'
import { introduce } from './introduction.ts'
import { listenToMessages } from './messages.ts'
import { createFindMember } from './people.ts'
import { createPlaces } from './places.ts'
import { listenToPresses } from './press.ts'
import { type Refused, refusalCounter } from './refused.ts'
import { createSeen } from './seen.ts'
import { createSender } from './sender.ts'
import type { Services } from './services.ts'
import { createSocketDoor, type SocketTimes } from './socket.ts'
import { type Wait, waitFor } from './waiting.ts'

/** Slack, with a count of what it refused. */
export interface SlackPlatform extends ChatPlatform {
  readonly refused: Refused
}

/** What a test puts in the place of the world. */
export interface World {
  readonly times?: Partial<SocketTimes>
  readonly wait?: Wait
  /** How long a response address may take, in milliseconds. */
  readonly patience?: number
  /** In milliseconds, from a clock that only goes forward. */
  readonly steadyNow?: () => number
}

/** How long an end waits for what is in hand. Container runtimes kill a process ten seconds after asking it to stop. */
const PATIENCE_MS = 5_000

/** Receives by HTTP if there is a signing secret, and by Socket Mode if there is an app token. */
export function openSlack(
  opening: Opening,
  { times, wait = waitFor, patience, steadyNow = () => performance.now() }: World = {},
): SlackPlatform {
  const { settings, log, machineNow } = opening
  const { SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken } = settings
  const client = createClient(settings, log)
  const { counts, refuse } = refusalCounter(log)
  // What fails beside the Web API is an answer by a response address.
  const failed = (error: unknown) =>
    logFailedCall(log, { method: 'POST response_url', place: 'response address' }, error)
  const socket = appToken
    ? createSocketDoor({ appToken, settings, log, machineNow, refuse, times })
    : undefined
  const stopping = new AbortController()
  let unknown: Deaf | undefined = { since: machineNow(), trouble: { kind: 'network', name: 'no answer yet' } }
  let close = async () => {}

  async function listen({ http, ...host }: Host): Promise<void> {
    const doors: readonly Door[] = [
      ...(secret ? [createHttpDoor({ http, secret, machineNow, refuse })] : []),
      ...(socket ? [socket] : []),
    ]
    const introduced = await introduce({
      client,
      log,
      wait,
      stopped: stopping.signal,
      troubled: (trouble) => {
        unknown = { since: unknown?.since ?? machineNow(), trouble }
      },
    })
    if (!introduced) return
    unknown = undefined
    const { admit, stop } = admissionFor(introduced.self, host)
    close = async () => {
      const answered = stop(PATIENCE_MS)
      await Promise.all(doors.map((door) => door.close(answered)))
    }
    const opened = Promise.all(doors.map((door) => door.open(admit)))
    // What is refused later than at the start ends nothing; the door goes on trying.
    await (introduced.isAtOnce ? opened : opened.catch(failed))
  }

  function admissionFor(self: Self, { keep, ...host }: Omit<Host, 'http'>) {
    const bolt = createBolt(settings, self, patience)
    const admission = createAdmission(bolt, { teamId: self.teamId, refuse, failed, steadyNow })
    const findMember = createFindMember(client, { teamId: self.teamId, machineNow, failed })
    const { isStopping } = admission
    const handOn = createHandOn({
      ...host,
      self,
      findMember,
      standingIn: (channel) => standingIn(client, channel),
      refuse,
      isStopping,
    })
    const services: Services = {
      client,
      self,
      handOn,
      keepReply: createKeepReply(keep, self.teamId),
      places: createPlaces(client, failed),
      filesOf: createFilesOf(settings),
      home: createHome(client, handOn),
      seen: createSeen(),
      failed,
    }
    listenToCommands(bolt, services)
    listenToMessages(bolt, services)
    listenToPresses(bolt, services)
    listenToForms(bolt, services)
    listenToShortcuts(bolt, services)
    return admission
  }

  function hearing(): Hearing {
    return unknown ? hearingOf(unknown, 'SLACK_BOT_TOKEN') : hearingOf(socket?.deaf(), 'SLACK_APP_TOKEN')
  }

  return {
    ...createSender(opening, client),
    refused: counts,
    listen,
    hearing,
    examine: (channels) => examineSlack({ settings, machineNow }, channels),
    close: async () => {
      stopping.abort()
      await close()
    },
  }
}
