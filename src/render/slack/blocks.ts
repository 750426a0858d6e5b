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
  readonly type: 'text'
  readonly text: string
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

interface TableBlock {
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
