import { digestMailedBefore } from '../../../data/deliveries.ts'
import { isSameSitting } from '../../domain/delivery.ts'
import { shortDay } from '../../domain/format.ts'
import { MAIL } from '../../domain/mail-address.ts'
import type { Message } from '../../message.ts'
import { paperFile } from '../../status/item-text.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { digestReaders, type Reader, readRecipients } from '../recipients.ts'
import type { PlanHeard } from './digest-of-several.ts'

/** Plans a digest for each person who is told of the body by e-mail; for one person, composes it in a single message. */
export async function digestByMail(composing: Composing, heard: () => Promise<PlanHeard>): Promise<Composed> {
  const { delivery } = composing
  if (delivery.personId !== null) {
    const { meeting } = composing
    if (!isSameSitting(delivery.subject, { meetingDay: meeting.day, meetingTime: meeting.time }))
      return { kind: 'nothing', outcome: 'the meeting was moved' }
    const message = inOne(await heard(), composing)
    const under = await digestMailedBefore(composing.db, delivery)
    return { kind: 'message', message, ...(under === undefined ? {} : { subject: { under } }) }
  }
  const readers = await readersByMail(composing)
  if (readers.length === 0)
    return { kind: 'nothing', outcome: 'nobody with a post in this body is told by e-mail' }
  const { subject, edition } = delivery
  return {
    kind: 'step',
    follow: readers.map(({ personId, to: { userId } }) =>
      toPerson(
        composing,
        { personId, posts: [] },
        { subject: { ...subject, isPersonal: true }, edition, page: 1, ...MAIL, userId },
      ),
    ),
  }
}

async function readersByMail({ db, model, body, now, platforms }: Composing): Promise<readonly Reader[]> {
  const recipients = await readRecipients(db, model, { now, platforms })
  return digestReaders(recipients, model, body).filter(({ to }) => to.platform === MAIL.platform)
}

/** All pages, with the picture and the paper: nobody wants them as so many e-mails. */
function inOne({ first, more, facts: { counts } }: PlanHeard, { body, meeting, model }: Composing): Message {
  const pages = [first, ...more]
  const overdue = counts.overdue === 0 ? 'none' : counts.overdue
  return {
    // It is the subject: a line that still says it when it is cut off.
    summary: `${body.name}, ${shortDay(meeting.day)}: ${overdue} of ${counts.unfinished} unfinished overdue`,
    blocks: [...pages.flatMap(({ blocks }) => blocks), paperFile(body, meeting.day, model.plan)],
  }
}
