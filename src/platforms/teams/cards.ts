import { randomUUID } from 'node:crypto'
import type { Block, Form, Message, PaperFile, Picture } from '../../message.ts'
import type { Attachments } from '../../platform.ts'
import { type renderDialog, renderTeams, type TeamsPage } from '../../render/teams.ts'
import type { Outgoing } from './sdk.ts'

export type Card = TeamsPage['card']
type Refilled = NonNullable<Parameters<typeof renderDialog>[1]>

/** Makes cards of messages: pictures are drawn and papers linked on the way. */
export interface Cards {
  readonly pages: (message: Message, refilled?: Refilled) => Promise<readonly TeamsPage[]>
  /** As what is sent, a card to an activity. */
  readonly activities: (message: Message) => Promise<readonly Outgoing[]>
}

/** Larger ones are slow on phones, and Teams shows none over a megabyte; their words stand instead. */
const MOST_PICTURE_BYTES = 200_000

export function createCards(attachments: Attachments, { dialogs }: { dialogs: boolean }): Cards {
  async function pages(message: Message, refilled: Refilled = {}): Promise<readonly TeamsPage[]> {
    const [pictures, papers] = [await drawn(message), linked(message)]
    const blocks = message.blocks.map(submittedOnce)
    const options = { ...refilled, pictures, papers, ...(dialogs ? { dialogs } : {}) }
    const rendered = renderTeams({ ...message, blocks }, options)
    if (!blocks.some(({ kind }) => STAYING.includes(kind))) return rendered
    return rendered.map((page) => ({ ...page, card: staying(page.card) as Card }))
  }

  async function drawn({ blocks }: Message): Promise<ReadonlyMap<Picture, string>> {
    const pictures = new Map<Picture, string>()
    for (const block of blocks) {
      if (block.kind !== 'picture') continue
      const png = await attachments.png(block)
      const isSmall = png.length <= MOST_PICTURE_BYTES
      if (isSmall) pictures.set(block, `data:image/png;base64,${png.toString('base64')}`)
    }
    return pictures
  }

  function linked({ blocks }: Message): ReadonlyMap<PaperFile, string> {
    return new Map(
      blocks.flatMap((block) => {
        const link = block.kind === 'paper' ? attachments.paperLink(block) : null
        return block.kind === 'paper' && link !== null ? [[block, link] as const] : []
      }),
    )
  }

  return { pages, activities: async (message) => (await pages(message)).map(activityOf) }
}

/** Teams may bring one submission twice with two ids: by its nonce it counts once. */
export function submittedOnce<Shown extends Block | Form>(block: Shown): Shown {
  return block.kind === 'form' && block.nonce === undefined ? { ...block, nonce: randomUUID() } : block
}

/** People come back to these: a card that holds one is not replaced when something on it is pressed. */
const STAYING: readonly string[] = ['table', 'picture', 'paper']

function staying(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(staying)
  if (typeof part !== 'object' || part === null) return part
  const copied = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, staying(value)]))
  const { type, data } = copied
  const isAction = type === 'Action.Execute' || type === 'Action.Submit'
  return isAction ? { ...copied, data: { ...(data as object), stays: true } } : copied
}

export function activityOf({ card, summary }: TeamsPage): Outgoing {
  return { type: 'message', attachments: [attachmentOf(card)], summary }
}

export function attachmentOf(card: Card) {
  return { contentType: CARD, content: card }
}

export const CARD = 'application/vnd.microsoft.card.adaptive'
