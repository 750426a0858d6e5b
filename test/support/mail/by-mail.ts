import { pino } from 'pino'
import { findMailProof } from '../../../data/mail-addresses.ts'
import { findReference, saveReference } from '../../../data/platform-references.ts'
import { createAttachments } from '../../../src/attachments/attachments.ts'
import { type Ticked, tick } from '../../../src/deliveries/tick.ts'
import type { Sender } from '../../../src/platform.ts'
import { openMail } from '../../../src/platforms/mail/open.ts'
import { readSettings } from '../../../src/settings.ts'
import type { TestApp } from '../app.ts'
import { leaves, type Part } from './mime.ts'
import { type MailStub, type Received, startMailServer } from './server.ts'

/** A plan in which people are told by e-mail through a real mail server on this machine. */
export interface ByMail {
  readonly stub: MailStub
  readonly tickAt: (time: string | Date) => Promise<Ticked>
  /** Names somebody for a post, with an address that is proved; returns their code. */
  readonly prove: (post: string, name: string, address: string) => Promise<void>
  /** What arrived at an address, the oldest first. */
  readonly arrived: (address: string) => readonly Received[]
  readonly close: () => Promise<void>
}

export async function createByMail(bot: TestApp, others: readonly Sender[] = []): Promise<ByMail> {
  const stub = await startMailServer()
  const log = pino({ level: 'silent' })
  const { db, now } = bot
  const settings = readSettings({ SMTP_URL: stub.url, MAIL_FROM: 'Board plan <wsoa@example.org>' })
  const mail = await openMail({
    settings,
    log,
    machineNow: now,
    attachments: createAttachments({ db, plan: undefined, settings, now, machineNow: now }),
    references: {
      save: (reference) => saveReference(db, reference),
      find: (place) => findReference(db, place),
    },
  })
  const tickAt = (time: string | Date) => {
    bot.later(new Date(time))
    return tick({ db, senders: [mail, ...others], commands: bot.commands, log, leaseNow: now }, now())
  }
  return {
    stub,
    tickAt,
    prove: async (post, name, address) => {
      await bot.say(`assign ${post} new ${name}`)
      const { id, code } = await db
        .selectFrom('people')
        .select(['id', 'code'])
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      await bot.say(`mail ${code} ${address}`)
      await bot.say(`mail ${code} proved ${(await findMailProof(db, id))?.number}`)
    },
    arrived: (address) => stub.received.filter(({ to }) => to.includes(address)),
    close: () => stub.close(),
  }
}

/** The words of an e-mail as a program without HTML shows them, on one line. */
export function textOf({ mail }: Received): string {
  return partOf(mail, 'text/plain').replace(/\s+/g, ' ')
}

export function htmlOf({ mail }: Received): string {
  return partOf(mail, 'text/html')
}

function partOf(mail: Part, type: string): string {
  const part = leaves(mail).find(({ headers }) => headers['content-type']?.startsWith(type))
  return part?.body.toString() ?? ''
}

export function subjectOf({ mail }: Received): string {
  return mail.headers.subject ?? ''
}
