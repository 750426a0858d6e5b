import { shortened } from '../domain/text.ts'
import {
  type Block,
  type Form,
  inlines,
  type Message,
  type PaperFile,
  type Picture,
  type Text,
} from '../message.ts'
import { type ChatBlock, chatBlocks, headingText } from './in-chat.ts'
import { stripControls } from './plain.ts'
import { actionSets, buttonSets, choiceElements, type Pressing } from './teams/actions.ts'
import type { Action, Card, Element, RichText, Submit } from './teams/card.ts'
import { formData, formElements, inputElements, type Refilled, submitAction } from './teams/form.ts'
import { inParts, MOST_BYTES, type Part, paged, sizeOf } from './teams/pages.ts'
import type { TeamsPage } from './teams/plainer.ts'
import { tableElements } from './teams/table.ts'
import { markdownText, plainText, richText } from './teams/text.ts'

export interface TeamsOptions extends Refilled, Pressing {
  /** The address of each picture; without one its alternative text is shown. */
  readonly pictures?: ReadonlyMap<Picture, string>
  /** The address of each paper. */
  readonly papers?: ReadonlyMap<PaperFile, string>
}

/** A form as a dialog: the answer to `task/fetch`. */
export interface TeamsDialog {
  readonly title: string
  readonly height: 'small' | 'medium' | 'large'
  readonly width: 'medium'
  readonly card: Card
}

/** The card's frame, its page line and its fallback text. */
const FRAME_BYTES = 6 * 1024
const MOST_IN_A_SUMMARY = 500
const MOST_QUOTED_LINES = 25
const MOST_QUOTED_BYTES = 32 * 1024

export function renderTeams(message: Message, options: TeamsOptions = {}): readonly TeamsPage[] {
  const blocks = besideForms(onceEach(chatBlocks(message.blocks)))
  const pages = paged(partsOf(blocks, options), MOST_BYTES - FRAME_BYTES)
  const summary = shortened(plainText(message.summary), MOST_IN_A_SUMMARY)
  if (pages.length === 0) return [{ card: cardOf(summary, small(summary)), summary }]
  if (pages.length === 1) return pages.map((body) => ({ card: cardOf(summary, body), summary }))
  return pages.map((body, index) => {
    const number = `page ${index + 1} of ${pages.length}`
    const numbered = `${summary} (${number})`
    return { card: cardOf(numbered, [...body, ...small(`This is ${number}.`)]), summary: numbered }
  })
}

export function renderDialog(
  form: Form,
  { toRead = [], ...refilled }: Refilled & { readonly toRead?: readonly Block[] } = {},
): TeamsDialog {
  const submit: Submit = {
    type: 'Action.Submit',
    title: plainText(form.submit),
    style: 'positive',
    data: formData(form),
  }
  const title = plainText(form.title)
  return {
    title,
    height: form.fields.length > 3 ? 'large' : 'medium',
    width: 'medium',
    card: cardOf(title, [
      ...partsOf(chatBlocks(toRead).filter(isUnpressed), {}).flatMap(({ elements }) => elements),
      ...inputElements(form, refilled),
      ...actionSets([submit]),
    ]),
  }
}

function cardOf(summary: string, body: readonly Element[]): Card {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: markdownText(summary),
    body,
    msteams: { width: 'Full' },
  }
}

/** Omits buttons below a table that repeat a row's own button. */
function onceEach(blocks: readonly ChatBlock[]): readonly ChatBlock[] {
  const steps = blocks.flatMap((block) => (block.kind === 'table' ? (block.steps ?? []) : []))
  const lines = steps.map((step) => step?.line)
  return blocks.map((block) =>
    block.kind === 'buttons'
      ? { ...block, buttons: block.buttons.filter((each) => !lines.includes(each.line)) }
      : block,
  )
}

/**
 * Without the other buttons of a message with a form: pressing one would forget what was typed into it. What they say can be
 * typed as well.
 */
function besideForms(blocks: readonly ChatBlock[]): readonly ChatBlock[] {
  if (!blocks.some(({ kind }) => kind === 'form')) return blocks
  return blocks.filter(isUnpressed)
}

function isUnpressed({ kind }: ChatBlock): boolean {
  return kind !== 'buttons' && kind !== 'choices'
}

/** Parts that a page must not split: a heading with what follows it; a form. */
function partsOf(blocks: readonly ChatBlock[], options: TeamsOptions): readonly Part[] {
  const parts: Part[] = []
  let above: readonly Element[] = []
  // A single heading at the top is the title of the page; otherwise headings begin its parts.
  const isTitled = blocks.every(({ kind }, index) => (kind === 'heading') === (index === 0))
  for (const [index, block] of blocks.entries()) {
    if (block.kind === 'heading') {
      above = [...above, heading(headingText(block), { isTitle: isTitled, isFirst: index === 0 })]
      continue
    }
    if (block.kind === 'form') {
      parts.push(formPart(block, above, options))
      above = []
      continue
    }
    for (const element of elementsOf(block, options)) {
      parts.push({ elements: [...above, element] })
      above = []
    }
  }
  return above.length > 0 ? [...parts, { elements: above }] : parts
}

/** A form too large for a card is replaced by the line that says the same. */
function formPart(form: Form, above: readonly Element[], options: TeamsOptions): Part {
  const elements = [...above, ...formElements(form, options, [submitAction(form)])]
  if (sizeOf(elements) <= MOST_BYTES - FRAME_BYTES) return { elements, isForm: true }
  return { elements: [...above, ...line(['On one line: ', { kind: 'line', line: form.line }])] }
}

function elementsOf(
  block: Exclude<ChatBlock, { kind: 'heading' | 'form' }>,
  options: TeamsOptions,
): readonly Element[] {
  switch (block.kind) {
    case 'paragraph':
      return line(block.text)
    case 'context':
      return small(block.text)
    case 'quote':
      return quote(block.text, block.by)
    case 'list':
      return block.items.flatMap((item) => closely(line(['• ', ...inlines(item)])))
    case 'facts':
      return block.facts.flatMap(({ label, value }) =>
        closely(line([{ kind: 'strong', text: `${label}: ` }, ...inlines(value)])),
      )
    case 'table':
      return tableElements(block, options)
    case 'buttons':
      return buttonSets(block.buttons, options)
    case 'choices':
      return choiceElements(block.choices)
    case 'picture':
      return picture(block, options.pictures?.get(block))
    case 'paper':
      return paper(block, options.papers?.get(block))
  }
}

function heading(text: string, { isTitle, isFirst }: { isTitle: boolean; isFirst: boolean }): Element {
  return {
    type: 'TextBlock',
    style: 'heading',
    text: markdownText(text),
    size: isTitle ? 'Large' : 'Medium',
    weight: 'Bolder',
    wrap: true,
    ...(isFirst ? {} : { spacing: 'Large', separator: true }),
  }
}

function line(text: Text): readonly RichText[] {
  const shown = richText(text)
  return shown ? [shown] : []
}

function small(text: Text): readonly RichText[] {
  const shown = richText(text, { small: true })
  return shown ? [shown] : []
}

function closely(elements: readonly RichText[]): readonly RichText[] {
  return elements.map((element) => ({ ...element, spacing: 'Small' }))
}

/** A quotation keeps its line ends. A very long one continues in another box. */
function quote(text: string, by: string): readonly Element[] {
  const lines = stripControls(text)
    .split('\n')
    .flatMap((each) => line(each.trim() === '' ? ' ' : each.trim()))
  const words = [...lines.map((each): RichText => ({ ...each, spacing: 'None' })), ...closely(small(by))]
  return inParts(words, MOST_QUOTED_LINES, MOST_QUOTED_BYTES).map((items, index) => ({
    type: 'Container',
    style: 'emphasis',
    ...(index > 0 ? { spacing: 'None' } : {}),
    items,
  }))
}

function picture({ title, alt }: Picture, url: string | undefined): readonly Element[] {
  if (url === undefined) return small(alt)
  return [
    ...line({ kind: 'strong', text: title }),
    { type: 'Image', url, altText: plainText(alt), size: 'Stretch', ...opening(url) },
  ]
}

/** A phone shows a picture's words small. One that travels in the card has no address to open. */
function opening(url: string) {
  if (!url.startsWith('https:')) return {}
  return { selectAction: { type: 'Action.OpenUrl', title: 'Show it large', url } } as const
}

function paper({ title, holds }: PaperFile, url: string | undefined): readonly Element[] {
  if (url === undefined) return line(title)
  // A phone cuts a long title, so the button says only what it does.
  const open: Action = {
    type: 'Action.OpenUrl',
    title: holds ? 'Open the file' : 'Open the paper',
    tooltip: plainText(title),
    url,
  }
  return [...line(title), ...actionSets([open])]
}
