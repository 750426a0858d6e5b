import type { MailServer } from '../../domain/mail-address.ts'
import type { Check } from '../../platform.ts'
import { connected } from './connection.ts'
import { outcomeOf } from './outcome.ts'

const PATIENCE_MS = 15_000

/** Connects, encrypts and signs in, and sends nothing. */
export async function examineMail(server: MailServer): Promise<readonly Check[]> {
  const name = 'e-mail'
  try {
    await connected(server, AbortSignal.timeout(PATIENCE_MS), async () => {})
    return [{ name, ok: true, text: `${server.host} takes mail, ${encryption(server)}` }]
  } catch (error) {
    return [{ name, ok: false, text: `${trouble(error)} (${server.host}, port ${server.port})` }]
  }
}

function encryption({ isEncrypted, isLoopback }: MailServer): string {
  if (isEncrypted) return 'encrypted from the first byte'
  return isLoopback ? 'on this machine' : 'encrypted by STARTTLS'
}

function trouble(error: unknown): string {
  const outcome = outcomeOf(error, { isTextOut: false })
  if (outcome.state === 'refused') return outcome.reason
  const { message, code, originalCode } = error as Error & {
    readonly code?: string
    readonly originalCode?: string
  }
  const system = originalCode ?? code
  if (/certificate|CERT|SELF_SIGNED|ALTNAME/i.test(`${message} ${system}`))
    return 'the certificate of the mail server is not to be trusted: set the name in SMTP_URL that it is for, or trust its authority with NODE_EXTRA_CA_CERTS'
  return `the mail server cannot be reached: correct SMTP_URL, or ask whoever runs the network${system ? ` [${system}]` : ''}`
}
