import { App, type Receiver } from '@slack/bolt'
import type { Settings } from '../../settings.ts'
import { clientOptions } from './client.ts'
import type { Self } from './hand-on.ts'
import { quietLogger } from './quiet-logger.ts'

/** The one Bolt app, for one workspace. It takes events from all of the receivers. */
export function createBolt(settings: Settings, self: Self, receivers: readonly Receiver[]): App {
  return new App({
    authorize: async () => ({
      botToken: settings.SLACK_BOT_TOKEN ?? '',
      botUserId: self.userId,
      teamId: self.teamId,
    }),
    receiver: {
      init: (app) => {
        for (const receiver of receivers) receiver.init(app)
      },
      start: () => Promise.all(receivers.map((receiver) => receiver.start())),
      stop: () => Promise.all(receivers.map((receiver) => receiver.stop())),
    },
    clientOptions: clientOptions(settings),
    logger: quietLogger(),
    convoStore: false,
    // messages.ts recognises our own messages and those of other bots.
    ignoreSelf: false,
  })
}
