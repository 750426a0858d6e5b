import type { PlatformFile } from '../platform.ts'

/** E-mail, which only sends. */
const mail: PlatformFile = {
  title: 'e-mail',
  isConfigured: ({ SMTP_URL, MAIL_FROM }) => SMTP_URL !== undefined && MAIL_FROM !== undefined,
  open: async (opening) => (await import('./mail/open.ts')).openMail(opening),
}

export default mail
