import { pino } from 'pino'
import { type Ticked, tick } from '../../src/deliveries/tick.ts'
import type { Sender } from '../../src/platform.ts'
import type { TestApp } from './app.ts'

const NOWHERE: Sender = {
  name: 'terminal',
  send: async () => ({ state: 'sent', messageId: null }),
  edit: async () => ({ state: 'sent', messageId: null }),
  find: async () => ({ state: 'cannot-look' }),
}

/** Moves a test's clock on and lets it tick there, as every minute does in service; nothing is sent anywhere. */
export async function tickAt(
  bot: TestApp,
  time: string,
  { web }: { readonly web?: () => string } = {},
): Promise<Ticked> {
  bot.later(new Date(time))
  return tick(
    {
      db: bot.db,
      senders: [NOWHERE],
      commands: bot.commands,
      log: pino({ level: 'silent' }),
      leaseNow: bot.now,
      ...(web ? { web } : {}),
    },
    bot.now(),
  )
}
