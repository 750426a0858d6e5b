import { App } from '@slack/bolt'
import type { Settings } from '../../settings.ts'
import { clientOptions } from './client.ts'
import type { Self } from './hand-on.ts'
import { quietLogger } from './quiet-logger.ts'

const PATIENCE_MS = 10_000

/** The one Bolt app, for one workspace. What comes in by our own doors is handed to it by the admission. */
export function createBolt(settings: Settings, self: Self, patience = PATIENCE_MS): App {
  return new App({
    authorize: async () => ({
      botToken: settings.SLACK_BOT_TOKEN ?? '',
      botUserId: self.userId,
      teamId: self.teamId,
    }),
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    clientOptions: { ...clientOptions(settings), fetch: patientFetch(patience) },
    logger: quietLogger(),
    convoStore: false,
    // messages.ts recognises our own messages and those of other bots.
    ignoreSelf: false,
  })
}

/** Bolt answers response addresses by it, and would wait for ever. */
function patientFetch(patience: number): typeof fetch {
  return (address, options) => fetch(address, { signal: AbortSignal.timeout(patience), ...options })
}
