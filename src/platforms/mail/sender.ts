import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import PQueue from 'p-queue'
import { MAIL, type MailFrom, type MailServer, mailAccount } from '../../domain/mail-address.ts'
import type { Address, Opening, Sender, Sending, Sent } from '../../platform.ts'
import { renderMail } from '../../render/mail.ts'
import { connected, told } from './connection.ts'
import { outcomeOf } from './outcome.ts'

/** Mail servers take few connections at a time from one sender: Exchange Online three. */
const CONNECTIONS = 3
/** How long one message may take: a server looks through its attachments before it answers. */
const PATIENCE_MS = 60_000

interface Post {
  readonly server: MailServer
  readonly from: MailFrom
}

type Needs = Pick<Opening, 'attachments' | 'references' | 'machineNow'> & Post

/** Hands each message to the mail server once, and says how that ended. */
export function createSender(
  { attachments, references, machineNow }: Pick<Opening, 'attachments' | 'references' | 'machineNow'>,
  post: Post,
): Sender {
  const needs: Needs = { attachments, references, machineNow, ...post }
  const queue = new PQueue({ concurrency: CONNECTIONS })
  return {
    name: MAIL.platform,
    patienceMs: PATIENCE_MS,
    send: (sending) => queue.add(() => send(needs, sending)),
    edit: async () => ({ state: 'refused', reason: 'an e-mail stays as it was sent' }),
    // No mail server can be asked whether it has a message.
    find: async () => ({ state: 'cannot-look' }),
  }
}

async function send(needs: Needs, sending: Sending): Promise<Sent> {
  const { to, key, under, deadline, mayPost } = sending
  const { server, from } = needs
  if (deadline.aborted) return { state: 'later', seconds: null }
  const address = await addressOf(needs, to)
  if (address === undefined)
    return { state: 'refused', reason: 'no e-mail address of theirs is kept any more' }
  const messageId = messageIdOf(key, from)
  const bytes = await composed(needs, sending, { address, messageId, under })
  let isTextOut = false
  const text = Readable.from(
    (function* () {
      isTextOut = true
      yield bytes
    })(),
  )
  try {
    return await connected(server, deadline, async (connection): Promise<Sent> => {
      if (!(await mayPost())) return { state: 'later', seconds: null }
      await told((done) =>
        connection.send({ from: from.address, to: [address], size: bytes.length }, text, done),
      )
      return { state: 'sent', messageId }
    })
  } catch (error) {
    return outcomeOf(error, { isTextOut })
  }
}

/** The address behind an account, unless somebody put another in its place. */
async function addressOf({ references }: Needs, { userId }: Address): Promise<string | undefined> {
  if (userId === null) return undefined
  const address = await references.find({ ...MAIL, place: userId })
  return address !== undefined && mailAccount(address) === userId ? address : undefined
}

/** The same for each try, so that a program that has the message shows it once. */
function messageIdOf(key: string, { address }: MailFrom): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `<${name}@${address.slice(address.lastIndexOf('@') + 1)}>`
}

async function composed(
  { attachments, from, machineNow }: Needs,
  { message, thread = [] }: Sending,
  { address, messageId, under }: { address: string; messageId: string; under: string | null },
): Promise<Buffer> {
  const mail = renderMail({ ...message, blocks: [message, ...thread].flatMap(({ blocks }) => blocks) })
  const pictures = await Promise.all(
    mail.pictures.map(async ({ id, picture }) => ({
      cid: id,
      filename: `${id}.png`,
      contentType: 'image/png',
      contentDisposition: 'inline',
      content: await attachments.png(picture),
    })),
  )
  const papers = await Promise.all(
    mail.papers.map(async (file) => ({
      filename: file.name,
      contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      content: await attachments.paper(file),
    })),
  )
  const composer = new MailComposer({
    from,
    to: { name: '', address },
    subject: mail.subject,
    messageId,
    ...(under === null ? {} : { inReplyTo: under, references: under }),
    date: machineNow(),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: mail.text,
    html: mail.html,
    attachments: [...pictures, ...papers],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const bytes = await told<Buffer>((done) => composer.compile().build(done))
  if (!bytes) throw new Error('a message without its text')
  return bytes
}
