/**
 * The subset of Block Kit in use. What people type only appears where Slack reads no markup: `plain_text`, `raw_text`,
 * and rich text elements of type `text`.
 */
export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | RichText
  | { readonly type: 'section'; readonly text: PlainText; readonly accessory?: SlackButton }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] }
  | { readonly type: 'actions'; readonly elements: readonly SlackButton[] }
  | TableBlock
  | ImageBlock

export interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  /** False: `:tada:` stays as typed. */
  readonly emoji: false
}

interface RichText {
  readonly type: 'rich_text'
  readonly elements: readonly RichElement[]
}

export type RichElement =
  | RichSection
  | {
      readonly type: 'rich_text_list'
      readonly style: 'bullet' | 'ordered'
      readonly elements: readonly RichSection[]
    }
  | { readonly type: 'rich_text_quote' | 'rich_text_preformatted'; readonly elements: readonly RichPiece[] }

export interface RichSection {
  readonly type: 'rich_text_section'
  readonly elements: readonly RichPiece[]
}

export interface RichPiece {
  readonly type: 'text' | 'link'
  readonly text: string
  /** Of a link. */
  readonly url?: string
  readonly style?: { readonly bold?: true; readonly italic?: true; readonly code?: true }
}

export interface SlackButton {
  readonly type: 'button'
  readonly action_id: string
  readonly text: PlainText
  readonly value: string
  /** What this button is about, where several have the same label. */
  readonly accessibility_label?: string
}

export interface TableBlock {
  readonly type: 'table'
  readonly column_settings: readonly { readonly align: 'left' | 'right'; readonly is_wrapped: boolean }[]
  readonly rows: readonly (readonly TableCell[])[]
}

export type TableCell = { readonly type: 'raw_text'; readonly text: string } | RichText

interface ImageBlock {
  readonly type: 'image'
  readonly slack_file: { readonly id: string }
  readonly alt_text: string
  readonly title: PlainText
}

/** Slack's limits, in Unicode code points. A message that exceeds one is refused as a whole. */
export const MESSAGE_BLOCKS = 50
/** Of a modal or of the Home tab. */
export const VIEW_BLOCKS = 100
/** Undocumented: about 12,000 over all blocks of a message including structure; 11,341 was refused once. */
export const PAGE_CHARACTERS = 10_000
/** Any text object, and any piece of rich text. */
export const TEXT = 3_000
export const HEADER = 150
export const ACTIONS = 25
export const BUTTON_TEXT = 75
export const BUTTON_VALUE = 2_000
export const OPTION_TEXT = 75
export const OPTION_VALUE = 150
export const SELECT_OPTIONS = 100
export const RADIO_OPTIONS = 10
export const ALT_TEXT = 2_000
export const IMAGE_TITLE = 2_000
/** Title, submit and close of a modal. */
export const VIEW_WORDS = 24
export const PRIVATE_METADATA = 3_000
export const INPUT_LABEL = 2_000
export const INPUT_TEXT = 3_000
/** Including the header row. */
export const TABLE_ROWS = 100
export const TABLE_COLUMNS = 20
export const TABLES_IN_A_MESSAGE = 1
/** The fallback text: more than a lock screen shows, far below the 40,000 at which Slack cuts. */
export const FALLBACK = 3_000

/** Weight of one list, table or row of buttons in a block, at most; three of them fill a page. */
export const PART = 3_000

/** Slack does not document what it counts, but structure counts too; the length of the JSON is an upper bound. */
export function weightOf(value: unknown): number {
  return JSON.stringify(value).length
}

/** Groups elements by weight and number; a single element may exceed the weight. */
export function parted<Element>(
  all: readonly Element[],
  weight: number,
  most = Number.POSITIVE_INFINITY,
): readonly (readonly Element[])[] {
  const parts: Element[][] = []
  let sum = 0
  for (const each of all) {
    const own = weightOf(each)
    const last = parts.at(-1)
    if (last && sum + own <= weight && last.length < most) {
      last.push(each)
      sum += own
    } else {
      parts.push([each])
      sum = own
    }
  }
  return parts
}
