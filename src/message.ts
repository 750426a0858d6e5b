import type { Tone } from './domain/scale.ts'

/**
 * What the bot says, before any platform has shaped it. All text is plain: only a renderer escapes.
 */
export interface Message {
  /** The message in one sentence: for notifications, lock screens, screen readers, and wherever blocks fail. */
  readonly summary: string
  /** What a page of its own is headed: the state in a few words. Chats have no room for it. */
  readonly title?: string
  readonly blocks: readonly Block[]
}

export type Block =
  /** `count` says how many, and of what: "5 of 6 open". */
  | { readonly kind: 'heading'; readonly text: string; readonly count?: string }
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** Small print: where something comes from, or how it was counted. */
  | { readonly kind: 'context'; readonly text: Text }
  /** Words that somebody typed, set apart from the bot's own. */
  | { readonly kind: 'quote'; readonly text: string; readonly by: string }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | Table
  | Counts
  | Wall
  | Timeline
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  /** The answers to a pending question, in order. A person presses one or types its number. */
  | { readonly kind: 'choices'; readonly choices: readonly Button[] }
  | Form
  | Picture
  | PaperFile

/** A drawing. People who cannot see it read `alt`. */
export interface Picture {
  readonly kind: 'picture'
  readonly title: string
  readonly alt: string
  /** Self-contained; sizes in px. */
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** The paper of a meeting, as a .docx, made when it is sent or fetched. */
export interface PaperFile {
  readonly kind: 'paper'
  readonly title: string
  /** `improvement-board-2020-12-08.docx` */
  readonly name: string
  /** The plan's code; papers of before there were several have none. */
  readonly plan?: string
  /** The body's code, and the meeting's day. */
  readonly body: string
  readonly meetingDay: string
  /** What the file holds instead, where it is no meeting's paper. */
  readonly holds?: FileContents
}

/** Made of an answer, or of the record, when it is sent. */
export type FileContents =
  | {
      readonly kind: 'answer'
      readonly title: string
      /** ISO instant. */
      readonly at: string
      readonly pages: readonly Message[]
      readonly format: 'xlsx' | 'csv'
    }
  | {
      readonly kind: 'tracker'
      readonly at: string
      /** Excel, unless it is said. */
      readonly format?: 'xlsx' | 'docx'
      /** A return form: the items of these posts alone. */
      readonly form?: { readonly posts: readonly string[]; readonly name: string }
    }

export interface Fact {
  readonly label: string
  readonly value: Text
}

export interface Table {
  readonly kind: 'table'
  /** What the table shows, for those who cannot see it. */
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Text[])[]
  /** The next step of each row, shown where a row can have a button. */
  readonly steps?: readonly (Button | null)[]
}

/** How many there are of each; a number that adds to the others. */
export interface Counts {
  readonly kind: 'counts'
  /** What is counted, for those who cannot see it. */
  readonly caption: string
  readonly counts: readonly Count[]
}

interface Count {
  readonly number: number
  /** As a list says it: "rated ▲ Red". */
  readonly text: readonly Inline[]
  /** The rating or words alone. */
  readonly label: Inline
  /** The line that lists them. */
  readonly line?: string
}

/** The whole plan: a row for each whole, a tile for each of its parts. Where tiles cannot be shown, its pictures are. */
export interface Wall {
  readonly kind: 'wall'
  readonly groups: readonly WallGroup[]
  readonly key: readonly Inline[]
  readonly pictures: readonly Picture[]
  /** Its plan's name, where several may be meant. */
  readonly plan?: string
}

export interface WallGroup {
  /** Empty where the plan has one group alone. */
  readonly title: string
  readonly count: string
  readonly rows: readonly WallRow[]
}

export interface WallRow {
  readonly ref: string
  readonly title: string
  readonly stands: Inline
  readonly remark: string
  readonly tiles: readonly WallTile[]
}

export interface WallTile {
  readonly ref: string
  readonly title: string
  /** `(c)` of `A2(c)`. */
  readonly letter: string
  readonly mark: string
  /** `done` steps back, `none` is not rated; otherwise the tone of its rating. */
  readonly look: Tone | 'done' | 'none'
  readonly label: string
  /** "366 days", "Dec 2020"; empty where no date matters any more. */
  readonly when: string
  readonly isLate: boolean
}

/** What happened, newest first. Where a line through the days cannot be drawn, a table. */
export interface Timeline {
  readonly kind: 'timeline'
  readonly caption: string
  /** Its plan's name, where several may be meant. */
  readonly plan?: string
  readonly entries: readonly TimelineEntry[]
}

export interface TimelineEntry {
  /** What came: somebody's words, a request or decision, a change of the plan, a digest, or what is still to come. */
  readonly of: 'said' | 'decided' | 'amended' | 'told' | 'ahead'
  /** The instant to which it belongs. */
  readonly at: string
  /** The number by which it is asked for. */
  readonly number?: string
  readonly day: string
  /** Given where the timeline is of several items. */
  readonly ref?: string
  readonly who: string
  readonly what: Text
}

interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Pressing a button is typing its line, once. Rights are checked again when it is pressed. */
export interface Button {
  readonly label: string
  readonly line: string
  /** The line that a press says, if that is more exact than what one would type. */
  readonly pressed?: string
  /** What it is about, for those who do not see what stands beside it. */
  readonly about?: string
  readonly nonce?: string
  /** A mark of what its reader was shown, where the line means that: "no change". */
  readonly seen?: string
  /** It opens a form, in a window where the platform has windows, and changes nothing by itself. */
  readonly opens?: 'form'
}

/** One command's arguments to fill in. Submitting the form runs the command with them. */
export interface Form {
  readonly kind: 'form'
  readonly title: string
  readonly command: string
  /** Arguments that are settled already. With these alone the command shows the form. */
  readonly settled: Readonly<Record<string, unknown>>
  /** Arguments that only its submission adds, to tell an empty form from a request for the form. */
  readonly adds?: Readonly<Record<string, unknown>>
  readonly fields: readonly Field[]
  readonly submit: string
  /** Lets it be submitted once. */
  readonly nonce?: string
  /** The line to type where forms cannot be shown. */
  readonly line: string
}

export interface Field {
  /** The name of the argument. */
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly input: 'text' | 'paragraph' | 'day' | 'choice'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly value?: string
  readonly required: boolean
  /** What it and the fields after it are about, where there is room to read that. */
  readonly before?: readonly Block[]
  /** What stays if an optional choice is left alone, such as "◆ Amber". */
  readonly asItIs?: string
}

export type Text = Inline | readonly Inline[]

export type Inline =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  /** A rating: always its mark and word, and its tone where colour can be shown. */
  | { readonly kind: 'rating'; readonly mark: string; readonly label: string; readonly tone: Tone }
  /** Words that somebody typed, inside a sentence of the bot's. */
  | { readonly kind: 'said'; readonly text: string }
  /** A line that the reader may type. */
  | { readonly kind: 'line'; readonly line: string }
  /** An item by the reference that it bears, with its plan's name where several plans may be meant. */
  | { readonly kind: 'reference'; readonly ref: string; readonly plan?: string }
  | Link

/** A link to a page of our own or of somebody else's; only https is followed, and this machine's own pages. */
export interface Link {
  readonly kind: 'link'
  readonly text: string
  readonly address: string
}

export function strong(text: string): Inline {
  return { kind: 'strong', text }
}

export function said(text: string): Inline {
  return { kind: 'said', text }
}

export function typed(line: string): Inline {
  return { kind: 'line', line }
}

export function reference(ref: string): Inline {
  return { kind: 'reference', ref }
}

export function link(text: string, address: string): Inline {
  return { kind: 'link', text, address }
}

export function paragraph(...text: Inline[]): Block {
  return { kind: 'paragraph', text }
}

export function heading(text: string, count?: string): Block {
  return count === undefined ? { kind: 'heading', text } : { kind: 'heading', text, count }
}

export function context(...text: Inline[]): Block {
  return { kind: 'context', text }
}

export function buttons(...each: Button[]): Block {
  return { kind: 'buttons', buttons: each }
}

/** The columns of a table by their titles; `right` aligns numbers. */
export function columns(...titles: readonly (string | Column)[]): readonly Column[] {
  return titles.map((title) => (typeof title === 'string' ? { title } : title))
}

export function right(title: string): Column {
  return { title, align: 'right' }
}

/** A message of one sentence. */
export function sentence(text: string, ...blocks: Block[]): Message {
  return { summary: text, blocks: [paragraph(text), ...blocks] }
}

/** A block with each of its texts changed. What people typed in a quotation, headings and buttons stay. */
export function withTexts(block: Block, change: (each: Inline) => Inline): Block {
  const inText = (text: Text): Text => inlines(text).map(change)
  switch (block.kind) {
    case 'paragraph':
    case 'context':
      return { ...block, text: inText(block.text) }
    case 'list':
      return { ...block, items: block.items.map(inText) }
    case 'facts':
      return { ...block, facts: block.facts.map((fact) => ({ ...fact, value: inText(fact.value) })) }
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map(inText)) }
    case 'counts':
      return { ...block, counts: block.counts.map((each) => ({ ...each, text: each.text.map(change) })) }
    case 'timeline':
      return { ...block, entries: block.entries.map((each) => ({ ...each, what: inText(each.what) })) }
    default:
      return block
  }
}

export function inlines(text: Text): readonly Inline[] {
  return typeof text === 'object' && 'length' in text ? text : [text]
}

/** Several pages as one or two: the first with the pictures, and all others. */
export function inTwo([first, ...more]: readonly [Message, ...Message[]]): readonly [Message, ...Message[]] {
  const pictures = more.filter(hasPicture)
  const [second, ...others] = more.filter((page) => !hasPicture(page))
  const head = joined(first, pictures)
  return second ? [head, joined(second, others)] : [head]
}

function hasPicture({ blocks }: Message): boolean {
  return blocks.some(({ kind }) => kind === 'picture')
}

function joined(first: Message, others: readonly Message[]): Message {
  return { ...first, blocks: [first, ...others].flatMap(({ blocks }) => blocks) }
}
