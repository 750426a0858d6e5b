import { readMailFrom, readSmtpUrl } from '../../domain/mail-address.ts'
import { SetupError } from '../../errors.ts'
import type { ChatPlatform, Opening } from '../../platform.ts'
import { examineMail } from './examine.ts'
import { createSender } from './sender.ts'

export async function openMail(opening: Opening): Promise<ChatPlatform> {
  const { SMTP_URL = '', MAIL_FROM = '' } = opening.settings
  const server = readSmtpUrl(SMTP_URL)
  const from = readMailFrom(MAIL_FROM)
  if (!server || !from) throw new SetupError('SMTP_URL and MAIL_FROM are not right: look at wsoa config.')
  return {
    ...createSender(opening, { server, from }),
    // Nobody writes to us by e-mail, so there is nothing to hear.
    listen: async () => {},
    hearing: () => ({ kind: 'hears' }),
    examine: () => examineMail(server),
    close: async () => {},
  }
}
