import { type App, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt'
import type { Settings } from '../../settings.ts'
import type { Admit } from './admission.ts'
import { apiUrl } from './client.ts'
import { quietLogger } from './quiet-logger.ts'
import type { Why } from './refused.ts'

interface SocketOptions {
  readonly appToken: string
  readonly settings: Settings
  readonly admit: Admit
  readonly refuse: (why: Why) => void
  /** It lost its connection for good. */
  readonly failed: (error: unknown) => void
}

export interface Socket {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Socket Mode: Slack's connection that we open, so that no address of ours need be public. */
export function openSocket({ appToken, settings, admit, refuse, failed }: SocketOptions): Socket {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: quietLogger(),
    // Its own reconnecting waits five seconds each time, and ends the process when Slack cannot be reached.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: apiUrl(settings.SLACK_API_URL) },
  })
  const processEvent = async (event: ReceiverEvent) => {
    // What was no good the first time is no better the next: Slack need not send it again.
    if ((await admit(event)) === 'malformed') await event.ack()
  }
  receiver.init({ processEvent } as App)
  guardMessages(receiver, refuse)
  const reconnecting = reconnector(receiver, failed)
  return {
    start: async () => {
      await receiver.start()
      reconnecting.begin()
    },
    stop: async () => {
      reconnecting.end()
      await receiver.stop()
    },
  }
}

/** A message that is no event would end the process: the SDK takes it apart outside of any `try`. */
function guardMessages({ client }: SocketModeReceiver, refuse: (why: Why) => void): void {
  const take = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', async (...message: unknown[]) => {
    try {
      for (const each of take) await (each as (...args: unknown[]) => Promise<void>)(...message)
    } catch {
      refuse('malformed')
    }
  })
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Slack renews each connection every few hours: at once the first time, then ever more slowly until it succeeds. */
function reconnector(
  receiver: SocketModeReceiver,
  failed: (error: unknown) => void,
): { begin: () => void; end: () => void } {
  let timer: NodeJS.Timeout | undefined
  const connect = (wait: number) => {
    receiver.start().catch((error: unknown) => {
      failed(error)
      timer = setTimeout(() => connect(Math.min(wait * 2, LONGEST_WAIT_MS)), wait)
    })
  }
  const onLost = () => connect(FIRST_WAIT_MS)
  return {
    begin: () => void receiver.client.on('disconnected', onLost),
    end: () => {
      receiver.client.off('disconnected', onLost)
      clearTimeout(timer)
    },
  }
}
