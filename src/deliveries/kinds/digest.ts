import type { NewDelivery } from '../../../data/deliveries.ts'
import { MAIL } from '../../domain/mail-address.ts'
import { editionFor } from '../../editions/edition.ts'
import { type Block, context, inTwo, type Message, typed } from '../../message.ts'
import { paperFile } from '../../status/item-text.ts'
import type { Composed, Composing } from '../composition.ts'
import { pagesFor } from '../digest-pages.ts'
import { digestsBeside } from '../heard-together.ts'
import { digestKey, meetingKey, paperKey } from '../keys.ts'
import { digestByMail } from './digest-by-mail.ts'
import { headOfSeveral, type PlanHeard } from './digest-of-several.ts'

/**
 * Composes the first page of a digest, and plans the other pages and the paper in its thread. Where the channel hears several
 * plans, the first message has a sentence of each, and each plan's pages follow in the thread.
 */
export async function digest(composing: Composing): Promise<Composed> {
  if (composing.delivery.platform === MAIL.platform) return digestByMail(composing, () => heardOf(composing))
  const own = await heardOf(composing)
  const others = await Promise.all((await digestsBeside(composing)).map(heardOf))
  if (others.length === 0) {
    return {
      kind: 'message',
      message: own.first,
      follow: [...own.more.map((page, index) => pageUnder(composing, page, index + 2)), ...own.papers],
    }
  }
  const all = [own, ...others]
  const { message, more } = headOfSeveral(composing, all)
  const pages = [...more, own.first, ...own.more]
  return {
    kind: 'message',
    message,
    subject: { plans: all.map(({ composing: { model } }) => model.plan.code) },
    follow: [...pages.map((page, index) => pageUnder(composing, page, index + 2)), ...own.papers],
    beside: others.map((other) => {
      const under = (each: NewDelivery) => ({ ...each, underKey: composing.delivery.key })
      const rest = other.more.map((page, index) => pageUnder(other.composing, page, index + 2))
      return {
        delivery: other.composing.delivery,
        message: other.first,
        follow: [...rest, ...other.papers].map(under),
      }
    }),
  }
}

/** What one plan tells the board. */
async function heardOf(composing: Composing): Promise<PlanHeard> {
  const { db, model, body, meeting, now } = composing
  const edition = await editionFor(db, model, { body, day: meeting.day, now })
  if (edition.origin.kind !== 'stored') throw new Error('a digest without stored facts')
  const [head, ...pages] = await pagesFor(db, model, edition)
  if (!head) throw new Error('a digest without a page')
  const isInTwo = takesTwo(composing)
  const [first, ...more] = isInTwo ? inTwo([head, ...pages, paper(composing)]) : [head, ...pages]
  return {
    composing,
    facts: edition.facts,
    first: withNote(first, composing),
    more,
    papers: isInTwo ? [] : [paperUnder(composing)],
  }
}

/** Where each message is a card, and a file is a button on it, a digest of many messages would be many cards. */
function takesTwo({ delivery, platforms }: Composing): boolean {
  if (delivery.platform !== null) return CARDS.includes(delivery.platform)
  return platforms.length > 0 && platforms.every((name) => CARDS.includes(name))
}

const CARDS: readonly string[] = ['teams']

function pageUnder(composing: Composing, message: Message, page: number): NewDelivery {
  const { model, body, meeting, delivery } = composing
  return {
    ...inThread(composing),
    key: digestKey(meetingKey(meeting, { body, plan: model.plan }), page, delivery),
    kind: 'digest',
    page,
    payload: JSON.stringify(message),
  }
}

function paperUnder(composing: Composing): NewDelivery {
  const { model, body, meeting, delivery } = composing
  return {
    ...inThread(composing),
    key: paperKey(meetingKey(meeting, { body, plan: model.plan }), delivery),
    kind: 'paper',
    payload: JSON.stringify(paper(composing)),
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
