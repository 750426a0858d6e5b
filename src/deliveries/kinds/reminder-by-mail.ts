import { wasMailed } from '../../../data/deliveries.ts'
import { listed } from '../../domain/format.ts'
import { MAIL } from '../../domain/mail-address.ts'
import { type Message, paragraph } from '../../message.ts'
import type { Composing } from '../composition.ts'
import { addressOf, coordinators, readRecipients } from '../recipients.ts'
import type { WhoToAsk } from '../who-to-ask.ts'
import type { Call } from './call-message.ts'

/** Those who had their one reminder ahead of a meeting by e-mail: they are not asked again. */
export async function askedByMail(
  { db, delivery: { meetingId } }: Pick<Composing, 'db' | 'delivery'>,
  { byPerson, recipients }: Pick<WhoToAsk, 'byPerson' | 'recipients'>,
): Promise<readonly number[]> {
  const asked: number[] = []
  for (const personId of byPerson.keys()) {
    const isMailed = addressOf(recipients, personId)?.platform === MAIL.platform
    if (isMailed && (await wasMailed(db, { kind: 'collect', personId, meetingId }))) asked.push(personId)
  }
  return asked
}

/** For somebody who is told by e-mail, where nothing can be pressed, the message says whom to tell. */
export async function withWhomToTell(
  composing: Composing,
  message: Message,
  calls: readonly Call[],
): Promise<Message> {
  const { db, model, now, platforms, delivery } = composing
  const recipients = await readRecipients(db, model, { now, platforms })
  const to = delivery.personId === null ? undefined : addressOf(recipients, delivery.personId)
  if (to?.platform !== MAIL.platform) return message
  const ids: number[] = []
  for (const { composing: each } of calls)
    ids.push(...coordinators(await readRecipients(db, each.model, { now, platforms }), each.model))
  const names = recipients.contacts
    .filter(({ personId, isSeat }) => ids.includes(personId) && !isSeat)
    .map(({ name }) => name)
  // With a page for it, the address of the form has its place here.
  const whom = names.length === 0 ? 'the coordinator' : listed(names, 'or')
  const block = paragraph(
    `Tell ${whom} how each stands before then, and what you need. They record it in your name. You are not reminded again.`,
  )
  return { ...message, blocks: [...message.blocks, block] }
}
