import { App } from '@slack/bolt'
import type { Settings } from '../../settings.ts'
import { clientOptions } from './client.ts'
import type { Self } from './hand-on.ts'
import { quietLogger } from './quiet-logger.ts'

/** The one Bolt app, for one workspace. What comes in by our own doors is handed to it by the admission. */
export function createBolt(settings: Settings, self: Self): App {
  return new App({
    authorize: async () => ({
      botToken: settings.SLACK_BOT_TOKEN ?? '',
      botUserId: self.userId,
      teamId: self.teamId,
    }),
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    clientOptions: { ...clientOptions(settings), fetch: patientFetch },
    logger: quietLogger(),
    convoStore: false,
    // messages.ts recognises our own messages and those of other bots.
    ignoreSelf: false,
  })
}

const PATIENCE_MS = 10_000

/** Bolt answers response addresses by it, and would wait for ever. */
const patientFetch: typeof fetch = (address, options) =>
  fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), ...options })
