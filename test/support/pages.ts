import type { Digest, Edition } from '../../src/digest.ts'
import { digestFor } from '../../src/discover.ts'
import type { Message } from '../../src/message.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { planFrom, SAMPLE } from './app.ts'

/** What a body is told from an edition, page by page, on the sample plan's policies. */
export async function pagesOf(edition: Edition): Promise<readonly Message[]> {
  const digest: Digest = await digestFor(edition.facts.body.code, planFrom(SAMPLE).policies)
  return digest.pages(edition)
}

/** As it is read where nothing is wrapped. */
export function wide(page: Message | undefined): string {
  return page ? renderTerminal(page, { width: 10_000, colour: false }) : ''
}

/** The part of a digest under a heading, up to the next one. */
export function under(pages: readonly Message[], name: RegExp): string {
  const page = pages.find((each) =>
    each.blocks.some((block) => block.kind === 'heading' && name.test(block.text)),
  )
  const from = page?.blocks.findIndex((block) => block.kind === 'heading' && name.test(block.text)) ?? -1
  if (!page || from === -1) return ''
  const length = page.blocks
    .slice(from + 1)
    .findIndex((block) => block.kind === 'heading' || isNothing(block))
  const blocks = page.blocks.slice(from, length === -1 ? undefined : from + 1 + length)
  return wide({ summary: '', blocks })
}

/** "Nothing under: …" is of the whole page. */
function isNothing(block: Message['blocks'][number]): boolean {
  return block.kind === 'context' && typeof block.text === 'string' && block.text.startsWith('Nothing under')
}

/** Lines that a page takes on a phone: about 44 characters wide. */
export function linesOnPhone(page: Message | undefined): number {
  return page ? renderTerminal(page, { width: 44, colour: false }).split('\n').length : 0
}
