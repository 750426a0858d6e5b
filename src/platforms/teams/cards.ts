import type { Message, PaperFile, Picture } from '../../message.ts'
import type { Attachments } from '../../platform.ts'
import { renderTeams, type TeamsPage } from '../../render/teams.ts'
import type { Outgoing } from './sdk.ts'

export type Card = TeamsPage['card']

/** Larger ones are slow on phones, and Teams shows none over a megabyte; their words stand instead. */
const MOST_PICTURE_BYTES = 200_000

/** Turns a message into what is sent, a card to an activity; pictures are drawn and papers linked on the way. */
export async function outgoing(message: Message, attachments: Attachments): Promise<readonly Outgoing[]> {
  return (await pagesOf(message, attachments)).map(activityOf)
}

export async function pagesOf(message: Message, attachments: Attachments): Promise<readonly TeamsPage[]> {
  const pictures = new Map<Picture, string>()
  for (const block of message.blocks) {
    if (block.kind !== 'picture') continue
    const png = await attachments.png(block)
    if (png.length <= MOST_PICTURE_BYTES)
      pictures.set(block, `data:image/png;base64,${png.toString('base64')}`)
  }
  const pages = renderTeams(message, {
    picture: (picture) => pictures.get(picture) ?? null,
    paper: (file: PaperFile) => attachments.paperLink(file),
  })
  if (!message.blocks.some(({ kind }) => STAYING.includes(kind))) return pages
  return pages.map((page) => ({ ...page, card: staying(page.card) as Card }))
}

/** People come back to these: a card that holds one is not replaced when something on it is pressed. */
const STAYING: readonly string[] = ['table', 'picture', 'paper']

function staying(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(staying)
  if (typeof part !== 'object' || part === null) return part
  const copied = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, staying(value)]))
  const { wsoa } = copied
  return typeof wsoa === 'object' && wsoa !== null ? { ...copied, wsoa: { ...wsoa, stays: true } } : copied
}

export function activityOf({ card, summary }: TeamsPage): Outgoing {
  return { type: 'message', attachments: [attachmentOf(card)], summary }
}

export function attachmentOf(card: Card) {
  return { contentType: CARD, content: card }
}

export const CARD = 'application/vnd.microsoft.card.adaptive'
