import type { NotSent } from '../../platform.ts'

/** How long to leave a server alone that takes a message later: one that delays strangers wants some minutes. */
const LATER_SECONDS = 120

/** What nodemailer says of a failed step. */
interface Failure {
  readonly code?: unknown
  readonly command?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
}

/**
 * What a failed try says about the message. A server that answered has it or has it not; when it fell silent after the text
 * was begun, it may have it, and no server can be asked.
 */
export function outcomeOf(error: unknown, { isTextOut }: { readonly isTextOut: boolean }): NotSent {
  const { responseCode, code }: Failure = typeof error === 'object' && error !== null ? error : {}
  if (typeof responseCode === 'number' && responseCode >= 500)
    return { state: 'refused', reason: reasonOf(error as Failure) }
  if (typeof responseCode === 'number' && responseCode >= 400)
    return { state: 'later', seconds: LATER_SECONDS }
  if (isTextOut) return { state: 'unknown' }
  if (code === 'EMESSAGE')
    return { state: 'refused', reason: 'the message is larger than the mail server takes' }
  if (code === 'EAUTH') return { state: 'refused', reason: NO_LOGIN }
  return { state: 'later', seconds: null }
}

const NO_LOGIN = 'the mail server takes no user name and password as SMTP_URL has them'

const NO_ENCRYPTION =
  'the mail server does not offer STARTTLS, and nothing is sent in the clear: set smtps:// in SMTP_URL, or have STARTTLS switched on'

/** The server's own words may hold the address, so that only their number is passed on. */
function reasonOf({ command, response, responseCode }: Failure): string {
  const [status] = String(response).match(/(?<=^\d{3}[ -])[245]\.\d{1,3}\.\d{1,3}/) ?? []
  const number = `(${[responseCode, status].filter((each) => each !== undefined).join(' ')})`
  switch (String(command).split(' ')[0]) {
    case 'RCPT':
      return `the mail server takes nothing for this address ${number}: ask the person whether it is right`
    case 'MAIL':
      return `the mail server does not let wsoa send from MAIL_FROM ${number}: ask whoever runs the mail server`
    case 'DATA':
      return `the mail server refused the message ${number}`
    case 'STARTTLS':
      return NO_ENCRYPTION
    case 'AUTH':
      return `${NO_LOGIN} ${number}`
    default:
      return `the mail server refused wsoa ${number}: ask whoever runs the mail server`
  }
}
