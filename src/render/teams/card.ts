/** The subset of Adaptive Cards 1.5 in use. */

export interface Card {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  readonly type: 'AdaptiveCard'
  readonly version: '1.5'
  /** Markdown, like the text of a TextBlock. */
  readonly fallbackText: string
  readonly body: readonly Element[]
  readonly msteams: { readonly width: 'Full' }
}

export type Element = Heading | RichText | Container | ColumnSet | Table | Image | Input | ActionSet

interface Spaced {
  readonly spacing?: 'None' | 'Small' | 'Large'
  readonly separator?: true
}

/** A TextBlock is markdown; it is used only because nothing else is announced as a heading. */
interface Heading extends Spaced {
  readonly type: 'TextBlock'
  readonly style: 'heading'
  readonly text: string
  readonly size: 'Large' | 'Medium'
  readonly weight: 'Bolder'
  readonly wrap: true
}

/** It contains no markdown and always wraps. */
export interface RichText extends Spaced {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly Run[]
}

export interface Run {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly color?: Colour
  readonly isSubtle?: true
  readonly size?: 'Small'
  readonly fontType?: 'Monospace'
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string }
}

export type Colour = 'Attention' | 'Warning' | 'Good' | 'Accent'

interface Container extends Spaced {
  readonly type: 'Container'
  readonly style?: 'emphasis'
  readonly items: readonly Element[]
}

interface ColumnSet extends Spaced {
  readonly type: 'ColumnSet'
  readonly columns: readonly {
    readonly type: 'Column'
    readonly width: 'stretch' | 'auto'
    readonly verticalContentAlignment?: 'Center'
    readonly items: readonly Element[]
  }[]
}

export interface Table extends Spaced {
  readonly type: 'Table'
  readonly firstRowAsHeader: boolean
  readonly showGridLines: boolean
  readonly gridStyle: 'default'
  readonly columns: readonly {
    readonly width: number
    readonly horizontalCellContentAlignment?: 'Right'
  }[]
  readonly rows: readonly TableRow[]
  /** For clients that do not know tables, above all on phones. */
  readonly fallback: Container
}

export interface TableRow {
  readonly type: 'TableRow'
  readonly cells: readonly { readonly type: 'TableCell'; readonly items: readonly Element[] }[]
}

interface Image extends Spaced {
  readonly type: 'Image'
  readonly url: string
  readonly altText: string
  readonly size: 'Stretch'
  /** Opens the picture by itself, where its words can be made large. */
  readonly selectAction?: OpenUrl
}

export type Input = InputText | InputDate | InputChoice

interface LabelledInput extends Spaced {
  readonly id: string
  readonly label: string
  readonly isRequired: boolean
  readonly errorMessage?: string
  readonly value?: string
}

interface InputText extends LabelledInput {
  readonly type: 'Input.Text'
  readonly isMultiline: boolean
  readonly maxLength: number
  readonly placeholder?: string
}

interface InputDate extends LabelledInput {
  readonly type: 'Input.Date'
}

interface InputChoice extends LabelledInput {
  readonly type: 'Input.ChoiceSet'
  readonly style: 'compact' | 'expanded'
  readonly wrap: true
  readonly choices: readonly { readonly title: string; readonly value: string }[]
}

export interface ActionSet extends Spaced {
  readonly type: 'ActionSet'
  readonly actions: readonly Action[]
}

export type Action = Execute | Submit | OpenUrl

/** Its answer replaces the card that was pressed. */
export interface Execute {
  readonly type: 'Action.Execute'
  readonly verb: 'wsoa'
  readonly title: string
  readonly tooltip?: string
  readonly style?: 'positive'
  readonly data: PressData | FilledData
  readonly associatedInputs?: 'none'
  /** For clients that do not know Action.Execute. */
  readonly fallback: Submit
}

export interface Submit {
  readonly type: 'Action.Submit'
  readonly title: string
  readonly tooltip?: string
  readonly style?: 'positive'
  readonly data: PressData | FilledData | DialogData
  readonly associatedInputs?: 'none'
}

interface OpenUrl {
  readonly type: 'Action.OpenUrl'
  readonly title: string
  readonly tooltip?: string
  readonly url: string
}

/** The data of a pressed button: an unverified claim, checked like a typed line. */
export interface PressData {
  readonly line: string
  readonly nonce?: string
  readonly seen?: string
}

/** The data of a submitted form; each field arrives beside it, by name. */
export interface FilledData {
  readonly form: string
  readonly settled: Readonly<Record<string, unknown>>
  /** Arguments that only the submission adds. */
  readonly adds?: Readonly<Record<string, unknown>>
  /** Names of the fields that are days. */
  readonly days?: readonly string[]
  readonly nonce?: string
}

/** Asks for a form as a dialog, by its line or by its command with the settled arguments. */
type DialogData = (PressData | FilledData) & { readonly msteams: { readonly type: 'task/fetch' } }
