import { type App, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt'
import { SetupError } from '../../errors.ts'
import type { Settings } from '../../settings.ts'
import type { Admit } from './admission.ts'
import { apiUrl } from './client.ts'
import { errorName } from './error-name.ts'
import { quietLogger } from './quiet-logger.ts'
import type { Why } from './refused.ts'

interface Options {
  readonly appToken: string
  readonly settings: Settings
  readonly admissionTo: (app: App) => Admit
  readonly refuse: (why: Why) => void
  /** Is told each time reconnecting fails. */
  readonly failed: (error: unknown) => void
}

/** Socket Mode: we open the connection to Slack, so no public address is needed. */
export function createSocketReceiver(options: Options): Receiver {
  const { appToken, settings, admissionTo, refuse, failed } = options
  const socket = new SocketModeReceiver({
    appToken,
    logger: quietLogger(),
    // Bolt's own reconnecting waits five seconds each time, and ends the process when Slack cannot be reached.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: apiUrl(settings.SLACK_API_URL) },
  })
  const reconnecting = createReconnecting(socket, failed)
  return {
    init: (app) => {
      const admit = admissionTo(app)
      const processEvent = async (event: ReceiverEvent) => {
        // A malformed event stays malformed: acknowledged, it is not sent again.
        if ((await admit(event)) === 'malformed') await event.ack()
      }
      socket.init({ processEvent } as App)
      guardMessages(socket, refuse)
    },
    start: async () => {
      try {
        await socket.start()
      } catch (error) {
        throw new SetupError(
          `Slack did not open a Socket Mode connection (${errorName(error)}): check SLACK_APP_TOKEN (xapp-…, scope connections:write) and that Socket Mode is switched on in the app’s settings.`,
          { cause: error },
        )
      }
      reconnecting.begin()
    },
    stop: async () => {
      reconnecting.end()
      await socket.stop()
    },
  }
}

/** The SDK takes messages apart outside any `try`: one that is no event would end the process. */
function guardMessages({ client }: SocketModeReceiver, refuse: (why: Why) => void): void {
  const listeners = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', async (...message: unknown[]) => {
    try {
      for (const listener of listeners) await (listener as (...args: unknown[]) => Promise<void>)(...message)
    } catch {
      refuse('malformed')
    }
  })
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Slack renews each connection every few hours. We reconnect at once, then wait twice as long after each failure. */
function createReconnecting(
  socket: SocketModeReceiver,
  failed: (error: unknown) => void,
): { begin: () => void; end: () => void } {
  let timer: NodeJS.Timeout | undefined
  const connect = (wait: number) => {
    socket.start().catch((error: unknown) => {
      failed(error)
      timer = setTimeout(() => connect(Math.min(wait * 2, LONGEST_WAIT_MS)), wait)
    })
  }
  const onLost = () => connect(FIRST_WAIT_MS)
  return {
    begin: () => void socket.client.on('disconnected', onLost),
    end: () => {
      socket.client.off('disconnected', onLost)
      clearTimeout(timer)
    },
  }
}
