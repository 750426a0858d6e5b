import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { MailServer } from '../../domain/mail-address.ts'

/** How long connecting, and a silence of the server's, may last in milliseconds; the deadline may be nearer. */
const PATIENCE_MS = 30_000

/** The time was up, whatever the server was doing. */
class TimeUp extends Error {}

/**
 * Connects, encrypts and signs in, then does the work. Off this machine nothing is said in the clear, and the server's
 * certificate is checked. Rejects with what nodemailer says of the server, or with TimeUp.
 */
export async function connected<Value>(
  server: MailServer,
  deadline: AbortSignal,
  work: (connection: SMTPConnection) => Promise<Value>,
): Promise<Value> {
  const { host, port, isEncrypted, isLoopback, login } = server
  const connection = new SMTPConnection({
    host,
    port,
    secure: isEncrypted,
    ...(isLoopback ? { ignoreTLS: true } : { requireTLS: !isEncrypted }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  })
  const failed = new Promise<never>((_, reject) => {
    connection.on('error', reject)
    const giveUp = () => reject(new TimeUp())
    if (deadline.aborted) giveUp()
    else deadline.addEventListener('abort', giveUp, { once: true })
  })
  failed.catch(() => {})
  try {
    await Promise.race([failed, told((done) => connection.connect(done))])
    if (login) await Promise.race([failed, told((done) => connection.login({ credentials: login }, done))])
    return await Promise.race([failed, work(connection)])
  } finally {
    connection.quit()
    // A server that hangs is not waited for.
    connection.close()
  }
}

/** A call that tells how it ended by a callback. */
export function told<Value>(
  call: (done: (error?: Error | null, value?: Value) => void) => void,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)))
  })
}
