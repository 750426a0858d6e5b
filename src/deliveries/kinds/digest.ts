import type { NewDelivery } from '../../../data/deliveries.ts'
import { editionFor } from '../../editions/edition.ts'
import { type Block, context, type Message, typed } from '../../message.ts'
import { paperFile } from '../../status/item-text.ts'
import type { Composed, Composing } from '../composition.ts'
import { pagesFor } from '../digest-pages.ts'
import { digestKey, meetingKey, paperKey } from '../keys.ts'

/** Composes the first page of a digest, and plans the other pages and the paper in its thread. */
export async function digest(composing: Composing): Promise<Composed> {
  const { db, model, body, meeting, now, delivery } = composing
  const edition = await editionFor(db, model, { body, day: meeting.day, now })
  if (edition.origin.kind !== 'stored') throw new Error('a digest without stored facts')
  const pages = await pagesFor(db, model, edition)
  const [first, ...more] = pages
  if (!first) throw new Error('a digest without a page')
  const name = meetingKey(meeting, { body, plan: model.plan })
  return {
    kind: 'message',
    message: withNote(first, composing),
    follow: [
      ...more.map((message, index): NewDelivery => {
        const page = index + 2
        return {
          ...inThread(composing),
          key: digestKey(name, page, delivery),
          kind: 'digest',
          page,
          payload: JSON.stringify(message),
        }
      }),
      {
        ...inThread(composing),
        key: paperKey(name, delivery),
        kind: 'paper',
        payload: JSON.stringify(paper(composing)),
      },
    ],
  }
}

function inThread({ delivery, now }: Composing): Omit<NewDelivery, 'key' | 'kind'> {
  const { subject, bodyId, meetingId, edition, platform, tenant, channel } = delivery
  return {
    subject,
    bodyId,
    meetingId,
    edition,
    platform,
    tenant,
    channel,
    underKey: delivery.key,
    dueAt: now.toISOString(),
  }
}

/** Adds the coordinator's note, apart from the figures and with their name. */
function withNote(first: Message, { delivery, body, platforms }: Composing): Message {
  const { note } = delivery.subject
  const isLost = delivery.channel === null && !platforms.includes('terminal')
  const blocks: readonly Block[] = [
    ...first.blocks,
    ...(note ? [{ kind: 'quote' as const, text: note.text, by: `${note.by}, with this digest` }] : []),
    ...(isLost
      ? [
          context(
            `To you, because the ${body.name} has no channel. In its channel, type: `,
            typed(`bind ${body.aliases[0] ?? body.code}`),
          ),
        ]
      : []),
  ]
  return { ...first, blocks }
}

function paper({ model, body, meeting }: Composing): Message {
  const file = paperFile(body, meeting.day, model.plan)
  return { summary: `${file.title}.`, blocks: [file, context('From the same figures as the digest above.')] }
}
