import type { Block, Fact, Table } from '../message.ts'

/** The blocks of a message (a paper leaves out anything to press), and blocks only a paper has. */
export type PaperBlock =
  | Block
  /** Column widths in parts, so that tables one below the other align. */
  | (Table & { readonly shares: readonly number[] })
  | { readonly kind: 'subheading'; readonly text: string }
  /** Numbered within its part: `1.1`. */
  | { readonly kind: 'numbered'; readonly items: readonly string[] }

export interface PaperPart {
  readonly heading: string
  readonly blocks: readonly PaperBlock[]
}

/** The content of a meeting's paper in order, independent of any file format. */
export interface Paper {
  readonly body: string
  readonly title: string
  /** The meeting, the plan, the date of the figures, and whether they are final. */
  readonly facts: readonly Fact[]
  /** Printed on every page of a paper that is not final. */
  readonly mark: string | null
  /** The instant of its figures. */
  readonly asAt: string
  /** Printed at the foot of every page. */
  readonly footer: string
  readonly parts: readonly PaperPart[]
}
