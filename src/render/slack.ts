import { lengthOf, shortened, split } from '../domain/text.ts'
import type { Fact, Message, Picture } from '../message.ts'
import { type ChatBlock, chatBlocks, headingText } from './in-chat.ts'
import {
  ALT_TEXT,
  FALLBACK,
  HEADER,
  IMAGE_TITLE,
  MESSAGE_BLOCKS,
  PAGE_CHARACTERS,
  PART,
  parted,
  type RichPiece,
  type RichSection,
  type SlackBlock,
  TABLES_IN_A_MESSAGE,
  TEXT,
  VIEW_BLOCKS,
  weightOf,
} from './slack/blocks.ts'
import { buttonBlocks, type Counter, choiceBlocks, counter, formButton } from './slack/buttons.ts'
import type { SlackPage } from './slack/plainer.ts'
import { tableParts } from './slack/table.ts'
import {
  fallback,
  line,
  lines,
  piece,
  pieces,
  plainText,
  sections,
  sectionsOf,
  smallPrint,
  smallWords,
} from './slack/words.ts'

type SlackPages = readonly [SlackPage, ...SlackPage[]]

/** One person's Home tab. */
export interface SlackHome {
  readonly type: 'home'
  readonly blocks: readonly SlackBlock[]
}

interface Options {
  /** The ids of uploaded pictures; others are replaced by their alternative text. */
  readonly files?: ReadonlyMap<Picture, string>
}

/** A message as one or more Slack messages, each within every limit. */
export function renderSlack(message: Message, { files = new Map() }: Options = {}): SlackPages {
  const [first, ...more] = paged(unitsOf(message, files))
  const page = (blocks: readonly SlackBlock[], index: number): SlackPage => {
    const number = index === 0 ? '' : `Page ${index + 1} of ${more.length + 1}. `
    return { blocks, text: fallback(number + message.summary, FALLBACK) || 'wsoa' }
  }
  return [page(first, 0), ...more.map((blocks, index) => page(blocks, index + 1))]
}

/** A message as a Home tab, which has neither native tables nor further pages. */
export function renderHome(message: Message): SlackHome {
  const all = unitsOf(message, new Map()).map(asText)
  const isWhole = all.length <= VIEW_BLOCKS
  const more: SlackBlock = { type: 'context', elements: [plainText(MORE, TEXT)] }
  return { type: 'home', blocks: isWhole ? all : [...all.slice(0, VIEW_BLOCKS - 1), more] }
}

const MORE =
  'There is more than fits here: ask for it in the Messages tab, for example with “mine” or “overdue”.'

/** The smallest unit of paging: a block, or a part of a table in both its forms. */
type Unit =
  | SlackBlock
  | { readonly type: 'table part'; readonly native: SlackBlock; readonly text: SlackBlock }

function unitsOf({ summary, blocks }: Message, files: ReadonlyMap<Picture, string>): readonly Unit[] {
  const count = counter()
  const all = chatBlocks(blocks).flatMap((each) => units(each, { files, count }))
  // Without blocks Slack would show the fallback text, as markup.
  return all.length > 0 ? all : rich(sections(summary))
}

function units(
  each: ChatBlock,
  { files, count }: { files: ReadonlyMap<Picture, string>; count: Counter },
): readonly Unit[] {
  switch (each.kind) {
    case 'heading':
      return heading(line(headingText(each)))
    case 'paragraph':
      return rich(sections(each.text))
    case 'context':
      return smallPrint(smallWords(each.text))
    case 'quote':
      return quote(lines(each.text), line(each.by))
    case 'list':
      return list(each.items.flatMap(sections))
    case 'facts':
      return rich(sectionsOf(each.facts.flatMap(fact)))
    case 'table':
      return tableParts(each, count).map(({ native, text }) =>
        native ? { type: 'table part', native, text } : text,
      )
    case 'buttons':
      return buttonBlocks(each.buttons, count)
    case 'choices':
      return choiceBlocks(each.choices, count)
    case 'form':
      return formButton(each, count)
    case 'picture':
      return picture(each, files.get(each))
    case 'paper':
      return rich(sections({ kind: 'strong', text: line(each.title) }))
  }
}

/** Slack refuses headings that are too long, so those become bold text. */
function heading(text: string): readonly SlackBlock[] {
  if (text === '') return []
  if (lengthOf(text) <= HEADER) return [{ type: 'header', text: plainText(text, HEADER) }]
  return rich(sections({ kind: 'strong', text }))
}

function rich(all: readonly RichSection[]): readonly SlackBlock[] {
  return all.map((section) => ({ type: 'rich_text', elements: [section] }))
}

/** A quotation of several blocks names its speaker below the last. */
function quote(text: string, by: string): readonly SlackBlock[] {
  const parts = text === '' ? [''] : split(text, TEXT)
  return parts.map((part, index) => {
    const said = part === '' ? [] : [piece(part)]
    const end = part === '' ? '' : '\n'
    const speaker =
      index === parts.length - 1 ? [piece(`${end}— ${shortened(by, HEADER)}`, { italic: true })] : []
    return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [...said, ...speaker] }] }
  })
}

function list(items: readonly RichSection[]): readonly SlackBlock[] {
  return parted(items, PART).map((elements) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', elements }],
  }))
}

function fact({ label, value }: Fact, index: number): readonly RichPiece[] {
  const end = index === 0 ? '' : '\n'
  return [piece(`${end}${line(label)}:`, { bold: true }), piece(' '), ...pieces(value)]
}

function picture({ title, alt }: Picture, file: string | undefined): readonly SlackBlock[] {
  if (file === undefined) return smallPrint(line(alt))
  const words = shortened(line(alt) || line(title), ALT_TEXT) || 'picture'
  return [
    { type: 'image', slack_file: { id: file }, alt_text: words, title: plainText(line(title), IMAGE_TITLE) },
  ]
}

function asText(unit: Unit): SlackBlock {
  return unit.type === 'table part' ? unit.text : unit
}

/** Fills page after page; a page has at most one native table and never ends with a heading. */
function paged(all: readonly Unit[]): readonly [readonly SlackBlock[], ...(readonly SlackBlock[])[]] {
  const first = newPage([])
  const more: Page[] = []
  for (const unit of all) {
    const page = more.at(-1) ?? first
    if (add(page, unit)) continue
    const next = newPage(headingAtTheEnd(page))
    more.push(next)
    if (!add(next, unit)) throw new Error('a block is bigger than a page')
  }
  return [first.blocks, ...more.map(({ blocks }) => blocks)]
}

function headingAtTheEnd({ blocks }: Page): SlackBlock[] {
  return blocks.length > 1 && blocks.at(-1)?.type === 'header' ? blocks.splice(-1) : []
}

interface Page {
  readonly blocks: SlackBlock[]
  weight: number
  tables: number
}

function newPage(blocks: SlackBlock[]): Page {
  return { blocks, weight: weightOf(blocks), tables: 0 }
}

/** Adds the unit if there is room for it; returns whether there was. */
function add(page: Page, unit: Unit): boolean {
  const isNative = unit.type === 'table part' && page.tables < TABLES_IN_A_MESSAGE
  const block = isNative ? unit.native : asText(unit)
  const weight = weightOf(block) + COMMA
  if (page.blocks.length >= MESSAGE_BLOCKS || page.weight + weight > PAGE_CHARACTERS) return false
  page.blocks.push(block)
  page.weight += weight
  if (isNative) page.tables += 1
  return true
}

/** Between two blocks. */
const COMMA = 1
