import { longDay } from '../../domain/format.ts'
import type { Plainness } from '../../domain/plainness.ts'
import {
  type Block,
  buttons,
  context,
  type Message,
  type PaperFile,
  type Picture,
  paragraph,
  typed,
} from '../../message.ts'
import type { Attachments } from '../../platform.ts'
import { picturesIn } from '../../render/in-chat.ts'
import { plainerPage, type TeamsPage } from '../../render/teams/plainer.ts'
import { type renderDialog, renderTeams } from '../../render/teams.ts'
import type { Outgoing } from './sdk.ts'

export type Card = TeamsPage['card']
/** What a form shows when it is shown again: the error and the values. */
export type Refilled = NonNullable<Parameters<typeof renderDialog>[1]>

/** Renders messages as cards, with their pictures drawn and their papers linked. */
export interface Cards {
  readonly pages: (message: Message, refilled?: Refilled) => Promise<readonly TeamsPage[]>
  /** What is sent, one card each. What stands in a channel is read by many people, for a long time. */
  readonly sent: (message: Message, inChannel: boolean) => Promise<readonly TeamsPage[]>
}

/**
 * Without an address to fetch it from, a picture travels in the card. Some clients refuse messages of more than 100 KB, so a
 * larger one is left out, and its words are shown instead.
 */
const MOST_PICTURE_BYTES = 66_000

export function createCards(attachments: Attachments, { dialogs }: { dialogs: boolean }): Cards {
  async function pages(
    message: Message,
    refilled: Refilled = {},
    inChannel = false,
  ): Promise<readonly TeamsPage[]> {
    const links = await linked(message)
    const papers = inChannel ? new Map<PaperFile, string>() : links
    const blocks = message.blocks.flatMap((block) =>
      block.kind === 'paper' ? paperBlocks(block, { isLinked: links.has(block), inChannel }) : [block],
    )
    const options = { ...refilled, pictures: await drawn(message), papers, ...(dialogs ? { dialogs } : {}) }
    const rendered = renderTeams({ ...message, blocks }, options)
    if (!message.blocks.some(({ kind }) => STAYING.includes(kind))) return rendered
    return rendered.map((page) => ({ ...page, card: staying(page.card) as Card }))
  }

  async function linked({ blocks }: Message): Promise<ReadonlyMap<PaperFile, string>> {
    const links = new Map<PaperFile, string>()
    for (const block of blocks) {
      if (block.kind !== 'paper') continue
      const link = await attachments.paperLink(block)
      if (link !== null) links.set(block, link)
    }
    return links
  }

  async function drawn({ blocks }: Message): Promise<ReadonlyMap<Picture, string>> {
    const pictures = new Map<Picture, string>()
    for (const block of picturesIn(blocks)) {
      const link = await attachments.pictureLink(block)
      if (link !== null) {
        pictures.set(block, link)
        continue
      }
      const png = await attachments.png(block)
      const isSmall = png.length <= MOST_PICTURE_BYTES
      if (isSmall) pictures.set(block, `data:image/png;base64,${png.toString('base64')}`)
    }
    return pictures
  }

  return {
    pages,
    sent: (message, inChannel) => pages(message, {}, inChannel),
  }
}

/** A link works for a quarter of an hour, for anyone who has it; so in a channel each reader asks for their own. */
function paperBlocks(
  paper: PaperFile,
  { isLinked, inChannel }: { isLinked: boolean; inChannel: boolean },
): readonly Block[] {
  if (!isLinked) {
    return [
      paragraph(paper.title),
      context('There is no address here to fetch it from: ask the coordinator for it.'),
    ]
  }
  // Its reader alone gets it.
  if (paper.holds)
    return [paper, context('The link works for a quarter of an hour. After that, ask for it again.')]
  const line = `paper ${paper.body} on ${longDay(paper.meetingDay).replace(/^\w+ /, '')}`
  if (inChannel) return [paragraph(paper.title), buttons({ label: 'Send me the paper', line })]
  return [paper, context('The link works for a quarter of an hour. For another one: ', typed(line))]
}

/** People come back to a card with one of these, so a press on it does not replace it. */
const STAYING: readonly string[] = ['table', 'picture', 'paper']

function staying(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(staying)
  if (typeof part !== 'object' || part === null) return part
  const copied = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, staying(value)]))
  const { type, data } = copied
  const isAction = type === 'Action.Execute' || type === 'Action.Submit'
  return isAction ? { ...copied, data: { ...(data as object), stays: true } } : copied
}

export function activityOf(page: TeamsPage, plainness: Plainness = 'composed'): Outgoing {
  const shown = plainerPage(page, plainness)
  const { summary } = shown
  return 'card' in shown
    ? { type: 'message', attachments: [attachmentOf(shown.card)], summary }
    : { type: 'message', text: shown.text, textFormat: 'plain', summary }
}

export function attachmentOf(card: Card) {
  return { contentType: CARD, content: card }
}

export const CARD = 'application/vnd.microsoft.card.adaptive'
